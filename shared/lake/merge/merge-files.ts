import type { Duck } from '../duck.ts'
import { BUCKETS, type HashIndex } from './hash-index.ts'
import { HashTable } from './hash-table.ts'
import { type Piece, type Range, rangesOf, readInOrder, rowsIn } from './index-pieces.ts'
import { RowSet } from './row-set.ts'

/** An accepted file of a dataset. */
export interface MergedFile {
  objectKey: string
  /** Its highest row number. */
  lastRow: number
  /** Of its stretches, in order; by upsert columns where the dataset has some. */
  indexes: { row: readonly HashIndex[]; upsert?: readonly HashIndex[] }
}

/** Rows whose hashes are looked at together; each takes 24 bytes. */
const ROWS_AT_ONCE = 8 << 20
/** How many first words of a hash fall into one bucket. */
const BUCKET_SPAN = 2 ** 32 / BUCKETS

/**
 * Decides which rows of several files count, as a function of the set of files; gives, per given file, those that do
 * not. Without upsert columns the same row in two files counts once, and a row that one file holds twice counts twice:
 * the n-th occurrence of a row in one file is the same as the n-th in another, and the earliest by (record time, object
 * key, row number) stays. With them, of rows with equal keys the newest by (record time, object key, row number) stays;
 * rows without any key fall under the first rule. Free for one file without upsert columns.
 *
 * Where rows are lines of orders and the upsert columns name the order (`whole`), rows with equal keys in one file belong
 * together: those of the file whose newest of them is the newest, by (record time, object key), stay, and all others go.
 *
 * Where rows have a key (`keyed`), rows with equal keys are one, also within a file: the earliest stays.
 *
 * Rows with equal hashes count as equal. Of n different rows n² / 2⁶⁵ pairs are expected to share their 64 bits: 0.02 of
 * 775 million.
 *
 * Range after range of the hashes goes by, of all files: eight bytes a row, and no more where nothing repeats. Memory
 * holds the distinct hashes of one range, and a bit for each row of all files.
 */
export async function mergeFiles(
  files: readonly MergedFile[],
  {
    rowsAtOnce = ROWS_AT_ONCE,
    whole = false,
    keyed = false,
  }: { rowsAtOnce?: number; whole?: boolean; keyed?: boolean } = {},
): Promise<RowSet[]> {
  const dropped = files.map(({ lastRow }) => new RowSet(lastRow))
  for (const by of ['row', 'upsert'] as const) {
    const isOfFile = (by === 'row' && !keyed) || (by === 'upsert' && whole)
    if (isOfFile && files.length < 2) continue
    const pieces = files.flatMap(({ indexes }, file) => (indexes[by] ?? []).map((index) => ({ file, index })))
    for (const range of rangesOf(pieces, rowsAtOnce)) {
      const rivals = await findRivals(pieces, range, isOfFile, rowsAtOnce)
      if (!rivals.count) continue
      if (by === 'upsert' && whole) await decideWhole(files, pieces, range, rivals, dropped)
      else await decide(files, pieces, range, { newest: by === 'upsert', keyed }, rivals, dropped)
    }
  }
  return dropped
}

/**
 * Writes the rows that do not count, of one file at the least.
 * @returns how many. Parquet of `file` INTEGER (place among the given sets) and `row_number` INTEGER, sorted
 */
export async function writeDropped(db: Duck, dropped: readonly RowSet[], out: string): Promise<number> {
  const selects: string[] = []
  for (const [file, rows] of dropped.entries()) {
    if (!rows.size) continue
    await db.load(`dropped_${file}`, { row_number: { type: 'INTEGER', values: rows.rows() } })
    selects.push(`SELECT ${file} AS file, row_number FROM dropped_${file}`)
  }
  return db.copyToParquet(selects.join(' UNION ALL '), out)
}

/** Rows with a hash that others have, too. */
interface Rivals {
  /** How many hashes. */
  count: number
  /** Each hash's number n, as ~n. */
  numbers: HashTable
  /** Who has some. */
  files: Set<number>
}

/** Rows of several files with one hash are rivals, and, unless `isOfFile`, also those of one file. */
async function findRivals(
  pieces: readonly Piece[],
  range: Range,
  isOfFile: boolean,
  expected: number,
): Promise<Rivals> {
  const [lowest, span] = [range.from * BUCKET_SPAN, (range.to - range.from) * BUCKET_SPAN]
  // Of each hash 1 + the first file that has it, until it is a rivals'.
  const met = new HashTable(Math.min(expected, rowsIn(pieces, range)), lowest, span)
  const files = new Set<number>()
  let count = 0
  const read = ({ starts, hashes }: HashIndex) => hashes(starts[range.from]!, starts[range.to]!)
  await readInOrder(pieces, read, (file, hashes) => {
    let isRival = false
    for (let i = 0; i < hashes.length; i += 2) {
      const slot = met.slotOf(hashes[i]!, hashes[i + 1]!)
      const value = met.values[slot]!
      if (value === 0) met.values[slot] = file + 1
      else if (value < 0) isRival = true
      else if (value !== file + 1 || !isOfFile) {
        met.values[slot] = ~count++
        files.add(value - 1)
        isRival = true
      }
    }
    if (isRival) files.add(file)
  })
  // Apart from the others, who are many: what is small is found faster.
  return { count, numbers: met.only((value) => value < 0, count), files }
}

