import { rename, rm, writeFile } from 'node:fs/promises'
import { CustomerError, isCustomerError } from '../../errors.ts'
import type { Duck } from '../duck.ts'
import { quoteName, quoteText } from '../quote.ts'
import { type DecodedFiles, decodeUpload } from '../read/decode-upload.ts'
import type { RowLayout } from '../read/kernel/state.ts'
import type { CsvFacts } from '../read/scan-csv.ts'
import { ColumnProfile, nextSampled } from './column-profile.ts'
import { type ColumnReport, columnReports } from './column-report.ts'
import { fileSql } from './file-sql.ts'
import { type IdentityPart, identityParts, valueColumn } from './identity-parts.ts'
import { missingColumns } from './missing-columns.ts'
import type { DatasetPlan } from './plan.ts'
import { REJECTS_HEADER, type ValueProblems, writeRejects } from './rejects.ts'
import { valuesSql } from './values-sql.ts'

export interface IngestInput {
  db: Duck
  plan: DatasetPlan
  /** The upload on disk, as it came. */
  file: string
  objectKey: string
  lastModified: Date
  /** Where to write. `rejects` is CSV: file,line,reason,row. Scratch files stand beside `rows` while reading. */
  out: { rows: string; values: string; rejects: string }
  /** Bytes that the distinct values of one part may take in memory before they are forgotten. */
  valueBytes?: number
}

export interface FileReport {
  object_key: string
  /** Rows in the file: accepted + rejected. */
  row_count: number
  accepted: number
  rejected: number
  /** Accepted rows with at least one identifier. */
  identified_count: number
  /** Why nothing of this file was taken; the files of `out` then do not exist. */
  refused?: string
  columns: ColumnReport[]
  /** The first rows as written, readable ones only. */
  sample: Record<string, string>[]
  /** The first rejects, for a status line. Reasons quote values: not for logs. */
  first_rejects: { line: number; reason: string }[]
}

const SAMPLE_ROWS = 20
/** More than the distinct addresses of a million people: then no value of a usual file is read twice. */
const VALUE_BYTES = 64 << 20

/**
 * Reads one upload file into rows.parquet, values.parquet and rejects.csv. What is wrong with a row rejects the row, what is wrong with
 * the file refuses the file (a report, not an error): one bad file never stops its siblings.
 */
export async function ingestFile(input: IngestInput): Promise<FileReport> {
  const parts = identityParts(input.plan)
  const decoded = {
    rows: `${input.out.rows}.csv`,
    values: parts.map((_, i) => `${input.out.values}.${i}.csv`),
  }
  try {
    return await ingest(input, parts, decoded)
  } catch (error) {
    if (!isCustomerError(error)) throw error
    await Promise.all(Object.values(input.out).map((file) => rm(file, { force: true })))
    const nothing = {
      row_count: 0,
      accepted: 0,
      rejected: 0,
      identified_count: 0,
      columns: [],
      sample: [],
      first_rejects: [],
    }
    return { object_key: input.objectKey, ...nothing, refused: error.message }
  } finally {
    await Promise.all([decoded.rows, ...decoded.values].map((file) => rm(file, { force: true })))
  }
}

async function ingest(
  { db, plan, file, objectKey, lastModified, out, valueBytes = VALUE_BYTES }: IngestInput,
  parts: readonly IdentityPart[],
  decoded: DecodedFiles,
): Promise<FileReport> {
  const profile = new ColumnProfile()
  const firstRows: string[][] = []
  const facts = await decodeUpload(file, decoded, {
    ...plan.shape,
    layout: (names) => {
      refuseMissing(plan, names)
      return layoutOf(plan, parts, names, valueBytes)
    },
    next: nextSampled,
    see: (cells) => {
      profile.see(cells)
      if (firstRows.length < SAMPLE_ROWS) firstRows.push(cells)
    },
  })
  refuseMissing(plan, facts.columns)
  const layout = layoutOf(plan, parts, facts.columns, valueBytes)
  const numbers = [['row_hash', 'UBIGINT'] as const, ...parts.map((part): CsvColumn => [valueColumn(part), 'INTEGER'])]
  const rowsCsv = readCsv(decoded.rows, facts, [...numbers, ...cellColumns(layout.cells)])
  const sql = fileSql(plan, facts, profile, rowsCsv, lastModified)
  const written = await copyRows(db, sql.select, out.rows)
  if (written !== facts.rows) throw new Error(`${facts.rows} rows were found, DuckDB read ${written}`)
  const values = valuesSql(plan, facts, profile, (_, i) =>
    readCsv(decoded.values[i]!, facts, cellColumns(layout.values[i]!)),
  )
  await db.copyToParquet(values.select, out.values)
  const problems = sql.checked ? await valueProblems(db, out.rows) : { rows: new Int32Array(0), reasons: [] }
  const rejected = problems.rows.length + facts.unreadable.length
  if (rejected) await leaveOut(db, out.rows, sql.checked, facts.unreadable)
  const first_rejects = rejected ? await writeRejects(file, objectKey, out.rejects, plan.shape, problems) : []
  if (!rejected) await writeFile(out.rejects, REJECTS_HEADER)
  return {
    object_key: objectKey,
    row_count: facts.rows,
    accepted: facts.rows - rejected,
    rejected,
    identified_count: facts.rows - rejected - (await nobodys(db, out, parts, values.keys)),
    columns: columnReports(facts, profile),
    sample: firstRows.map((cells) => Object.fromEntries(facts.columns.map((name, c) => [name, cells[c] ?? '']))),
    first_rejects,
  }
}

