import { ColumnProfile, trimmedCell } from '../ingest/column-profile.ts'
import type { ColumnType } from '../ingest/numbers/look.ts'
import { type ColumnWords, wordsOf } from './column-words.ts'

/** One column of a file, as its header and the first rows show it. */
export interface SampledColumn extends ColumnWords {
  name: string
  type: ColumnType['type']
  whole: boolean
  /** The cells of the rows, trimmed. */
  cells: readonly string[]
  /** Whether a cell says something; of a header without any row all columns may. */
  isUsed: boolean
  /** How many cells say something. */
  filled: number
  /** How many different things. */
  distinct: number
  /** How many cells are dates, where the column is known to hold times. */
  dates: number
}

/** The columns of a table, each with the cells of its rows. */
export function sampledColumns(names: readonly string[], rows: readonly (readonly string[])[]): SampledColumn[] {
  const plain = new ColumnProfile()
  const timed = new ColumnProfile(names.keys())
  for (const row of rows) {
    plain.see(row)
    timed.see(row)
  }
  return names.map((name, c) => {
    const cells = rows.map((row) => trimmedCell(row[c]))
    const filled = cells.filter(Boolean)
    const { type, whole = false } = plain.type(c)
    const dates = Object.values(timed.dates(c).spellings).reduce((sum, count) => sum + count, 0)
    return {
      ...wordsOf(name),
      ...{ name, cells, type, whole, dates },
      isUsed: filled.length > 0 || rows.length === 0,
      filled: filled.length,
      distinct: new Set(filled).size,
    }
  })
}

/** The share of filled cells of which something is true; 1 of a column without any. */
export const shareOf = ({ cells }: SampledColumn, is: (cell: string) => boolean): number => {
  const filled = cells.filter(Boolean)
  return filled.length ? filled.filter(is).length / filled.length : 1
}
