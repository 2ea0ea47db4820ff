import { join } from 'node:path'
import type { IdentifierSetting } from '../../engines/identity/rules.ts'
import { quoteText } from '../../engines/sql/quote.ts'
import type { Bucket } from '../../ports/aws/objects.ts'
import { inRows, inValues, type Prefixed } from '../columns.ts'
import type { Duck } from '../duck.ts'
import { selectCommon } from './common-type.ts'

/** The part of the ingest build's manifest that identity resolution reads of a dataset. */
export interface RowsManifest {
  dataset_id: string
  files: { path: string; rows_key: string; values_key: string; accepted: number }[]
  dropped_key?: string
  identity_sets: string[]
  /** Kinds of external ids in the order in which the configuration names them. */
  external_ids?: string[]
  /** Of a source: how its identifiers link, the strongest first, and since when it is there. */
  linking?: { identifiers: readonly IdentifierSetting[]; since: string }
  streams: string[]
  /** By stream whose rows may be several of one event: whose their values are. */
  value_per?: Record<string, 'event' | 'line'>
  /** By stream, the properties that are added up over the rows of an event. */
  quantities?: Record<string, string[]>
}

/** A file of a dataset, brought to disk. */
interface OpenedFile {
  /** Its index among the manifest's files. */
  number: number
  path: string
  rows: string
  values: string
  /** Columns of its rows: a part of a log lacks what none of its events say. */
  columns: readonly string[]
  /** The index of its first value among those of all files, and how many it has. */
  firstValue: number
  values_count: number
}

/** The columns of a dataset's rows and values. */
export interface DatasetColumns {
  /** Its index among all datasets. */
  number: number
  manifest: RowsManifest
  /** Column → DuckDB type, of the rows. */
  columns: Record<string, string>
  /** Columns of the values: `i_email`, `k_email` … */
  valueColumns: string[]
}

/**
 * A dataset whose rows are the view `rows_<number>`: rows.parquet's columns of every file, `file` before them. Rows that
 * do not count are among them: they have no owner.
 */
export interface OpenedDataset extends DatasetColumns {
  view: string
  files: OpenedFile[]
  /** Parquet of the `file` and `row_number` of rows that do not count. */
  dropped?: string
}

export interface OpenOptions {
  /** One file instead of all, by its indices among the datasets and among the files of its dataset. */
  only?: { dataset: number; file: number } | undefined
  /** Somewhere in the account addresses stand clear, and somewhere hashed: though neither may be here, they are compared. */
  hashed?: boolean
}

/**
 * Brings the rows and values of datasets to `scratch` and makes views of them: the rows of each dataset, and `written`,
 * the values of all files, each with its `index` among all, and the number of its `source`, the file.
 */
export async function openDatasetRows(
  db: Duck,
  lake: Bucket,
  manifests: RowsManifest[],
  scratch: string,
  { only, hashed }: OpenOptions = {},
): Promise<OpenedDataset[]> {
  const opened: OpenedDataset[] = []
  const addresses = hashed ? ['email', 'email_hash'].map(inValues.canonical.of) : []
  const written = [
    `SELECT 0 AS source, 0 AS index, 0 AS identity_set, '' AS part, 0 AS "value"
      ${addresses.map((column) => `, NULL::VARCHAR AS ${column}`).join('')} WHERE false`,
  ]
  let sources = 0
  let firstValue = 0
  for (const [number, manifest] of manifests.entries()) {
    const chosen = [...manifest.files.entries()].filter(([file]) => isChosen(only, number, file))
    if (!chosen.length) continue
    const files: OpenedFile[] = []
    const types: Record<string, string>[] = []
    const valueColumns = new Set<string>(addresses)
    for (const [file, { path, rows_key, values_key }] of chosen) {
      const rows = join(scratch, `rows-${number}-${file}.parquet`)
      const values = join(scratch, `values-${number}-${file}.parquet`)
      await Promise.all([lake.getFile(rows_key, rows), lake.getFile(values_key, values)])
      const [count] = await db.rows<{ n: number }>(`SELECT count(*) AS n FROM read_parquet(${quoteText(values)})`)
      types.push(await columnTypes(db, parquet(rows)))
      for (const column of Object.keys(await columnTypes(db, parquet(values)))) valueColumns.add(column)
      written.push(`SELECT ${sources++} AS source, (${firstValue} + file_row_number)::INTEGER AS index,
        * EXCLUDE (file_row_number) FROM read_parquet(${quoteText(values)}, file_row_number = true)`)
      const columns = Object.keys(types.at(-1)!)
      files.push({ number: file, path, rows, values, columns, firstValue, values_count: count!.n })
      firstValue += count!.n
    }
    const selects = files.map(
      ({ number, rows }, i) => `SELECT ${number} AS file, ${selectCommon(types[i]!, types)} FROM ${parquet(rows)}`,
    )
    const view = `rows_${number}`
    await db.run(`CREATE OR REPLACE VIEW ${view} AS ${selects.join(' UNION ALL BY NAME ')}`)
    const dataset = {
      number,
      manifest,
      view,
      files,
      columns: await columnTypes(db, view),
      valueColumns: [...valueColumns],
    }
    if (manifest.dropped_key) {
      const dropped = join(scratch, `dropped-${number}.parquet`)
      await lake.getFile(manifest.dropped_key, dropped)
      opened.push({ ...dataset, dropped })
    } else opened.push(dataset)
  }
  await db.run(`CREATE OR REPLACE VIEW written AS ${written.join(' UNION ALL BY NAME ')}`)
  return opened
}

const isChosen = (only: OpenOptions['only'], dataset: number, file: number): boolean =>
  !only || (only.dataset === dataset && only.file === file)

export const parquet = (file: string): string => `read_parquet(${quoteText(file)})`

/** How many values all files have together: one more than the last index. */
export const valueCount = (datasets: OpenedDataset[]): number => {
  const last = datasets.at(-1)?.files.at(-1)
  return last ? last.firstValue + last.values_count : 0
}

/** Column → DuckDB type of a relation. */
export async function columnTypes(db: Duck, relation: string): Promise<Record<string, string>> {
  const described = await db.rows<{ column_name: string; column_type: string }>(`DESCRIBE SELECT * FROM ${relation}`)
  return Object.fromEntries(described.map((one) => [one.column_name, one.column_type]))
}

/** Names of the rows' columns with one prefix: for inRows.value(0) `email` of `v0_email`. */
export const columnsOf = (dataset: DatasetColumns, prefix: Prefixed): string[] =>
  prefix.namesIn(Object.keys(dataset.columns))

/** Identity sets of a dataset that can recognise anybody, by number: those with more than names and half an address. */
export const setsOf = (dataset: OpenedDataset): number[] =>
  dataset.manifest.identity_sets
    .map((_, set) => set)
    .filter((set) =>
      columnsOf(dataset, inRows.value(set)).some(
        (part) => part !== 'person' || dataset.valueColumns.includes(inValues.canonical.of('name_address')),
      ),
    )

/** Names of the values' columns with one prefix: the kinds of identifiers that datasets have, or the columns as written. */
export const writtenColumns = (datasets: DatasetColumns[], prefix: Prefixed): string[] =>
  prefix.namesIn([...new Set(datasets.flatMap(({ valueColumns }) => valueColumns))]).sort()
