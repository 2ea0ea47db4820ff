import type { Write } from '../../kernels/rows/row-kernel.ts'
import type { RowLayout } from '../../kernels/rows/state.ts'
import type { Encoding } from './text.ts'

/** How a dataset says its files are written. */
export interface CsvShape {
  delimiter?: string | undefined
  /** The column names, parted by the delimiter, for files that have none. */
  header_row?: string | undefined
}

export interface CsvFacts {
  columns: string[]
  delimiter: string
  encoding: Encoding
  /** Data rows, unreadable ones included; blank lines are no rows. */
  rows: number
  /** Numbers (from 1) of the rows that cannot be read. */
  unreadable: number[]
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
