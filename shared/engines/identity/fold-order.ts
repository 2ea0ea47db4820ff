import { radixSorted, type Word } from './radix-sort.ts'

/** The time, object key, row and identity set of every record, or numbers in the same order; one entry per record. */
export type Sequence = {
  /** Microseconds since 1970 UTC. */
  time: BigInt64Array
  /** The order between equal times; left out where the records are numbered by it. */
  ties?: {
    /** The rank of the object's key among all keys in byte order. */
    object: Uint32Array
    row: Uint32Array
    set: Uint8Array
  }
}

/** The fold's order: record numbers sorted by (record time, object key, row number, identity set). */
export function foldOrder({ time, ties }: Sequence): Uint32Array {
  const words: Word[] = []
  if (ties)
    words.push(
      (i) => ties.set[i]!,
      (i) => ties.row[i]!,
      (i) => ties.object[i]!,
    )
  const short = inOneWord(time)
  const halves = halvesOf(time)
  if (short) words.push((i) => short[i]!)
  // The sign bit is flipped, so that times before 1970 come first.
  else
    words.push(
      (i) => halves[2 * i]!,
      (i) => (halves[2 * i + 1]! ^ 0x8000_0000) >>> 0,
    )
  return radixSorted(time.length, words)
}

/** A BigInt is an object each time it is looked at: 64-bit integers by their halves, the lower first. */
const halvesOf = ({ buffer, byteOffset, length }: BigInt64Array) => new Uint32Array(buffer, byteOffset, 2 * length)

/** Most logs are written in whole seconds, of which 32 bits count 136 years: then half the digits tell their order. */
function inOneWord(time: BigInt64Array): Uint32Array | undefined {
  const halves = halvesOf(time)
  const at = (i: number) => (halves[2 * i + 1]! | 0) * 2 ** 32 + halves[2 * i]!
  let [earliest, latest] = [Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]
  for (let i = 0; i < time.length; i++) {
    const one = at(i)
    if (one < earliest) earliest = one
    if (one > latest) latest = one
  }
  if (!Number.isSafeInteger(earliest) || !Number.isSafeInteger(latest)) return undefined
  if ((latest - earliest) / 1e6 >= 2 ** 32) return undefined
  const seconds = new Uint32Array(time.length)
  for (let i = 0; i < time.length; i++) {
    const past = at(i) - earliest
    seconds[i] = past / 1e6
    if (seconds[i]! * 1e6 !== past) return undefined
  }
  return seconds
}
