import { quoteName } from '../engines/sql/quote.ts'

/** A column of a statement, as DESCRIBE gives it. */
export interface WrittenColumn {
  column_name: string
  column_type: string
}

/** Text that a spreadsheet would run: by its first character. */
const formula = String.raw`^[=@+\-\t\r]`
/** Text that begins so and is a number or a phone number: it stays as it is. */
const numeral = String.raw`^[+\-][0-9(][0-9 ().,/\-]*$`

/** The SQL of a text with a quote before what a spreadsheet would run. */
const neutral = (text: string): string =>
  `CASE WHEN regexp_matches(${text}, '${formula}') AND NOT regexp_full_match(${text}, '${numeral}') THEN '''' || ${text} ELSE ${text} END`

/** The same of a header. */
export const neutralText = (text: string): string =>
  new RegExp(formula).test(text) && !new RegExp(numeral).test(text) ? `'${text}` : text

/**
 * How the values of one column stand in a CSV: a whole number without a fraction (`41`, not `41.0`), an amount without
 * zeros at its end, a midnight as a date. With `isNeutral` no text begins a formula in a spreadsheet
 * (https://owasp.org/www-community/attacks/CSV_Injection).
 */
function writtenSql({ column_name, column_type }: WrittenColumn, isNeutral: boolean): string {
  const value = quoteName(column_name)
  if (/^(DOUBLE|FLOAT|DECIMAL)/.test(column_type)) {
    const text = `CAST(${value} AS VARCHAR)`
    return `CASE WHEN contains(${text}, 'e') THEN ${text} ELSE regexp_replace(${text}, '\\.0*$|(\\.[0-9]*[1-9])0+$', '\\1') END`
  }
  if (/^TIMESTAMP/.test(column_type)) {
    return `CASE WHEN ${value} = date_trunc('day', ${value}) THEN strftime(${value}, '%Y-%m-%d') ELSE CAST(${value} AS VARCHAR) END`
  }
  return isNeutral && column_type === 'VARCHAR' ? neutral(value) : value
}

/** `SELECT` of the columns of `sql` in their order, as a CSV shows them. */
export function writtenRows(sql: string, columns: WrittenColumn[], isNeutral: boolean): string {
  const shown = columns.map((one) => {
    const name = isNeutral ? neutralText(one.column_name) : one.column_name
    return `${writtenSql(one, isNeutral)} AS ${quoteName(name)}`
  })
  return `SELECT ${shown.join(', ')} FROM (${sql})`
}

/** Marks a file as UTF-8 for spreadsheets. */
export const BYTE_ORDER_MARK = '\ufeff'
