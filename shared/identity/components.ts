import { type IdentifierColumn, NONE } from './log.ts'

/** The values of one kind: which value each entry of its column has, and one entry where each value stands. */
export type Values = { code: Uint32Array; sample: Uint32Array }

/**
 * Unrestricted connected components of records that share a value, by union-find in one pass over the keys.
 * A root is its component's earliest record. Memory per identifier: 16 B key and 4 B record of the input, 4 B code,
 * at most 4 B sample and, one kind at a time, a table of 4 to 8 B: below 36; per record: 4 B parent.
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
  const mask = tableSize(entries) - 1
  const table = new Uint32Array(mask + 1).fill(NONE)
  const code = new Uint32Array(entries)
  const sample = new Uint32Array(entries)
  let count = 0
  for (let i = 0; i < entries; i++) {
    const a = lo[2 * i]!
    const b = lo[2 * i + 1]!
    const c = hi[2 * i]!
    const d = hi[2 * i + 1]!
    const at = position ? position[record[i]!]! : record[i]!
    // Keys are digests, so their low bits are the hash.
    for (let slot = a & mask; ; slot = (slot + 1) & mask) {
      const value = table[slot]!
      if (value === NONE) {
        table[slot] = count
        sample[count] = i
        code[i] = count++
        break
      }
      const other = sample[value]!
      if (lo[2 * other] === a && lo[2 * other + 1] === b && hi[2 * other] === c && hi[2 * other + 1] === d) {
        code[i] = value
        union(parent, at, position ? position[record[other]!]! : record[other]!)
        break
      }
    }
  }
  return { code, sample: sample.slice(0, count) }
}

/** A power of two, filled to at most three quarters even when every value is another. */
function tableSize(entries: number): number {
  let size = 16
  while (size * 0.75 < entries) size *= 2
  return size
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
