import { isUtf8 } from 'node:buffer'
import { RowKernel } from '../../kernels/rows/row-kernel.ts'
import type { RowLayout } from '../../kernels/rows/state.ts'
import { MAX_ROW, type WindowMemory } from '../../kernels/rows/window-memory.ts'
import { CustomerError } from '../../model/errors.ts'
import type { CsvFacts, CsvListener, CsvShape } from './csv-listener.ts'
import { configuredDelimiter, detectDelimiter } from './delimiter.ts'
import { columnNames } from './header.ts'
import { RowParser, writtenRow } from './row-parser.ts'
import type { Encoding } from './text.ts'

/**
 * The state of one scan, fed window by window: what is the header, what is a row, what of it is written. The row kernel
 * takes every plain row; what it leaves (the header, broken rows, odd ones, and those that somebody wants to see) is
 * decided here, row by row.
 */
export class Scanner {
  #memory: WindowMemory
  #parser: RowParser
  #delimiter: string
  #listener: CsvListener
  #columns: string[] | undefined
  #expected: string[] | undefined
  #kernel: RowKernel | undefined
  #skipping = false
  /** Lines that the kernel did not take, from 1. */
  #line = 1
  #unreadable: number[] = []
  /** The next row that somebody wants to see. */
  #shown = 0

  /** @param filled how much of the window holds the beginning of the file */
  constructor(memory: WindowMemory, filled: number, shape: CsvShape, listener: CsvListener) {
    const head = memory.window.toString('utf8', 0, Math.min(filled, HEAD))
    // Excel's own hint, in a first line that is no data.
    const hint = /^sep=([^\r\n"\d])(?:\r\n|\n|\r)/i.exec(head)
    this.#delimiter = shape.delimiter
      ? configuredDelimiter(shape.delimiter)
      : (hint?.[1] ?? detectDelimiter(shape.header_row ?? head))
    this.#memory = memory
    this.#parser = new RowParser(this.#delimiter)
    this.#listener = listener
    this.#shown = listener.next(1)
    if (hint) this.#skipping = true
    if (shape.header_row?.trim()) this.#expected = cellsOf(shape.header_row, this.#delimiter)
  }

  /** Scans the window's rows up to `limit`; returns where the first row begins that is not complete yet. */
  scan(limit: number, last: boolean, clean: boolean): number {
    const parser = this.#parser
    // Sentinels, which are no data: they stop the inner loops, and end a last row that has no line end.
    this.#memory.window.fill(10, limit, limit + 2)
    let at = 0
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
    const columns = this.#columns!.length
    const kernel = this.#kernel!
    if (!parser.problem) {
      const dangling = parser.count === columns + 1 && parser.starts[columns] === parser.ends[columns]
      // A delimiter at the end of each line, as some exports write: no cell stands behind it.
      if (dangling) parser.count = columns
      if (parser.count !== columns) parser.problem = `${columns} columns expected, ${parser.count} found`
      else if (!clean) parser.problem = dirt(this.#memory.window, parser)
    }
    const number = kernel.rows + this.#unreadable.length + 1
    if (number >= this.#shown || parser.problem) this.#show(number)
    if (parser.problem) {
      this.#unreadable.push(number)
      this.#line += 1 + parser.innerLines
      kernel.unreadable()
      return
    }
    const taken = kernel.rows + 1
    if (!parser.odd) kernel.scan(parser.begin, limit + Number(parser.after === limit), taken)
    if (kernel.rows < taken) kernel.take(writtenRow(parser.cells(this.#memory.window), this.#delimiter))
  }

  #show(number: number): void {
    const parser = this.#parser
    const { window } = this.#memory
    this.#listener.row({
      number,
      line: this.#line + this.#kernel!.lines,
      problem: parser.problem,
      cells: () => parser.cells(window),
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
    this.#columns = columnNames(names)
    const layout = this.#listener.columns?.(this.#columns)
    const write = layout && this.#listener.write
    this.#kernel = new RowKernel(this.#memory, this.#columns, this.#delimiter, layout ?? NOTHING, write)
    return (
      !this.#expected || (cells.length === names.length && cells.every((cell, c) => cell.trim() === names[c]!.trim()))
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

  facts(encoding: Encoding): CsvFacts {
    if (!this.#columns && !this.#expected)
      throw new CustomerError('BAD_REQUEST', 'the file is empty: not even a header row')
    this.#columns ??= columnNames(this.#expected!)
    return {
      columns: this.#columns,
      delimiter: this.#delimiter,
      encoding,
      rows: (this.#kernel?.rows ?? 0) + this.#unreadable.length,
      unreadable: this.#unreadable,
      ...(this.#kernel?.facts ?? NO_ROWS),
    }
  }
}

const HEAD = 1 << 16
const NOTHING: RowLayout = { cells: [], values: [], bound: 0 }
const NO_ROWS = { blanks: new Float64Array(0), padded: new Uint8Array(0) }

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
