import { isUtf8 } from 'node:buffer'
import { CustomerError } from '../../model/errors.ts'
import { type OpenUpload, uploadBytes } from './bytes.ts'
import { configuredDelimiter, detectDelimiter } from './delimiter.ts'
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
  const hint = /^"?sep=([^\r\n"\d])"?[,;\t ]*(?:\r\n|\n|\r)/i.exec(text.slice(0, 64))
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
  const starts = (...mark: number[]) => mark.every((byte, i) => bytes[i] === byte)
  const read = (encoding: string, from = 0) => ({
    text: new TextDecoder(encoding)
      .decode(bytes.subarray(from))
      .replaceAll('\0', '')
      .replace(/^\ufeff+/, ''),
    encoding: { 'utf-8': 'UTF-8', 'utf-16le': 'UTF-16LE', 'utf-16be': 'UTF-16BE' }[encoding] ?? encoding,
  })
  if (starts(0xef, 0xbb, 0xbf)) return read('utf-8', 3)
  if (starts(0xff, 0xfe)) return read('utf-16le', 2)
  if (starts(0xfe, 0xff)) return read('utf-16be', 2)
  const head = bytes.subarray(0, 1000)
  const zeros = [0, 1].map((odd) => head.filter((byte, i) => byte === 0 && (i & 1) === odd).length)
  if (zeros[1]! > head.length / 4 && zeros[0]! < head.length / 40) return read('utf-16le')
  if (zeros[0]! > head.length / 4 && zeros[1]! < head.length / 40) return read('utf-16be')
  // The last letter may be cut off.
  const isText = [0, 1, 2, 3].some((cut) => isUtf8(bytes.subarray(0, bytes.length - cut)))
  return read(isText ? 'utf-8' : 'windows-1252')
}
