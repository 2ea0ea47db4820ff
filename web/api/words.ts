import type { Built } from './types.ts'

const whole = new Intl.NumberFormat('en')

/** 3,034 */
export const count = (value: number): string => whole.format(Math.round(value))

/** `1 person`, `3,034 people`. */
export const counted = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`

/** Of a share from 0 to 1: `28 %`, `under 1 %`. */
export const percent = (share: number): string =>
  share > 0 && share < 0.01 ? 'under 1 %' : `${Math.round(share * 100)} %`

/** `31 Dec 2025` */
export const day = (time: string): string =>
  new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(time),
  )

const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
]

/** `3 minutes ago` */
export function ago(time: string): string {
  const seconds = (Date.now() - Date.parse(time)) / 1000
  for (const [unit, length] of steps) {
    if (seconds >= length) return new Intl.RelativeTimeFormat('en').format(-Math.floor(seconds / length), unit)
  }
  return 'just now'
}

/** A sum of money; without cents from 100 on. */
export const money = (value: number, currency: string): string =>
  new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
    maximumFractionDigits: Math.abs(value) >= 100 ? 0 : 2,
  }).format(value)

/** The word for a resource's status: Queued, Building, Ready, Error. */
export function statusWord({
  status,
  stale,
  archived_at,
}: Built): 'Archived' | 'Queued' | 'Building' | 'Ready' | 'Error' {
  if (archived_at) return 'Archived'
  if (status === 'running') return 'Building'
  if (status === 'error') return 'Error'
  return status === 'ready' && !stale ? 'Ready' : 'Queued'
}

/** With a capital letter in front. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
