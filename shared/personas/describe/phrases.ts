import type { TraitPlan } from '../encode/encoder.ts'
import type { PersonaDescription } from './description.ts'
import { isoDay } from './description.ts'
import { isPointInTime } from './direction.ts'
import type { Effect } from './salience.ts'

/** `1234567.8` → `1,234,568`; small numbers keep three significant digits. No locale, so the same text everywhere. */
export function plainNumber(x: number): string {
  const rounded = Math.abs(x) >= 100 ? Math.round(x) : Number(x.toPrecision(3))
  const [whole, fraction] = String(rounded).split('.')
  const grouped = whole!.replace(/\B(?=(\d{3})+$)/g, ',')
  return fraction ? `${grouped}.${fraction}` : grouped
}

export function percent(share: number): string {
  const points = share * 100
  if (points > 0 && points < 1) return 'under 1 %'
  // Everybody is said of everybody only.
  if (points >= 99.5 && points < 100) return 'over 99 %'
  return `${Math.round(points)} %`
}

/** A value of a trait with its unit: `$1,200`, `34 days`, `2024-05-01`. */
function withUnit(plan: TraitPlan, x: number): string {
  if (plan.kind === 'date') return isoDay(x)
  if (isPointInTime(plan)) return String(Math.round(x))
  if ((plan.concept === 'product_share' || plan.subject !== null) && Math.abs(x) <= 1) return percent(x)
  if (plan.unit && /^[$€£¥]$/.test(plan.unit)) return `${x < 0 ? '-' : ''}${plan.unit}${plainNumber(Math.abs(x))}`
  return plan.unit ? `${plainNumber(x)} ${plan.unit}` : plainNumber(x)
}

/** One difference as a clause: `average order value is higher ($84 against $31)`. */
export function clauseOf(plan: TraitPlan, effect: Effect, persona: PersonaDescription): string {
  const what = plan.literate
  if (typeof effect.value === 'boolean') {
    return `"${what}" holds for ${percent(effect.inside)} (${percent(effect.outside)} elsewhere)`
  }
  if (typeof effect.value === 'string') {
    const label = effect.value.replace(/[.!?]+/g, '')
    return `${percent(effect.inside)} have "${label}" as their ${what} (${percent(effect.outside)} elsewhere)`
  }
  if (plan.transform?.kind === 'ordered') {
    return `${what} is ${effect.direction} (typically ${persona.centre[plan.name]})`
  }
  const comparative =
    isPointInTime(plan) || plan.kind === 'date'
      ? effect.direction === 'higher'
        ? 'later'
        : 'earlier'
      : effect.direction
  const inside = withUnit(plan, effect.inside)
  const outside = withUnit(plan, effect.outside)
  // A skewed trait is compared on its log: the plain means may round to the same words, or even point the other way.
  const agree = (effect.direction === 'higher') === effect.inside > effect.outside && inside !== outside
  return agree ? `${what} is ${comparative} (${inside} against ${outside})` : `${what} is mostly ${comparative}`
}
