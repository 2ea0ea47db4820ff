import { tmpdir } from 'node:os'
import type { DecimalMark } from '../../shared/engines/amounts/amount.ts'
import { type Duck, withDuck } from '../../shared/lake/duck.ts'
import { castSql } from '../../shared/lake/ingest/numbers/amount-sql.ts'

let stop: () => void = () => {}
let opened: Promise<Duck> | undefined

/** One DuckDB for all amounts of a test file. */
function open(): Promise<Duck> {
  opened ??= new Promise((resolve, reject) => {
    withDuck({ memoryMb: 256, threads: 1, tmp: tmpdir() }, (db) => {
      resolve(db)
      return new Promise<void>((done) => {
        stop = done
      })
    }).catch(reject)
  })
  return opened
}

export const stopReading = (): void => stop()

/** The texts as the reader's SQL reads them as numbers; null where it reads none. */
export async function readAmounts(texts: readonly string[], mark: DecimalMark): Promise<(number | null)[]> {
  const db = await open()
  const rows = await db.rows<{ v: number | null }>(
    `SELECT CAST(${castSql('x', 'DECIMAL(18, 4)', mark)} AS DOUBLE) AS v
     FROM (SELECT unnest(from_json($1, '["VARCHAR"]')) AS x)`,
    [JSON.stringify(texts)],
  )
  return rows.map(({ v }) => v)
}
