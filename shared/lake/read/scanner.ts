import { isUtf8 } from 'node:buffer'
import { CustomerError } from '../../errors.ts'
import { configuredDelimiter, detectDelimiter } from './delimiter.ts'
import { columnNames } from './header.ts'
import { RowParser } from './row-parser.ts'
import { RowWriter } from './row-writer.ts'
import type { CsvFacts, CsvListener, CsvShape } from './scan-csv.ts'
import type { Encoding } from './text.ts'

/** A row longer than this is refused: one field may be large, but a quote that never closes must end somewhere. */
const MAX_ROW = 8 << 20
/** The state of one scan, fed window by window: what is the header, what is a row, what of it is written. */
export class Scanner {
  #parser: RowParser
  #delimiter: string
  #listener: CsvListener
  #columns: string[] | undefined
  #expected: string[] | undefined
  #blanks = new Float64Array(0)
  #padded = new Uint8Array(0)
  #writer: RowWriter | undefined
  #skipping = false
  #rows = 0
  #line = 1
  #unreadable: number[] = []
  #longestRow = 0
  #quotedNewlines = false

  constructor(head: string, shape: CsvShape, listener: CsvListener) {
    // Excel's own hint, in a first line that is no data.
    const hint = /^sep=([^\r\n"])(?:\r\n|\n|\r)/i.exec(head)
    this.#delimiter = shape.delimiter
      ? configuredDelimiter(shape.delimiter)
      : (hint?.[1] ?? detectDelimiter(shape.header_row ?? head))
    this.#parser = new RowParser(this.#delimiter)
    this.#listener = listener
    if (hint) this.#skipping = true
    if (shape.header_row?.trim()) this.#expected = cellsOf(shape.header_row, this.#delimiter)
  }

  /** Scans the window's rows; returns where the first row begins that is not complete yet. */
  scan(window: Buffer, limit: number, last: boolean, clean: boolean): number {
    const parser = this.#parser
    let at = 0
    while (at < limit) {
      if (this.#skipping) {
        at = this.#skipLine(window, at, limit)
        continue
      }
      if (!parser.next(window, at, limit, last)) {
        if (limit - at <= MAX_ROW) break
        // Either one endless line, or a quote that is not closed: the line is lost, what follows is not.
        parser.next(window, at, limit, true)
        if (parser.problem === undefined) parser.problem = 'the row is longer than 8 MB'
        if (parser.after >= limit) this.#skipping = true
        else parser.problem = 'a quote is not closed within 8 MB'
      }
      this.#row(window, clean)
      at = parser.after
    }
    this.#writer?.settle(window)
    return at
  }

  #row(window: Buffer, clean: boolean): void {
    const parser = this.#parser
    const line = this.#line
    this.#line += 1 + parser.innerLines
    if (!parser.problem && isBlankLine(window, parser)) return
    if (!this.#columns) {
      if (this.#header(window)) return
    }
    const columns = this.#columns!.length
    const number = ++this.#rows
    if (!parser.problem) {
      const dangling = parser.count === columns + 1 && parser.starts[columns] === parser.ends[columns]
      // A delimiter at the end of each line, as some exports write: no cell stands behind it.
      if (dangling) parser.count = columns
      if (parser.count !== columns) parser.problem = `${columns} columns expected, ${parser.count} found`
      else if (!clean) parser.problem = dirt(window, parser)
    }
    if (parser.problem) this.#unreadable.push(number)
    else this.#count(window)
    if (this.#listener.wants(number, parser.problem !== undefined)) {
      this.#listener.row({
        number,
        line,
        problem: parser.problem,
        cells: () => parser.cells(window),
        raw: () => window.toString('utf8', parser.begin, parser.end),
      })
    }
    if (parser.problem) this.#writer?.unreadable(window)
    else this.#writer?.row(window, parser)
  }

  #count(window: Buffer): void {
    const parser = this.#parser
    if (parser.innerLines) this.#quotedNewlines = true
    const length = parser.end - parser.begin
    if (length > this.#longestRow) this.#longestRow = length
    for (let c = 0; c < parser.count; c++) {
      const start = parser.starts[c]! + parser.quoted[c]!
      const end = parser.ends[c]! - parser.quoted[c]!
      if (start === end) this.#blanks[c]!++
      else if (edgeSpace(window[start]!) || edgeSpace(window[end - 1]!)) {
        this.#padded[c] = 1
        if (parser.blank(window, c)) this.#blanks[c]!++
      }
    }
  }

  /** True when the row is the header: then it is no data. With a configured header row, only a repetition of it is. */
  #header(window: Buffer): boolean {
    const cells = this.#parser.problem ? [] : this.#parser.cells(window)
    if (!this.#expected && this.#parser.problem) {
      throw new CustomerError('BAD_REQUEST', `the header row cannot be read: ${this.#parser.problem}`)
    }
    const names = this.#expected ?? cells
    this.#columns = columnNames(names)
    this.#blanks = new Float64Array(names.length)
    this.#padded = new Uint8Array(names.length)
    const layout = this.#listener.columns?.(this.#columns)
    if (layout) this.#writer = new RowWriter(layout, this.#columns, this.#delimiter)
    return (
      !this.#expected || (cells.length === names.length && cells.every((cell, c) => cell.trim() === names[c]!.trim()))
    )
  }

  #skipLine(window: Buffer, at: number, limit: number): number {
    let i = at
    while (i < limit && window[i] !== 10 && window[i] !== 13) i++
    if (i >= limit) return limit
    this.#skipping = false
    if (this.#rows === 0) this.#line++
    return window[i] === 13 && window[i + 1] === 10 && i + 1 < limit ? i + 2 : i + 1
  }

  async flush(): Promise<void> {
    if (this.#writer) await this.#listener.write?.(this.#writer.take())
    await this.#listener.pause?.()
  }

  facts(encoding: Encoding): CsvFacts {
    if (!this.#columns && !this.#expected)
      throw new CustomerError('BAD_REQUEST', 'the file is empty: not even a header row')
    this.#columns ??= columnNames(this.#expected!)
    return {
      columns: this.#columns,
      delimiter: this.#delimiter,
      encoding,
      rows: this.#rows,
      unreadable: this.#unreadable,
      blanks: this.#blanks,
      padded: this.#padded,
      longestRow: this.#longestRow,
      quotedNewlines: this.#quotedNewlines,
    }
  }
}

/** White space, or a byte of a character that may be one (no-break and wider spaces are not ASCII). */
const edgeSpace = (byte: number) => byte <= 32 || byte === 0xa0 || byte === 0xc2 || (byte >= 0xe2 && byte <= 0xe3)

function isBlankLine(window: Uint8Array, parser: RowParser): boolean {
  return parser.count === 1 && !parser.quoted[0] && parser.blank(window, 0)
}

/** Only asked where the chunk is known to hold something unclean. */
function dirt(window: Buffer, parser: RowParser): string | undefined {
  const row = window.subarray(parser.begin, parser.end)
  if (row.includes(0)) return 'the row holds a NUL character'
  return isUtf8(row) ? undefined : 'the row holds bytes that are not UTF-8 text'
}

function cellsOf(text: string, delimiter: string): string[] {
  const window = Buffer.from(`${text}\n`)
  const parser = new RowParser(delimiter)
  parser.next(window, 0, window.length - 1, true)
  if (parser.problem) throw new CustomerError('VALIDATION_FAILED', `header_row cannot be read: ${parser.problem}`)
  return parser.cells(window)
}
