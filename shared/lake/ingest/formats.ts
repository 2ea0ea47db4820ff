import type { DateFormat } from '../../contract/reading.ts'
import type { DecimalMark } from '../../engines/amounts/amount.ts'
import { quoteText } from '../../engines/sql/quote.ts'
import { castSql } from './numbers/amount-sql.ts'

export type MoneyFormat = 'currency_dollars' | 'currency_cents'
export type ListFormat = 'list_comma_separated' | 'list_semicolon_separated' | 'list_single_value'

export const isMoney = (format: string | undefined): format is MoneyFormat =>
  format === 'currency_cents' || format === 'currency_dollars'
export const isList = (format: string | undefined): format is ListFormat => !!format?.startsWith('list_')
export const isDate = (format: string | undefined): format is DateFormat =>
  format !== undefined && !isMoney(format as never) && !isList(format as never) && format !== 'static_date_iso8601'

/** A year of one or two digits read as such, infinity, and years past 9999 are misreadings, not dates. */
export function plausibleTimeSql(t: string): string {
  return `CASE WHEN ${t} >= TIMESTAMP '1000-01-01' AND ${t} < TIMESTAMP '10000-01-01' THEN ${t} END`
}

/**
 * SQL for an amount of money as DECIMAL(18,4), NULL when the text is none. Sums of it are exact in any order.
 * @param mark the column's decimal mark, which tells what 1.234 is
 */
export function moneySql(x: string, format: MoneyFormat = 'currency_dollars', mark: DecimalMark = '.'): string {
  const amount = castSql(x, 'DECIMAL(18, 4)', mark)
  return format === 'currency_cents' ? `(${amount} * 0.01::DECIMAL(3, 2))::DECIMAL(18, 4)` : amount
}

/** SQL for a finite DOUBLE, NULL when the text is none. */
export function numberSql(x: string, mark: DecimalMark = '.'): string {
  return `list_transform([${castSql(x, 'DOUBLE', mark)}], lambda _d: CASE WHEN isfinite(_d) THEN _d END)[1]`
}

export function booleanSql(x: string): string {
  return `CASE WHEN lower(${x}) IN ('true', 't', 'yes', 'y') THEN true WHEN lower(${x}) IN ('false', 'f', 'no', 'n') THEN false END`
}

/** A list as one text: its items trimmed, empty ones dropped, joined by `;`. NULL for a list without items. */
export function listSql(x: string, format: ListFormat): string {
  if (format === 'list_single_value') return x
  const items = `string_split(${x}, ${format === 'list_comma_separated' ? "','" : "';'"})`
  return `nullif(array_to_string(list_filter(list_transform(${items}, lambda _i: trim(_i)), lambda _i: _i <> ''), ';'), '')`
}

/**
 * Words that people write where there is no value. Read as absent in dates, numbers and declared formats, never in
 * texts.
 */
const NULL_WORDS =
  '(?i)(null|n/a|#n/a|na|nan|none|nil|0000-00-00([ T][0:.]+Z?)?|00[/.]00[/.]0000|-|--|\\?|\\\\n|undefined)'

/** True for a text that says there is no value. A regex, because DuckDB makes a join of every longer IN list. */
export const saysNothingSql = (x: string): string => `regexp_full_match(${x}, ${quoteText(NULL_WORDS)})`
export const saysNothing = (text: string): boolean => nothing.test(text)
const nothing = new RegExp(`^${NULL_WORDS.replace('(?i)', '')}$`, 'i')
