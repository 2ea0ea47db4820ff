// The state of the row kernel, laid out in its memory: the state at STATE, and all that its words point at.
import type { WindowMemory } from './window-memory.ts'

/** The cells of a file's rows that are written, by indices of its columns. */
export interface RowLayout {
  /** Columns that are written row by row. */
  cells: readonly number[]
  /** Columns that are one value together: rows carry its number, and each distinct value is written once. */
  values: readonly (readonly number[])[]
  /** How many bytes the values of one such group may take before they are forgotten. */
  bound: number
}

/** Words of the state by their places; assembly/state.ts holds the same list. */
export const WORD = {
  columns: 0,
  delimiter: 1,
  starts: 2,
  ends: 3,
  quotes: 4,
  hashes: 5,
  absent: 6,
  seeds: 7,
  blanks: 8,
  padded: 9,
  edges: 10,
  cells: 11,
  cellCount: 12,
  bounds: 13,
  parts: 14,
  partCount: 15,
  rowHashes: 16,
  text: 17,
  textUsed: 18,
  places: 19,
  grouped: 20,
  noted: 21,
  pending: 22,
  page: 23,
  unquoted: 24,
  rows: 25,
  stopRow: 26,
  lines: 27,
  why: 28,
  full: 29,
  touched: 30,
  escape: 31,
} as const
const STATE = 64
const WORDS = 32

/** Words of a part. */
export const PART = {
  columns: 0,
  count: 1,
  bounds: 2,
  tags: 3,
  numbers: 4,
  slots: 5,
  capacity: 6,
  lines: 7,
  used: 8,
  entries: 9,
  base: 10,
  bound: 11,
  pending: 12,
  fresh: 13,
  places: 14,
} as const
const PART_WORDS = 16

const BATCH = 128
const GROUP = 16_384
/** The bytes of an entry, without its line. */
const ENTRY = 36
const FIRST_SLOTS = 1024
/** All parts together, the bytes of their values: what a laptop and a function can spare. */
const MOST_BOUND = 512 << 20

/** The state's words, those of each part, and the place for rows that are written anew. */
export interface State {
  words: Uint32Array
  parts: Uint32Array[]
  anew: number
}

/** Takes memory for everything and says in the state where it stands. */
export function layState(
  memory: WindowMemory,
  names: readonly string[],
  delimiter: string,
  { cells, values, bound }: RowLayout,
): State {
  const columns = names.length
  const most = Math.min(bound, memory.mostValues, Math.floor(MOST_BOUND / Math.max(1, values.length)))
  const entries = Math.ceil(most / ENTRY) + 2
  const slots = 2 ** Math.ceil(Math.log2(Math.max(FIRST_SLOTS, 2 * entries)))
  // Each cell has its length before it.
  const longest = memory.longestWritten + 4 * columns
  const at = memory.take({
    anew: memory.longestWritten,
    starts: 4 * (columns + 1),
    ends: 4 * (columns + 1),
    quotes: columns + 1,
    hashes: 8 * columns,
    absent: columns,
    seeds: 8 * columns,
    blanks: 4 * columns,
    padded: columns,
    edges: 256,
    cells: 4 * cells.length,
    bounds: 8 * BATCH * cells.length,
    parts: 4 * PART_WORDS * values.length,
    rowHashes: 8 * GROUP,
    text: longest,
    places: 4 * GROUP,
    page: longest,
    unquoted: memory.longestWritten,
  })
  const partsAt = values.map((part) =>
    memory.take({
      columns: 4 * part.length,
      bounds: 8 * BATCH * part.length,
      tags: 4 * BATCH,
      numbers: 4 * GROUP,
      // A table of c slots stands at c × 8 bytes, so that each has its own place.
      slots: 16 * slots,
      lines: most + longest,
      places: 4 * GROUP,
    }),
  )
  // From here on the memory does not grow any more: views on it stay good.
  memory.words(at.cells, cells.length).set(cells)
  memory.longWords(at.seeds, columns).set(seedsOf(names))
  memory.bytes(at.edges, 256).set(Array.from({ length: 256 }, (_, byte) => Number(edgeSpace(byte))))
  const { anew, ...places } = at
  const counts = { columns, delimiter: delimiter.charCodeAt(0), cellCount: cells.length, partCount: values.length }
  const words = memory.words(STATE, WORDS)
  fill(words, WORD, { ...places, ...counts })
  const parts = values.map((part, p) => {
    const own = partsAt[p]!
    memory.words(own.columns, part.length).set(part)
    const words = memory.words(at.parts + 4 * PART_WORDS * p, PART_WORDS)
    fill(words, PART, { ...own, count: part.length, capacity: FIRST_SLOTS, bound: most })
    return words
  })
  return { words, parts, anew }
}

function fill<Name extends string>(
  words: Uint32Array,
  places: Record<Name, number>,
  values: Partial<Record<Name, number>>,
) {
  for (const name of Object.keys(values) as Name[]) words[places[name]] = values[name]!
}

/** One number per column, by the place of its name among all names: files of one folder may order columns differently. */
function seedsOf(names: readonly string[]): BigUint64Array {
  const seeds = new BigUint64Array(names.length)
  const byName = names.map((name, c) => ({ name, c })).sort((a, b) => (a.name < b.name ? -1 : 1))
  for (const [rank, { c }] of byName.entries()) seeds[c] = BigInt(rank + 1) * 0xd1342543de82ef95n
  return seeds
}

/** White space, or a byte of a character that may be one (no-break and wider spaces are not ASCII). */
const edgeSpace = (byte: number) => byte <= 32 || byte === 0xa0 || byte === 0xc2 || (byte >= 0xe2 && byte <= 0xe3)
