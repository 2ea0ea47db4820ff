import type { Duck } from '../duck.ts'
import { BUCKETS, type HashIndex, type IndexedBy, type RowIndexes } from './hash-index.ts'
import { HashTable } from './hash-table.ts'
import { RowSet } from './row-set.ts'

/** An accepted file of a dataset, of one or more rows. */
export interface MergedFile {
  objectKey: string
  /** Its highest row number. */
  lastRow: number
  indexes: RowIndexes
}

/** Rows of all files that are looked at together, when their hashes are not too unlike in number: 24 bytes each. */
const ROWS_AT_ONCE = 8 << 20
/** Reading from S3 is waiting: so many requests at the same time. */
const FILES_AT_ONCE = 16
/** How many first words of a hash fall into one bucket. */
const BUCKET_SPAN = 2 ** 32 / BUCKETS

/**
 * Decides which rows of several files count, as a function of the set of files; gives, per given file, those that do
 * not. Without upsert columns the same row in two files counts once, and a row that one file holds twice counts twice:
 * the n-th occurrence of a row in one file is the same as the n-th in another, and the earliest by (record time, object
 * key, row number) stays. With them, of rows with equal keys the newest by (record time, object key, row number) stays;
 * rows without any key fall under the first rule. Free for one file without upsert columns.
 *
 * Rows with equal hashes count as equal. Of n different rows n² / 2⁶⁵ pairs are expected to have the same 64 bits: 0.02
 * of them in 775 million.
 *
 * The hashes go by range after range, of all files: eight bytes a row, and no more where nothing repeats. Memory holds
 * the distinct hashes of a range, and a bit for each row of all files.
 */
export async function mergeFiles(files: readonly MergedFile[], rowsAtOnce = ROWS_AT_ONCE): Promise<RowSet[]> {
  const dropped = files.map(({ lastRow }) => new RowSet(lastRow))
  const rules = [
    ...(files.length > 1 ? (['row'] as const) : []),
    ...(files[0]?.indexes.upsert ? ['upsert' as const] : []),
  ]
  for (const by of rules) {
    const indexes = files.map(({ indexes }) => indexes[by]!)
    for (const range of rangesOf(indexes, rowsAtOnce)) {
      const met = await findRivals(indexes, range, by, rowsAtOnce)
      if (met.rivals) await decide(files, indexes, range, by, met, dropped)
    }
  }
  return dropped
}

/**
 * Writes the rows that do not count.
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

/** Buckets `from` to `to`, the latter not included. */
interface Range {
  from: number
  to: number
}

/** As many buckets together as have so few rows, and one at the least. */
function rangesOf(indexes: readonly HashIndex[], rowsAtOnce: number): Range[] {
  const ranges: Range[] = []
  let rows = Number.POSITIVE_INFINITY
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    const more = rowsIn(indexes, { from: bucket, to: bucket + 1 })
    const last = ranges.at(-1)
    rows += more
    if (last && rows <= rowsAtOnce) last.to = bucket + 1
    else {
      ranges.push({ from: bucket, to: bucket + 1 })
      rows = more
    }
  }
  return ranges
}

const rowsIn = (indexes: readonly HashIndex[], { from, to }: Range): number =>
  indexes.reduce((sum, { starts }) => sum + starts[to]! - starts[from]!, 0)

/** Hashes of a range: by hash, 1 + the first file that has it, or ~n, if its rows are the n-th set of rivals. */
interface Met {
  table: HashTable
  rivals: number
  /** The files that have some of the rivals. */
  files: Set<number>
}

/** Rows of several files with the same hash are rivals; with upsert columns, also those of one file. */
async function findRivals(indexes: readonly HashIndex[], range: Range, by: IndexedBy, expected: number): Promise<Met> {
  const [lowest, span] = [range.from * BUCKET_SPAN, (range.to - range.from) * BUCKET_SPAN]
  const table = new HashTable(Math.min(expected, rowsIn(indexes, range)), lowest, span)
  const met: Met = { table, rivals: 0, files: new Set() }
  const all = indexes.map((_, file) => file)
  const read = ({ starts, hashes }: HashIndex) => hashes(starts[range.from]!, starts[range.to]!)
  await eachFile(
    all,
    (file) => read(indexes[file]!),
    (hashes, file) => {
      let isRival = false
      for (let i = 0; i < hashes.length; i += 2) {
        const slot = table.slotOf(hashes[i]!, hashes[i + 1]!)
        const value = table.values[slot]!
        if (value === 0) table.values[slot] = file + 1
        else if (value < 0) isRival = true
        else if (value !== file + 1 || by === 'upsert') {
          table.values[slot] = ~met.rivals++
          met.files.add(value - 1)
          isRival = true
        }
      }
      if (isRival) met.files.add(file)
    },
  )
  return met
}

