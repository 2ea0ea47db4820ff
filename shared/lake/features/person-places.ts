import type { Column } from '../duck-columns.ts'

/**
 * Each row's place among `people`, −1 for who is not there. Both are ids as DuckDB keeps them, 16 bytes each, `people`
 * ascending. Rows that ascend too are met step by step, which costs less than any join; others are searched for.
 */
export function personPlaces(people: Uint8Array, rows: Uint8Array): Int32Array {
  const ours = wordsOf(people)
  const theirs = wordsOf(rows)
  const count = ours.length / WORDS
  const places = new Int32Array(theirs.length / WORDS)
  /** The first of our people who is not before the row at hand, and whether it is them. */
  let place = 0
  let found = -1
  for (let row = 0; row < places.length; row++) {
    const at = row * WORDS
    if (row === 0 || !isSame(theirs, at, theirs, at - WORDS)) {
      if (row > 0 && compare(theirs, at, theirs, at - WORDS) < 0) place = firstFrom(ours, count, theirs, at)
      while (place < count && compare(ours, place * WORDS, theirs, at) < 0) place++
      found = place < count && isSame(ours, place * WORDS, theirs, at) ? place : -1
    }
    places[row] = found
  }
  return places
}

/** The values that are there, each at its person's place; `into` keeps what it has elsewhere. */
export function placed<To extends Float64Array | Int32Array | Int8Array>(
  { values, present }: Column,
  places: Int32Array,
  into: To,
): To {
  const numbers = values as ArrayLike<number>
  for (let row = 0; row < places.length; row++) {
    const place = places[row]!
    if (place >= 0 && present?.[row] !== 0) into[place] = numbers[row]!
  }
  return into
}

/** 32-bit words of an id, the lowest first. */
const WORDS = 4

const wordsOf = (ids: Uint8Array) => new Int32Array(ids.buffer, ids.byteOffset, ids.byteLength / 4)

const isSame = (a: Int32Array, i: number, b: Int32Array, j: number): boolean =>
  a[i] === b[j] && a[i + 1] === b[j + 1] && a[i + 2] === b[j + 2] && a[i + 3] === b[j + 3]

/** The order of UUIDs: DuckDB flips their first bit, so that the highest word, taken as signed, sorts as they do. */
function compare(a: Int32Array, i: number, b: Int32Array, j: number): number {
  if (a[i + 3] !== b[j + 3]) return a[i + 3]! < b[j + 3]! ? -1 : 1
  for (let word = 2; word >= 0; word--) {
    const x = a[i + word]! >>> 0
    const y = b[j + word]! >>> 0
    if (x !== y) return x < y ? -1 : 1
  }
  return 0
}

function firstFrom(ours: Int32Array, count: number, ids: Int32Array, at: number): number {
  let [low, high] = [0, count]
  while (low < high) {
    const middle = (low + high) >> 1
    if (compare(ours, middle * WORDS, ids, at) < 0) low = middle + 1
    else high = middle
  }
  return low
}
