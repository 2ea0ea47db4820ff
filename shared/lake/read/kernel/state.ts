// What the row kernel works on, laid out in its memory: the state at STATE, and all that its words point at.
import { LONGEST_WRITTEN, type WindowMemory } from './window-memory.ts'

/** What of a file's rows is written, by indices of its columns. */
export interface RowLayout {
  /** Columns that are written row by row. */
  cells: readonly number[]
  /** Columns that are one value together: rows carry its number, and each distinct value is written once. */
  values: readonly (readonly number[])[]
  /** How many bytes the values of one such group may take before they are forgotten. */
  bound: number
}

/** Words of the state by their places; assembly/rows.ts holds the same list. */
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
  pairs: 11,
  runs: 12,
  runCount: 13,
  bounds: 14,
  rowHashes: 15,
  parts: 16,
  partCount: 17,
  out: 18,
  outUsed: 19,
  outSize: 20,
  noted: 21,
  rows: 22,
  stopRow: 23,
  lines: 24,
  longest: 25,
  inner: 26,
  why: 27,
  full: 28,
  touched: 29,
  outPending: 30,
  unquoted: 31,
} as const
const STATE = 64
const WORDS = 32

/** Words of a part. */
export const PART = {
  columns: 0,
  count: 1,
  runs: 2,
  runCount: 3,
  bounds: 4,
  tags: 5,
  numbers: 6,
  slots: 7,
  capacity: 8,
  places: 9,
  lines: 10,
  used: 11,
  entries: 12,
  base: 13,
  bound: 14,
  pending: 15,
} as const
const PART_WORDS = 16

const BATCH = 128
/** What an entry costs beside its bytes. */
const ENTRY = 28
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
  const runs = runsOf(cells)
  const parts = values.map((of) => ({ columns: ascending(of), runs: runsOf(of) }))
  const most = Math.min(bound, Math.floor(MOST_BOUND / Math.max(1, parts.length)))
  const entries = Math.ceil(most / ENTRY) + 2
  const slots = 2 ** Math.ceil(Math.log2(Math.max(FIRST_SLOTS, 2 * entries)))
  const at = memory.take({
    anew: LONGEST_WRITTEN,
    starts: 4 * (columns + 1),
    ends: 4 * (columns + 1),
    quotes: columns + 1,
    hashes: 8 * columns,
    absent: columns,
    seeds: 8 * columns,
    blanks: 4 * columns,
    padded: columns,
    edges: 256,
    pairs: 200,
    runs: 4 * runs.length,
    bounds: 4 * BATCH * runs.length,
    rowHashes: 8 * BATCH,
    parts: 4 * PART_WORDS * parts.length,
    out: LONGEST_WRITTEN,
    unquoted: LONGEST_WRITTEN,
  })
  const partsAt = parts.map((part) =>
    memory.take({
      columns: 4 * part.columns.length,
      runs: 4 * part.runs.length,
      bounds: 4 * BATCH * part.runs.length,
      tags: 4 * BATCH,
      numbers: 4 * BATCH,
      // A table of c slots stands at c × 8 bytes, so that each has its own place.
      slots: 16 * slots,
      places: 4 * entries,
      lines: most + LONGEST_WRITTEN,
    }),
  )
  // From here on the memory does not grow any more: views on it stay good.
  memory.words(at.runs, runs.length).set(runs)
  memory.longWords(at.seeds, columns).set(seedsOf(names))
  memory.bytes(at.edges, 256).set(Array.from({ length: 256 }, (_, byte) => Number(edgeSpace(byte))))
  memory.bytes(at.pairs, 200).write(Array.from({ length: 100 }, (_, n) => String(n).padStart(2, '0')).join(''))
  const { anew, ...places } = at
  const counts = { columns, delimiter: delimiter.charCodeAt(0), runCount: runs.length / 2 }
  const words = memory.words(STATE, WORDS)
  fill(words, WORD, { ...places, ...counts, partCount: parts.length, outSize: LONGEST_WRITTEN })
  const partWords = parts.map((part, p) => {
    const own = partsAt[p]!
    memory.words(own.columns, part.columns.length).set(part.columns)
    memory.words(own.runs, part.runs.length).set(part.runs)
    const words = memory.words(at.parts + 4 * PART_WORDS * p, PART_WORDS)
    const counts = { count: part.columns.length, runCount: part.runs.length / 2 }
    fill(words, PART, { ...own, ...counts, capacity: FIRST_SLOTS, bound: most })
    return words
  })
  return { words, parts: partWords, anew }
}

function fill<Name extends string>(
  words: Uint32Array,
  places: Record<Name, number>,
  values: Partial<Record<Name, number>>,
) {
  for (const name of Object.keys(values) as Name[]) words[places[name]] = values[name]!
}

const ascending = (columns: readonly number[]) => [...new Set(columns)].sort((a, b) => a - b)

/** Columns that stand side by side, as pairs of the first and the last: what is copied and compared in one go. */
function runsOf(columns: readonly number[]): number[] {
  const runs: number[] = []
  for (const column of ascending(columns)) {
    if (runs.length && runs.at(-1) === column - 1) runs[runs.length - 1] = column
    else runs.push(column, column)
  }
  return runs
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
