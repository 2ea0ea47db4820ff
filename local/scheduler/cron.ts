export interface Cron {
  minutes: number[]
  hours: number[]
  /** Whether a local date (given as UTC midnight) is one of the expression's days. */
  matchesDay(date: Date): boolean
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
/** AWS counts weekdays from SUN = 1. */
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']

/** AWS's six fields: minutes hours day-of-month month day-of-week year; ? in exactly one of the two day fields. */
export function parseCron(body: string): Cron {
  const invalid = (why: string) => new Error(`Invalid Schedule Expression cron(${body}): ${why}.`)
  const fields = body.trim().toUpperCase().split(/\s+/)
  if (fields.length !== 6) throw invalid('it needs six fields')
  const [minute, hour, dayOfMonth, month, dayOfWeek, year] = fields as [string, string, string, string, string, string]
  if ((dayOfMonth === '?') === (dayOfWeek === '?'))
    throw invalid('exactly one of day-of-month and day-of-week must be ?')
  const numbers = (field: string, low: number, high: number, names: string[] = []) => {
    const parsed = parseField(field, low, high, names)
    if (!parsed) throw invalid(`"${field}" is not a list of values from ${low} to ${high}`)
    return parsed
  }
  const minutes = numbers(minute, 0, 59)
  const hours = numbers(hour, 0, 23)
  const months = new Set(numbers(month, 1, 12, MONTHS))
  const years = new Set(numbers(year, 1970, 2199))
  const days = dayOfWeek === '?' ? daysOfMonth(dayOfMonth, numbers) : daysOfWeek(dayOfWeek, numbers)
  return {
    minutes,
    hours,
    matchesDay: (date) => years.has(date.getUTCFullYear()) && months.has(date.getUTCMonth() + 1) && days(date),
  }
}

/** Lists, ranges, steps, names and *. Undefined when it is none of these. */
function parseField(field: string, low: number, high: number, names: string[]): number[] | undefined {
  const found = new Set<number>()
  for (const part of field.split(',')) {
    const match = /^(\*|[A-Z0-9]+(?:-[A-Z0-9]+)?)(?:\/(\d+))?$/.exec(part)
    if (!match) return undefined
    const [, span, step] = match as unknown as [string, string, string?]
    const [first, last] = span.split('-') as [string, string?]
    const value = (text: string) =>
      names.includes(text) ? names.indexOf(text) + 1 : /^\d+$/.test(text) ? Number(text) : Number.NaN
    const from = first === '*' ? low : value(first)
    const to = last !== undefined ? value(last) : first === '*' || step !== undefined ? high : from
    if (![from, to].every((one) => one >= low && one <= high) || to < from) return undefined
    const every = Number(step ?? 1)
    if (every < 1 || every > high) return undefined
    for (let one = from; one <= to; one += every) found.add(one)
  }
  return [...found].sort((a, b) => a - b)
}

type Numbers = (field: string, low: number, high: number, names?: string[]) => number[]

const lastOfMonth = (date: Date) => new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()

function daysOfMonth(field: string, numbers: Numbers): (date: Date) => boolean {
  if (field === 'L') return (date) => date.getUTCDate() === lastOfMonth(date)
  const [, nearest] = /^(\d+)W$/.exec(field) ?? []
  if (nearest) {
    const [day] = numbers(nearest, 1, 31)
    return (date) => date.getUTCDate() === nearestWeekday(date, day!)
  }
  const days = new Set(numbers(field, 1, 31))
  return (date) => days.has(date.getUTCDate())
}

/** The weekday nearest to a day, without leaving the month: Saturday goes back, Sunday forward. */
function nearestWeekday(date: Date, day: number): number {
  const last = lastOfMonth(date)
  if (day > last) return -1
  const weekday = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), day)).getUTCDay()
  if (weekday === 6) return day > 1 ? day - 1 : day + 2
  if (weekday === 0) return day < last ? day + 1 : day - 2
  return day
}

function daysOfWeek(field: string, numbers: Numbers): (date: Date) => boolean {
  const weekday = (date: Date) => date.getUTCDay() + 1
  if (field === 'L') return (date) => weekday(date) === 7
  const last = /^(\w+)L$/.exec(field)
  if (last) {
    const [wanted] = numbers(last[1]!, 1, 7, WEEKDAYS)
    return (date) => weekday(date) === wanted && date.getUTCDate() > lastOfMonth(date) - 7
  }
  const nth = /^(\w+)#([1-5])$/.exec(field)
  if (nth) {
    const [wanted] = numbers(nth[1]!, 1, 7, WEEKDAYS)
    return (date) => weekday(date) === wanted && Math.ceil(date.getUTCDate() / 7) === Number(nth[2])
  }
  const days = new Set(numbers(field, 1, 7, WEEKDAYS))
  return (date) => days.has(weekday(date))
}
