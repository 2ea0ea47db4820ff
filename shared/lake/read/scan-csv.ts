import type { RowLayout, WrittenPieces } from './row-writer.ts'
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
  longestRow: number
  quotedNewlines: boolean
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
  /** Rows worth a look; all when absent. Called with the row's number, and whether it is unreadable. */
  wants(number: number, unreadable: boolean): boolean
  row(row: SeenRow): void
  /** Told once, before the first row; says what is to be written, if anything. */
  columns?(names: readonly string[]): RowLayout | undefined
  /** Called after each chunk with what there is to write; awaited. */
  write?(pieces: WrittenPieces): Promise<void>
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
  let scanner: Scanner | undefined
  let window: Buffer = Buffer.alloc(0)
  let encoding: Encoding = 'UTF-8'
  let clean = true
  for await (const chunk of source) {
    encoding = chunk.encoding
    // The extra byte is the parser's sentinel.
    window = Buffer.concat([window, chunk.bytes, SENTINEL])
    clean &&= chunk.clean
    const limit = window.length - 1
    if (!scanner && limit < HEAD) {
      window = window.subarray(0, limit)
      continue
    }
    scanner ??= new Scanner(window.toString('utf8', 0, HEAD), shape, listener)
    const rest = scanner.scan(window, limit, false, clean)
    await scanner.flush()
    window = window.subarray(rest, limit)
    clean = chunk.clean
  }
  scanner ??= new Scanner(window.toString('utf8'), shape, listener)
  window = Buffer.concat([window, SENTINEL])
  scanner.scan(window, window.length - 1, true, clean)
  await scanner.flush()
  return scanner.facts(encoding)
}

const SENTINEL = Buffer.from('\n')
