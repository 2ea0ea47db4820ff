import { matchDate } from './match-date.ts'
import type { SpellingName } from './spellings.ts'

/**
 * The evidence in the cells of one column about the way in which its dates are written: numbers of cells, so that those
 * of several files add up, in any order. Of most columns a sample is seen, of those that leave a question all cells.
 */
export interface DateEvidence {
  /** Cells by their spelling. */
  spellings: Partial<Record<SpellingName, number>>
  /** Those of them that the simple expression of the spelling does not fit. */
  notSimple: Partial<Record<SpellingName, number>>
  /** Dates in parts that exist only when the day (the month) comes first, and those that exist either way. */
  dayFirst: number
  monthFirst: number
  either: number
  /** Dates in parts that are parted by dots. */
  dots: number
  /** Years of two digits, ascending. */
  shortYears: number[]
  /** Cells that are a number; numbers of ten and of twelve digits that are no year to hour, no year to minute. */
  numbers: number
  tenDigits: number
  twelveDigits: number
  /** Cells with marks around the date that say nothing. */
  odd: number
  /** Cells that a cast of DuckDB's reads, and those that it does not. */
  cast: number
  notCast: number
}

export const noEvidence = (): DateEvidence => ({
  spellings: {},
  notSimple: {},
  ...{ dayFirst: 0, monthFirst: 0, either: 0, dots: 0 },
  shortYears: [],
  ...{ numbers: 0, tenDigits: 0, twelveDigits: 0, odd: 0, cast: 0, notCast: 0 },
})

const NUMBER = /^[-+]?\d+(\.\d*)?$/
/** Cells that the cast of `castSql` reads. */
const CAST = /^\d{4}-\d\d-\d\d([ T]\d\d:\d\d:\d\d((\.\d{1,9})?Z)?)?$/

/**
 * Adds what a cell says; gives whether it is a date.
 * @param cell trimmed, not blank
 * @param times whether the column is known to hold times
 * @param count how many cells are written so
 */
export function seeDate(evidence: DateEvidence, cell: string, times: boolean, count = 1): boolean {
  const number = NUMBER.test(cell)
  if (number) evidence.numbers += count
  const match = matchDate(cell, times)
  if (CAST.test(cell)) evidence.cast += count
  else evidence.notCast += count
  if (!match) return false
  const { name } = match.spelling
  evidence.spellings[name] = (evidence.spellings[name] ?? 0) + count
  if (!match.simple) evidence.notSimple[name] = (evidence.notSimple[name] ?? 0) + count
  if (match.odd) evidence.odd += count
  if (number) {
    const { length } = cell.replace(/\..*/, '')
    if (length === 10 && name !== 'year_to_hour') evidence.tenDigits += count
    if (length === 12 && name !== 'year_to_minute') evidence.twelveDigits += count
  }
  const { orders } = match
  if (orders) {
    evidence[orders.dayFirst ? (orders.monthFirst ? 'either' : 'dayFirst') : 'monthFirst'] += count
    if (/\d ?\. ?\d/.test(match.fields.a + cell.slice(cell.indexOf(match.fields.a!) + match.fields.a!.length)))
      evidence.dots += count
  }
  if (match.fields.y?.length === 2) seeShortYear(evidence, Number(match.fields.y))
  return true
}

export function seeShortYear(evidence: DateEvidence, year: number): void {
  if (!evidence.shortYears.includes(year)) evidence.shortYears = [...evidence.shortYears, year].sort((a, b) => a - b)
}

/** The evidence of several files together. */
export function mergeEvidence(all: readonly DateEvidence[]): DateEvidence {
  const merged = noEvidence()
  for (const one of all) {
    for (const kind of ['spellings', 'notSimple'] as const)
      for (const [name, count] of Object.entries(one[kind]) as [SpellingName, number][])
        merged[kind][name] = (merged[kind][name] ?? 0) + count
    for (const year of one.shortYears) seeShortYear(merged, year)
    for (const field of COUNTS) merged[field] += one[field]
  }
  return merged
}

const COUNTS = [
  ...(['dayFirst', 'monthFirst', 'either', 'dots', 'numbers', 'tenDigits', 'twelveDigits'] as const),
  ...(['odd', 'cast', 'notCast'] as const),
]
