import { radixSorted, type Word } from './radix-sort.ts'

/** What stands for a time, an object key, a row and an identity set, one entry per record. */
export type Sequence = {
  /** Microseconds since 1970 UTC. */
  time: BigInt64Array
  /** What decides between equal times; left out where the records are numbered by it. */
  ties?: {
    /** The rank of the object's key among all keys in byte order. */
    object: Uint32Array
    row: Uint32Array
    set: Uint8Array
  }
}

/** The fold's order: record numbers sorted by (record time, object key, row number, identity set). */
export function foldOrder({ time, ties }: Sequence): Uint32Array {
  const words = new Uint32Array(time.buffer, time.byteOffset, time.length * 2)
  const single = (column: Uint32Array | Uint8Array): Word => ({ words: column, step: 1, start: 0, flip: 0 })
  return radixSorted(time.length, [
    ...(ties ? [single(ties.set), single(ties.row), single(ties.object)] : []),
    { words, step: 2, start: 0, flip: 0 },
    // The sign bit is flipped, so that times before 1970 come first.
    { words, step: 2, start: 1, flip: 0x80000000 },
  ])
}
