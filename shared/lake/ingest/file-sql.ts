import type { DateFormat } from '../../contract/reading.ts'
import { quoteName, quoteText } from '../../engines/sql/quote.ts'
import { inRows } from '../columns.ts'
import type { CsvFacts } from '../read/csv-listener.ts'
import type { ColumnProfile } from './column-profile.ts'
import type { CompiledDataset } from './compiled-dataset.ts'
import { conditionsSql } from './conditions.ts'
import type { DecodedRows } from './fill-lines.ts'
import { identityParts, valueColumn } from './identity-parts.ts'
import { Layers, type Named, type NumberColumn, type ReadingOf } from './layers.ts'
import { traitSql } from './trait-sql.ts'

/** Columns of rows.parquet, and the checks that reject a row: each a condition that is true for a bad one. */
export interface FileSql {
  select: string
  /** True when a row can be rejected by its values: rows.parquet then has a `problem` column, all NULL once published. */
  checked: boolean
  times: TimeSql[]
  numbers: NumberSql[]
}

/** A column of numbers, or of what its cells look like: `select` gives the trimmed text of each row as `cell`. */
export interface NumberSql extends Pick<NumberColumn, 'column' | 'place' | 'typed'> {
  select: string
}

/** A column of dates: `select` gives the trimmed text of each row as `cell` and its time as `value`. */
export interface TimeSql {
  column: string
  place: number
  format: DateFormat | undefined
  select: string
  /** The column of rows.parquet that holds the time, quoted; undefined where it holds more or less than that. */
  output: string | undefined
}

/**
 * The one statement that turns the decoded rows into rows.parquet. Built in layers, each a sub-select, because DuckDB
 * computes what stands in a layer once, however often the next one uses it: cells (trimmed text) → parsed (times and
 * numbers) → plausible → rows.
 * @param decoded the rows as decodeUpload writes them, and fillLines fills them
 */
export function fileSql(
  plan: CompiledDataset,
  facts: CsvFacts,
  profile: ColumnProfile,
  decoded: DecodedRows,
  lastModified: Date,
  readingOf: ReadingOf,
): FileSql {
  const layers = new Layers(facts, profile, { joined: plan.joined, readingOf, ofOrder: decoded.ofOrder })
  const values = identityParts(plan).map(valueColumn)
  const own: Named[] = [
    ['(file_row_number + 1)::INTEGER', 'row_number'],
    ['hash', 'row_hash'],
    ...values.map((name, i): Named => [`nullif(value${i}, 0)`, name]),
  ]
  const out: Named[] = [['row_number', 'row_number']]
  const streams = plan.streams.map((stream) => ({
    ...stream,
    columns: stream.properties.map((property) => ({ name: property.name, sql: layers.property(property) })),
  }))
  const when = plan.incremental
    ? [layers.time(plan.incremental, undefined, plan.incremental)]
    : streams.slice(0, 1).map((stream) => stream.columns.find((column) => column.name === 'datetime')!.sql)
  out.push([`coalesce(${[...when, timestampLiteral(lastModified)].join(', ')})`, 'record_time'])
  const key = plan.rowKey && layers.cell(plan.rowKey)
  out.push([key ? `hash(${key})` : 'row_hash', 'row_hash'], [upsertSql(plan, layers), 'upsert_hash'])
  if (key) out.push([tieSql(key), inRows.tie])
  for (const name of values) out.push([quoteName(name), name])
  for (const stream of streams) {
    const j = stream.number
    const datetime = stream.columns.find((column) => column.name === 'datetime')!.sql
    const conditions = conditionsSql(stream.conditions, stream.key.length ? layers.ofOrder : layers)
    out.push([`(${datetime} IS NOT NULL AND ${conditions})`, inRows.isEvent(j)])
    if (stream.key.length) out.push([hashSql(stream.key, layers), inRows.eventKey(j)])
    for (const { name, sql } of stream.columns) out.push([sql, inRows.property(j).of(name)])
  }
  for (const trait of plan.traits) out.push([traitSql(trait, layers), inRows.trait.of(trait.name)])
  for (const column of plan.references) out.push([layers.cell(column), inRows.reference.of(column)])
  if (plan.removed) out.push([layers.cell(plan.removed), inRows.removed])
  const problem = layers.problemSql()
  if (problem) out.push([problem, 'problem'])
  const times = layers.times.map(({ column, place, format, cell, value }): TimeSql => {
    const output = out.find(([sql]) => sql === value)?.[1]
    const select = layers.select(
      [['1', 'one']],
      [
        [cell, 'cell'],
        [value, 'value'],
      ],
      decoded.from,
    )
    return { column, place, format, select, output: output && quoteName(output) }
  })
  const numbers = layers.numbers.map(
    ({ column, place, typed, cell }): NumberSql => ({
      ...{ column, place, typed },
      select: layers.select([['1', 'one']], [[cell, 'cell']], decoded.from),
    }),
  )
  return { select: layers.select(own, out, decoded.from), checked: problem !== undefined, times, numbers }
}

const timestampLiteral = (date: Date): string =>
  `TIMESTAMP ${quoteText(date.toISOString().replace('T', ' ').replace('Z', ''))}`

function upsertSql(plan: CompiledDataset, layers: Layers): string {
  return plan.upsert.length === 0 ? 'NULL::UBIGINT' : hashSql(plan.upsert, layers)
}

const tieSql = (key: string): string => `('0x' || left(md5(${key}), 8))::UINTEGER`

/** A number for the cells of some columns. A row without any of them stands for itself. */
function hashSql(columns: readonly string[], layers: Layers): string {
  const cells = columns.map((column) => layers.cell(column))
  return `CASE WHEN coalesce(${cells.join(', ')}) IS NOT NULL THEN hash(${cells.join(', ')}) END`
}
