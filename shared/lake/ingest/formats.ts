import { quoteText, quoteTexts } from '../../engines/sql/quote.ts'

/**
 * The formats of `data_map` columns, as the public client lists them (DataMapColumnFormat), and two that are only ever
 * detected: days before months, and months by name.
 */
export const DATE_PATTERNS = {
  mm_dd_yy_slash: ['%m/%d/%y'],
  mm_dd_yyyy_slash: ['%m/%d/%Y'],
  mm_dd_yy_dash: ['%m-%d-%y'],
  mm_dd_yyyy_dash: ['%m-%d-%Y'],
  yyyy_mm_dd_slash: ['%Y/%m/%d'],
  yy_mm_dd_slash: ['%y/%m/%d'],
  yyyy_mm_dd_dash: ['%Y-%m-%d'],
  yy_mm_dd_dash: ['%y-%m-%d'],
  yyyymmdd: ['%Y%m%d'],
  yyyymm: ['%Y%m'],
  date_month_day_fullyear: ['%m/%d/%Y', '%m-%d-%Y', '%m.%d.%Y'],
  date_month_day_shortyear: ['%m/%d/%y', '%m-%d-%y', '%m.%d.%y'],
  date_month_day_fullyear_hours_minutes: ['%m/%d/%Y', '%m-%d-%Y', '%m.%d.%Y'],
  date_month_day_fullyear_hours_minutes_seconds: ['%m/%d/%Y', '%m-%d-%Y', '%m.%d.%Y'],
  day_first: ['%d/%m/%Y', '%d.%m.%Y', '%d-%m-%Y'],
  day_first_shortyear: ['%d/%m/%y', '%d.%m.%y', '%d-%m-%y'],
  month_by_name: ['%b %d, %Y', '%B %d, %Y', '%d %b %Y', '%d %B %Y', '%d-%b-%Y', '%d-%b-%y', '%b %d %Y', '%B %d %Y'],
} as const

export type PatternFormat = keyof typeof DATE_PATTERNS
export type DateFormat =
  | PatternFormat
  | 'date_iso8601'
  | 'date_seconds_since_epoch_utc'
  | 'date_milliseconds_since_epoch_utc'
export type MoneyFormat = 'currency_dollars' | 'currency_cents'
export type ListFormat = 'list_comma_separated' | 'list_semicolon_separated' | 'list_single_value'

export const isMoney = (format: string | undefined): format is MoneyFormat =>
  format === 'currency_cents' || format === 'currency_dollars'
export const isList = (format: string | undefined): format is ListFormat => !!format?.startsWith('list_')
export const isDate = (format: string | undefined): format is DateFormat =>
  format !== undefined && !isMoney(format as never) && !isList(format as never) && format !== 'static_date_iso8601'

/** A time of day may follow any date; exports add one without being asked. */
const TIMES = ['', ' %H:%M', ' %H:%M:%S', ' %I:%M %p', ' %I:%M:%S %p', ' %H:%M:%S.%f', 'T%H:%M:%S', 'T%H:%M:%SZ']

/**
 * SQL for the UTC timestamp that the text `x` writes, NULL when it writes none. A time zone in it is honoured; without
 * one it is UTC. Casting through TIMESTAMPTZ, because DuckDB's cast to TIMESTAMP drops an offset without a word, and from
 * there through microseconds, because its cast between the two asks a calendar: four times the price, the same instant.
 */
