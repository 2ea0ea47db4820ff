import type { TraitDecision } from '../encode/encoder.ts'
import { directionOf } from './direction.ts'
import type { Effect } from './effect.ts'
import { DAYS_SINCE, type Figures, sharesOf } from './figures.ts'
import { meansNone, meansSome } from './means-none.ts'
import { isOfOrders } from './of-orders.ts'
import { labelInSentence, subjectInSentence } from './thing.ts'
import { isPointInTime, isYear } from './time-of-trait.ts'

/** One difference as people say it. API, mail, terminal and page show these texts and no others. */
export type Fact = {
  /** `Buy rose secateurs` */
  label: string
  /** The persona's figure: `15 % of orders`. */
  figure: string
  /** Everybody else's: `under 1 %`. */
  others: string
  /** `Buy rose secateurs · 15 % of orders, others under 1 %` */
  text: string
}

/** A salient difference as a fact. */
export function factOf(plan: TraitDecision, effect: Effect): Fact {
  const { label, figures } = said(plan, effect)
  const { inside: figure, outside: others } = figures
  return { label, figure, others, text: `${label} · ${figure}, others ${others}` }
}

/** The three strongest in one line: `Order rarely (2.6 orders) · own pets (90 %) · small baskets ($15)`. */
export function headlineOf(facts: readonly Fact[]): string {
  return facts
    .slice(0, 3)
    .map(({ label, figure }, i) => `${i === 0 ? label : uncapital(label)} (${figure})`)
    .join(' · ')
}

type Said = { label: string; figures: Figures }

function said(plan: TraitDecision, effect: Effect): Said {
  const figures = effect.figures ?? { inside: '', outside: '' }
  if (typeof effect.value === 'string') return saidOfValue(plan, effect, effect.value, figures)
  if (typeof effect.value === 'boolean') {
    const what = capital(plan.literate.replace(/^(is|has) (?=\S)/i, (verb) => (/has/i.test(verb) ? 'have ' : '')))
    return effect.direction === 'more' ? { label: what, figures } : opposite(`Not: ${uncapital(what)}`, effect)
  }
  return { label: labelOfNumber(plan, effect), figures }
}

/** A share of people who have a label; "not none" is said as having it, with the shares of those who do. */
function saidOfValue(plan: TraitDecision, effect: Effect, value: string, figures: Figures): Said {
  const isMore = effect.direction === 'more'
  const what = plan.literate
  if (meansNone(plan, value)) {
    const [having, lacking] = HAVING[plan.concept] ?? [`Have ${what}`, `No ${what}`]
    return isMore ? { label: lacking, figures } : opposite(having, effect)
  }
  if (meansSome(plan, value)) return isMore ? { label: capital(what), figures } : opposite(`No ${what}`, effect)
  const label = labelInSentence(value)
  if (plan.concept === 'gender') {
    const gender = /^(f|female|wom[ae]n)$/i.test(value) ? 'women' : /^(m|male|m[ae]n)$/i.test(value) ? 'men' : label
    return {
      label: isMore ? (effect.inside >= 0.5 ? `Mostly ${gender}` : `More ${gender}`) : `Fewer ${gender}`,
      figures,
    }
  }
  if (plan.concept === 'home_ownership') {
    if (/own/i.test(value)) return { label: isMore ? 'Own their home' : 'Seldom own their home', figures }
    if (/rent/i.test(value)) return { label: isMore ? 'Rent their home' : 'Seldom rent their home', figures }
  }
  return { label: `${isMore ? '' : 'Seldom '}${isMore ? capital(what) : what} ${label}`, figures }
}

const HAVING: Partial<Record<TraitDecision['concept'], [string, string]>> = {
  pets: ['Own pets', 'No pets'],
  children: ['Have children', 'No children'],
}

/** Said of those who do not, with their shares. */
function opposite(label: string, { inside, outside }: Effect): Said {
  return { label, figures: sharesOf(1 - inside, 1 - outside) ?? { inside: '', outside: '' } }
}

type Words = readonly [most: string, higher: string, lower: string, least: string]

/** Of a stream of orders. The first and the last are for the persona that goes furthest of all. */
const ORDERS: Partial<Record<TraitDecision['concept'], Words>> = {
  order_count: ['Order most often', 'Order more often', 'Order less often', 'Order least often'],
  order_value: ['Spend most', 'Spend more', 'Spend less', 'Spend least'],
  average_value: ['Largest baskets', 'Larger baskets', 'Smaller baskets', 'Smallest baskets'],
  recency: [
    'Ordered longest ago',
    'Ordered longer ago than average',
    'Ordered more recently than average',
    'Ordered most recently',
  ],
  tenure: [
    'First ordered longest ago',
    'First ordered longer ago than average',
    'First ordered more recently than average',
    'First ordered most recently',
  ],
  variety: ['Buy the most products', 'Buy more products', 'Buy fewer products', 'Buy the fewest products'],
}

const YEARS: Words = ['Oldest', 'Older', 'Younger', 'Youngest']

function labelOfNumber(plan: TraitDecision, effect: Effect): string {
  const { concept, literate, kind, subject } = plan
  const isUp = effect.direction === 'higher'
  const by = ([most, higher, lower, least]: Words, up: boolean) =>
    effect.leads ? (up ? most : least) : up ? higher : lower
  if (subject !== null) return labelOfShare(plan, subject, isUp)
  // A birth year says who is older; a span of years since says the same.
  if (concept === 'age') return by(YEARS, directionOf(plan, effect) === 'higher')
  const orders = isOfOrders(plan) ? ORDERS[concept] : undefined
  if (orders) return by(orders, isUp)
  if (kind === 'date' || isPointInTime(plan) || isYear(plan)) {
    return `${capital(literate)} ${by(['latest', 'later', 'earlier', 'earliest'], isUp)}`
  }
  if (DAYS_SINCE.test(literate)) {
    const what = capital(literate.replace(DAYS_SINCE, '').replace(/^the /, ''))
    return `${what} ${by(['longest ago', 'longer ago', 'more recent', 'most recent'], isUp)}`
  }
  const things = literate.replace(/^number of /i, '')
  if (things !== literate || isPlural(literate)) return `${by(['Most', 'More', 'Fewer', 'Fewest'], isUp)} ${things}`
  return `${by(['Highest', 'Higher', 'Lower', 'Lowest'], isUp)} ${literate}`
}

/** A product of orders is bought; of anything else the share is named as it is. */
function labelOfShare(plan: TraitDecision, subject: string, isUp: boolean): string {
  const what = subjectInSentence(subject)
  if (plan.concept === 'product_share' && isOfOrders(plan)) return isUp ? `Buy ${what}` : `Rarely buy ${what}`
  const by = plan.concept === 'channel' ? 'through ' : ''
  return isUp ? `Often ${by}${what}` : `Rarely ${by}${what}`
}

/** By the word before the first that joins: `sales in May` are many. */
function isPlural(what: string): boolean {
  const [head] = what.split(/ (?:of|in|per|by|for|on|among|from|since|with) /)
  return /(?:[^sui]s|children|people)$/i.test(head!)
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
/** Not where the next letter is a capital, too: `VIP`. */
const uncapital = (text: string): string =>
  /^\p{Lu}\p{Lu}/u.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1)
