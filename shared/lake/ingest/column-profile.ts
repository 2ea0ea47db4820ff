import { type DateEvidence, noEvidence, seeDate } from './dates/evidence.ts'
import { saysNothing } from './formats.ts'

/** The type of the cells of one column, judged from a sample. */
export interface ColumnType {
  type: 'text' | 'number' | 'boolean' | 'date'
  whole?: boolean
}

/** Files of so many rows are looked at whole. */
export const ALL_SAMPLED = 1000

/** The first row from this one on that is looked at: the first thousand are, and every 64th from there on. */
export const nextSampled = (rowNumber: number): number =>
  rowNumber <= ALL_SAMPLED ? rowNumber : Math.ceil(rowNumber / 64) * 64

const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i
const DECORATED =
  /^\(?[-+]?\s*(?:[$€£¥]|usd|eur|gbp)?\s*[-+]?(\d{1,3}([ ,.']\d{3})+|\d+)([.,]\d+)?\s*(?:[$€£¥]|usd|eur|gbp)?\)?$/i
const BOOLEAN = /^(true|t|yes|y|false|f|no|n)$/i

interface Counts {
  filled: number
  numbers: number
  whole: number
  leadingZero: number
  booleans: number
  dates: number
}

/** Collects a sample of rows, then says what each column is. */
export class ColumnProfile {
  #counts: Counts[] = []
  #dates: DateEvidence[] = []
  #times: ReadonlySet<number>

  /** @param times places of the columns that are known to hold times */
  constructor(times: Iterable<number> = []) {
    this.#times = new Set(times)
  }

  see(cells: readonly string[]): void {
    cells.forEach((cell, c) => {
      this.#counts[c] ??= { filled: 0, numbers: 0, whole: 0, leadingZero: 0, booleans: 0, dates: 0 }
      const value = trimmedCell(cell)
      if (value === '' || saysNothing(value)) return
      this.#count(this.#counts[c], c, value)
    })
  }

  type(c: number): ColumnType {
    const counts = this.#counts[c]
    if (!counts || counts.filled === 0) return { type: 'text' }
    const all = (n: number) => n === counts.filled
    if (all(counts.numbers) && counts.leadingZero === 0) return { type: 'number', whole: all(counts.whole) }
    if (all(counts.booleans)) return { type: 'boolean' }
    return { type: all(counts.dates) ? 'date' : 'text' }
  }

  /** The evidence in the cells about the dates of a column. */
  dates(c: number): DateEvidence {
    this.#dates[c] ??= noEvidence()
    return this.#dates[c]
  }

  /** A text that stands in so many cells of a column of dates, and none of which the sample may hold. */
  seeDate(c: number, cell: string, count: number): void {
    if (!saysNothing(cell)) seeDate(this.dates(c), cell, this.#times.has(c), count)
  }

  #count(counts: Counts, c: number, value: string): void {
    counts.filled++
    // Numbers and dates have digits: most cells of a file are text, and this alone tells.
    if (!/\d/.test(value)) {
      if (BOOLEAN.test(value)) counts.booleans++
      return
    }
    const times = this.#times.has(c)
    if (NUMBER.test(value)) {
      counts.numbers++
      const digits = /^\d+$/.test(value)
      if (digits || /^-?\d+$/.test(value)) counts.whole++
      // 02134 is a postcode and 4111111111111111 a card: numbers would lose a zero, or digits.
      if (/^0\d/.test(value) || (digits && value.length > 15)) counts.leadingZero++
      if (!times) return
    } else if (DECORATED.test(value)) counts.numbers++
    if (seeDate(this.dates(c), value, times)) counts.dates++
  }
}

export const trimmedCell = (cell = ''): string => cell.replace(/^[ \t\r\n\u00a0]+|[ \t\r\n\u00a0]+$/g, '')
