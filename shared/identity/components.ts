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
/** Parts are worked some at a time: their copies take 5 MB, or an eighth of a column. */
const ENTRIES_AT_ONCE = 2 ** 18

/** Joins the records of equal keys of one column after another; tells how many different keys it has. */
function joiner(root: Uint32Array): (column: IdentifierColumn, isFirst: Uint8Array) => number {
  const numbers = new KeyNumbers()
  let joined = new Uint32Array(1024)
  // Kept from column to column, since the collector of garbage is slow to give large arrays back.
  let entries = new Uint32Array(0)

  const joinPart = (start: number, end: number, isFirst: Uint8Array): void => {
    numbers.clear()
    for (let at = 5 * start; at < 5 * end; at += 5) {
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
  }

  return (column, isFirst) => {
    const { record } = column
    for (let i = 0; i < record.length; i++) if (root[record[i]!] === NONE) root[record[i]!] = record[i]!
    const { bits, start } = partsOf(column)
    const atOnce = Math.max(ENTRIES_AT_ONCE, Math.ceil(record.length / 8))
    let values = 0
    for (let first = 0, last = 0; first + 1 < start.length; first = last) {
      // At least one part; its keys are all equal where it is larger than the rest.
      last = first + 1
      while (last + 1 < start.length && start[last + 1]! - start[first]! <= atOnce) last++
      const size = 5 * (start[last]! - start[first]!)
      if (entries.length < size) entries = new Uint32Array(size)
      copyParts(column, bits, start.subarray(first, last + 1), first, entries)
      for (let part = first; part < last; part++) {
        joinPart(start[part]! - start[first]!, start[part + 1]! - start[first]!, isFirst)
        values += numbers.count
      }
    }
    return values
  }
}

/**
 * Equal keys fall into one part, so that the keys of a part are looked up within the processor's cache: the top bits of a
 * word say which.
 *
 * @returns how many bits, and where among all entries each part starts, and the end
 */
function partsOf({ record, keyLo }: IdentifierColumn): { bits: number; start: Uint32Array } {
  const lo = wordsOf(keyLo)
  let bits = 0
  while (2 ** bits < MOST_PARTS && record.length > ENTRIES_PER_PART * 2 ** bits) bits++
  const start = new Uint32Array(2 ** bits + 1)
  for (let i = 0; i < record.length; i++) start[topBits(lo[2 * i + 1]!, bits) + 1]!++
  for (let part = 1; part < start.length; part++) start[part]! += start[part - 1]!
  return { bits, start }
}

/** Two shifts, since a shift by 32 would be none. */
const topBits = (word: number, bits: number): number => (word >>> 1) >>> (31 - bits)

/** Copies some parts, from part `first`, five words an entry (key and record), by record within each part. */
function copyParts(
  { record, keyHi, keyLo }: IdentifierColumn,
  bits: number,
  start: Uint32Array,
  first: number,
  entries: Uint32Array,
): void {
  const hi = wordsOf(keyHi)
  const lo = wordsOf(keyLo)
  const parts = start.length - 1
  const next = start.map((entry) => 5 * (entry - start[0]!))
  for (let i = 0; i < record.length; i++) {
    const part = topBits(lo[2 * i + 1]!, bits) - first
    if (part < 0 || part >= parts) continue
    const at = next[part]!
    next[part] = at + 5
    entries[at] = lo[2 * i]!
    entries[at + 1] = lo[2 * i + 1]!
    entries[at + 2] = hi[2 * i]!
    entries[at + 3] = hi[2 * i + 1]!
    entries[at + 4] = record[i]!
  }
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
