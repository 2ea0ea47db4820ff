import type { TraitDecision } from '../encode/encoder.ts'
import type { Effect } from './effect.ts'
import { isPointInTime } from './time-of-trait.ts'

/**
 * Whether a persona has more or less of what a trait is about. Who was born or signed up later is younger or newer, and who
 * ordered later is less long gone, though the date is higher.
 */
export function directionOf(plan: TraitDecision, { direction, value }: Effect): Effect['direction'] {
  if (value !== null || !isPointInTime(plan)) return direction
  return direction === 'higher' ? 'lower' : 'higher'
}
