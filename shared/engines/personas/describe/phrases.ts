import type { Concept } from '../columns.ts'
import type { TraitDecision } from '../encode/encoder.ts'
import type { PersonaDescription } from './description.ts'
import { isoDay } from './description.ts'
import { isPointInTime, isYear } from './direction.ts'
import { inShort } from './in-short.ts'
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
function withUnit(plan: TraitDecision, x: number): string {
  if (plan.kind === 'date') return isoDay(x)
  if (isPointInTime(plan) || isYear(plan)) return String(Math.round(x))
  if ((plan.concept === 'product_share' || plan.subject !== null) && Math.abs(x) <= 1) return percent(x)
  if (plan.unit && /^[$€£¥]$/.test(plan.unit)) return `${x < 0 ? '-' : ''}${plan.unit}${plainNumber(Math.abs(x))}`
  return plan.unit ? `${plainNumber(x)} ${plan.unit}` : plainNumber(x)
}

/** A share of people; 0 only where there is not one. */
const ofPeople = (share: number): string => (share === 0 ? 'none' : percent(share))

/** One difference as a clause: `average order value is higher ($84 against $31)`. */
export function clauseOf(plan: TraitDecision, effect: Effect, persona: PersonaDescription): string {
  const what = subjectOf(plan)
  const shares = `${ofPeople(effect.inside)} (${percent(effect.outside)} elsewhere)`
  if (typeof effect.value === 'boolean') return `"${what}" is true of ${shares}`
  if (typeof effect.value === 'string') {
    const label = inShort(effect.value.replace(/[.!?]+/g, ''))
    return `${what} ${isOrAre(what)} "${label}" for ${shares}`
  }
  if (plan.transform?.kind === 'ordered') {
    return `${what} ${isOrAre(what)} ${effect.direction} (typically ${inShort(String(persona.centre[plan.name]))})`
  }
  const said = `${what} ${isOrAre(what)}`
  const comparative = comparativeOf(plan, effect)
  const inside = withUnit(plan, effect.inside)
  const outside = withUnit(plan, effect.outside)
  // A skewed trait is compared on its log: the plain means may round to the same words, or even point the other way.
  const agree = (effect.direction === 'higher') === effect.inside > effect.outside && inside !== outside
  if (!agree) return `${said} mostly ${comparative}`
  if (DAYS_SINCE.test(plan.literate)) {
    return `${said} ${comparative} (${plainNumber(effect.inside)} days against ${plainNumber(effect.outside)})`
  }
  return `${said} ${comparative} (${inside} against ${outside})`
}

const DAYS_SINCE = /^days since (?=\S)/i

/** Concepts whose things are counted and give the trait its name: `children`. */
const COUNTED: ReadonlySet<Concept> = new Set(['children', 'pets', 'order_count'])

/** The subject of a clause: `days since the last order` is about the last order, `children` about their number. */
function subjectOf({ literate, kind, concept }: TraitDecision): string {
  if (kind !== 'number') return literate
  if (DAYS_SINCE.test(literate)) return literate.replace(DAYS_SINCE, '')
  return COUNTED.has(concept) && isOrAre(literate) === 'are' ? `number of ${literate}` : literate
}

/** By the word before the first that joins: `number of orders` is one, `sales in May` are many. */
function isOrAre(what: string): 'is' | 'are' {
  const [head] = what.split(/ (?:of|in|per|by|for|on|among|from|since|with) /)
  return /(?:[^sui]s|children|people)$/i.test(head!) ? 'are' : 'is'
}

function comparativeOf(plan: TraitDecision, { direction }: Effect): string {
  if (isPointInTime(plan) || plan.kind === 'date' || isYear(plan)) return direction === 'higher' ? 'later' : 'earlier'
  if (DAYS_SINCE.test(plan.literate)) return direction === 'higher' ? 'longer ago' : 'more recent'
  return direction
}
