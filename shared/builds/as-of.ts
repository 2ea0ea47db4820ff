import { dayOf } from '../engines/figures/day.ts'
import type { PeopleFacts } from '../lake/people-facts.ts'

const dayMs = 86_400_000

/** The latest firing of a schedule that asked for a resource, as the resource has it. */
export interface Firing {
  /** Its scheduled time, ISO 8601. */
  as_of?: string | undefined
  /** From that firing to the next one; a day where nothing is said. */
  as_of_period_ms?: number | undefined
}

/** The latest of some moments, ISO 8601; undefined where there is none. Empty ones do not count. */
export function latestOf(moments: readonly (string | undefined)[]): string | undefined {
  const there = moments.filter((moment) => moment !== undefined && moment !== '')
  return there.length ? new Date(Math.max(...there.map((moment) => Date.parse(moment!)))).toISOString() : undefined
}

/** The newest event of some streams of an account's people, ISO 8601. */
export const newestEvent = ({ streams }: Pick<PeopleFacts, 'streams'>, names: readonly string[]): string | undefined =>
  latestOf(names.map((name) => streams[name]?.newest))

/**
 * The moment from which scoring counts for a firing, ISO 8601: its scheduled time, but not later than one period after the
 * newest event, because of the time after that nothing is known. Undefined where this is not later than the newest event
 * or there are no events: then the firing changes nothing.
 * @param newest event of the streams that are read, ISO 8601
 */
export function firingMoment(newest: string | undefined, firing: Firing): string | undefined {
  if (newest === undefined || firing.as_of === undefined) return undefined
  const most = Date.parse(newest) + (firing.as_of_period_ms ?? dayMs)
  const moment = Math.min(Date.parse(firing.as_of), most)
  return moment > Date.parse(newest) ? new Date(moment).toISOString() : undefined
}

/**
 * The moment from which a build counts back, ISO 8601: its newest event, or the moment of a firing; without any event, now.
 * So the same data and the same firing make the same result on any day. A fit passes no firing.
 */
export const asOf = (newest: string | undefined, firing: Firing, now: Date): string =>
  firingMoment(newest, firing) ?? newest ?? now.toISOString()

/** Whether a firing came later than one period after the newest event: nothing new has come since the firing before. */
export const hasNoNewData = (newest: string | undefined, firing: Firing): boolean =>
  newest !== undefined &&
  firing.as_of !== undefined &&
  Date.parse(firing.as_of) > Date.parse(newest) + (firing.as_of_period_ms ?? dayMs)

/** Says that a firing found nothing new, and what came of it. */
export const noNewDataNote = (newest: string, outcome: string): string =>
  `No new data since ${dayOf(newest)}: ${outcome}.`

export const countedAsOf = (moment: string): string => `counted as of ${dayOf(moment)}`
