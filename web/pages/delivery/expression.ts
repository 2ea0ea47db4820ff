/** The days of a week in the order of EventBridge's names. */
export const weekdays = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'] as const
export type Weekday = (typeof weekdays)[number]

/** A schedule as people say it; `expert` is any expression of EventBridge Scheduler. */
export type Plan =
  | { kind: 'weekly'; day: Weekday; time: string }
  | { kind: 'daily'; time: string }
  | { kind: 'hours'; hours: number }
  | { kind: 'expert'; expression: string }

/** The expression of a plan. A time is `HH:MM`. */
export function expressionOf(plan: Plan): string {
  if (plan.kind === 'expert') return plan.expression
  if (plan.kind === 'hours') return `rate(${plan.hours} ${plan.hours === 1 ? 'hour' : 'hours'})`
  const [hour = '9', minute = '0'] = plan.time.split(':')
  const at = `${Number(minute)} ${Number(hour)}`
  return plan.kind === 'daily' ? `cron(${at} * * ? *)` : `cron(${at} ? * ${plan.day} *)`
}

/** The plan of an expression; one that people have no words for here is left to experts. */
export function planOf(expression: string): Plan {
  const [, hours] = /^rate\((\d+) hours?\)$/.exec(expression) ?? []
  if (hours) return { kind: 'hours', hours: Number(hours) }
  const [, minute, hour, dayOfMonth, month, day] =
    /^cron\((\d{1,2}) (\d{1,2}) (\S+) (\S+) (\S+) \*\)$/.exec(expression) ?? []
  if (minute === undefined || hour === undefined || month !== '*') return { kind: 'expert', expression }
  const time = `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`
  if (dayOfMonth === '*' && day === '?') return { kind: 'daily', time }
  const weekday = weekdays.find((one) => one === day)
  return dayOfMonth === '?' && weekday ? { kind: 'weekly', day: weekday, time } : { kind: 'expert', expression }
}
