import { quoteName } from '../../engines/sql/quote.ts'

const numeric = /^(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT|UBIGINT|FLOAT|DOUBLE|DECIMAL)/

/**
 * The type that holds values of all these DuckDB types. Types are detected per file, so one column may be numbers here
 * and texts there: numbers of any kind meet as DOUBLE, everything else as text.
 */
function commonType(types: string[]): string {
  const [first = 'VARCHAR', ...rest] = [...new Set(types)]
  if (!rest.length) return first
  return [first, ...rest].every((type) => numeric.test(type)) ? 'DOUBLE' : 'VARCHAR'
}

/**
 * A number as the text that it was: 10001, not 10001.0. Digits that are no number, like 02139, were never read as one; so
 * a code that is digits in one dataset and text in another is the text of its file.
 */
function textSql(expression: string, type: string): string {
  if (type.startsWith('DECIMAL'))
    return `regexp_replace(CAST(${expression} AS VARCHAR), '[.]0+$|([.][0-9]*[1-9])0+$', '\\1')`
  if (type !== 'DOUBLE') return `CAST(${expression} AS VARCHAR)`
  const isWhole = `${expression} = trunc(${expression}) AND abs(${expression}) < 1e15`
  return `CASE WHEN ${isWhole} THEN CAST(TRY_CAST(${expression} AS BIGINT) AS VARCHAR) ELSE CAST(${expression} AS VARCHAR) END`
}

/** For relations of some columns each, the expression that gives a column of one type in the type they all share. */
export function castsToCommon(
  relations: Record<string, string>[],
): (column: string, expression: string, type: string) => string {
  const types = new Map<string, string[]>()
  for (const columns of relations) {
    for (const [column, type] of Object.entries(columns)) types.set(column, [...(types.get(column) ?? []), type])
  }
  return (column, expression, type) => {
    const seen = types.get(column) ?? []
    const common = commonType(seen)
    if (seen.every((one) => one === common)) return expression
    return common === 'VARCHAR' ? textSql(expression, type) : `CAST(${expression} AS ${common})`
  }
}

/** `SELECT` list of a relation's columns in the types that all of `relations` share. */
export const selectCommon = (columns: Record<string, string>, relations: Record<string, string>[]): string => {
  const cast = castsToCommon(relations)
  return Object.entries(columns)
    .map(([column, type]) => {
      const name = quoteName(column)
      const expression = cast(column, name, type)
      return expression === name ? name : `${expression} AS ${name}`
    })
    .join(', ')
}
