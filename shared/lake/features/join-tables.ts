import type { Column, Table } from '../../personas/columns.ts'

/** Tables of the same columns, one below the other: the people of several shards as one table. */
export function joinTables(tables: Table[]): Table {
  const [first] = tables
  if (!first || tables.length === 1) return first ?? { rows: 0, columns: [] }
  const columns = first.columns.map((column, i): Column => {
    const parts = tables.map((table) => table.columns[i]!)
    if (column.kind === 'category') {
      return { ...column, codes: Int32Array.from(parts.flatMap((part) => [...(part as typeof column).codes])) }
    }
    if (column.kind === 'boolean') {
      return { ...column, values: Int8Array.from(parts.flatMap((part) => [...(part as typeof column).values])) }
    }
    return { ...column, values: Float64Array.from(parts.flatMap((part) => [...(part as typeof column).values])) }
  })
  return { rows: tables.reduce((rows, table) => rows + table.rows, 0), columns }
}
