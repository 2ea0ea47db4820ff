import { tag } from '../../words/language.ts'
import { say } from '../../words/say.ts'
import { type Plan, weekdays } from './expression.ts'

/** A moment by the clock of a zone: `Mon, 3 Jun 2024, 09:00`. */
export const inZone = (time: string, timeZone: string): string =>
  new Intl.DateTimeFormat(tag, {
    ...{ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' },
    timeZone,
  }).format(new Date(time))

/** The rule of a schedule as a sentence. */
export function planWords(plan: Plan, timezone: string): string {
  if (plan.kind === 'weekly') {
    return say('deliveries.weekly', { day: weekdayName(plan.day), time: plan.time, zone: timezone })
  }
  if (plan.kind === 'daily') return say('deliveries.daily', { time: plan.time, zone: timezone })
  return plan.kind === 'hours'
    ? say('deliveries.every-hours', { hours: plan.hours })
    : say('deliveries.by-expression', { expression: plan.expression, zone: timezone })
}

/** The name of a day of the week: 1 January 2024 was a Monday. */
export const weekdayName = (day: (typeof weekdays)[number]): string =>
  new Intl.DateTimeFormat(tag, { weekday: 'long', timeZone: 'UTC' }).format(
    new Date(Date.UTC(2024, 0, 1 + weekdays.indexOf(day))),
  )
