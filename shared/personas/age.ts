import { spoken } from './concept.ts'
import type { TraitPlan } from './encoder.ts'
import type { Effect } from './salience.ts'

/**
 * Whether a difference in a trait about age makes a persona older or younger than the rest; null where it is no matter of
 * more or less (`generation: Boomer`). Dates and years of birth run the other way.
 */
export function ageDirection(plan: TraitPlan, effect: Effect): 'older' | 'younger' | null {
  if (effect.value !== null) return null
  return isOfBirth(plan) === (effect.direction === 'higher') ? 'younger' : 'older'
}

export const isOfBirth = ({ kind, name }: TraitPlan): boolean =>
  kind === 'date' || /\b(birth\w*|dob|born)\b/.test(spoken(name))
