import { rename, rm } from 'node:fs/promises'
import { quoteName, quoteText } from '../../engines/sql/quote.ts'
import type { Duck } from '../duck.ts'
import { type IdentityPart, valueColumn } from './identity-parts.ts'
import type { ValueProblems } from './rejects.ts'

/** The rows whose values cannot be read, and why. */
export async function valueProblems(db: Duck, rows: string): Promise<ValueProblems> {
  const found = await db.columns(
    `SELECT row_number, problem FROM read_parquet(${quoteText(rows)}) WHERE problem IS NOT NULL ORDER BY row_number`,
  )
  return { rows: found.columns.row_number!.values as Int32Array, reasons: found.columns.problem!.values as string[] }
}

/**
 * Writes rows.parquet again without the rejected rows; only files that have some pay for it. A row that could not be
 * read stands among the decoded ones as one of empty cells: it is known by its number alone.
 */
export async function leaveOut(db: Duck, rows: string, checked: boolean, unreadable: readonly number[]): Promise<void> {
  const all = `${rows}.all`
  await rename(rows, all)
  try {
    await db.load('unreadable', { row_number: { type: 'INTEGER', values: Int32Array.from(unreadable) } })
    const good = checked ? 'problem IS NULL AND' : ''
    const select = `SELECT * FROM read_parquet(${quoteText(all)})
      WHERE ${good} row_number NOT IN (SELECT row_number FROM unreadable)`
    await db.copyToParquet(select, rows, { orderBy: ['row_number'], staged: true })
  } finally {
    await db.run('DROP TABLE IF EXISTS unreadable')
    await rm(all, { force: true })
  }
}

/** How many rows no part of any identity set gives an identifier to. */
export async function nobodys(
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
