import type { Concept } from '../columns.ts'
import type { TraitDecision } from '../encode/encoder.ts'

/** Concepts that pass with time: where the trait is a date, later means less of them. */
const LESS_WHEN_LATER: ReadonlySet<Concept> = new Set(['age', 'recency', 'tenure'])

/** Whether a trait tells such a thing as a date, or as a year: lives and businesses lie between 1900 and 2100, spans of days seldom do. */
export const isPointInTime = ({ concept, kind, transform }: TraitDecision): boolean =>
  LESS_WHEN_LATER.has(concept) &&
  (kind === 'date' || (transform?.kind === 'number' && transform.low >= 1900 && transform.high <= 2100))

/** Whether a number is a year of the calendar, such as that of a model or a degree. */
export const isYear = ({ kind, literate, transform }: TraitDecision): boolean =>
  kind === 'number' &&
  /\byear\b/i.test(literate) &&
  transform?.kind === 'number' &&
  transform.low >= 1900 &&
  transform.high <= 2100
