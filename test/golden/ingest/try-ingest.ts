import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Row, withDuck } from '../../../shared/lake/duck.ts'
import type { DatasetConfig } from '../../../shared/lake/ingest/dataset-config.ts'
import { type FileReport, ingestFile } from '../../../shared/lake/ingest/ingest-file.ts'
import { compileDataset } from '../../../shared/lake/ingest/plan.ts'
import { quoteText } from '../../../shared/lake/quote.ts'
import { decodeUpload } from '../../../shared/lake/read/decode-upload.ts'
import type { CsvFacts, CsvShape } from '../../../shared/lake/read/scan-csv.ts'

/** What a test says of a dataset: everything else is the smallest that is valid. */
export type SomeConfig = Partial<Omit<DatasetConfig, 'options'>> & { options?: Partial<DatasetConfig['options']> }

export const withDefaults = (config: SomeConfig): DatasetConfig => ({
  identity_sets: { customer: { email: 'email' } },
  ...config,
  options: { type: 'hosted_csv', upload_directory: 'orders', ...config.options },
})

export interface Tried {
  report: FileReport
  rows: Row[]
  rejects: string
}

/** Ingests one file given as text or bytes; the rows come back without their hashes. */
export async function tryIngest(content: string | Uint8Array, config: SomeConfig = {}): Promise<Tried> {
  return inFolder(async (folder) => {
    const file = join(folder, 'upload')
    writeFileSync(file, content)
    return ingestPath(file, config, folder)
  })
}

/** The same for a file on disk. */
export async function tryIngestPath(file: string, config: SomeConfig): Promise<Tried> {
  return inFolder((folder) => ingestPath(file, config, folder))
}

async function ingestPath(file: string, config: SomeConfig, folder: string): Promise<Tried> {
  const out = { rows: join(folder, 'rows.parquet'), rejects: join(folder, 'rejects.csv') }
  const plan = compileDataset(withDefaults(config))
  return withDuck({ memoryMb: 512, threads: 1, tmp: folder }, async (db) => {
    const input = {
      db,
      plan,
      file,
      objectKey: 'account/orders/upload.csv',
      lastModified: new Date('2026-01-01T00:00:00Z'),
    }
    const report = await ingestFile({ ...input, out })
    if (report.refused) return { report, rows: [], rejects: '' }
    const rows = await db.rows(`SELECT * EXCLUDE (row_hash, upsert_hash) FROM read_parquet(${quoteText(out.rows)})`)
    return { report, rows, rejects: readFileSync(out.rejects, 'utf8') }
  })
}

/** Decodes a file given as text or bytes; gives the cells of its readable rows, and what was found. */
export async function tryDecode(
  content: string | Uint8Array,
  shape: CsvShape = {},
): Promise<{ facts: CsvFacts; rows: string[][]; clean: string }> {
  return inFolder(async (folder) => {
    const file = join(folder, 'upload')
    writeFileSync(file, content)
    const rows: string[][] = []
    const facts = await decodeUpload(file, join(folder, 'clean'), {
      ...shape,
      sample: () => true,
      see: (cells) => rows.push(cells),
    })
    return { facts, rows, clean: readFileSync(join(folder, 'clean'), 'utf8') }
  })
}

export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'moira-ingest-'))
  try {
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
