import type { CsvFacts } from '../read/csv-listener.ts'
import type { ColumnProfile } from './column-profile.ts'

/** A column of a file as the public API tells it (`detected_columns`). */
export interface ColumnReport {
  name: string
  data_type: 'string' | 'long' | 'double' | 'boolean' | 'date'
  /** Cells with something in them ÷ readable rows; 0 in a file without rows. */
  fill_rate: number
  is_nullable: boolean
}

export function columnReports(facts: CsvFacts, profile: ColumnProfile): ColumnReport[] {
  const rows = facts.rows - facts.unreadable.length
  return shownColumns(facts).map((name, c) => {
    const look = profile.type(c)
    const blanks = facts.blanks[c] ?? 0
    const data_type = {
      text: 'string',
      number: look.type === 'number' && look.whole ? 'long' : 'double',
      boolean: 'boolean',
      date: 'date',
    } as const
    return {
      name,
      data_type: data_type[look.type],
      fill_rate: rows ? (rows - blanks) / rows : 0,
      is_nullable: blanks > 0,
    }
  })
}

/** The columns of a file; those at its end that have neither a name nor a value are none. */
export function shownColumns({ columns, named, rows, unreadable, blanks }: CsvFacts): string[] {
  const filled = columns.findLastIndex((_, c) => c < named || (blanks[c] ?? 0) < rows - unreadable.length)
  return columns.slice(0, filled + 1)
}

/** One list for all files of a dataset: fill rates weighted by rows, `string` where files disagree on the type. */
export function mergeColumnReports(
  files: readonly { row_count: number; columns: readonly ColumnReport[] }[],
): ColumnReport[] {
  const merged = new Map<string, ColumnReport & { rows: number; filled: number; unseen: boolean }>()
  const total = files.reduce((sum, file) => sum + file.row_count, 0)
  for (const file of files) {
    for (const column of file.columns) {
      const so = merged.get(column.name) ?? { ...column, rows: 0, filled: 0, unseen: true }
      const filled = column.fill_rate * file.row_count
      // A column without any value in one file says nothing about its type.
      const data_type =
        filled === 0 ? so.data_type : so.unseen ? column.data_type : joined(so.data_type, column.data_type)
      merged.set(column.name, {
        ...so,
        data_type,
        rows: so.rows + file.row_count,
        filled: so.filled + filled,
        unseen: so.unseen && filled === 0,
      })
    }
  }
  return [...merged.values()].map(({ name, data_type, filled }) => {
    const fill_rate = total ? filled / total : 0
    return { name, data_type, fill_rate, is_nullable: fill_rate < 1 }
  })
}

function joined(a: ColumnReport['data_type'], b: ColumnReport['data_type']): ColumnReport['data_type'] {
  if (a === b) return a
  return [a, b].every((type) => type === 'long' || type === 'double') ? 'double' : 'string'
}
