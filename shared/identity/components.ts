import { KeyNumbers } from './key-numbers.ts'
import { type KeyRange, wordsOf } from './key-ranges.ts'
import { type IdentifierColumn, NONE } from './log.ts'

export type Components = {
  /** Per record the smallest record number of its component; NONE for a record without identifiers. */
  root: Uint32Array
  /** Per kind, and per record, 1 where no smaller record has its value: values are told by these records. */
  firsts: { isFirst: Uint8Array; values: number }[]
}

/**
 * Unrestricted connected components of records that share a value, by union-find over the keys, one kind and range at a
 * time. Memory: 4 B a record, 1 B a record and kind, and 20 B for each identifier of the range in work beside its input.
 */
export function* connectedComponents(
  records: number,
  kinds: readonly string[],
  ranges: number,
): Generator<KeyRange, Components, IdentifierColumn> {
  const root = new Uint32Array(records).fill(NONE)
  const firsts: Components['firsts'] = []
  const join = joiner(root)
  for (const kind of kinds) {
    const isFirst = new Uint8Array(records)
    let values = 0
    for (let range = 0; range < ranges; range++) {
      values += join(yield { kind, range, ranges }, isFirst)
    }
    firsts.push({ isFirst, values })
  }
  flatten(root)
  return { root, firsts }
}

/** Parents are smaller than their children, so one pass flattens every tree. */
function flatten(root: Uint32Array): void {
  for (let record = 0; record < root.length; record++) {
    if (root[record] !== NONE) root[record] = root[root[record]!]!
  }
}

/** About as many entries as leave a part and its table in the second-level cache of a core. */
const ENTRIES_PER_PART = 16384
const MOST_PARTS = 4096

/** Joins the records of equal keys of one column after another; tells how many different keys it has. */
function joiner(root: Uint32Array): (column: IdentifierColumn, isFirst: Uint8Array) => number {
  const numbers = new KeyNumbers()
  // Kept from column to column, since the collector of garbage is slow to give large arrays back.
  let entries = new Uint32Array(0)
  let joined = new Uint32Array(1024)

  return (column, isFirst) => {
    for (const record of column.record) if (root[record] === NONE) root[record] = record
    if (entries.length < 5 * column.record.length) entries = new Uint32Array(5 * column.record.length)
    const start = intoParts(column, entries)
    let values = 0
    for (let part = 0; part + 1 < start.length; part++) {
      numbers.clear()
      for (let at = 5 * start[part]!; at < 5 * start[part + 1]!; at += 5) {
        const fresh = numbers.count
        const value = numbers.of(entries[at]!, entries[at + 1]!, entries[at + 2]!, entries[at + 3]!)
        const record = entries[at + 4]!
        if (value < fresh) joined[value] = union(root, record, joined[value]!)
        else {
          if (value === joined.length) joined = doubled(joined)
          joined[value] = record
          isFirst[record] = 1
        }
      }
      values += numbers.count
    }
    return values
  }
}

/**
 * Copies the column's entries, five words each (key and record), parted by the top bits of one word, by record within a
 * part. Equal keys fall into one part, so that a part's keys are looked up within the processor's cache.
 *
 * @returns where each part starts, and the end
 */
function intoParts({ record, keyHi, keyLo }: IdentifierColumn, entries: Uint32Array): Uint32Array {
  const hi = wordsOf(keyHi)
  const lo = wordsOf(keyLo)
  const count = record.length
  let bits = 0
  while (2 ** bits < MOST_PARTS && count > ENTRIES_PER_PART * 2 ** bits) bits++
  const start = new Uint32Array(2 ** bits + 1)
  // Two shifts, since a shift by 32 would be none.
  const partOf = (i: number) => (lo[2 * i + 1]! >>> 1) >>> (31 - bits)
  for (let i = 0; i < count; i++) start[partOf(i) + 1]!++
  for (let part = 1; part < start.length; part++) start[part]! += start[part - 1]!
  const next = start.slice()
  for (let i = 0; i < count; i++) {
    const at = 5 * next[partOf(i)]!++
    entries[at] = lo[2 * i]!
    entries[at + 1] = lo[2 * i + 1]!
    entries[at + 2] = hi[2 * i]!
    entries[at + 3] = hi[2 * i + 1]!
    entries[at + 4] = record[i]!
  }
  return start
}

function doubled(array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(array.length * 2)
  larger.set(array)
  return larger
}

/** The smaller root wins, and is told; paths are halved on the way (Tarjan & van Leeuwen 1984). */
function union(root: Uint32Array, a: number, b: number): number {
  const one = find(root, a)
  const other = find(root, b)
  if (one < other) {
    root[other] = one
    return one
  }
  root[one] = other
  return other
}

function find(root: Uint32Array, at: number): number {
  while (root[at] !== at) {
    const grandparent = root[root[at]!]!
    root[at] = grandparent
    at = grandparent
  }
  return at
}
