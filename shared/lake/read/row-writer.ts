import { copyBytes, runsOf } from './copy-bytes.ts'
import { RowParser, writtenRow } from './row-parser.ts'
import { BATCH, ValueNumbers } from './value-numbers.ts'

/** What of a file's rows is written, by indices of its columns. */
export interface RowLayout {
  /** Columns that are written row by row. */
  cells: readonly number[]
  /** Columns that are one value together: rows carry its number, and each distinct value is written once. */
  values: readonly (readonly number[])[]
  /** How many bytes the values of one such group may take before they are forgotten. */
  bound: number
}

/** Pieces of the files that are being written; the bytes are good until the next row. */
export interface WrittenPieces {
  rows: Buffer[]
  values: Buffer[][]
}

const LF = 10
/** Digits of a 32-bit number, and the delimiter behind it. */
const NUMBER = 11
const PIECE = 1 << 20

/**
 * Writes the rows of a file for DuckDB: CSV without a header, of the two halves of the row's hash, the number of each
 * value (nothing where it is blank), then the cells as they stand in the file. An unreadable row keeps its place, with
 * nothing in its cells. DuckDB only ever sees line feeds (its CRLF option loses rows), and never a single column (it
 * skips empty lines).
 */
export class RowWriter {
  #delimiter: string
  #byte: number
  #runs: Int32Array
  #values: ValueNumbers[]
  #seeds: Int32Array
  #out = Buffer.allocUnsafeSlow(PIECE)
  #at = 0
  #full: Buffer[] = []
  #rewritten: RowParser
  /** Rows noted and not written yet: their hashes, and where the runs of their cells begin and end. */
  #count = 0
  #high = new Int32Array(BATCH)
  #low = new Int32Array(BATCH)
  #bounds: Int32Array
  #absent: Uint8Array
  #nothing: Buffer

  constructor(layout: RowLayout, names: readonly string[], delimiter: string) {
    const ascending = (columns: readonly number[]) => [...new Set(columns)].sort((a, b) => a - b)
    const cells = ascending(layout.cells)
    this.#delimiter = delimiter
    this.#byte = delimiter.charCodeAt(0)
    this.#runs = runsOf(cells)
    this.#bounds = new Int32Array(BATCH * this.#runs.length)
    this.#values = layout.values.map((columns) => new ValueNumbers(ascending(columns), delimiter, layout.bound))
    this.#seeds = seedsOf(names)
    this.#rewritten = new RowParser(delimiter)
    this.#absent = new Uint8Array(names.length)
    const nothing = new Array<string>(layout.values.length + cells.length).fill('')
    this.#nothing = Buffer.from(`${['0', '0', ...nothing].join(delimiter)}\n`)
  }

  /** A row that cannot be read. */
  unreadable(window: Buffer): void {
    this.settle(window)
    this.#room(this.#nothing.length)
    this.#at = copyBytes(this.#out, this.#at, this.#nothing, 0, this.#nothing.length)
  }

  row(window: Buffer, parser: RowParser): void {
    if (parser.odd) this.#oddRow(window, parser)
    else {
      if (this.#count === BATCH) this.settle(window)
      this.#note(window, parser)
    }
  }

  /** A row that not every reader reads the same is written anew, and read again. */
  #oddRow(window: Buffer, parser: RowParser): void {
    this.settle(window)
    const text = Buffer.from(`${writtenRow(parser.cells(window), this.#delimiter)}\n`)
    this.#rewritten.next(text, 0, text.length - 1, true)
    this.#note(text, this.#rewritten)
    this.settle(text)
  }

