import { account } from './account-formats.ts'
import { tag } from './language.ts'
import { say } from './say.ts'

const whole = new Intl.NumberFormat(tag, { maximumFractionDigits: 0 })

/** `3,034` */
export const count = (value: number): string => whole.format(value)

const few = new Intl.NumberFormat(tag, { maximumSignificantDigits: 3 })

/** `2.63`, `3,034`: a number that is no count, to three digits, or whole from 100 on. */
export const decimal = (value: number): string =>
  Math.abs(value) >= 100 || Number.isInteger(value) ? whole.format(value) : few.format(value)

/** `3,034 people` */
export const people = (value: number): string => say('common.people', { count: value })

/** Of a share from 0 to 1: `28 %`, `under 1 %`. */
export const percent = (share: number): string =>
  share > 0 && share < 0.01 ? say('common.under-1-percent') : `${whole.format(share * 100)}\u00a0%`

/** `31 Dec 2025`; a date without a time is the same day in every time zone. */
export const day = (time: string): string =>
  new Intl.DateTimeFormat(tag, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: isDate(time) ? 'UTC' : account.timeZone,
  }).format(new Date(time))

/** `31 Dec 2025, 14:02` in the account's time zone. */
export const moment = (time: string): string =>
  new Intl.DateTimeFormat(tag, {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: account.timeZone,
  }).format(new Date(time))

/** `Dec`, or `2026` for a January: a label on an axis of time. */
export const monthLabel = (date: Date): string =>
  date.getUTCMonth() === 0
    ? String(date.getUTCFullYear())
    : date.toLocaleString(tag, { month: 'short', timeZone: 'UTC' })

const isDate = (time: string): boolean => /^\d{4}-\d\d-\d\d$/.test(time)

const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
]

/** `3 minutes ago` */
export function ago(time: string): string {
  const seconds = (Date.now() - Date.parse(time)) / 1000
  for (const [unit, length] of steps) {
    if (seconds >= length) return new Intl.RelativeTimeFormat(tag).format(-Math.floor(seconds / length), unit)
  }
  return say('common.just-now')
}

/** A sum in the account's currency; without cents from 100 on. */
export const money = (value: number): string =>
  new Intl.NumberFormat(tag, {
    style: 'currency',
    currency: account.currency,
    maximumFractionDigits: Math.abs(value) >= 100 ? 0 : 2,
  }).format(value)

const sizes = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const

/** `4.1 MB` */
export function bytes(value: number): string {
  const power = Math.min(sizes.length - 1, Math.floor(Math.log10(Math.max(1, value)) / 3))
  const options = { style: 'unit', unit: sizes[power]!, maximumSignificantDigits: 3 } as const
  return new Intl.NumberFormat(tag, options).format(value / 1000 ** power)
}

/** With a capital letter in front. */
export const capital = (text: string): string => text.charAt(0).toLocaleUpperCase(tag) + text.slice(1)
