import { LinkedFiles } from '../../../identity/link-files.ts'
import { NONE } from '../../../identity/log.ts'
import { type Exchange, forEach, getBytes, putArray } from './arrays.ts'
import { firstNumbers, readLinks } from './link-file.ts'

/** Nobody's: a value without an identifier. */
export const NOWHERE = 255

/**
 * Links the files' components, and deals what is linked out to partitions.
 *
 * @param counts distinct keys by range
 * @returns how many components there are: nearly as many as people
 */
export async function dealComponents(
  exchange: Exchange,
  files: number,
  counts: readonly number[],
  partitions: number,
): Promise<number> {
  const linked = new LinkedFiles(counts.reduce((sum, count) => sum + count, 0))
  // The next file is on its way while one is linked.
  let next = readLinks(exchange, 0, counts)
  for (let file = 0; file < files; file++) {
    const { numbers, roots } = await next
    if (file + 1 < files) next = readLinks(exchange, file + 1, counts)
    linked.link(numbers, roots)
  }
  const { partitionOf, components } = linked.deal(partitions)
  const bases = firstNumbers(counts)
  await forEach(counts.length, (range) =>
    putArray(exchange, `dealt/${range}`, partitionOf.subarray(bases[range]!, bases[range]! + counts[range]!)),
  )
  return components
}

/** Per value of a file its partition, or NOWHERE. */
export async function partitionsOf(exchange: Exchange, file: number, counts: readonly number[]): Promise<Uint8Array> {
  const { numbers, roots } = await readLinks(exchange, file, counts)
  const dealt = new Uint8Array(counts.reduce((sum, count) => sum + count, 0))
  const bases = firstNumbers(counts)
  await forEach(counts.length, async (range) => dealt.set(await getBytes(exchange, `dealt/${range}`), bases[range]!))
  return Uint8Array.from(roots, (root) => (root === NONE ? NOWHERE : dealt[numbers[root]!]!))
}
