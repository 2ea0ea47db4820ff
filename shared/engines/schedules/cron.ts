import { parseField, parseNumber } from './cron-field.ts'

/** A parsed cron expression: ascending values, and which days of a month it means. */
export interface Cron {
  minutes: number[]
  hours: number[]
  months: number[]
  years: number[]
  /** The days of that month, ascending, that match. */
  daysOf: (year: number, month: number) => number[]
}

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
const weekdays = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']
const month = { says: 'month', min: 1, max: 12, names: months }
const dayOfMonth = { says: 'day-of-month', min: 1, max: 31 }
const dayOfWeek = { says: 'day-of-week', min: 1, max: 7, names: weekdays }

/**
 * Reads the inside of `cron(…)` in the dialect of EventBridge Scheduler: minutes, hours, day-of-month, month,
 * day-of-week (1 is Sunday) and year. Throws an Error with a sentence.
 */
export function parseCron(fields: string): Cron {
  const parts = fields.trim().toUpperCase().split(/\s+/)
  if (parts.length !== 6) {
    const hint = parts.length === 5 ? `; for every year write "cron(${fields.trim()} *)"` : ''
    throw new Error(
      `cron takes six fields (minutes hours day-of-month month day-of-week year), here are ${fields.trim() ? parts.length : 0}${hint}`,
    )
  }
  const [minute, hour, dom, monthField, dow, year] = parts as [string, string, string, string, string, string]
  if ((dom === '?') === (dow === '?')) {
    throw new Error(`exactly one of day-of-month and day-of-week must be "?", here they are "${dom}" and "${dow}"`)
  }
  return {
    minutes: parseField(minute, { says: 'minutes', min: 0, max: 59 }),
    hours: parseField(hour, { says: 'hours', min: 0, max: 23 }),
    months: parseField(monthField, month),
    years: parseField(year, { says: 'year', min: 1970, max: 2199 }),
    daysOf: dow === '?' ? daysOfMonth(dom) : daysOfWeek(dow),
  }
}

type DaysOf = Cron['daysOf']

function daysOfMonth(field: string): DaysOf {
  if (field === 'L') return (year, month) => [lastDay(year, month)]
  const [, near] = /^(\d+)W$/.exec(field) ?? []
  if (near) {
    const day = parseNumber(near, dayOfMonth)
    return (year, month) => (day > lastDay(year, month) ? [] : [nearestWorkday(year, month, day)])
  }
  const days = parseField(field, dayOfMonth)
  return (year, month) => days.filter((day) => day <= lastDay(year, month))
}

function daysOfWeek(field: string): DaysOf {
  // Alone, L is the last day of the week: Saturday. After a day it is the last such day of the month.
  if (field === 'L') return daysOfWeek('SAT')
  const [, last] = /^(\w+)L$/.exec(field) ?? []
  if (last) {
    const weekday = parseNumber(last, dayOfWeek)
    return (year, month) => [daysOn(year, month, [weekday]).at(-1)!]
  }
  const [, which, nth] = /^(\w+)#(\w+)$/.exec(field) ?? []
  if (which && nth) {
    const weekday = parseNumber(which, dayOfWeek)
    const index = parseNumber(nth, { says: 'day-of-week after #', min: 1, max: 5 })
    return (year, month) => daysOn(year, month, [weekday]).slice(index - 1, index)
  }
  const days = parseField(field, dayOfWeek)
  return (year, month) => daysOn(year, month, days)
}

function daysOn(year: number, month: number, weekdays: number[]): number[] {
  const days = Array.from({ length: lastDay(year, month) }, (_, i) => i + 1)
  return days.filter((day) => weekdays.includes(weekdayOf(year, month, day)))
}

/** Monday to Friday, as near to the day as can be without leaving the month. */
function nearestWorkday(year: number, month: number, day: number): number {
  const weekday = weekdayOf(year, month, day)
  if (weekday === 7) return day === 1 ? day + 2 : day - 1
  if (weekday === 1) return day === lastDay(year, month) ? day - 2 : day + 1
  return day
}

/** 1 is Sunday, 7 is Saturday. */
const weekdayOf = (year: number, month: number, day: number) => new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 1
const lastDay = (year: number, month: number) => new Date(Date.UTC(year, month, 0)).getUTCDate()
