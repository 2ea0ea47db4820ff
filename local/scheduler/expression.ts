import { parseCron } from './cron.ts'
import { localDate, toUtc } from './zone.ts'

export interface Timing {
  /** `rate(5 minutes)`, `cron(0 9 ? * MON-FRI *)` or `at(2026-01-31T09:00:00)` */
  expression: string
  /** IANA name; rates run by the clock, whatever the zone. */
  timezone: string
  /** Milliseconds; a rate's first occurrence, and nothing happens before it. */
  start: number
  end?: number | undefined
}

const UNITS: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 }

/**
 * The first occurrence strictly after a time (milliseconds), undefined when there is none.
 * Daylight saving as the Scheduler's guide says: a local time that does not exist is skipped, one that comes twice counts once.
 * @throws Error with a sentence when the expression is not of AWS's dialect
 */
export function nextTime(
  { expression, timezone, start, end = Number.POSITIVE_INFINITY }: Timing,
  after: number,
): number | undefined {
  const [, kind, body] = /^(rate|cron|at)\((.*)\)$/.exec(expression.trim()) ?? []
  if (!kind || body === undefined) throw new Error(`Invalid Schedule Expression ${expression}.`)
  const next = { rate: nextOfRate, cron: nextOfCron, at: timeOf }[kind as 'rate'](body, timezone, after, start)
  return next !== undefined && next > after && next <= end ? next : undefined
}

function nextOfRate(body: string, _timezone: string, after: number, start: number): number {
  const [, count, unit, plural] = /^([1-9]\d{0,6})\s+(minute|hour|day)(s?)$/.exec(body.trim()) ?? []
  if (!unit || (count === '1') !== (plural === '')) throw new Error(`Invalid Schedule Expression rate(${body}).`)
  const period = Number(count) * UNITS[unit]!
  return after < start ? start : start + (Math.floor((after - start) / period) + 1) * period
}

function timeOf(body: string, timezone: string): number | undefined {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)$/.exec(body.trim())?.map(Number) ?? []
  if (year === undefined) throw new Error(`Invalid Schedule Expression at(${body}).`)
  return toUtc(Date.UTC(year, month! - 1, day, hour, minute, second), timezone)
}

const DAY = 86_400_000

/** AWS's last year: a date that never comes, such as 30 February, ends the search here. */
const LAST = Date.UTC(2200, 0, 1)

function nextOfCron(body: string, timezone: string, after: number, start: number): number | undefined {
  const cron = parseCron(body)
  const earliest = Math.max(after, start - 1)
  for (let day = localDate(earliest, timezone); day < LAST; day += DAY) {
    if (!cron.matchesDay(new Date(day))) continue
    for (const hour of cron.hours) {
      for (const minute of cron.minutes) {
        const time = toUtc(day + hour * 3_600_000 + minute * 60_000, timezone)
        if (time !== undefined && time > earliest) return time
      }
    }
  }
  return undefined
}
