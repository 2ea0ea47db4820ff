import { mkdir, rm, writeFile } from 'node:fs/promises'
import { slowPaths } from '../../engines/identity/slow-paths.ts'
import { CustomerError, isCustomerError } from '../../model/errors.ts'
import type { Duck } from '../duck.ts'
import { explain } from '../explain.ts'
import type { OpenUpload } from '../read/bytes.ts'
import { decodeUpload } from '../read/decode-upload.ts'
import { leaveOut, nobodys, valueProblems } from './accepted-rows.ts'
import { ALL_SAMPLED, ColumnProfile, nextSampled, trimmedCell } from './column-profile.ts'
import { type ColumnReport, columnReports, shownColumns } from './column-report.ts'
import { type CompiledDataset, timeColumns } from './compiled-dataset.ts'
import { DateColumns, type FileDates } from './dates/file-dates.ts'
import { joinedDate } from './dates/joined.ts'
import type { DateChoice } from './dates/reading.ts'
import { layoutOf, readDecoded } from './decoded.ts'
import { type ValueEvidence, valueEvidence } from './event-values.ts'
import { fileSql } from './file-sql.ts'
import { fillLines } from './fill-lines.ts'
import { type IdentityPart, identityParts } from './identity-parts.ts'
import { missingColumns } from './missing-columns.ts'
import { type FileLook, learnLooks } from './numbers/file-looks.ts'
import type { Look } from './numbers/look.ts'
import { type ReadingNotes, readingNotes } from './reading-notes.ts'
import { REJECTS_HEADER, writeRejects } from './rejects.ts'
import { valuesSql } from './values-sql.ts'

export interface IngestInput {
  db: Duck
  plan: CompiledDataset
  /** Opened once, and once more when rows are rejected: it need not lie on the disk. */
  upload: OpenUpload
  objectKey: string
  lastModified: Date
  /** Where to write. `rejects` is CSV: file,line,reason,row. A scratch folder stands beside `rows` while reading. */
  out: { rows: string; values: string; rejects: string }
  /** Bytes that the distinct values of one part may take in memory before they are forgotten. */
  valueBytes?: number
  /** How the dataset's files have agreed to read dates, by column, where this one's own cells say otherwise or nothing. */
  agreed?: Record<string, DateChoice>
  /** How they have agreed to read columns of what they look like, and of numbers. */
  agreedLooks?: Record<string, Look>
}

export interface FileReport extends ReadingNotes {
  /** Rows in the file: accepted + rejected. */
  row_count: number
  accepted: number
  rejected: number
  /** Accepted rows with at least one identifier. */
  identified_count: number
  /** Why nothing of this file was taken; the files of `out` then do not exist. */
  refused?: string
  columns: ColumnReport[]
  /** The evidence about its columns of dates. */
  dates?: Record<string, FileDates>
  /** By stream with an `event_key`: whose the values of its rows are. */
  values?: Record<string, ValueEvidence>
  /** The evidence about its columns of numbers, and of those that are read as what they look like. */
  looks?: Record<string, FileLook>
  /** The first rows as written, readable ones only. */
  sample: Record<string, string>[]
}

const SAMPLE_ROWS = 20
/** Enough for the distinct values of five million orders; beyond, those that come again are read again. */
const VALUE_BYTES = 128 << 20

/**
 * Reads one upload file into rows.parquet, values.parquet and rejects.csv. A fault of a row rejects the row, a fault of
 * the file refuses the file (a report, not an error): one bad file never stops the others.
 */
