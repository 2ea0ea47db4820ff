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

/** For relations of some columns each, the expression that gives a column in the type they all share. */
export function castsToCommon(relations: Record<string, string>[]): (column: string, expression: string) => string {
  const types = new Map<string, string[]>()
  for (const columns of relations) {
    for (const [column, type] of Object.entries(columns)) types.set(column, [...(types.get(column) ?? []), type])
  }
  return (column, expression) => {
    const seen = types.get(column) ?? []
    const common = commonType(seen)
    return seen.every((type) => type === common) ? expression : `CAST(${expression} AS ${common})`
  }
}

/** `SELECT` list of a relation's columns in the types that all of `relations` share. */
export const selectCommon = (columns: Record<string, string>, relations: Record<string, string>[]): string => {
  const cast = castsToCommon(relations)
  return Object.keys(columns)
    .map((column) => {
      const name = quoteName(column)
      const expression = cast(column, name)
      return expression === name ? name : `${expression} AS ${name}`
    })
    .join(', ')
}
