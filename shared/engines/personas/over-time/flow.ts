/**
 * Membership over time: on each date, how many people were in each persona, using only what was known by then.
 * The caller assigns the people as of each date (with the frozen model); here are the dates, the counts and their sums.
 */
export type Flow = {
  /** ISO days, ascending. */
  dates: string[]
  /** counts[date][persona] */
  counts: number[][]
}

const DAY = 86_400_000
const MOST_DATES = 400
const DAILY = 182
const WEEKLY = 104
/** 5 January 1970, a Monday, in days since 1970. */
const MONDAY = 4

/**
 * The dates to count on, from the first event to `last` (both ISO days, both included): every day of the last half year,
 * every Monday of the two years before, every fourth before that, or as many weeks apart as 400 dates allow: 8, 16 … The
 * Mondays are those of the calendar, so that of a date that is wanted later its count was taken before.
 */
export function flowDates(first: string, last: string): string[] {
  const end = Math.floor(Date.parse(last) / DAY)
  const start = Math.floor(Date.parse(first) / DAY)
  if (!(start <= end)) throw new Error(`flow needs dates in order, got ${first} to ${last}`)
  const days: number[] = []
  const daily = Math.max(start, end - DAILY + 1)
  for (let day = end; day >= daily; day--) days.push(day)
  const weekly = Math.max(start, daily - 7 * WEEKLY)
  const mondayBefore = (day: number, step: number) => MONDAY + Math.floor((day - 1 - MONDAY) / step) * step
  for (let day = mondayBefore(daily, 7); day >= weekly; day -= 7) days.push(day)
  let step = 28
  while ((weekly - start) / step > MOST_DATES - days.length - 1) step *= 2
  for (let day = mondayBefore(weekly, step); day > start; day -= step) days.push(day)
  if (days.at(-1)! > start) days.push(start)
  return days.reverse().map((day) => new Date(day * DAY).toISOString().slice(0, 10))
}

/** Adds the flows of disjoint people on the same dates: whole numbers, so the order of shards does not matter. */
export function mergeFlows(a: Flow, b: Flow): Flow {
  if (a.dates.join() !== b.dates.join()) throw new Error('flows of different dates cannot be added')
  return { dates: a.dates, counts: a.counts.map((row, date) => row.map((count, p) => count + b.counts[date]![p]!)) }
}

/** Per persona its days, as the client's PersonaSetAnalysisFlow. `scale` turns a sample's counts into the population's. */
export function finishFlow(
  flow: Flow,
  personaIds: readonly string[],
  scale = 1,
): { persona_id: string; days: { date: string; count: number }[] }[] {
  return personaIds.map((persona_id, p) => ({
    persona_id,
    days: flow.dates.map((date, at) => ({ date, count: Math.round(flow.counts[at]![p]! * scale) })),
  }))
}
