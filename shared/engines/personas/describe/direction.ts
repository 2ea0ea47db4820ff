import type { Concept } from '../columns.ts'
import type { TraitDecision } from '../encode/encoder.ts'
import type { Effect } from './salience.ts'

/** Concepts that pass with time: where the trait is a date, later means less of them. */
const LESS_WHEN_LATER: ReadonlySet<Concept> = new Set(['age', 'recency', 'tenure'])

/** Whether a trait tells such a thing as a date, or as a year: lives and businesses lie between 1900 and 2100, spans of days seldom do. */
export const isPointInTime = ({ concept, kind, transform }: TraitDecision): boolean =>
  LESS_WHEN_LATER.has(concept) &&
  (kind === 'date' || (transform?.kind === 'number' && transform.low >= 1900 && transform.high <= 2100))

/**
 * Whether a persona has more or less of what a trait is about. Who was born or signed up later is younger or newer, and who
 * ordered later is less long gone, though the date is higher.
 */
export function directionOf(plan: TraitDecision, { direction, value }: Effect): Effect['direction'] {
  if (value !== null || !isPointInTime(plan)) return direction
  return direction === 'higher' ? 'lower' : 'higher'
}

/** Whether a number is a year of the calendar, such as that of a model or a degree. */
export const isYear = ({ kind, literate, transform }: TraitDecision): boolean =>
  kind === 'number' &&
  /\byear\b/i.test(literate) &&
  transform?.kind === 'number' &&
  transform.low >= 1900 &&
  transform.high <= 2100
