import type { TraitDecision } from '../encode/encoder.ts'
import { isPointInTime, isYear } from './time-of-trait.ts'

/** The figures of a fact: a persona's, with its unit, and everybody else's. */
export type Figures = { inside: string; outside: string }

/** Two significant digits below 10, whole above; `more` digits where two figures would look alike. The same text in any place. */
export function plainNumber(x: number, more = 0): string {
  const digits =
    Math.abs(x) < 10
      ? { maximumSignificantDigits: 2 + more }
      : { minimumFractionDigits: 0, maximumFractionDigits: more }
  return (x + 0).toLocaleString('en-US', digits).replace(/^-0$/, '0')
}

/** Whole numbers, such as those of people. */
export const counted = (x: number): string => Math.round(x).toLocaleString('en-US')

/** A share of 0 to 1. Everybody and nobody are said of just that. */
export function percent(share: number, more = 0): string {
  const points = share * 100
  if (more > 0) return `${points.toLocaleString('en-US', { maximumFractionDigits: more })} %`
  if (points > 0 && points < 1) return 'under 1 %'
  if (points >= 99.5 && points < 100) return 'over 99 %'
  return `${Math.round(points)} %`
}

/** A sum in a currency: `$1,725`, `-$12`, `CHF 80`. */
export function money(symbol: string, x: number, more = 0): string {
  return `${x < 0 ? '-' : ''}${symbol}${/\p{L}$/u.test(symbol) ? ' ' : ''}${plainNumber(Math.abs(x), more)}`
}

/** `$` of USD, `CHF` of CHF. @param currency an ISO 4217 code */
export function symbolOf(currency: string): string {
  const format = new Intl.NumberFormat('en-US', { style: 'currency', currency, currencyDisplay: 'narrowSymbol' })
  return format.formatToParts(0).find(({ type }) => type === 'currency')?.value ?? currency
}

/** How many digits are added before two figures that still look alike are no difference. */
const MOST_DIGITS = 4

/** Two values of a trait as texts that differ, with as few digits as that takes; undefined where they are the same. */
export function figuresOf(plan: TraitDecision, inside: number, outside: number): Figures | undefined {
  return apart((x, more, isOurs) => valueText(plan, x, more, isOurs), inside, outside)
}

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
  if (unit && isMoneyUnit(unit)) return money(unit, x, more)
  const number = plainNumber(x, more)
  if (!isOurs) return number
  if (DAYS_SINCE.test(literate)) return `${number} days ago`
  if (unit) return `${number} ${unit}`
  const noun = COUNT_OF.test(literate) ? literate.replace(COUNT_OF, '') : concept === 'age' ? 'years' : ''
  if (!noun) return number
  return `${number} ${number === '1' ? noun.replace(/(?<=[^s])s$/, '') : noun}`
}

/** The edge of a bin, exactly: `$50`, `25 %`, `2024-05-01`. */
export function edgeText(plan: TraitDecision, x: number): string {
  if (plan.kind === 'date') return isoDay(x)
  if (isPointInTime(plan) || isYear(plan)) return String(x)
  const isShare = plan.subject !== null || plan.concept === 'product_share'
  const text = Math.abs(isShare ? x * 100 : x).toLocaleString('en-US', { maximumSignificantDigits: 12 })
  if (isShare) return `${text} %`
  if (!plan.unit || !isMoneyUnit(plan.unit)) return x < 0 ? `-${text}` : text
  return `${x < 0 ? '-' : ''}${plan.unit}${/\p{L}$/u.test(plan.unit) ? ' ' : ''}${text}`
}

const CURRENCIES = new Set(Intl.supportedValuesOf('currency'))

/** Symbols and codes of currencies stand before the number, other units behind it. */
const isMoneyUnit = (unit: string): boolean => /^[A-Z]*\p{Sc}$/u.test(unit) || CURRENCIES.has(unit)

export function isoDay(days: number): string {
  // JavaScript's calendar ends 100,000,000 days either side of 1970.
  return new Date(Math.round(Math.max(-1e8, Math.min(1e8, days))) * 86_400_000).toISOString().slice(0, 10)
}
