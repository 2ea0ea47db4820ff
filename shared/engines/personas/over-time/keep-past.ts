/** The flow of one persona. */
export interface PersonaDays {
  persona_id: string
  /** ISO days, ascending. */
  days: { date: string; count: number }[]
  /** Of a persona that a later fit no longer has: its name then. */
  gone?: string
}

/**
 * Keeps the past as it was first counted: days before `until` (an ISO day) have the counts of `past`, as far as it has them,
 * and later days those of `current`. A persona that is new has 0 in the days that are kept; one that is gone stays with
 * its days, and 0 since.
 * @param nameOf the name of a persona that is gone
 */
export function keepPast<One extends PersonaDays>(
  current: readonly One[],
  past: readonly PersonaDays[],
  until: string,
  nameOf: (id: string) => string | undefined,
): (One | PersonaDays)[] {
  const counts = new Map(past.map((one) => [one.persona_id, new Map(one.days.map(({ date, count }) => [date, count]))]))
  const counted = new Set(past[0]?.days.map(({ date }) => date).filter((date) => date < until))
  const dates = current[0]?.days.map(({ date }) => date) ?? []
  const kept = (id: string, date: string) => counts.get(id)?.get(date) ?? 0
  const here = new Set(current.map(({ persona_id }) => persona_id))
  const gone = past
    .filter(({ persona_id }) => !here.has(persona_id))
    .map((one) => ({
      persona_id: one.persona_id,
      gone: one.gone ?? nameOf(one.persona_id) ?? one.persona_id,
      days: dates.map((date) => ({ date, count: counted.has(date) ? kept(one.persona_id, date) : 0 })),
    }))
    .filter(({ days }) => days.some(({ count }) => count > 0))
  return [
    ...current.map((one) => ({
      ...one,
      days: one.days.map((day) => (counted.has(day.date) ? { ...day, count: kept(one.persona_id, day.date) } : day)),
    })),
    ...gone,
  ]
}
