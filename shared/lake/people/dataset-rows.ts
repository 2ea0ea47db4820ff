import { join } from 'node:path'
import type { Bucket } from '../../aws/objects.ts'
import type { Duck } from '../duck.ts'
import { quoteText } from '../quote.ts'
import { selectCommon } from './common-type.ts'

/** What identity resolution needs to know of a dataset: see the ingest build's manifest. */
export interface RowsManifest {
  dataset_id: string
  files: { path: string; rows_key: string; accepted: number }[]
  dropped_key?: string
  identity_sets: string[]
  streams: string[]
}

/** A dataset whose rows are the view `rows_<number>`: rows.parquet's columns, with `file` and `object` before them. */
export interface OpenedDataset {
  number: number
  manifest: RowsManifest
  view: string
  /** Column → DuckDB type. */
  columns: Record<string, string>
}

/**
 * Brings the rows of datasets to `scratch` and makes a view of each, without the rows that do not count. `object` is
 * the rank of the row's file among all keys of the account, which the fold's order asks for.
 */
export async function openDatasetRows(
  db: Duck,
  lake: Bucket,
  manifests: RowsManifest[],
  scratch: string,
): Promise<OpenedDataset[]> {
  const paths = [...new Set(manifests.flatMap(({ files }) => files.map(({ path }) => path)))].sort()
  const rank = new Map(paths.map((path, i) => [path, i]))
  const opened: OpenedDataset[] = []
  for (const [number, manifest] of manifests.entries()) {
    if (!manifest.files.length) continue
    const parts: { from: string; columns: Record<string, string> }[] = []
    for (const [file, { path, rows_key }] of manifest.files.entries()) {
      const local = join(scratch, `rows-${number}-${file}.parquet`)
      await lake.getFile(rows_key, local)
      const from = `(SELECT ${file} AS file, ${rank.get(path)} AS object, * FROM read_parquet(${quoteText(local)}))`
      parts.push({ from, columns: await columnTypes(db, from) })
    }
    const types = parts.map(({ columns }) => columns)
    const selects = parts.map(({ from, columns }) => `SELECT ${selectCommon(columns, types)} FROM ${from}`)
    let rows = selects.join(' UNION ALL BY NAME ')
    if (manifest.dropped_key) {
      const dropped = join(scratch, `dropped-${number}.parquet`)
      await lake.getFile(manifest.dropped_key, dropped)
      rows = `SELECT * FROM (${rows}) ANTI JOIN read_parquet(${quoteText(dropped)}) USING (file, row_number)`
    }
    const view = `rows_${number}`
    await db.run(`CREATE OR REPLACE VIEW ${view} AS ${rows}`)
    const columns = await columnTypes(db, view)
    opened.push({ number, manifest, view, columns })
  }
  return opened
}

/** Column → DuckDB type of a relation. */
export async function columnTypes(db: Duck, relation: string): Promise<Record<string, string>> {
  const described = await db.rows<{ column_name: string; column_type: string }>(`DESCRIBE SELECT * FROM ${relation}`)
  return Object.fromEntries(described.map((one) => [one.column_name, one.column_type]))
}

/** Numbered columns of one identity set or stream: `k0_email` → `email` for prefix `k`, number 0. */
export function columnsOf(dataset: OpenedDataset, prefix: string, number: number | ''): string[] {
  const start = `${prefix}${number}_`
  return Object.keys(dataset.columns)
    .filter((column) => column.startsWith(start))
    .map((column) => column.slice(start.length))
}
