import { type IdentifierColumn, NONE } from './log.ts'

/**
 * The values of one kind. Per entry of its column: `code`, the number of its value. Per value: `sample`, one entry where
 * it stands, and `at`, the position of that entry's record.
 */
export type Values = { code: Uint32Array; sample: Uint32Array; at: Uint32Array }

/**
 * Unrestricted connected components of records that share a value, by union-find in one pass over the keys.
 * A root is its component's earliest record. Memory per identifier: 20 B of input (key and record), 4 B code; per value
 * 8 B, and, one kind at a time, 8 to 16 B of hash table; per record 4 B parent. Values are fewer than identifiers.
 *
 * @param position of each record in the fold's order; undefined where records are numbered in it
 * @returns `root[p]`: the position of the earliest record of p's component; and per column its values
 */
export function connectedComponents(
  records: number,
  columns: readonly IdentifierColumn[],
  position: Uint32Array | undefined,
): { root: Uint32Array; values: Values[] } {
  const parent = new Uint32Array(records)
  for (let p = 0; p < records; p++) parent[p] = p
  const values = columns.map((column) => joinEqualValues(column, position, parent))
  // Parents come before their children, so one pass in order flattens every tree.
  for (let p = 0; p < records; p++) parent[p] = parent[parent[p]!]!
  return { root: parent, values }
}

function joinEqualValues(column: IdentifierColumn, position: Uint32Array | undefined, parent: Uint32Array): Values {
  const { record } = column
  const entries = record.length
  const hi = wordsOf(column.keyHi)
  const lo = wordsOf(column.keyLo)
  const code = new Uint32Array(entries)
  let sample = new Uint32Array(1024)
  let at = new Uint32Array(1024)
  let table = new Uint32Array(2048).fill(NONE)
  let count = 0
  for (let i = 0; i < entries; i++) {
    if (count === sample.length) {
      // Grown with the values, not the entries: most tables stay small enough for the processor's cache.
      sample = grown(sample)
      at = grown(at)
      table = rehashed(table.length * 2, sample, count, lo)
    }
    const a = lo[2 * i]!
    const b = lo[2 * i + 1]!
    const c = hi[2 * i]!
    const d = hi[2 * i + 1]!
    const here = position ? position[record[i]!]! : record[i]!
    const mask = table.length - 1
    // Keys are digests, so their low bits are the hash.
    for (let slot = a & mask; ; slot = (slot + 1) & mask) {
      const value = table[slot]!
      if (value === NONE) {
        table[slot] = count
        sample[count] = i
        at[count] = here
        code[i] = count++
        break
      }
      const other = 2 * sample[value]!
      if (lo[other] === a && lo[other + 1] === b && hi[other] === c && hi[other + 1] === d) {
        code[i] = value
        union(parent, here, at[value]!)
        break
      }
    }
  }
  return { code, sample: sample.slice(0, count), at: at.slice(0, count) }
}

function grown(array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(array.length * 2)
  larger.set(array)
  return larger
}

/** A table of `size` slots, a power of two, that holds the values found so far. */
function rehashed(size: number, sample: Uint32Array, count: number, lo: Uint32Array): Uint32Array<ArrayBuffer> {
  const table = new Uint32Array(size).fill(NONE)
  for (let value = 0; value < count; value++) {
    let slot = lo[2 * sample[value]!]! & (size - 1)
    while (table[slot] !== NONE) slot = (slot + 1) & (size - 1)
    table[slot] = value
  }
  return table
}

const wordsOf = (halves: BigUint64Array): Uint32Array =>
  new Uint32Array(halves.buffer, halves.byteOffset, halves.length * 2)

/** The earlier root wins; paths are halved on the way (Tarjan & van Leeuwen 1984). */
function union(parent: Uint32Array, a: number, b: number): void {
  const one = find(parent, a)
  const other = find(parent, b)
  if (one < other) parent[other] = one
  else parent[one] = other
}

function find(parent: Uint32Array, at: number): number {
  while (parent[at] !== at) {
    const grandparent = parent[parent[at]!]!
    parent[at] = grandparent
    at = grandparent
  }
  return at
}
