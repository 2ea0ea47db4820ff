import { isUtf8 } from 'node:buffer'
import { RowKernel } from '../../kernels/rows/row-kernel.ts'
import type { RowLayout } from '../../kernels/rows/state.ts'
import { MAX_ROW, type WindowMemory } from '../../kernels/rows/window-memory.ts'
import { CustomerError } from '../../model/errors.ts'
import type { CsvFacts, CsvListener, CsvShape } from './csv-listener.ts'
import { findTable } from './find-header.ts'
import { columnNames, lookOf } from './header.ts'
import { RowParser, writtenRow } from './row-parser.ts'

/**
 * The state of one scan, fed window by window: what is the header, what is a row, what of it is written. The row kernel
 * takes every plain row; what it leaves (the header, broken rows, odd ones, and those that somebody wants to see) is
 * decided here, row by row.
 */
export class Scanner {
  #memory: WindowMemory
  #parser: RowParser
  #shape: CsvShape
  #delimiter: string
  #listener: CsvListener
  #columns: string[] | undefined
  #named = 0
  #expected: string[] | undefined
  #kernel: RowKernel | undefined
  #skipping = false
  /** Bytes above the header that are still to be left out, and their lines. */
  #above: number
  #skipped: number
  /** Lines that the kernel did not take, from 1. */
  #line: number
  #unreadable: number[] = []
  #backslashed = 0
  #untextual = 0
  /** The next row that somebody wants to see. */
  #shown = 0

  /** @param filled how much of the window holds the beginning of the file */
  constructor(memory: WindowMemory, filled: number, shape: CsvShape, listener: CsvListener) {
    const { delimiter, at, lines } = findTable(memory.window.subarray(0, Math.min(filled, HEAD)), shape)
    this.#delimiter = delimiter
    this.#above = at
    this.#skipped = lines
    this.#line = 1 + lines
    this.#memory = memory
    this.#parser = new RowParser(delimiter, shape.escape)
    this.#shape = shape
    this.#listener = listener
    this.#shown = listener.next(1)
    if (shape.header_row?.trim()) this.#expected = cellsOf(shape.header_row, delimiter)
  }

  /** Scans the window's rows up to `limit`; returns where the first row begins that is not complete yet. */
  scan(limit: number, last: boolean, clean: boolean): number {
    const parser = this.#parser
    // Sentinels, which are no data: they stop the inner loops, and end a last row that has no line end.
    this.#memory.window.fill(10, limit, limit + 2)
    let at = this.#above
    this.#above = 0
    while (at < limit) {
      if (this.#skipping) {
        at = this.#skipLine(at, limit)
        continue
      }
      if (this.#kernel && clean) {
        at = this.#kernel.scan(at, limit, this.#shown - 1 - this.#unreadable.length)
        if (at >= limit) break
      }
      const { window } = this.#memory
      if (!parser.next(window, at, limit, last)) {
        if (limit - at <= MAX_ROW) break
        // Either one endless line, or a quote that is not closed: the line is lost, what follows is not.
        parser.next(window, at, limit, true)
        if (parser.problem === undefined) parser.problem = 'the row is longer than 8 MB'
        if (parser.after >= limit) this.#skipping = true
        else parser.problem = 'a quote is not closed within 8 MB'
      }
      this.#row(window, limit, clean)
      at = parser.after
    }
    if (last) this.#kernel?.drain()
    else this.#kernel?.settle()
    return at
  }

  #row(window: Buffer, limit: number, clean: boolean): void {
    const parser = this.#parser
    if ((!parser.problem && isBlankLine(window, parser)) || (!this.#columns && this.#header(window))) {
      this.#line += 1 + parser.innerLines
      return
    }
    const kernel = this.#kernel!
    if (!parser.problem) parser.problem = this.#fit(window)
    const isText = parser.problem !== undefined || clean || isUtf8(window.subarray(parser.begin, parser.end))
    const number = kernel.rows + this.#unreadable.length + 1
    if (number >= this.#shown || parser.problem) this.#show(number)
    if (parser.problem) {
      this.#unreadable.push(number)
      this.#line += 1 + parser.innerLines
      if (window.subarray(parser.begin, parser.end).includes('\\"')) this.#backslashed++
      kernel.unreadable()
      return
    }
    const taken = kernel.rows + 1
    if (!parser.odd && isText) kernel.scan(parser.begin, limit + Number(parser.after === limit), taken)
    if (kernel.rows === taken) return
    if (!isText) this.#untextual += untextual(window, parser).filter(Boolean).length
    kernel.take(writtenRow(textCells(window, parser), this.#delimiter))
  }

  /** Makes a row as long as the header, where only blanks are too many or missing; else says what is wrong with it. */
  #fit(window: Buffer): string | undefined {
    const parser = this.#parser
    const columns = this.#columns!.length
    // Delimiters at the end of each line, as some exports write: no cell stands behind them.
    while (parser.count > columns && parser.blank(window, parser.count - 1)) parser.count--
    if (parser.count > columns) return `${columns} columns expected, ${parser.count} found`
    if (parser.count === columns) return undefined
    // Spreadsheets leave out blanks at the end. A line of one cell with a blank inside is a note, as "Total: 12 rows".
    const isNote = parser.count === 1 && columns > 2 && /\s/.test(parser.cell(window, 0).trim())
    if (isNote) return `${columns} columns expected, 1 found`
    parser.pad(columns)
    return undefined
  }

  #show(number: number): void {
    const parser = this.#parser
    const { window } = this.#memory
    this.#listener.row({
      number,
      line: this.#line + this.#kernel!.lines,
      problem: parser.problem,
      cells: () => textCells(window, parser),
      raw: () => window.toString('utf8', parser.begin, parser.end),
    })
    if (number >= this.#shown) this.#shown = this.#listener.next(number + 1)
  }

