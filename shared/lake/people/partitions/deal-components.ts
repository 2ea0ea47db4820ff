import { LinkedFiles } from '../../../engines/identity/link-files.ts'
import { NONE } from '../../../engines/identity/log.ts'
import { exchangeKeys } from '../../keys.ts'
import { type Exchange, forEach, getBytes, getWords, putArray } from './arrays.ts'
import { firstNumbers, readLinks } from './link-file.ts'

/** Nobody's: a value without an identifier. */
export const NOWHERE = 255

/** The keys that are linked so far. */
export interface Linking {
  linked: LinkedFiles
  /** How many files were linked. */
  files: number
}

/** Where linking was left, or its beginning. @param counts distinct keys by range */
export async function openLinking(exchange: Exchange, counts: readonly number[]): Promise<Linking> {
  const kept = await exchange.lake.getText(exchange.prefix + exchangeKeys.linkedFiles())
  if (kept === undefined) return { linked: new LinkedFiles(sum(counts)), files: 0 }
  const files = Number(kept)
  return { linked: new LinkedFiles(await getWords(exchange, exchangeKeys.linked(files))), files }
}

/** Links the next files while there is time, one at the least. */
export async function linkFiles(
  exchange: Exchange,
  linking: Linking,
  files: number,
  counts: readonly number[],
  hasTime: () => boolean,
): Promise<void> {
  let next = readLinks(exchange, linking.files, counts)
  for (let goesOn = true; goesOn; ) {
    const { numbers, roots } = await next
    linking.files++
    goesOn = linking.files < files && hasTime()
    // The next file is on its way while one is linked.
    if (goesOn) next = readLinks(exchange, linking.files, counts)
    linking.linked.link(numbers, roots)
  }
}

/** Keeps what is linked, to go on in another call. */
export async function keepLinking(exchange: Exchange, { linked, files }: Linking): Promise<void> {
  await putArray(exchange, exchangeKeys.linked(files), linked.root)
  await exchange.lake.put(exchange.prefix + exchangeKeys.linkedFiles(), String(files))
}

/** Deals what is linked out to partitions. @returns how many components there are: nearly as many as people */
export async function dealComponents(
  exchange: Exchange,
  { linked }: Linking,
  counts: readonly number[],
  partitions: number,
): Promise<number> {
  const { partitionOf, components } = linked.deal(partitions)
  const bases = firstNumbers(counts)
  await forEach(counts.length, (range) =>
    putArray(exchange, exchangeKeys.dealt(range), partitionOf.subarray(bases[range]!, bases[range]! + counts[range]!)),
  )
  return components
}

/** Per value of a file its partition, or NOWHERE. */
export async function partitionsOf(exchange: Exchange, file: number, counts: readonly number[]): Promise<Uint8Array> {
  const { numbers, roots } = await readLinks(exchange, file, counts)
  const dealt = new Uint8Array(sum(counts))
  const bases = firstNumbers(counts)
  await forEach(counts.length, async (range) =>
    dealt.set(await getBytes(exchange, exchangeKeys.dealt(range)), bases[range]!),
  )
  return Uint8Array.from(roots, (root) => (root === NONE ? NOWHERE : dealt[numbers[root]!]!))
}

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0)
