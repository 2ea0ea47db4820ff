import type { Column, Table } from '../../engines/personas/columns.ts'

/** Tables of the same columns, one below the other: the people of several shards as one table. */
export function joinTables(tables: Table[]): Table {
  const [first] = tables
  if (!first || tables.length === 1) return first ?? { rows: 0, columns: [] }
  const rows = tables.reduce((sum, table) => sum + table.rows, 0)
  const columns = first.columns.map((column, i): Column => {
    const parts = tables.map((table) => table.columns[i]!)
    const below = <Values extends Float64Array | Int32Array | Int8Array>(
      of: (part: Column) => Values,
      into: Values,
    ) => {
      let row = 0
      for (const part of parts) {
        into.set(of(part), row)
        row += of(part).length
      }
      return into
    }
    if (column.kind === 'category') {
      return { ...column, codes: below((part) => (part as typeof column).codes, new Int32Array(rows)) }
    }
    if (column.kind === 'boolean') {
      return { ...column, values: below((part) => (part as typeof column).values, new Int8Array(rows)) }
    }
    const values = below((part) => (part as typeof column).values, new Float64Array(rows))
    if (column.kind === 'date' || !column.of) return { ...column, values }
    return { ...column, values, of: below((part) => (part as typeof column).of!, new Int32Array(rows)) }
  })
  return { rows, columns }
}
