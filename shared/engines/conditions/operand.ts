import { amountOf, type DecimalMark, markOf, numeralOf } from '../amounts/amount.ts'
import { monthNumber } from '../dates/words.ts'
import type { Scalar } from './config.ts'

/**
 * Operands in the words of the file: what `_eq: "Yes"`, `_gt: "$1,000"` or `_lt: "31 Jan 2024"` say. A column was read from
 * the same words, so a condition takes them too. Each function gives undefined where the words have no reading, or two.
 */

/**
 * A number; currencies, brackets of a negative and thousands marks aside, as in the columns of files.
 * @param mark decimal mark of the column's files; only an amount like 1.000 or 1,000 needs to know
 */
export function numberOf(operand: Scalar, mark: DecimalMark = '.'): number | undefined {
  if (typeof operand === 'boolean') return undefined
  if (typeof operand === 'number') return finite(operand)
  const plain = operand.trim()
  const amount = amountOf(plain)
  const own = amount && markOf(amount.figures)
  const numeral = amount && numeralOf(amount.figures, own === 'open' || !own ? mark : own)
  if (numeral !== undefined) return finite(amount!.negative ? -numeral : Number(numeral))
  return plain === '' ? undefined : finite(Number(plain))
}

const finite = (number: number): number | undefined => (Number.isFinite(number) ? number : undefined)

const truths: ReadonlyMap<string, boolean> = new Map([
  ...['true', 't', 'yes', 'y', '1'].map((word) => [word, true] as const),
  ...['false', 'f', 'no', 'n', '0'].map((word) => [word, false] as const),
])

/** True or false, by the words that files have for them, in any letter case. */
export const truthOf = (operand: Scalar): boolean | undefined => truths.get(String(operand).trim().toLowerCase())

/** A moment in milliseconds since 1970. */
export interface Moment {
  at: number
  /** The operand names a day and no time. */
  isDay: boolean
}

/**
 * A date by itself, or with a time behind it: `2024-01-31`, `31.01.2024 18:30`, `Jan 31, 2024`, `2024-01-31T18:30:00+01:00`.
 * @param dayFirst whether the files write the column's days before its months; only 03/04/2024 needs to know
 */
export function momentOf(operand: Scalar, dayFirst?: boolean): Moment | undefined {
  if (typeof operand !== 'string') return undefined
  const written = operand.trim()
  for (const [pattern, dayIn] of dates) {
    const found = pattern.exec(written)
    if (!found) continue
    const day = dayIn(found, dayFirst)
    if (day === undefined) return undefined
    const rest = written.slice(found[0].length)
    if (rest === '') return { at: day, isDay: true }
    const time = timeIn(rest)
    return time === undefined ? undefined : { at: day + time, isDay: false }
  }
  return undefined
}

/** Whether a text is a date that says day and month in either order, like 03/04/2024. */
export const isAmbiguousDate = (operand: Scalar): boolean => {
  const [, one, other] = (typeof operand === 'string' && numericDate.exec(operand.trim())) || []
  return isMonth(one) && isMonth(other) && Number(one) !== Number(other)
}

const isMonth = (text: string | undefined): boolean => Number(text) >= 1 && Number(text) <= 12

/** The number of a month's name in the languages of the files; 0 of another word. */
const monthNamed = (word = ''): number =>
  monthNumber(word.replace(/\.$/, '').normalize('NFD').replace(/\p{M}/gu, '')) ?? 0

/** Midnight of a day in UTC; undefined where the calendar has no such day, like 30 February. */
function midnight(year: number, month: number, day: number): number | undefined {
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.getTime() : undefined
}

const numericDate = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?!\d)/

/** Ways to write a day. Two numbers before a year are read where one order alone makes a date, else in the column's order. */
const dates: readonly [RegExp, (found: RegExpExecArray, dayFirst?: boolean) => number | undefined][] = [
  [/^(\d{4})([-/])(\d{1,2})\2(\d{1,2})(?!\d)/, ([, y, , m, d]) => midnight(Number(y), Number(m), Number(d))],
  [/^(\d{4})(\d{2})(\d{2})(?!\d)/, ([, y, m, d]) => midnight(Number(y), Number(m), Number(d))],
  [
    numericDate,
    ([, one, other, y], isDayFirst) => {
      const [dayFirst, monthFirst] = [
        midnight(Number(y), Number(other), Number(one)),
        midnight(Number(y), Number(one), Number(other)),
      ]
      if (dayFirst === undefined || monthFirst === undefined) return dayFirst ?? monthFirst
      if (dayFirst === monthFirst) return dayFirst
      return isDayFirst === undefined ? undefined : isDayFirst ? dayFirst : monthFirst
    },
  ],
  [/^(\p{L}+\.?) (\d{1,2}),? (\d{4})(?!\d)/u, ([, m, d, y]) => midnight(Number(y), monthNamed(m), Number(d))],
  [
    /^(\d{1,2})\.?(?:[ -]| de )(\p{L}+\.?)(?:[ -]| de )(\d{4})(?!\d)/u,
    ([, d, m, y]) => midnight(Number(y), monthNamed(m), Number(d)),
  ],
]

const timeOfDay =
  /^(?:T| +|, *)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?: *([ap])\.?m\.?)?(?: *(?:(z|utc|gmt)|([+-])(\d{2}):?(\d{2})?))?$/i

/** Milliseconds from midnight in UTC. A time without a zone is UTC, as everywhere in the lake. */
function timeIn(rest: string): number | undefined {
  const found = timeOfDay.exec(rest)
  if (!found) return undefined
  const [, h, m, s = '0', fraction = '', half, , sign, zoneHours, zoneMinutes = '0'] = found
  const written = Number(h)
  if (half && (written < 1 || written > 12)) return undefined
  const hours = half ? (written % 12) + (half.toLowerCase() === 'p' ? 12 : 0) : written
  if (hours > 23 || Number(m) > 59 || Number(s) > 59) return undefined
  const offset = sign ? (sign === '-' ? -1 : 1) * (Number(zoneHours) * 60 + Number(zoneMinutes)) : 0
  const seconds = hours * 3600 + (Number(m) - offset) * 60 + Number(s)
  return seconds * 1000 + Number(`0.${fraction || '0'}`) * 1000
}
