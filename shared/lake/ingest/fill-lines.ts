import { join } from 'node:path'
import { quoteText } from '../../engines/sql/quote.ts'
import type { Duck } from '../duck.ts'
import type { CsvFacts } from '../read/csv-listener.ts'
import type { CompiledDataset } from './compiled-dataset.ts'
import { readDecoded } from './decoded.ts'
import { identityParts } from './identity-parts.ts'

/** The decoded rows of a file, and the columns (by place) that conditions read from `f…` instead of `c…`. */
export interface DecodedRows {
  from: string
  /** Columns whose blank cells are filled for conditions. */
  ofOrder: ReadonlySet<number>
}

/**
 * Exports of shops say what belongs to an order on its first line only: who ordered, when, where to. Rows of one event
 * (`event_key`) are given what they leave blank of this by the first row of the event that says it: the identity sets, the
 * columns of times and of upserts; and, for conditions, each column that never says two things in one event. A value, a
 * product or any other property stays blank: a line has its own or none. Files whose rows lack nothing stay as they are.
 * @param decoded the file of rows that decodeUpload wrote
 * @param scratch where a filled copy of the rows may lie
 */
export async function fillLines(
  db: Duck,
  plan: CompiledDataset,
  facts: CsvFacts,
  decoded: string,
  scratch: string,
): Promise<DecodedRows> {
  const place = (column: string) => facts.columns.indexOf(column)
  const ofOrder = new Set<number>()
  let rows = decoded
  for (const [number, stream] of plan.streams.entries()) {
    if (!stream.key.length) continue
    const key = stream.key.map(place)
    const isNew = (c: number) => !key.includes(c) && (facts.blanks[c] ?? 0) > 0
    const cells = orderColumns(plan).map(place).filter(isNew)
    const asked = [...new Set(stream.conditions.map(({ column_name }) => place(column_name)))]
    const conditions = asked.filter((c) => isNew(c) && !cells.includes(c) && !ofOrder.has(c))
    const parts = await partsWithBlanks(db, rows, identityParts(plan).length)
    if (!cells.length && !conditions.length && !parts.length) continue
    const table = `order_lines_${number}`
    const lacks = await findFirst(db, table, rows, { key, cells, conditions, parts })
    if (lacks.size) {
      for (const name of lacks) if (name.startsWith('f')) ofOrder.add(Number(name.slice(1)))
      const file = join(scratch, `filled-${number}`)
      await db.copyToParquet(filledSql(table, rows, key, lacks), file, { staged: true })
      rows = file
    }
    await db.run(`DROP TABLE ${table}`)
  }
  return { from: readDecoded(rows), ofOrder }
}

/** Columns that say when an event was, by which record a row is known, and which one is the newest. */
const orderColumns = (plan: CompiledDataset): string[] => [
  ...new Set([
    ...plan.streams.flatMap(({ properties }) =>
      properties
        .filter(({ name, format }) => name === 'datetime' && format !== 'static_date_iso8601')
        .flatMap(({ column_name }) => plan.joined.find(({ name }) => name === column_name)?.columns ?? [column_name]),
    ),
    ...(plan.incremental ? [plan.incremental] : []),
    ...plan.upsert,
  ]),
]

interface Wanted {
  key: readonly number[]
  cells: readonly number[]
  conditions: readonly number[]
  /** Places of the identity parts. */
  parts: readonly number[]
}

const trimmed = (c: number) => `nullif(trim(c${c}, ${quoteText(' \t\r\n\u00a0')}), '')`

/** A number for the key's cells; none where all are blank. */
const keySql = (key: readonly number[]) =>
  `CASE WHEN coalesce(${key.map(trimmed).join(', ')}) IS NOT NULL THEN hash(${key.map(trimmed).join(', ')}) END`

/**
 * Makes a table of the events of several rows: `key`, and what their first row says that says something, under the names
 * `c…`, `f…` (for conditions) and `value…`. Gives the names of the columns that some rows of an event lack.
 */
async function findFirst(
  db: Duck,
  table: string,
  rows: string,
  { key, cells, conditions, parts }: Wanted,
): Promise<Set<string>> {
  const columns = [
    ...cells.map((c) => ({ name: `c${c}`, from: `c${c}`, known: `${trimmed(c)} IS NOT NULL`, one: true })),
    ...conditions.map((c) => ({ name: `f${c}`, from: `c${c}`, known: `${trimmed(c)} IS NOT NULL`, one: false })),
    ...parts.map((i) => ({ name: `value${i}`, from: `value${i}`, known: `value${i} <> 0`, one: true })),
  ]
  const first = columns.flatMap(({ name, from, known, one }) => [
    `arg_min(${from}, file_row_number) FILTER (WHERE ${known}) AS ${name}`,
    `count(*) FILTER (WHERE ${known}) BETWEEN 1 AND count(*) - 1 AS lacks_${name}`,
    ...(one ? [] : [`count(DISTINCT ${from}) FILTER (WHERE ${known}) > 1 AS differs_${name}`]),
  ])
  await db.run(`CREATE OR REPLACE TEMP TABLE ${table} AS SELECT * FROM (
    SELECT ${keySql(key)} AS key${first.map((one) => `, ${one}`).join('')}
    FROM ${readDecoded(rows)} GROUP BY ALL HAVING count(*) > 1) WHERE key IS NOT NULL`)
  const [found] = await db.rows<Record<string, boolean | null>>(
    `SELECT ${columns
      .map(({ name, one }) => `bool_or(lacks_${name})${one ? '' : ` AND NOT bool_or(differs_${name})`} AS ${name}`)
      .join(', ')} FROM ${table}`,
  )
  return new Set(columns.flatMap(({ name }) => (found?.[name] ? name : [])))
}

/** The identity parts that some rows do not have. */
async function partsWithBlanks(db: Duck, rows: string, count: number): Promise<number[]> {
  const places = Array.from({ length: count }, (_, i) => i)
  if (!count) return []
  const [found] = await db.rows<Record<string, boolean | null>>(
    `SELECT ${places.map((i) => `bool_or(value${i} = 0) AS value${i}`).join(', ')} FROM ${readDecoded(rows)}`,
  )
  return places.filter((i) => found?.[`value${i}`])
}

/** The rows in their order, filled. */
function filledSql(table: string, rows: string, key: readonly number[], lacks: ReadonlySet<string>): string {
  const replaced: string[] = []
  const added: string[] = []
  for (const name of lacks) {
    const c = Number(name.slice(1))
    if (name.startsWith('value'))
      replaced.push(`CASE d.${name} WHEN 0 THEN coalesce(f.${name}, 0) ELSE d.${name} END AS ${name}`)
    else {
      const filled = `CASE WHEN ${trimmed(c).replace(`c${c}`, `d.c${c}`)} IS NULL THEN coalesce(f.${name}, '') ELSE d.c${c} END AS ${name}`
      if (name.startsWith('c')) replaced.push(filled)
      else added.push(filled)
    }
  }
  const own = replaced.length
    ? `d.* EXCLUDE (key, file_row_number) REPLACE (${replaced.join(', ')})`
    : 'd.* EXCLUDE (key, file_row_number)'
  return `SELECT ${[own, ...added].join(', ')} FROM (SELECT *, ${keySql(key)} AS key FROM ${readDecoded(rows)}) d
    LEFT JOIN ${table} f ON d.key = f.key ORDER BY d.file_row_number`
}
