/** No record, person or value. */
export const NONE = 0xffffffff

/**
 * Identifiers of one kind, at most one per record, by record. The key is a 128-bit digest of kind and canonical value
 * (identifierKey, identifierKeySql), in two halves: the values themselves, which are personal data, stay outside.
 */
export type IdentifierColumn = { kind: string; record: Uint32Array; keyHi: BigUint64Array; keyLo: BigUint64Array }

/** What identity resolution holds of the log. A record is one identity set of one row, numbered 0 … records − 1. */
export type Records = {
  records: number
  /** The records in the fold's order (foldOrder); without it they are numbered in that order. */
  order?: Uint32Array
  /** Per record the index of its canonical first and last name in `names`; 0 where it is missing. */
  firstName: Uint32Array
  lastName: Uint32Array
  /** names[0] is '' and stands for a missing name. */
  names: readonly string[]
}

/** Records with their identifiers, one column per kind. */
export type Log = Records & { identifiers: readonly IdentifierColumn[] }

/** What stands for a time, an object key, a row and an identity set, one entry per record. */
export type Sequence = {
  /** Microseconds since 1970 UTC. */
  time: BigInt64Array
  /** The rank of the object's key among all keys in byte order. */
  object: Uint32Array
  row: Uint32Array
  set: Uint8Array
}

/**
 * The fold's order: record numbers sorted by (record time, object key, row number, identity set), by radix sort over
 * 16-bit digits, least significant first; a digit that is the same everywhere costs one look.
 */
export function foldOrder({ time, object, row, set }: Sequence): Uint32Array {
  const words = new Uint32Array(time.buffer, time.byteOffset, time.length * 2)
  const low = { words, step: 2, start: 0, flip: 0 }
  // The sign bit is flipped, so that times before 1970 come first.
  const high = { words, step: 2, start: 1, flip: 0x80000000 }
  const single = (column: Uint32Array | Uint8Array) => ({ words: column, step: 1, start: 0, flip: 0 })
  const records = time.length
  let order = new Uint32Array(records)
  let spare = new Uint32Array(records)
  for (let i = 0; i < records; i++) order[i] = i
  const counts = new Uint32Array(0x10001)
  for (const { words: source, step, start, flip } of [single(set), single(row), single(object), low, high]) {
    for (const shift of [0, 16]) {
      counts.fill(0)
      for (let i = 0; i < records; i++) counts[(((source[i * step + start]! ^ flip) >>> shift) & 0xffff) + 1]!++
      if (counts.includes(records)) continue
      for (let digit = 0; digit < 0x10000; digit++) counts[digit + 1]! += counts[digit]!
      for (let i = 0; i < records; i++) {
        const record = order[i]!
        const digit = ((source[record * step + start]! ^ flip) >>> shift) & 0xffff
        spare[counts[digit]!++] = record
      }
      ;[order, spare] = [spare, order]
    }
  }
  return order
}
