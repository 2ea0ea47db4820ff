const LF = 10
const CR = 13
const SPACE = 32
const QUOTE = 34
const BACKSLASH = 92

/** In place of an index: it takes more of the file to tell. */
const MORE = -1

/**
 * Finds one CSV row after the other in a window of bytes (RFC 4180, with what real files do: spaces around quotes, quotes
 * inside unquoted text). It decides alone what is a row and what is broken; DuckDB then only ever reads what it found
 * plain or rewrote. One instance is used for a whole file: the fields describe the row that `next` found last.
 */
export class RowParser {
  /** Cell c stands at [starts[c], ends[c]) of the window, quotes included when quoted[c] is 1. */
  starts = new Int32Array(256)
  ends = new Int32Array(256)
  quoted = new Uint8Array(256)
  count = 0
  /** The row's bytes without its line end; and where the next row begins. */
  begin = 0
  end = 0
  after = 0
  /** Line ends inside quoted cells. */
  innerLines = 0
  /** Every reader would read it, but not every reader the same: to be rewritten. */
  odd = false
  /** Why it cannot be read. The row is then one line long, so that a broken quote does not swallow what follows. */
  problem: string | undefined
  #special = new Uint8Array(256)
  #delimiter: number
  #escapes: boolean

  /** @param escapedBy the character that makes a quote inside quotes part of the cell, beside the doubled quote */
  constructor(delimiter: string, escapedBy?: '\\') {
    this.#delimiter = delimiter.charCodeAt(0)
    this.#escapes = escapedBy !== undefined
    for (const byte of [LF, CR, QUOTE, this.#delimiter]) this.#special[byte] = 1
  }

  /**
   * Reads the row at `at`. `window[limit]` must be a line feed that is not part of the data: it stops the inner loops.
   * Returns false when the row does not end in the window (never when `last`).
   */
  next(window: Uint8Array, at: number, limit: number, last: boolean): boolean {
    const special = this.#special
    const delimiter = this.#delimiter
    this.begin = at
    this.count = 0
    this.innerLines = 0
    this.odd = false
    this.problem = undefined
    let i = at
    for (;;) {
      let start = i
      let quoted = 0
      let byte = window[i]!
      if (byte === SPACE) {
        // Spaces before an opening quote are no part of the cell; spaces before anything else are.
        let ahead = i
        while (window[ahead] === SPACE) ahead++
        if (window[ahead] === QUOTE && ahead < limit) {
          this.odd = true
          i = start = ahead
          byte = QUOTE
        }
      }
      if (byte === QUOTE) {
        quoted = 1
        const close = this.#closingQuote(window, i, limit)
        if (close === MORE) return last && this.#broken(window, limit, last, 'a quote is not closed')
        i = close + 1
        while (window[i] === SPACE && i < limit) {
          i++
          this.odd = true
        }
        byte = window[i]!
        if (byte !== delimiter && byte !== LF && byte !== CR) {
          return this.#broken(window, limit, last, 'text after a closing quote')
        }
        this.#cell(start, close + 1, 1)
      } else {
        while (special[byte] === 0) byte = window[++i]!
        while (byte === QUOTE) {
          this.odd = true
          byte = window[++i]!
          while (special[byte] === 0) byte = window[++i]!
        }
        this.#cell(start, i, quoted)
      }
      if (byte === delimiter) {
        i++
        continue
      }
      if (i >= limit) {
        if (!last) return false
        this.end = this.after = limit
        return true
      }
      if (byte === CR && i + 1 >= limit && !last) return false
      this.end = i
      this.after = byte === CR && window[i + 1] === LF && i + 1 < limit ? i + 2 : i + 1
      return true
    }
  }

  /** The index of the quote that closes the one at `open`, or MORE. */
  #closingQuote(window: Uint8Array, open: number, limit: number): number {
    for (let i = open + 1; ; i++) {
      let byte = window[i]!
      while (this.#special[byte] === 0) byte = window[++i]!
      if (i >= limit) return MORE
      if (byte === QUOTE) {
        if (this.#escapes && isEscaped(window, open, i)) continue
        if (window[i + 1] !== QUOTE || i + 1 >= limit) return i
        i++
      } else if (byte === LF || (byte === CR && window[i + 1] !== LF)) this.innerLines++
    }
  }

  #cell(start: number, end: number, quoted: number): void {
    if (this.count === this.starts.length) this.#grow()
    this.starts[this.count] = start
    this.ends[this.count] = end
    this.quoted[this.count++] = quoted
  }

  #grow(): void {
    const larger = (old: Int32Array) => {
      const array = new Int32Array(old.length * 2)
      array.set(old)
      return array
    }
    this.starts = larger(this.starts)
    this.ends = larger(this.ends)
    const quoted = new Uint8Array(this.quoted.length * 2)
    quoted.set(this.quoted)
    this.quoted = quoted
  }

  /** False when the row's line does not end in the window and more of the file is to come. */
  #broken(window: Uint8Array, limit: number, last: boolean, problem: string): boolean {
    let i = this.begin
    while (i < limit && window[i] !== LF && window[i] !== CR) i++
    if (!last && (i >= limit || (window[i] === CR && i + 1 >= limit))) return false
    this.end = i
    this.after = i >= limit ? limit : window[i] === CR && window[i + 1] === LF && i + 1 < limit ? i + 2 : i + 1
    this.innerLines = 0
    this.problem = problem
    return true
  }

  /** The row's cells as text, quotes resolved. */
  cells(window: Buffer): string[] {
    const cells: string[] = []
    for (let c = 0; c < this.count; c++) cells.push(this.cell(window, c))
    return cells
  }

  cell(window: Buffer, c: number): string {
    const start = this.starts[c]!
    const end = this.ends[c]!
    if (!this.quoted[c]) return window.toString('utf8', start, end)
    const text = window.toString('utf8', start + 1, end - 1)
    return this.#escapes ? text.replace(/\\"|""/g, '"') : text.replaceAll('""', '"')
  }

  /** True when nothing but white space, or a mark that old programs leave (0x1A, form feed), stands in cell c. */
  blank(window: Uint8Array, c: number): boolean {
    const end = this.ends[c]! - this.quoted[c]!
    for (let i = this.starts[c]! + this.quoted[c]!; i < end; i++) if (!BLANK.has(window[i]!)) return false
    return true
  }

  /** Gives a row that ends too early blank cells up to so many. */
  pad(columns: number): void {
    while (this.count < columns) this.#cell(this.end, this.end, 0)
  }
}

const BLANK = new Set([SPACE, 9, 11, 12, 0x1a])

/** True when an odd number of backslashes stands before the byte at `i`: the last one belongs to it. */
function isEscaped(window: Uint8Array, open: number, i: number): boolean {
  let first = i
  while (first - 1 > open && window[first - 1] === BACKSLASH) first--
  return (i - first) % 2 === 1
}

/** A row as RFC 4180 writes it; a cell is quoted when it needs to be. */
export function writtenRow(cells: readonly string[], delimiter: string): string {
  // Without quotes it would be a blank line.
  if (cells.length === 1 && !cells[0]!.trim()) return `"${cells[0]}"`
  return cells
    .map((cell) =>
      cell.includes('"') || cell.includes(delimiter) || /[\r\n]|^ | $/.test(cell)
        ? `"${cell.replaceAll('"', '""')}"`
        : cell,
    )
    .join(delimiter)
}
