import { connectedComponents } from '../../../engines/identity/components.ts'
import { NONE } from '../../../engines/identity/log.ts'
import type { Duck } from '../../duck.ts'
import { exchangeKeys } from '../../keys.ts'
import type { OpenedDataset } from '../dataset-rows.ts'
import { readKeys } from '../read-keys.ts'
import { linksOf, readRecords } from '../read-log.ts'
import { type Exchange, forEach, getBytes, getWords, putArray } from './arrays.ts'

/** Which range a key lies in, by its second word; exact below 2²¹ ranges. */
const rangeOf = (secondWord: number, ranges: number): number => Math.floor((secondWord * ranges) / 2 ** 32)

/** No range: a value without an identifier, or equal to an earlier one of its file. */
const UNLISTED = 255

/**
 * Tells of one file by itself: per value the root of its component within the file (`roots`) and the range in which its key
 * is listed (`ranges`); and by range the keys, four words each, in the order of their values.
 *
 * @param ranges at most 255
 */
export async function linkFile(
  db: Duck,
  datasets: OpenedDataset[],
  exchange: Exchange,
  file: number,
  ranges: number,
): Promise<void> {
  const keys = await readKeys(db, datasets)
  const { equal, words } = keys
  const roots = connectedComponents(linksOf(await readRecords(db, datasets), keys))
  const rangeOfValue = new Uint8Array(equal.length).fill(UNLISTED)
  const counts = new Uint32Array(ranges)
  for (let value = 0; value < equal.length; value++) {
    if (equal[value] !== value) continue
    const range = rangeOf(words[4 * value + 1]!, ranges)
    rangeOfValue[value] = range
    counts[range]!++
  }
  const listed = Array.from(counts, (count) => new Uint32Array(4 * count))
  const next = new Uint32Array(ranges)
  for (let value = 0; value < equal.length; value++) {
    const range = rangeOfValue[value]!
    if (range !== UNLISTED) listed[range]!.set(words.subarray(4 * value, 4 * value + 4), 4 * next[range]!++)
  }
  await putArray(exchange, exchangeKeys.roots(file), roots)
  await putArray(exchange, exchangeKeys.ranges(file), rangeOfValue)
  await forEach(ranges, (range) => putArray(exchange, exchangeKeys.keys(range, file), listed[range]!))
}

export interface FileLinks {
  /** Per value the number of its key among those of all ranges; NONE where it is not listed. */
  numbers: Uint32Array
  /** Per value the smallest value of its component within the file; NONE where it has no identifier. */
  roots: Uint32Array
}

/** The links that linkFile wrote, once the keys are numbered. */
export async function readLinks(exchange: Exchange, file: number, counts: readonly number[]): Promise<FileLinks> {
  const [roots, rangeOfValue, byRange] = await Promise.all([
    getWords(exchange, exchangeKeys.roots(file)),
    getBytes(exchange, exchangeKeys.ranges(file)),
    forEach(counts.length, (range) => getWords(exchange, exchangeKeys.numbers(range, file))),
  ])
  const bases = firstNumbers(counts)
  const next = new Uint32Array(counts.length)
  const numbers = new Uint32Array(roots.length).fill(NONE)
  for (let value = 0; value < numbers.length; value++) {
    const range = rangeOfValue[value]!
    if (range !== UNLISTED) numbers[value] = bases[range]! + byRange[range]![next[range]!++]!
  }
  return { numbers, roots }
}

/** The number of each range's first key. @param counts distinct keys by range */
export function firstNumbers(counts: readonly number[]): number[] {
  let first = 0
  return counts.map((count) => {
    first += count
    return first - count
  })
}
