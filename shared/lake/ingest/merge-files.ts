import type { Duck } from '../duck.ts'
import { quoteText } from '../quote.ts'

export interface MergeInput {
  db: Duck
  /** Every accepted file of a dataset: its rows.parquet on disk. */
  files: readonly { objectKey: string; rows: string }[]
  /** True when the dataset has upsert_columns. */
  upsert: boolean
  /** Where to write the rows that do not count. */
  out: string
}

export interface MergeReport {
  /** Parquet with `file` INTEGER (index into the given files) and `row_number` INTEGER, sorted; undefined: none. */
  dropped: string | undefined
  duplicates: number
  /** Per given file. */
  duplicates_in: number[]
}

/**
 * Decides which rows of several files count, as a function of the set of files. Without upsert columns the same row in
 * two files counts once, and a row that one file holds twice counts twice: the n-th occurrence of a row in one file is
 * the same as the n-th in another, and the earliest by (record time, object key, row number) stays. With them, of rows
 * with equal keys the newest by (record time, object key, row number) stays; rows without any key fall under the
 * first rule. Free for one file without upsert columns; else one pass over two 8-byte columns, and a sort of only
 * those rows that share a hash with another.
 */
export async function mergeFiles({ db, files, upsert, out }: MergeInput): Promise<MergeReport> {
  const none = { dropped: undefined, duplicates: 0, duplicates_in: files.map(() => 0) }
  if (files.length === 0 || (files.length === 1 && !upsert)) return none
  const dropped = [...(files.length > 1 ? [repeatedSql(files, upsert)] : []), ...(upsert ? [outdatedSql(files)] : [])]
  const duplicates = await db.copyToParquet(dropped.join(' UNION ALL '), out, { orderBy: ['file', 'row_number'] })
  const counts = await db.rows<{ file: number; n: number }>(
    `SELECT file, count(*) AS n FROM read_parquet(${quoteText(out)}) GROUP BY file`,
  )
  const duplicates_in = files.map((_, index) => counts.find(({ file }) => file === index)?.n ?? 0)
  return { dropped: out, duplicates, duplicates_in }
}

type Files = MergeInput['files']

function repeatedSql(files: Files, upsert: boolean): string {
  const where = upsert ? 'WHERE upsert_hash IS NULL' : ''
  const all = allRows(files, 'row_hash AS hash', where)
  return `SELECT file, row_number FROM (
    SELECT file, row_number, row_number() OVER (PARTITION BY hash, occurrence ORDER BY record_time, rank, row_number) AS place
    FROM (
      SELECT *, row_number() OVER (PARTITION BY hash, file ORDER BY row_number) AS occurrence FROM (${all})
      WHERE hash IN (SELECT hash FROM (${all}) GROUP BY hash HAVING min(file) <> max(file))
    )
  ) WHERE place > 1`
}

function outdatedSql(files: Files): string {
  const all = allRows(files, 'upsert_hash AS hash', 'WHERE upsert_hash IS NOT NULL')
  return `SELECT file, row_number FROM (
    SELECT file, row_number, row_number() OVER (PARTITION BY hash ORDER BY record_time DESC, rank DESC, row_number DESC) AS place
    FROM (${all}) WHERE hash IN (SELECT hash FROM (${all}) GROUP BY hash HAVING count(*) > 1)
  ) WHERE place > 1`
}

function allRows(files: Files, hash: string, where: string): string {
  // Ranked here by code units, so that no collation has a say.
  const ranked = files.map((_, index) => index).sort((a, b) => (files[a]!.objectKey < files[b]!.objectKey ? -1 : 1))
  return files
    .map(
      ({ rows }, file) => `SELECT ${file} AS file, ${ranked.indexOf(file)} AS rank, row_number, record_time, ${hash}
      FROM read_parquet(${quoteText(rows)}) ${where}`,
    )
    .join(' UNION ALL ')
}
