import { BUCKETS, type HashIndex } from './hash-index.ts'

/** Reading from S3 is waiting: so many requests at the same time. */
const READ_AT_ONCE = 16

/** One index of a file; a file has as many as it has stretches. */
export interface Piece {
  file: number
  index: HashIndex
}

/** Buckets `from` to `to`, the latter not included. */
export interface Range {
  from: number
  to: number
}

/** As many buckets together as have so few rows, and one at the least. */
export function rangesOf(pieces: readonly Piece[], rowsAtOnce: number): Range[] {
  const ranges: Range[] = []
  let rows = Number.POSITIVE_INFINITY
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    const more = rowsIn(pieces, { from: bucket, to: bucket + 1 })
    const last = ranges.at(-1)
    rows += more
    if (last && rows <= rowsAtOnce) last.to = bucket + 1
    else {
      ranges.push({ from: bucket, to: bucket + 1 })
      rows = more
    }
  }
  return ranges
}

export const rowsIn = (pieces: readonly Piece[], { from, to }: Range): number =>
  pieces.reduce((sum, { index: { starts } }) => sum + starts[to]! - starts[from]!, 0)

/** Reads some pieces at the same time, and takes them in their order. */
export async function readInOrder<Read>(
  pieces: readonly Piece[],
  read: (index: HashIndex) => Promise<Read>,
  take: (file: number, read: Read) => void,
): Promise<void> {
  for (let at = 0; at < pieces.length; at += READ_AT_ONCE) {
    const some = pieces.slice(at, at + READ_AT_ONCE)
    const all = await Promise.all(some.map(({ index }) => read(index)))
    for (const [i, { file }] of some.entries()) take(file, all[i]!)
  }
}