/** Which columns of a file are written, by their places in it. */
function layoutOf(
  plan: DatasetPlan,
  parts: readonly IdentityPart[],
  names: readonly string[],
  bound: number,
): RowLayout {
  const placesOf = (columns: readonly string[]) => columns.map((column) => names.indexOf(column)).sort((a, b) => a - b)
  return { cells: placesOf(plan.cells), values: parts.map(({ columns }) => placesOf(columns)), bound }
}

type CsvColumn = readonly [name: string, type: 'VARCHAR' | 'INTEGER' | 'UBIGINT']

const cellColumns = (places: readonly number[]) => places.map((c): CsvColumn => [`c${c}`, 'VARCHAR'])

function refuseMissing(plan: DatasetPlan, names: readonly string[]): void {
  const sentence = missingColumns(plan.columns, names)
  if (sentence) throw new CustomerError('BAD_REQUEST', sentence)
}

/** Nothing is left to DuckDB's guessing: the scanner has settled every question, and what comes back is counted. */
function readCsv(file: string, facts: CsvFacts, columns: readonly CsvColumn[]): string {
  const listed = columns.map(([name, type]) => `${quoteText(name)}: ${quoteText(type)}`).join(', ')
  // Buffers are 16 × the longest line, so the bound follows the file; a number has twenty digits at the most.
  const longest = Math.max(1 << 18, 2 ** Math.ceil(Math.log2(facts.longestRow + 21 * columns.length)))
  return `read_csv(${quoteText(file)}, auto_detect = false, header = false, columns = {${listed}},
    delim = ${quoteText(facts.delimiter)}, quote = '"', escape = '"', new_line = '\\n',
    nullstr = '', strict_mode = true, parallel = false, max_line_size = ${longest})`
}

async function copyRows(db: Duck, select: string, file: string): Promise<number> {
  try {
    return await db.copyToParquet(select, file)
  } catch (error) {
    // The only text of the customer's that DuckDB compiles is a condition's regular expression.
    if (
      /regular expression|invalid perl operator|missing (closing )?[)\]]|no argument for repetition/i.test(
        String(error),
      )
    ) {
      throw new CustomerError(
        'VALIDATION_FAILED',
        `a condition's _matches is not a regular expression: ${String(error).split('\n')[0]}`,
      )
    }
    throw error
  }
}

async function valueProblems(db: Duck, rows: string): Promise<ValueProblems> {
  const found = await db.columns(
    `SELECT row_number, problem FROM read_parquet(${quoteText(rows)}) WHERE problem IS NOT NULL ORDER BY row_number`,
  )
  return { rows: found.columns.row_number!.values as Int32Array, reasons: found.columns.problem!.values as string[] }
}

/**
 * Writes rows.parquet again without the rejected rows; only files that have some pay for it. A row that could not be
 * read stands in the clean CSV as one of empty cells: it is known by its number alone.
 */
async function leaveOut(db: Duck, rows: string, checked: boolean, unreadable: readonly number[]): Promise<void> {
  const all = `${rows}.all`
  await rename(rows, all)
  try {
    await db.load('unreadable', { row_number: { type: 'INTEGER', values: Int32Array.from(unreadable) } })
    const good = checked ? 'problem IS NULL AND' : ''
    const select = `SELECT * FROM read_parquet(${quoteText(all)})
      WHERE ${good} row_number NOT IN (SELECT row_number FROM unreadable)`
    await db.copyToParquet(select, rows, { orderBy: ['row_number'] })
  } finally {
    await db.run('DROP TABLE IF EXISTS unreadable')
    await rm(all, { force: true })
  }
}

/** How many rows no part of any identity set gives an identifier to. */
async function nobodys(
  db: Duck,
  out: { rows: string; values: string },
  parts: readonly IdentityPart[],
  keys: readonly string[][],
): Promise<number> {
  const conditions = parts.flatMap((part, i) => {
    if (!keys[i]!.length) return []
    const column = quoteName(valueColumn(part))
    const none = keys[i]!.map((key) => `${quoteName(key)} IS NULL`).join(' AND ')
    return `(${column} IS NULL OR ${column} IN (SELECT value FROM read_parquet(${quoteText(out.values)})
      WHERE identity_set = ${part.set} AND part = ${quoteText(part.part)} AND ${none}))`
  })
  const [row] = await db.rows<{ n: number }>(
    `SELECT count(*) AS n FROM read_parquet(${quoteText(out.rows)}) WHERE ${conditions.join(' AND ') || 'true'}`,
  )
  return row!.n
}
