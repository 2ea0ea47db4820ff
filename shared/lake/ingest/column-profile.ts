import type { DecimalMark } from '../../engines/amounts/amount.ts'
import { type DateEvidence, noEvidence, seeDate } from './dates/evidence.ts'
import { saysNothing } from './formats.ts'
import { type ColumnType, type Look, type LookEvidence, noLook, seeNumber, toldMark, typeOf } from './numbers/look.ts'

/** Files of so many rows are looked at whole. */
export const ALL_SAMPLED = 1000

/** The first row from this one on that is looked at: the first thousand are, and every 64th from there on. */
export const nextSampled = (rowNumber: number): number =>
  rowNumber <= ALL_SAMPLED ? rowNumber : Math.ceil(rowNumber / 64) * 64

/** A column is text when so many cells were seen and none of them was anything else. */
const SETTLED = 500

const BOOLEAN = /^(true|t|yes|y|false|f|no|n)$/i

/** Collects a sample of rows, then says what each column is. */
export class ColumnProfile {
  #looks: LookEvidence[] = []
  #dates: DateEvidence[] = []
  #times: ReadonlySet<number>
  #agreed: ReadonlyMap<number, Partial<Look>>

  /**
   * @param times places of the columns that are known to hold times
   * @param agreed how columns are read, by place, where the dataset's files or its configuration say so
   */
  constructor(times: Iterable<number> = [], agreed: ReadonlyMap<number, Partial<Look>> = new Map()) {
    this.#times = new Set(times)
    this.#agreed = agreed
  }

  see(cells: readonly string[]): void {
    cells.forEach((cell, c) => {
      const value = trimmedCell(cell)
      if (value === '' || saysNothing(value)) return
      this.#count(this.look(c), c, value)
    })
  }

  /** The type that a column is read as. */
  type(c: number): ColumnType {
    const { type, whole } = this.#agreed.get(c) ?? {}
    return type ? { type, ...(whole && { whole }) } : typeOf(this.look(c))
  }

  /** The decimal mark by which numbers of a column are read that could be read both ways. */
  mark(c: number): DecimalMark {
    return this.#agreed.get(c)?.mark ?? toldMark(this.look(c)) ?? '.'
  }

  /** The evidence in the cells about the numbers and the type of a column. */
  look(c: number): LookEvidence {
    this.#looks[c] ??= noLook()
    return this.#looks[c]
  }

  /** A number that stands in so many cells, and that the sample may not hold. Only its decimal mark is counted. */
  seeMark(c: number, cell: string, count: number): void {
    const seen = noLook()
    if (!seeNumber(seen, trimmedCell(cell), count)) return
    this.look(c).points += seen.points
    this.look(c).commas += seen.commas
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

  #count(look: LookEvidence, c: number, value: string): void {
    look.filled++
    const times = this.#times.has(c)
    if (!times && look.filled > SETTLED && !look.numbers && !look.dates && !look.booleans) return
    // Numbers and dates have digits, or are a sign and a dash: most cells of a file are text, and this alone tells.
    if (!/\d/.test(value)) {
      if (BOOLEAN.test(value)) look.booleans++
      else if (value.length < 20) seeNumber(look, value)
      return
    }
    const isNumber = seeNumber(look, value)
    if (isNumber && !times) return
    if (seeDate(this.dates(c), value, times)) look.dates++
  }
}

export const trimmedCell = (cell = ''): string => cell.replace(/^[ \t\r\n\u00a0]+|[ \t\r\n\u00a0]+$/g, '')
