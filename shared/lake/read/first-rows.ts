import { isAscii } from 'node:buffer'
import { CustomerError } from '../../model/errors.ts'
import { type OpenUpload, uploadBytes } from './bytes.ts'
import { configuredDelimiter, delimiterHint, detectDelimiter } from './delimiter.ts'
import { streamDecoder } from './encoding.ts'
import { encodingOfBeginning, mostlyUtf8 } from './encoding-of-beginning.ts'
import { columnNames } from './header.ts'
import { RowParser } from './row-parser.ts'

/** The beginning of a table that nobody has described yet. */
export interface FirstRows {
  delimiter: string
  /** UTF-8, UTF-16LE, UTF-16BE, or windows-1252 for what is neither: reading the dataset finds out more. */
  encoding: string
  /** Lines above the header. */
  skipped_lines: number
  columns: string[]
  rows: string[][]
}

const MOST_BYTES = 1 << 20
const MOST_ROWS = 1000
/** The header is looked for among so many rows. */
const HEADER_WITHIN = 100

/**
 * Reads the header and the first rows of an upload, a thousand at the most, without knowing any column. The header is the
 * first row that is as long as the rows of the table: titles and notes above it are shorter. Needs neither DuckDB nor the
 * detector of encodings, which are too large for the API. Throws BAD_REQUEST where the file is no table.
 */
export async function firstRows(upload: OpenUpload): Promise<FirstRows> {
  const pieces: Buffer[] = []
  let size = 0
  for await (const chunk of uploadBytes(upload)) {
    pieces.push(Buffer.from(chunk))
    size += chunk.length
    if (size >= MOST_BYTES) break
  }
  const isWhole = size < MOST_BYTES
  const { text, encoding } = decoded(Buffer.concat(pieces))
  const hint = delimiterHint(text)
  const body = text.slice(hint?.[0].length ?? 0)
  const window = Buffer.from(`${body}\n\n`)
  const limit = window.length - 2
  const found = hint ? [configuredDelimiter(hint[1]!)] : [detectDelimiter(body), ',', ';', '\t', '|']
  const tables = [...new Set(found)].map((delimiter) => ({ delimiter, ...tableOf(window, limit, delimiter, isWhole) }))
  // Of a file whose first lines are notes the delimiter is that of the longest rows.
  const best = tables.reduce((a, b) => (b.columns.length > a.columns.length * 2 ? b : a))
  if (!best.columns.length) throw new CustomerError('BAD_REQUEST', 'the file has no row')
  return {
    delimiter: best.delimiter,
    encoding,
    skipped_lines: best.lines + (hint ? 1 : 0),
    columns: columnNames(best.columns),
    rows: best.rows,
  }
}

function tableOf(window: Buffer, limit: number, delimiter: string, isWhole: boolean) {
  const parser = new RowParser(delimiter)
  const all: { cells: string[]; lines: number }[] = []
  let lines = 0
  for (let at = 0; at < limit && all.length < MOST_ROWS + HEADER_WITHIN; at = parser.after) {
    // The last row of a part of a file is cut off.
    if (!parser.next(window, at, limit, true) || (!isWhole && parser.after >= limit)) break
    const cells = parser.problem ? [] : parser.cells(window).map((cell) => cell.trim())
    while (cells.length && cells.at(-1) === '') cells.pop()
    if (cells.length) all.push({ cells, lines })
    lines += 1 + parser.innerLines
  }
  const head = all.slice(0, HEADER_WITHIN)
  // The longest row may be a broken one; a header is as long as most, or longer, for rows may end early.
  const lengths = head.map(({ cells }) => cells.length).sort((a, b) => a - b)
  const usual = lengths[Math.floor(lengths.length / 2)] ?? 0
  const place = Math.max(
    0,
    head.findIndex(({ cells }) => cells.length >= usual && cells.filter(Boolean).length >= Math.min(usual, 2)),
  )
  const header = all[place]
  const columns = header?.cells ?? []
  const rows = all.slice(place + 1, place + 1 + MOST_ROWS).map(({ cells }) => columns.map((_, c) => cells[c] ?? ''))
  return { columns, rows, lines: header?.lines ?? 0 }
}

function decoded(bytes: Buffer): { text: string; encoding: string } {
  const { encoding: begun, skip } = encodingOfBeginning(bytes)
  const rest = bytes.subarray(skip)
  const isOther = begun === 'UTF-8' && skip === 0 && !isAscii(rest) && !mostlyUtf8(rest)
  const encoding = isOther ? 'windows-1252' : begun
  return { text: streamDecoder(encoding)(rest, false).replaceAll('\0', ''), encoding }
}
