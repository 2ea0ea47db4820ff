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

/**
 * The dates to count on, from the first event to `last` (both ISO days, both included): every day of the last half year,
 * every seventh day of the two years before, every 30th before that, or as many days apart as 400 dates allow.
 */
export function flowDates(first: string, last: string): string[] {
  const end = Math.floor(Date.parse(last) / DAY)
  const start = Math.floor(Date.parse(first) / DAY)
  if (!(start <= end)) throw new Error(`flow needs dates in order, got ${first} to ${last}`)
  const days: number[] = []
  for (let day = end; day >= start && days.length < DAILY; day--) days.push(day)
  for (let day = days.at(-1)! - 7, weeks = 0; day >= start && weeks < WEEKLY; day -= 7, weeks++) days.push(day)
  const left = MOST_DATES - days.length - 1
  const rest = days.at(-1)! - start
  const step = Math.max(30, Math.ceil(rest / left))
  for (let day = days.at(-1)! - step; day > start; day -= step) days.push(day)
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
