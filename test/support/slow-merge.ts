import { quoteText } from '../../shared/engines/sql/quote.ts'
import type { Duck } from '../../shared/lake/duck.ts'
import { type HashIndex, openHashIndex, writeHashIndex } from '../../shared/lake/merge/hash-index.ts'
import { folderBucket } from './folder-bucket.ts'

/** The indexes of one rows.parquet, written beside it, each of so many rows. */
export async function indexed(db: Duck, rows: string, lastRow: number, upsert: boolean, stretch = lastRow) {
  const indexes = { row: [] as HashIndex[], upsert: [] as HashIndex[] }
  for (const by of upsert ? (['row', 'upsert'] as const) : (['row'] as const)) {
    for (let first = 1; first <= lastRow; first += stretch) {
      const out = `${rows}.${by}.${first}`
      await writeHashIndex(db, rows, by, [first, first + stretch], out)
      indexes[by].push((await openHashIndex(folderBucket('/'), out))!)
    }
  }
  return indexes
}

type Files = readonly { objectKey: string; rows: string }[]

/** Which rows do not count, by the slow, obvious way: everything at once, sorted by DuckDB. As `mergeFiles` has it. */
export async function slowMerge(
  db: Duck,
  files: Files,
  upsert: boolean,
  whole = false,
): Promise<{ file: number; row: number }[]> {
  const outdated = whole ? outdatedOrdersSql : outdatedSql
  const dropped = [...(files.length > 1 ? [repeatedSql(files)] : []), ...(upsert ? [outdated(files)] : [])]
  if (!dropped.length) return []
  return db.rows(`SELECT file, row_number AS row FROM (${dropped.join(' UNION ALL ')}) ORDER BY ALL`)
}

function repeatedSql(files: Files): string {
  const all = allRows(files, 'row_hash AS hash', 'WHERE upsert_hash IS NULL')
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
    FROM (${all})
  ) WHERE place > 1`
}

/** Of equal keys those of the file with the newest of them stay, all of them. */
function outdatedOrdersSql(files: Files): string {
  const all = allRows(files, 'upsert_hash AS hash', 'WHERE upsert_hash IS NOT NULL')
  return `SELECT file, row_number FROM (${all}) JOIN (
    SELECT hash, arg_max(file, (record_time, rank)) AS newest FROM (${all}) GROUP BY hash) USING (hash)
    WHERE file <> newest`
}

function allRows(files: Files, hash: string, where: string): string {
  const ranked = files.map((_, index) => index).sort((a, b) => (files[a]!.objectKey < files[b]!.objectKey ? -1 : 1))
  return files
    .map(
      ({ rows }, file) => `SELECT ${file} AS file, ${ranked.indexOf(file)} AS rank, row_number, record_time, ${hash}
      FROM read_parquet(${quoteText(rows)}) ${where}`,
    )
    .join(' UNION ALL ')
}