export async function ingestFile(input: IngestInput): Promise<FileReport> {
  const parts = identityParts(input.plan)
  const scratch = `${input.out.rows}.decoded`
  try {
    await mkdir(scratch)
    return await ingest(input, parts, scratch)
  } catch (error) {
    if (!isCustomerError(error)) throw error
    await Promise.all(Object.values(input.out).map((file) => rm(file, { force: true })))
    const nothing = { row_count: 0, accepted: 0, rejected: 0, identified_count: 0, columns: [], sample: [] }
    return { ...nothing, refused: error.message }
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

async function ingest(
  { db, plan, upload, objectKey, lastModified, out, valueBytes = VALUE_BYTES, agreed, agreedLooks }: IngestInput,
  parts: readonly IdentityPart[],
  scratch: string,
): Promise<FileReport> {
  let profile = new ColumnProfile()
  let joined: (cells: readonly string[]) => string[] = () => []
  let firstRows: string[][] = []
  const { facts, ...decoded } = await decodeUpload(upload, scratch, {
    ...plan.shape,
    layout: (names) => {
      refuseMissing(plan, names)
      const joinedOf = plan.joined.map(({ columns }) => columns.map((name) => names.indexOf(name)))
      joined = (cells) => joinedOf.map((places) => joinedDate(places.map((c) => trimmedCell(cells[c]))))
      const isTime = new Set(timeColumns(plan))
      const all = [...names, ...plan.joined.map(({ name }) => name)]
      const looks = all.flatMap((name, c) => {
        const look = { ...agreedLooks?.[name], ...(plan.marks.has(name) && { mark: plan.marks.get(name)! }) }
        return Object.keys(look).length ? [[c, look] as const] : []
      })
      profile = new ColumnProfile(
        all.flatMap((name, c) => (isTime.has(name) ? [c] : [])),
        new Map(looks),
      )
      return layoutOf(plan, parts, names, valueBytes)
    },
    next: nextSampled,
    see: (cells) => {
      profile.see(plan.joined.length ? [...cells, ...joined(cells)] : cells)
      if (firstRows.length < SAMPLE_ROWS) firstRows.push(cells)
    },
    // The columns come anew, too, and with them the profile.
    again: () => {
      firstRows = []
    },
  })
  const filled = await fillLines(db, plan, facts, decoded.rows, scratch)
  const dates = new DateColumns(plan, profile, lastModified, agreed)
  const read = () => fileSql(plan, facts, profile, filled, lastModified, dates.readingOf)
  let sql = read()
  let written = await copyRows(db, sql.select, out.rows)
  const dateOf = (place: number) => facts.columns.indexOf(plan.joined[place - facts.columns.length]?.columns[0] ?? '')
  const filledCells = (place: number) =>
    facts.rows - facts.unreadable.length - (facts.blanks[place < facts.columns.length ? place : dateOf(place)] ?? 0)
  // Of a small file the sample is all there is.
  if (facts.rows > ALL_SAMPLED) {
    const isNew = await dates.learn(db, sql, out.rows, filledCells)
    if ((await learnLooks(db, sql.numbers, profile)) || isNew) {
      sql = read()
      written = await copyRows(db, sql.select, out.rows)
    }
  }
  if (written !== facts.rows) throw new Error(`${facts.rows} rows were found, DuckDB read ${written}`)
  db.define(slowPaths)
  const values = valuesSql(plan, facts, profile, (_, i) => readDecoded(decoded.values[i]!))
  // Of each list of words DuckDB would make a join: it costs more, does for all rows what CASE does for few, and may put
  // the end of a group of rows behind the next one.
  await db.run("SET disabled_optimizers = 'in_clause'")
  await db.copyToParquet(values.select, out.values, { staged: true })
  const problems = sql.checked ? await valueProblems(db, out.rows) : { rows: new Int32Array(0), reasons: [] }
  const rejected = problems.rows.length + facts.unreadable.length
  if (rejected) {
    await leaveOut(db, out.rows, sql.checked, facts.unreadable)
    await writeRejects(upload, objectKey, out.rejects, { ...plan.shape, escape: facts.escape }, problems)
  } else await writeFile(out.rejects, REJECTS_HEADER)
  const keyed = await valueEvidence(db, plan, out.rows)
  return {
    ...(keyed && { values: keyed }),
    row_count: facts.rows,
    accepted: facts.rows - rejected,
    rejected,
    identified_count: facts.rows - rejected - (await nobodys(db, out, parts, values.keys)),
    columns: columnReports(facts, profile),
    dates: dates.report,
    looks: Object.fromEntries(
      sql.numbers.map(({ column, place, typed }) => [column, { evidence: profile.look(place), typed }]),
    ),
    ...readingNotes(facts, plan.shape),
    sample: firstRows.map((cells) => Object.fromEntries(shownColumns(facts).map((name, c) => [name, cells[c] ?? '']))),
  }
}

function refuseMissing(plan: CompiledDataset, names: readonly string[]): void {
  const sentence = missingColumns(plan.columns, names)
  if (sentence) throw new CustomerError('BAD_REQUEST', sentence)
}

async function copyRows(db: Duck, select: string, file: string): Promise<number> {
  try {
    return await db.copyToParquet(select, file, { staged: true })
  } catch (error) {
    // The only text of the customer's that DuckDB compiles is a condition's regular expression.
    throw explain(error)
  }
}
