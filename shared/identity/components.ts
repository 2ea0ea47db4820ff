import { type IdentifierColumn, NONE } from './log.ts'

/**
 * The values of one kind. Per entry of its column: `code`, the number of its value. Per value: `sample`, one entry where
 * it stands, and `at`, a position in its component.
 */
export type Values = { code: Uint32Array; sample: Uint32Array; at: Uint32Array }

/**
 * Unrestricted connected components of records that share a value, by union-find in one pass over the keys.
 * A root is its component's earliest record. Memory per identifier: 20 B of input (key and record), 4 B code; per value
 * 8 B, and, one kind at a time, 16 B of key and 8 to 16 B of hash table; per record 4 B parent. Values are fewer than
 * identifiers; bench/identity.ts measures the sum.
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
  // The keys of the values side by side, since a miss of the cache costs more than all the rest.
  let keys = new Uint32Array(4096)
  let table = new Uint32Array(2048).fill(NONE)
  let count = 0
  for (let i = 0; i < entries; i++) {
    if (count === sample.length) {
      // Grown with the values, not the entries: most tables stay small enough for the processor's cache.
      sample = grown(sample)
      at = grown(at)
      keys = grown(keys)
      table = rehashed(table.length * 2, keys, count)
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
        keys[4 * count] = a
        keys[4 * count + 1] = b
        keys[4 * count + 2] = c
        keys[4 * count + 3] = d
        sample[count] = i
        at[count] = here
        code[i] = count++
        break
      }
      const key = 4 * value
      if (keys[key] === a && keys[key + 1] === b && keys[key + 2] === c && keys[key + 3] === d) {
        code[i] = value
        at[value] = union(parent, here, at[value]!)
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
function rehashed(size: number, keys: Uint32Array, count: number): Uint32Array<ArrayBuffer> {
  const table = new Uint32Array(size).fill(NONE)
  for (let value = 0; value < count; value++) {
    let slot = keys[4 * value]! & (size - 1)
    while (table[slot] !== NONE) slot = (slot + 1) & (size - 1)
    table[slot] = value
  }
  return table
}

const wordsOf = (halves: BigUint64Array): Uint32Array =>
  new Uint32Array(halves.buffer, halves.byteOffset, halves.length * 2)

/** The earlier root wins, and is told; paths are halved on the way (Tarjan & van Leeuwen 1984). */
function union(parent: Uint32Array, a: number, b: number): number {
  const one = find(parent, a)
  const other = find(parent, b)
  if (one < other) {
    parent[other] = one
    return one
  }
  parent[one] = other
  return other
}

function find(parent: Uint32Array, at: number): number {
  while (parent[at] !== at) {
    const grandparent = parent[parent[at]!]!
    parent[at] = grandparent
    at = grandparent
  }
  return at
}
