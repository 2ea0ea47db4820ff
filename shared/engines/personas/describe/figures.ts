import { isoDay } from '../../figures/day.ts'
import { isMoneyUnit, money } from '../../figures/money.ts'
import { plainNumber } from '../../figures/number.ts'
import { percent } from '../../figures/percent.ts'
import { singular } from '../../figures/singular.ts'
import type { TraitDecision } from '../encode/encoder.ts'
import { isPointInTime, isYear } from './time-of-trait.ts'

/** The figures of a fact: a persona's, with its unit, and everybody else's. */
export type Figures = { inside: string; outside: string }

/** How many digits are added before two figures that still look alike are no difference. */
const MOST_DIGITS = 4

/** Two values of a trait as texts that differ, with as few digits as that takes; undefined where they are the same. */
export function figuresOf(plan: TraitDecision, inside: number, outside: number): Figures | undefined {
  return apart((x, more, isOurs) => valueText(plan, x, more, isOurs), inside, outside)
}

/** One value of a trait as a text with its unit: `$1,933`, `22 % of orders`, `219 days ago`. */
export const figureOf = (plan: TraitDecision, value: number): string => valueText(plan, value, 0, true)

/** Two shares of people as texts that differ; undefined where they are the same. */
export const sharesOf = (inside: number, outside: number): Figures | undefined => apart(percent, inside, outside)

function apart(
  text: (x: number, more: number, isOurs: boolean) => string,
  inside: number,
  outside: number,
): Figures | undefined {
  for (let more = 0; more <= MOST_DIGITS; more++) {
    const figures = { inside: text(inside, more, true), outside: text(outside, more, false) }
    if (text(inside, more, false) !== figures.outside) return figures
  }
  return undefined
}

export const DAYS_SINCE = /^days since (?=\S)/i
const COUNT_OF = /^number of (?:different )?(?=\S)/i

/** @param isOurs the persona's own figure, which says its unit for both */
function valueText(plan: TraitDecision, x: number, more: number, isOurs: boolean): string {
  const { kind, unit, literate, subject, concept } = plan
  if (kind === 'date') return isoDay(x)
  if (isPointInTime(plan) || isYear(plan)) return String(more > 0 ? Number(x.toFixed(more)) : Math.round(x))
  if (subject !== null || concept === 'product_share') {
    const among = /\bamong (\S.*)$/.exec(literate)?.[1]
    return `${percent(x, more)}${isOurs && among ? ` of ${among}` : ''}`
  }
  if (unit && isMoneyUnit(unit)) return money(unit, x, (abs) => plainNumber(abs, more))
  const number = plainNumber(x, more)
  if (!isOurs) return number
  const things = DAYS_SINCE.test(literate) ? 'days' : (unit ?? nounOf(plan))
  if (!things) return number
  const of = number === '1' ? singular(things) : things
  return `${number} ${of}${DAYS_SINCE.test(literate) ? ' ago' : ''}`
}

/** The noun of a count; undefined of any other number. */
const nounOf = ({ literate, concept }: TraitDecision): string | undefined =>
  COUNT_OF.test(literate) ? literate.replace(COUNT_OF, '') : concept === 'age' ? 'years' : undefined

/** The edge of a bin, exactly: `$50`, `25 %`, `2024-05-01`. */
export function edgeText(plan: TraitDecision, x: number): string {
  if (plan.kind === 'date') return isoDay(x)
  if (isPointInTime(plan) || isYear(plan)) return String(x)
  const isShare = plan.subject !== null || plan.concept === 'product_share'
  const exact = (number: number) => number.toLocaleString('en-US', { maximumSignificantDigits: 12 })
  if (isShare) return `${exact(x * 100 + 0)} %`
  return plan.unit && isMoneyUnit(plan.unit) ? money(plan.unit, x, exact) : exact(x + 0)
}
