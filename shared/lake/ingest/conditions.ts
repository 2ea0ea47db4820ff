import { quoteText } from '../../engines/sql/quote.ts'
import type { Condition, Scalar } from './dataset-config.ts'
import { timestampSql } from './dates/date-sql.ts'
import { ISO_READING } from './dates/reading.ts'
import { plausibleTimeSql } from './formats.ts'

/**
 * SQL that is true for the rows that are events of a stream. The optional conditions are OR-ed together, then AND-ed
 * with the rest. Absent values meet no condition unless it says `_null: true`.
 * @param columns gives the SQL of a column's trimmed text, and of its number
 */
export function conditionsSql(conditions: readonly Condition[], columns: ConditionColumns): string {
  const sqlOf = (condition: Condition) =>
    conditionSql(condition, columns.cell(condition.column_name), () => columns.number(condition.column_name))
  const required = conditions.filter((condition) => !condition.optional).map(sqlOf)
  const optional = conditions.filter((condition) => condition.optional).map(sqlOf)
  if (optional.length) required.push(`(${optional.join(' OR ')})`)
  return required.length ? required.join(' AND ') : 'true'
}

export interface ConditionColumns {
  cell(column: string): string
  number(column: string): string
}

function conditionSql(condition: Condition, x: string, number: () => string): string {
  const parts: string[] = []
  const { _eq, _neq, _in, _nin, _matches, _null, _nnull } = condition
  if (_eq !== undefined) parts.push(equalsSql(x, number, _eq))
  if (_neq !== undefined) parts.push(`NOT ${equalsSql(x, number, _neq)}`)
  if (_in) parts.push(_in.length ? `(${_in.map((value) => equalsSql(x, number, value)).join(' OR ')})` : 'false')
  if (_nin) parts.push(..._nin.map((value) => `NOT ${equalsSql(x, number, value)}`), `${x} IS NOT NULL`)
  for (const [name, operator] of Object.entries(comparisons)) {
    const bound = condition[name as keyof typeof comparisons]
    if (bound !== undefined) parts.push(comparisonSql(x, number, operator, bound))
  }
  if (_matches !== undefined) parts.push(`regexp_matches(${x}, ${quoteText(_matches)})`)
  if (_nnull) parts.push(`${x} IS NOT NULL`)
  if (_nnull === false) parts.push(`${x} IS NULL`)
  if (_null === false) parts.push(`${x} IS NOT NULL`)
  const met = parts.length ? `coalesce(${parts.join(' AND ')}, false)` : undefined
  if (_null) return met ? `(${x} IS NULL OR ${met})` : `${x} IS NULL`
  return met ?? `${x} IS NOT NULL`
}

const comparisons = { _gt: '>', _gte: '>=', _lt: '<', _lte: '<=' } as const

/** Texts are compared as they are; a number or truth value in the configuration also meets its other spellings. */
function equalsSql(x: string, number: () => string, value: Scalar): string {
  if (typeof value === 'number') return `(coalesce(${number()} = ${numberLiteral(value)}, false) AND ${x} IS NOT NULL)`
  if (typeof value === 'boolean')
    return `(lower(${x}) IN (${value ? "'true', 't', 'yes', 'y', '1'" : "'false', 'f', 'no', 'n', '0'"}))`
  return `(${x} = ${quoteText(value)})`
}

/** Numbers compare as numbers, dates written as ISO 8601 as times, anything else letter by letter. */
function comparisonSql(x: string, number: () => string, operator: string, bound: Scalar): string {
  const numeral = String(bound).trim() === '' ? Number.NaN : Number(String(bound))
  if (Number.isFinite(numeral)) return `${number()} ${operator} ${numberLiteral(numeral)}`
  const text = quoteText(String(bound))
  if (/^\d{4}-\d{2}-\d{2}/.test(String(bound))) {
    return `${plausibleTimeSql(timestampSql(x, ISO_READING))} ${operator} ${timestampSql(text, ISO_READING)}`
  }
  return `${x} ${operator} ${text}`
}

function numberLiteral(value: number): string {
  if (!Number.isFinite(value)) throw new Error(`not a finite number: ${value}`)
  return `${value}::DOUBLE`
}
