import type { Write } from '../../kernels/rows/row-kernel.ts'
import type { RowLayout } from '../../kernels/rows/state.ts'

/** How a dataset says its files are written. */
export interface CsvShape {
  delimiter?: string | undefined
  /** The column names, parted by the delimiter, for files that have none. */
  header_row?: string | undefined
  /** Lines above the header, where it is not to be looked for. */
  skip_lines?: number | undefined
  /** Of a file without a byte order mark, where it is not to be found out. */
  encoding?: string | undefined
  /** Columns that the dataset names: the header is the row that has them. */
  needed?: readonly string[] | undefined
  /** Before a quote it makes it part of the cell, as the doubled quote does. */
  escape?: '\\' | undefined
}

export interface CsvFacts {
  columns: string[]
  /** How many of them there are up to the last one with a name in the header. */
  named: number
  delimiter: string
  encoding: string
  escape: '\\' | undefined
  /** Lines above the header. */
  skipped: number
  /** Data rows, unreadable ones included; blank lines are no rows. */
  rows: number
  /** Numbers (from 1) of the rows that cannot be read. */
  unreadable: number[]
  /** How many of them hold a backslash before a quote. */
  backslashed: number
  /** Cells of the other rows whose bytes are no text: they are read as blank. */
  untextual: number
  /** NULs and end-of-file marks that were left out. */
  padding: number
  /** True when lines end with U+2028, U+2029 or U+0085. */
  foreignLineEnds: boolean
  /** Per column, how many readable rows have nothing but white space there. */
  blanks: Float64Array
  /** Per column, 1 when some cell begins or ends with white space: the others need no trimming. */
  padded: Uint8Array
}

/** One row as the scanner sees it, valid until the listener returns. */
export interface SeenRow {
  number: number
  /** Its first line in the file, from 1. */
  line: number
  problem: string | undefined
  cells(): string[]
  raw(): string
}

export interface CsvListener {
  /** The first row from this one on that is worth a look; Infinity when none is. Unreadable rows are always shown. */
  next(number: number): number
  row(row: SeenRow): void
  /** Called once, before the first row; gives the columns that are to be written, if any. */
  columns?(names: readonly string[]): RowLayout | undefined
  /** Called with the written rows, group after group. */
  write?: Write
  /** Awaited after each chunk, so that a listener can let its own output drain. */
  pause?(): Promise<void>
}