export function timestampSql(x: string, format: DateFormat): string {
  switch (format) {
    case 'date_iso8601':
      // What the cast does not know of ISO 8601: minutes without seconds, the basic form, a month or a year alone.
      // Nor is infinity another way of writing: it has no microseconds, and the patterns would make a year of it.
      // TRY: beside a time in a named zone TRY_CAST throws where a year has six digits, and one cell would end the file.
      return `coalesce(make_timestamp(epoch_us(TRY(TRY_CAST(${x} AS TIMESTAMPTZ)))),
        CASE WHEN TRY(TRY_CAST(${x} AS TIMESTAMPTZ)) IS NULL THEN coalesce(
        TRY_STRPTIME(${x}, ${quoteTexts(['%Y-%m-%dT%H:%MZ', '%Y-%m-%dT%H:%M', '%Y-%m-%d %H:%M', '%Y%m%dT%H%M%SZ', '%Y%m%dT%H%M%S', '%Y%m%d', '%Y-%m', '%Y'])})::TIMESTAMP,
        TRY_STRPTIME(${x}, ${quoteTexts(['%Y-%m-%dT%H:%M%z', '%Y-%m-%d %H:%M%z', '%Y%m%dT%H%M%S%z'])})::TIMESTAMP) END)`
    case 'date_seconds_since_epoch_utc':
      return `make_timestamp(TRY_CAST(TRY_CAST(${x} AS DOUBLE) * 1e6 AS BIGINT))`
    case 'date_milliseconds_since_epoch_utc':
      return `make_timestamp(TRY_CAST(TRY_CAST(${x} AS DOUBLE) * 1e3 AS BIGINT))`
    default: {
      const patterns = TIMES.flatMap((time) => DATE_PATTERNS[format].map((date) => date + time))
      return `TRY_STRPTIME(${x}, ${quoteTexts(patterns)})`
    }
  }
}

/** A year of one or two digits read as such, infinity, and years past 9999 are misreadings, not dates. */
export function plausibleTimeSql(t: string): string {
  return `CASE WHEN ${t} >= TIMESTAMP '1000-01-01' AND ${t} < TIMESTAMP '10000-01-01' THEN ${t} END`
}

const DIGITS = {
  thousands: '[-+]?\\d{1,3}(,\\d{3})+(\\.\\d*)?',
  european: '[-+]?\\d{1,3}(\\.\\d{3})+,\\d+',
  decimalComma: '[-+]?\\d+,\\d+',
}

/**
 * SQL for the text of a number without what people put around it: currency signs and codes, spaces, thousands
 * separators, brackets for negatives. A comma before exactly three digits separates thousands; any other is decimal.
 */
function bareNumberSql(x: string): string {
  const stripped = `regexp_replace(${x}, '(?i)usd|eur|gbp|[$€£¥'' \u00a0\u202f]', '', 'g')`
  const signed = `regexp_replace(${stripped}, '^\\((.*)\\)$', '-\\1')`
  return `list_transform([${signed}], lambda _n: CASE
    WHEN regexp_full_match(_n, ${quoteText(DIGITS.thousands)}) THEN replace(_n, ',', '')
    WHEN regexp_full_match(_n, ${quoteText(DIGITS.european)}) THEN replace(replace(_n, '.', ''), ',', '.')
    WHEN regexp_full_match(_n, ${quoteText(DIGITS.decimalComma)}) THEN replace(_n, ',', '.')
    ELSE _n END)[1]`
}

/** SQL for an amount of money as DECIMAL(18,4), NULL when the text is none. Sums of it are exact in any order. */
export function moneySql(x: string, format: MoneyFormat = 'currency_dollars'): string {
  const amount = `coalesce(TRY_CAST(${x} AS DECIMAL(18, 4)), TRY_CAST(${bareNumberSql(x)} AS DECIMAL(18, 4)))`
  return format === 'currency_cents' ? `(${amount} * 0.01::DECIMAL(3, 2))::DECIMAL(18, 4)` : amount
}

/** SQL for a finite DOUBLE, NULL when the text is none. */
export function numberSql(x: string): string {
  const number = `coalesce(TRY_CAST(${x} AS DOUBLE), TRY_CAST(${bareNumberSql(x)} AS DOUBLE))`
  return `list_transform([${number}], lambda _d: CASE WHEN isfinite(_d) THEN _d END)[1]`
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

/** What people write where there is no value. Read as absent in dates, numbers and declared formats, never in texts. */
const NULL_WORDS = '(?i)(null|n/a|#n/a|na|nan|none|nil|-|--|\\?|\\\\n|undefined)'

/** True for a text that says there is no value. A regex, because DuckDB makes a join of every longer IN list. */
export const saysNothingSql = (x: string): string => `regexp_full_match(${x}, ${quoteText(NULL_WORDS)})`
export const saysNothing = (text: string): boolean => nothing.test(text)
const nothing = new RegExp(`^${NULL_WORDS.replace('(?i)', '')}$`, 'i')
