import { createReadStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { quoteText } from '../../../shared/engines/sql/quote.ts'
import { type Duck, type Plain, type Row, withDuck } from '../../../shared/lake/duck.ts'
import { compileDataset } from '../../../shared/lake/ingest/compiled-dataset.ts'
import type { DatasetConfig } from '../../../shared/lake/ingest/dataset-config.ts'
import { type FileReport, type IngestInput, ingestFile } from '../../../shared/lake/ingest/ingest-file.ts'
import type { CsvFacts, CsvShape } from '../../../shared/lake/read/csv-listener.ts'
import { decodeUpload } from '../../../shared/lake/read/decode-upload.ts'
import { writtenRow } from '../../../shared/lake/read/row-parser.ts'

/** The part of a dataset that a test sets; everything else is the smallest that is valid. */
export type SomeConfig = Partial<Omit<DatasetConfig, 'options'>> & { options?: Partial<DatasetConfig['options']> }

export const withDefaults = (config: SomeConfig): DatasetConfig => ({
  identity_sets: { customer: { email: 'email' } },
  ...config,
  options: { type: 'hosted_csv', upload_directory: 'orders', ...config.options },
})

export interface Tried {
  report: FileReport
  rows: Row[]
  /** As they lie in values.parquet. */
  values: Row[]
  rejects: string
}

/** Ingests one file given as text or bytes; the rows come back without their hashes, each with the texts of its values. */
export async function tryIngest(
  content: string | Uint8Array,
  config: SomeConfig = {},
  valueBytes?: number,
  more: Partial<Pick<IngestInput, 'agreed' | 'agreedLooks' | 'lastModified'>> = {},
): Promise<Tried> {
  return inFolder(async (folder) => {
    const file = join(folder, 'upload')
    writeFileSync(file, content)
    return ingestPath(file, config, folder, { ...(valueBytes && { valueBytes }), ...more })
  })
}

/** The same for a file on disk. */
export async function tryIngestPath(file: string, config: SomeConfig): Promise<Tried> {
  return inFolder((folder) => ingestPath(file, config, folder))
}

async function ingestPath(
  file: string,
  config: SomeConfig,
  folder: string,
  more: Partial<IngestInput> = {},
): Promise<Tried> {
  const out = {
    rows: join(folder, 'rows.parquet'),
    values: join(folder, 'values.parquet'),
    rejects: join(folder, 'rejects.csv'),
  }
  const plan = compileDataset(withDefaults(config))
  return withDuck({ memoryMb: 512, threads: 1, tmp: folder }, async (db) => {
    const input = {
      db,
      plan,
      upload: () => createReadStream(file),
      objectKey: 'account/orders/upload.csv',
      lastModified: new Date('2026-01-01T00:00:00Z'),
    }
    const report = await ingestFile({ ...input, out, ...more })
    if (report.refused) return { report, rows: [], values: [], rejects: '' }
    const rows = await db.rows(`SELECT * EXCLUDE (row_hash, upsert_hash) FROM read_parquet(${quoteText(out.rows)})`)
    const values = await db.rows(`FROM read_parquet(${quoteText(out.values)})`)
    return { report, rows: withTexts(rows, values), values, rejects: readFileSync(out.rejects, 'utf8') }
  })
}

const person = ['first_name', 'last_name', 'street', 'city', 'state', 'postcode', 'name_address']
const kinds = ['email', 'email_hash', 'phone', ...person, 'user_id', 'anonymous_id']

/** Instead of the numbers `v0_…` the texts they stand for: `i0_…` as written and `k0_…` canonical. */
function withTexts(rows: Row[], values: Row[]): Row[] {
  const place = (set: unknown, part: unknown, value: unknown) => JSON.stringify([set, part, value])
  const known = new Map(values.map((row) => [place(row.identity_set, row.part, row.value), row]))
  if (known.size < values.length) throw new Error('a value has two rows')
  const names = new Set(values.flatMap((row) => Object.keys(row)))
  const ordered = [...kinds, ...[...names].filter((name) => name.startsWith('i_x_')).map((name) => name.slice(2))]
  return rows.map((row) => {
    const texts = new Map<string, Plain>()
    const others: [string, Plain][] = []
    for (const [column, value] of Object.entries(row)) {
      const [, set, part] = /^v(\d+)_(.+)$/.exec(column) ?? []
      if (set === undefined) {
        others.push([column, value])
        continue
      }
      const found = value === null ? {} : known.get(place(Number(set), part, value))
      if (!found) throw new Error(`${column} ${value} is no value`)
      for (const kind of part === 'person' ? person : [part])
        for (const prefix of ['i', 'k'])
          if (names.has(`${prefix}_${kind}`)) texts.set(`${prefix}${set}_${kind}`, found[`${prefix}_${kind}`] ?? null)
    }
    const sets = [...new Set([...texts.keys()].map((name) => name.replace(/^.(\d+)_.*/, '$1')))].sort()
    const columns = sets.flatMap((set) => ordered.flatMap((kind) => [`i${set}_${kind}`, `k${set}_${kind}`]))
    const written = columns.filter((name) => texts.has(name)).map((name): [string, Plain] => [name, texts.get(name)!])
    return Object.fromEntries([...others.slice(0, 2), ...written, ...others.slice(2)])
  })
}

/** Decodes a file given as text or bytes; gives the cells of its readable rows, and what was found. */
export async function tryDecode(
  content: string | Uint8Array,
  shape: CsvShape = {},
): Promise<{ facts: CsvFacts; rows: string[][] }> {
  const rows: string[][] = []
  const { facts } = await decoded(content, shape, (cells) => rows.push(cells))
  return { facts, rows }
}

/** Decodes a file; gives what is written of all its rows, as CSV. */
export const tryClean = (content: string | Uint8Array, shape: CsvShape = {}): Promise<string> =>
  inFolder((folder) => withDuck({ memoryMb: 512, threads: 1, tmp: folder }, (db) => cleanThrough(db, content, shape)))

/** The same for somebody who has DuckDB open. */
export async function cleanThrough(db: Duck, content: string | Uint8Array, shape: CsvShape = {}): Promise<string> {
  const { facts, written } = await decoded(
    content,
    shape,
    () => {},
    (file) => readParquet(db, file),
  )
  const rows = written!.map(({ hash: _, ...cells }) => Object.values(cells) as string[])
  return rows.map((cells) => `${writtenRow(cells, facts.delimiter)}\n`).join('')
}

const decoded = (
  content: string | Uint8Array,
  shape: CsvShape,
  see: (cells: string[]) => void,
  read?: (file: string) => Promise<Row[]>,
) =>
  inFolder(async (folder) => {
    const file = join(folder, 'upload')
    writeFileSync(file, content)
    const { facts, rows } = await decodeUpload(() => createReadStream(file), folder, {
      ...shape,
      layout: (names) => ({ cells: names.map((_, c) => c), values: [], bound: 0 }),
      next: (number) => number,
      see,
    })
    return { facts, written: await read?.(rows) }
  })

/** The rows of a Parquet file in their order. */
export const readParquet = (db: Duck, file: string): Promise<Row[]> => db.rows(`FROM read_parquet(${quoteText(file)})`)

export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'moira-ingest-'))
  try {
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
