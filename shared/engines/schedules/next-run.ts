import { CustomerError } from '../../model/errors.ts'
import { nearestName } from '../names/nearest-name.ts'
import { type Cron, parseCron } from './cron.ts'
import { momentOf, wallAt, zoneExists, zoneNames } from './zone.ts'

/**
 * When EventBridge Scheduler fires next, after (not at) `after`; null when never again.
 * Rates count from `anchor`, the schedule's creation, in exact minutes, hours and 24-hour days. Cron expressions are
 * read on the wall clock of the IANA zone: a time that the clocks skip in spring is skipped, one that they show twice
 * in autumn fires the first time only. Throws a CustomerError for an expression or zone that is not valid.
 * Source: EventBridge Scheduler user guide, "Schedule types", also for the dialect. Scheduler itself does not tell it.
 */
export function nextRun(expression: string, timezone: string, after: Date, anchor: Date = after): Date | null {
  const schedule = parseSchedule(expression)
  requireZone(timezone)
  const time = 'every' in schedule ? nextRate(schedule.every, after, anchor) : nextCron(schedule, timezone, after)
  return time === null ? null : new Date(time)
}

/** The next firings after a moment, oldest first: at most `count`, fewer where the expression ends. As `nextRun`. */
export function nextRuns(expression: string, timezone: string, after: Date, count: number): Date[] {
  const runs: Date[] = []
  for (let last: Date | null = after; runs.length < count; runs.push(last)) {
    last = nextRun(expression, timezone, last, after)
    if (!last) break
  }
  return runs
}

/**
 * Refuses an expression or a time zone that Scheduler would refuse, with a sentence; with `after` also one that never
 * fires after it (30 February).
 */
export function validateExpression(expression: string, timezone: string, after?: Date): void {
  parseSchedule(expression)
  requireZone(timezone)
  if (after && nextRun(expression, timezone, after) === null) refuse('expression', `"${expression}" never comes again`)
}

const unitMs = { minute: 60_000, hour: 3_600_000, day: 86_400_000 }

function parseSchedule(expression: string): Cron | { every: number } {
  const [, kind, inside] = /^(rate|cron)\((.*)\)$/.exec(expression) ?? []
  if (kind === 'cron') {
    try {
      return parseCron(inside!)
    } catch (error) {
      return refuse('expression', `"${expression}" is not a schedule: ${(error as Error).message}`)
    }
  }
  if (kind === 'rate') {
    const [, value, unit, plural] = /^\s*([1-9]\d{0,6})\s+(minute|hour|day)(s?)\s*$/.exec(inside!) ?? []
    if (value && (value === '1') === (plural === ''))
      return { every: Number(value) * unitMs[unit as keyof typeof unitMs] }
    return refuse(
      'expression',
      `"${expression}" is not a schedule: rate takes a whole number and minutes, hours or days, such as "rate(1 day)" or "rate(2 days)"`,
    )
  }
  return refuse('expression', `"${expression}" is not a schedule: write "rate(1 day)" or "cron(0 9 ? * MON *)"`)
}

/** The first anchor + k × every after the moment, k = 0 included. */
function nextRate(every: number, after: Date, anchor: Date): number {
  const start = anchor.getTime()
  if (after.getTime() < start) return start
  return start + (Math.floor((after.getTime() - start) / every) + 1) * every
}

function nextCron(cron: Cron, zone: string, after: Date): number | null {
  const now = wallAt(zone, after.getTime())
  for (const year of cron.years) {
    if (year < now.year) continue
    for (const month of cron.months) {
      const soon = year === now.year && month <= now.month
      if (soon && month < now.month) continue
      for (const day of cron.daysOf(year, month)) {
        if (soon && day < now.day) continue
        // Within a day the first showings of the wall times come in the order of the wall times.
        for (const hour of cron.hours) {
          if (soon && day === now.day && hour < now.hour) continue
          for (const minute of cron.minutes) {
            const time = momentOf(zone, { year, month, day, hour, minute })
            if (time !== null && time > after.getTime()) return time
          }
        }
      }
    }
  }
  return null
}

function requireZone(zone: string): void {
  if (zoneExists(zone)) return
  const near = nearestName(zone, zoneNames())
  refuse(
    'timezone',
    `time zone not found: "${zone}"${near ? ` (did you mean "${near}"?)` : ', write one such as "Europe/Berlin"'}`,
  )
}

function refuse(path: string, message: string): never {
  throw new CustomerError('VALIDATION_FAILED', message, {
    validationErrors: [{ message, path, context: { errorType: 'schedule' } }],
  })
}