/** Of each set of rivals that stand for the same row one stays; the others are dropped. */
async function decide(
  files: readonly MergedFile[],
  indexes: readonly HashIndex[],
  range: Range,
  by: IndexedBy,
  { table, rivals, files: concerned }: Met,
  dropped: readonly RowSet[],
): Promise<void> {
  // By code units, so that no collation has a say.
  const byKey = files.map((_, file) => file).sort((a, b) => (files[a]!.objectKey < files[b]!.objectKey ? -1 : 1))
  const rank = files.map((_, file) => byKey.indexOf(file))
  /** What stays so far, by set; the sets of second and further occurrences come behind the first ones. */
  const none = () => new Array<number>(rivals).fill(-1)
  const stays = { file: none(), row: none(), time: none() }
  const occurrences = new Occurrences(rivals)

  const isBefore = (time: number, file: number, row: number, set: number): boolean => {
    if (time !== stays.time[set]) return time < stays.time[set]!
    const other = stays.file[set]!
    return file === other ? row < stays.row[set]! : rank[file]! < rank[other]!
  }
  const read = async ({ starts, hashes, times, rowNumbers }: HashIndex) => {
    const [from, to] = [starts[range.from]!, starts[range.to]!]
    return Promise.all([hashes(from, to), times(from, to), rowNumbers(from, to)])
  }
  const inOrder = [...concerned].sort((a, b) => a - b)
  await eachFile(
    inOrder,
    (file) => read(indexes[file]!),
    ([hashes, times, rows], file) => {
      for (let i = 0; i < rows.length; i++) {
        const value = table.values[table.slotOf(hashes[2 * i]!, hashes[2 * i + 1]!)]!
        if (value > 0) continue
        const set = by === 'upsert' ? ~value : occurrences.setOf(~value, file)
        const other = stays.file[set] ?? -1
        if (other >= 0 && isBefore(times[i]!, file, rows[i]!, set) === (by === 'upsert')) {
          dropped[file]!.add(rows[i]!)
          continue
        }
        if (other >= 0) dropped[other]!.add(stays.row[set]!)
        stays.file[set] = file
        stays.row[set] = rows[i]!
        stays.time[set] = times[i]!
      }
    },
  )
}

/** Numbers the n-th occurrences of a hash: the same in each file. */
class Occurrences {
  readonly #lastFile: Int32Array
  readonly #last: Int32Array
  /** By occurrence, the next of the same hash. */
  readonly #next: (number | undefined)[]
  #count: number

  /** The first occurrence of a hash has the hash's own number. */
  constructor(hashes: number) {
    this.#lastFile = new Int32Array(hashes).fill(-1)
    this.#last = new Int32Array(hashes)
    this.#next = new Array(hashes)
    this.#count = hashes
  }

  /** The number of the occurrence that a file has now; files come one after the other. */
  setOf(hash: number, file: number): number {
    const before = this.#lastFile[hash] === file ? this.#last[hash]! : undefined
    this.#lastFile[hash] = file
    if (before === undefined) this.#last[hash] = hash
    else this.#last[hash] = this.#next[before] ??= this.#count++
    return this.#last[hash]!
  }
}

/** Reads of some files at the same time, and takes them in their order. */
async function eachFile<Read>(
  files: readonly number[],
  read: (file: number) => Promise<Read>,
  take: (read: Read, file: number) => void,
): Promise<void> {
  for (let at = 0; at < files.length; at += FILES_AT_ONCE) {
    const some = files.slice(at, at + FILES_AT_ONCE)
    const pieces = await Promise.all(some.map(read))
    for (const [i, piece] of pieces.entries()) take(piece, some[i]!)
  }
}