  /**
   * Remembers where the row's cells stand, and its hash: a sum over the cells, so that files with their columns in
   * another order agree.
   */
  #note(window: Buffer, parser: RowParser): void {
    const seeds = this.#seeds
    const absent = this.#absent
    const { starts, ends, quoted, hashA, hashB } = parser
    let high = seeds.length
    let low = 0
    for (let c = 0; c < seeds.length; c++) {
      const start = starts[c]! + quoted[c]!
      const end = ends[c]! - quoted[c]!
      if (start === end) {
        absent[c] = 1
        continue
      }
      absent[c] = blankText(window, start, end) ? 1 : 0
      const a = hashA[c]!
      const b = hashB[c]!
      high = (high + mixed(a ^ (b >>> 15) ^ seeds[c]!)) | 0
      low = (low + mixed((b ^ (a >>> 13)) + seeds[c]!)) | 0
    }
    const row = this.#count++
    this.#high[row] = high
    this.#low[row] = low
    for (const values of this.#values) values.note(row, parser, absent)
    const runs = this.#runs
    for (let r = 0, at = row * runs.length; r < runs.length; r += 2, at += 2) {
      this.#bounds[at] = starts[runs[r]!]!
      this.#bounds[at + 1] = ends[runs[r + 1]!]!
    }
  }

  /** Writes the rows noted; due before the bytes of the window change. */
  settle(window: Buffer): void {
    const count = this.#count
    const runs = this.#runs.length
    const bounds = this.#bounds
    this.#count = 0
    for (const values of this.#values) values.settle(window, count)
    for (let row = 0; row < count; row++) {
      let bytes = NUMBER * (2 + this.#values.length)
      for (let r = row * runs; r < (row + 1) * runs; r += 2) bytes += bounds[r + 1]! - bounds[r]! + 1
      this.#room(bytes)
      this.#number(this.#high[row]! >>> 0)
      this.#number(this.#low[row]! >>> 0)
      for (const { numbers } of this.#values) {
        if (numbers[row]) this.#number(numbers[row]!)
        else this.#out[this.#at++] = this.#byte
      }
      const out = this.#out
      let at = this.#at
      for (let r = row * runs; r < (row + 1) * runs; r += 2) {
        at = copyBytes(out, at, window, bounds[r]!, bounds[r + 1]!)
        out[at++] = this.#byte
      }
      // The last delimiter is one too many.
      out[at - 1] = LF
      this.#at = at
    }
  }

  /** Writes a number of 32 bits, and a delimiter. */
  #number(number: number): void {
    const out = this.#out
    let length = 1
    for (let power = 10; power <= number; power *= 10) length++
    let rest = number
    for (let at = this.#at + length - 1; at >= this.#at; at--) {
      const tenth = (rest / 10) >>> 0
      out[at] = 48 + rest - 10 * tenth
      rest = tenth
    }
    this.#at += length
    out[this.#at++] = this.#byte
  }

  #room(bytes: number): void {
    if (this.#at + bytes <= this.#out.length) return
    if (this.#at) this.#full.push(this.#out.subarray(0, this.#at))
    this.#out = Buffer.allocUnsafeSlow(Math.max(PIECE, bytes))
    this.#at = 0
  }

  /** What was written since the last time, to be stored before the next row. */
  take(): WrittenPieces {
    const rows = this.#full
    if (this.#at) rows.push(this.#out.subarray(0, this.#at))
    this.#full = []
    this.#at = 0
    return { rows, values: this.#values.map((values) => values.take()) }
  }
}

/** The last step of MurmurHash3: each bit of the number sways every bit of the result. */
function mixed(number: number): number {
  let x = number
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b)
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35)
  return x ^ (x >>> 16)
}

/** One number per column, by the place of its name among all names: files of one folder may order columns differently. */
function seedsOf(names: readonly string[]): Int32Array {
  const seeds = new Int32Array(names.length)
  const byName = names.map((name, c) => ({ name, c })).sort((a, b) => (a.name < b.name ? -1 : 1))
  byName.forEach(({ c }, rank) => {
    seeds[c] = mixed(Math.imul(rank + 1, 0x9e3779b1))
  })
  return seeds
}

/** True when nothing is left of the text once it is trimmed: space, tab, line ends, no-break space. */
function blankText(window: Buffer, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    const byte = window[i]!
    if (byte === 32 || byte === 9 || byte === 10 || byte === 13) continue
    if (byte !== 0xc2 || window[i + 1] !== 0xa0) return false
    i++
  }
  return true
}
