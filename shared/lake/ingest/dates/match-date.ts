import { monthNumber } from '../../../engines/dates/words.ts'
import { isTimeZone } from '../../../model/time-zone.ts'
import { type Field, plainDate, SHORT_YEAR_FIRST, SPELLINGS, type Spelling } from './spellings.ts'

/** How a cell writes a date. */
export interface DateMatch {
  spelling: Spelling
  fields: Partial<Record<Field, string>>
  /** Whether the simple expression of the spelling is enough. */
  simple: boolean
  /** Whether the date stands among marks that say nothing. */
  odd: boolean
  /** Of day and month in parts: which orders make a date of it. */
  orders?: { dayFirst: boolean; monthFirst: boolean }
}

const compiled = [...SPELLINGS, SHORT_YEAR_FIRST].map((spelling) => ({
  spelling,
  whole: new RegExp(`^(?:${spelling.source})$`, 'iu'),
  simple: spelling.simple && new RegExp(`^(?:${spelling.simple.source})$`, 'iu'),
}))

/**
 * The spelling of a trimmed cell; undefined when it writes no date.
 * @param times whether the column is known to hold times: then digits alone are dates too
 */
export function matchDate(cell: string, times: boolean): DateMatch | undefined {
  const plain = plainDate(cell)
  for (const { spelling, whole, simple } of compiled) {
    if ((spelling.timesOnly && !times) || spelling === SHORT_YEAR_FIRST) continue
    const found = whole.exec(plain)
    if (!found) continue
    const fields = Object.fromEntries(spelling.fields.map((field, i) => [field, found[i + 1]])) as DateMatch['fields']
    if (spelling.fields.includes('h') && !isClock(fields)) continue
    const match = { spelling, fields, simple: simple?.test(plain) ?? false, odd: plain !== cell }
    if (fields.a !== undefined) {
      const [a, b] = [Number(fields.a), Number(fields.b)]
      const orders = { dayFirst: isDay(fields.y, b, a), monthFirst: isDay(fields.y, a, b) }
      if (orders.dayFirst || orders.monthFirst) return { ...match, orders }
    } else if (spelling.counts) {
      if (spelling.counts !== 'nanoseconds' || Number(plain) < 2 ** 63) return match
    } else {
      const month = fields.w ? monthNumber(fields.w) : Number(fields.m ?? 1)
      if (month && isDay(fields.y, month, Number(fields.d ?? 1))) return match
    }
  }
  return undefined
}

/** A day 32 is a mistake in a date, and no reason to take its column for text; a month 13 makes a date of no order. */
const isDay = (year: string | undefined, month: number, day: number): boolean =>
  (year?.length !== 4 || Number(year) >= 1000) && month >= 1 && month <= 12 && day >= 1

function isClock({ h, mi, s, p, i, o, oo }: DateMatch['fields']): boolean {
  const [hour, minute, second] = [Number(h ?? 0), Number(mi ?? 0), Number(s ?? 0)]
  if (i !== undefined && !isTimeZone(i)) return false
  if (![o, oo].every((offset) => offset === undefined || isOffset(offset))) return false
  if (minute > 59 || second > 60 || hour > 24 || (hour === 24 && minute + second > 0)) return false
  return p?.toLowerCase() !== 'a' || hour <= 12
}

/** As far from UTC as a clock may be set: 18 hours. */
function isOffset(offset: string): boolean {
  const digits = offset.slice(1).replaceAll(':', '')
  const hours = digits.slice(0, digits.length % 2 ? 1 : 2)
  return Number(hours) <= 18 && Number(digits.slice(hours.length, hours.length + 2)) < 60
}