  /** True when the row is the header: then it is no data. With a configured header row, only a repetition of it is. */
  #header(window: Buffer): boolean {
    const cells = this.#parser.problem ? [] : this.#parser.cells(window)
    if (!this.#expected && this.#parser.problem) {
      throw new CustomerError('BAD_REQUEST', `the header row cannot be read: ${this.#parser.problem}`)
    }
    const names = this.#expected ?? cells
    this.#named = names.findLastIndex((name) => lookOf(name)) + 1
    this.#columns = columnNames(names, this.#shape.needed)
    const layout = this.#listener.columns?.(this.#columns)
    const write = layout && this.#listener.write
    const marks = { delimiter: this.#delimiter, escape: this.#shape.escape }
    this.#kernel = new RowKernel(this.#memory, this.#columns, marks, layout ?? NOTHING, write)
    return (
      !this.#expected || (cells.length === names.length && cells.every((cell, c) => lookOf(cell) === lookOf(names[c]!)))
    )
  }

  #skipLine(at: number, limit: number): number {
    const { window } = this.#memory
    let i = at
    while (i < limit && window[i] !== 10 && window[i] !== 13) i++
    if (i >= limit) return limit
    this.#skipping = false
    if (!this.#columns) this.#line++
    return window[i] === 13 && window[i + 1] === 10 && i + 1 < limit ? i + 2 : i + 1
  }

  facts(): Omit<CsvFacts, 'encoding' | 'padding' | 'foreignLineEnds'> {
    if (!this.#columns && !this.#expected)
      throw new CustomerError('BAD_REQUEST', 'the file is empty: not even a header row')
    this.#columns ??= columnNames(this.#expected!, this.#shape.needed)
    return {
      columns: this.#columns,
      named: this.#named || this.#columns.length,
      delimiter: this.#delimiter,
      escape: this.#shape.escape,
      skipped: this.#skipped,
      rows: (this.#kernel?.rows ?? 0) + this.#unreadable.length,
      unreadable: this.#unreadable,
      backslashed: this.#backslashed,
      untextual: this.#untextual,
      ...(this.#kernel?.facts ?? NO_ROWS),
    }
  }
}

/** How much of a file is looked at before its first row is read. */
export const HEAD = 1 << 16
const NOTHING: RowLayout = { cells: [], values: [], bound: 0 }
const NO_ROWS = { blanks: new Float64Array(0), padded: new Uint8Array(0) }

function isBlankLine(window: Uint8Array, parser: RowParser): boolean {
  return parser.count === 1 && !parser.quoted[0] && parser.blank(window, 0)
}

/** Per cell of the row, whether its bytes are no text. */
function untextual(window: Buffer, parser: RowParser): boolean[] {
  return Array.from({ length: parser.count }, (_, c) => !isUtf8(window.subarray(parser.starts[c], parser.ends[c])))
}

/** The row's cells; one whose bytes are no text is blank. */
function textCells(window: Buffer, parser: RowParser): string[] {
  const cells = parser.cells(window)
  if (isUtf8(window.subarray(parser.begin, parser.end))) return cells
  const isLost = untextual(window, parser)
  return cells.map((cell, c) => (isLost[c] ? '' : cell))
}

function cellsOf(text: string, delimiter: string): string[] {
  const window = Buffer.from(`${text}\n`)
  const parser = new RowParser(delimiter)
  parser.next(window, 0, window.length - 1, true)
  if (parser.problem) throw new CustomerError('VALIDATION_FAILED', `header_row cannot be read: ${parser.problem}`)
  return parser.cells(window)
}
