import type { Write } from '../../kernels/rows/row-kernel.ts'
import type { RowLayout } from '../../kernels/rows/state.ts'
import { PIECE, WindowMemory } from '../../kernels/rows/window-memory.ts'
import { Scanner } from './scanner.ts'
import type { Encoding, TextChunk } from './text.ts'

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
  /** The first row from this one on that is worth a look; Infinity when none is. Unreadable rows are shown besides. */
  next(number: number): number
  row(row: SeenRow): void
  /** Told once, before the first row; says what is to be written, if anything. */
  columns?(names: readonly string[]): RowLayout | undefined
  /** Told what is written, group of rows after group. */
  write?: Write
  /** Awaited after each chunk, so that a listener can let its own output drain. */
  pause?(): Promise<void>
}

const HEAD = 1 << 16

/**
 * Reads a table once, from its first byte to its last, and says exactly what is in it. Throws BAD_REQUEST for a file
 * without a single line.
 */
export async function scanCsv(
  source: AsyncIterable<TextChunk>,
  shape: CsvShape,
  listener: CsvListener,
): Promise<CsvFacts> {
  const memory = new WindowMemory()
  let scanner: Scanner | undefined
  let filled = 0
  let encoding: Encoding = 'UTF-8'
  let clean = true
  for await (const chunk of source) {
    encoding = chunk.encoding
    for (let at = 0; at < chunk.bytes.length; at += PIECE) {
      const piece = chunk.bytes.subarray(at, at + PIECE)
      memory.window.set(piece, filled)
      filled += piece.length
      clean &&= chunk.clean
      if (!scanner && filled < HEAD) continue
      scanner ??= new Scanner(memory, filled, shape, listener)
      const rest = scanner.scan(filled, false, clean)
      memory.window.copyWithin(0, rest, filled)
      filled -= rest
      clean = chunk.clean
    }
    await listener.pause?.()
  }
  scanner ??= new Scanner(memory, filled, shape, listener)
  scanner.scan(filled, true, clean)
  await listener.pause?.()
  return scanner.facts(encoding)
}