/** Of rivals that stand for the same row one stays, the others are dropped. */
async function decide(
  files: readonly MergedFile[],
  pieces: readonly Piece[],
  range: Range,
  { newest, keyed }: { newest: boolean; keyed: boolean },
  rivals: Rivals,
  dropped: readonly RowSet[],
): Promise<void> {
  const rank = ranksOf(files)
  const occurrences = new Occurrences(rivals.count)
  // The rows that stay so far, by the number of the rivals; of second and further occurrences behind the first ones.
  const none = () => new Array<number>(rivals.count).fill(-1)
  const stays = { file: none(), row: none(), time: none() }
  const isBefore = (time: number, file: number, row: number, other: number): boolean => {
    if (time !== stays.time[other]) return time < stays.time[other]!
    return file === stays.file[other] ? row < stays.row[other]! : rank[file]! < rank[stays.file[other]!]!
  }
  await visitRivals(pieces, range, rivals, (number, time, file, row) => {
    const set = newest || keyed ? number : occurrences.numberOf(number, file)
    const other = stays.file[set] ?? -1
    if (other >= 0 && isBefore(time, file, row, set) === newest) {
      dropped[file]!.add(row)
      return
    }
    if (other >= 0) dropped[other]!.add(stays.row[set]!)
    stays.file[set] = file
    stays.row[set] = row
    stays.time[set] = time
  })
}

/** Of rivals the rows of one file stay together: of the one that has the newest of them. */
async function decideWhole(
  files: readonly MergedFile[],
  pieces: readonly Piece[],
  range: Range,
  rivals: Rivals,
  dropped: readonly RowSet[],
): Promise<void> {
  const rank = ranksOf(files)
  const newest = { file: new Int32Array(rivals.count).fill(-1), time: new Float64Array(rivals.count) }
  await visitRivals(pieces, range, rivals, (number, time, file) => {
    const other = newest.file[number]!
    const isNewer =
      other < 0 || time > newest.time[number]! || (time === newest.time[number] && rank[file]! > rank[other]!)
    if (!isNewer) return
    newest.file[number] = file
    newest.time[number] = time
  })
  await visitRivals(pieces, range, rivals, (number, _, file, row) => {
    if (newest.file[number] !== file) dropped[file]!.add(row)
  })
}

/** The place of each file by its object key. By code units, so that no collation has a say. */
function ranksOf(files: readonly MergedFile[]): number[] {
  const ranked = files.map((_, file) => file).sort((a, b) => (files[a]!.objectKey < files[b]!.objectKey ? -1 : 1))
  return files.map((_, file) => ranked.indexOf(file))
}

/** Visits the rows of rivals, file by file, each with the number of its hash. */
async function visitRivals(
  pieces: readonly Piece[],
  range: Range,
  rivals: Rivals,
  visit: (number: number, time: number, file: number, row: number) => void,
): Promise<void> {
  const read = ({ starts, hashes, times, rowNumbers }: HashIndex) => {
    const [from, to] = [starts[range.from]!, starts[range.to]!]
    return Promise.all([hashes(from, to), times(from, to), rowNumbers(from, to)])
  }
  const concerned = pieces.filter(({ file }) => rivals.files.has(file))
  await readInOrder(concerned, read, (file, [hashes, times, rows]) => {
    for (let i = 0; i < rows.length; i++) {
      const found = rivals.numbers.get(hashes[2 * i]!, hashes[2 * i + 1]!)
      if (found !== 0) visit(~found, times[i]!, file, rows[i]!)
    }
  })
}

/** Numbers the occurrences of rows: the n-th of a row has the same number in each file, the first the row's own. */
class Occurrences {
  readonly #lastFile: Int32Array
  readonly #last: Int32Array
  /** By occurrence, the next one of the same row. */
  readonly #next: (number | undefined)[]
  #count: number

  constructor(rows: number) {
    this.#lastFile = new Int32Array(rows).fill(-1)
    this.#last = new Int32Array(rows)
    this.#next = new Array(rows)
    this.#count = rows
  }

  /** The number of the next occurrence of a row in this file; files come one after the other. */
  numberOf(row: number, file: number): number {
    const before = this.#lastFile[row] === file ? this.#last[row]! : undefined
    let number = before === undefined ? row : this.#next[before]
    if (number === undefined) number = this.#count++
    if (before !== undefined) this.#next[before] = number
    this.#lastFile[row] = file
    this.#last[row] = number
    return number
  }
}
