import type { Concept } from '../columns.ts'
import type { TraitDecision } from '../encode/encoder.ts'
import type { CentreValue } from './description.ts'
import { directionOf } from './direction.ts'
import type { Effect } from './effect.ts'
import { meansNone, meansSome } from './means-none.ts'
import { isOfOtherEvents } from './of-orders.ts'
import { isPointInTime } from './time-of-trait.ts'

type Words = Partial<Record<Effect['direction'], string[]>>

/**
 * Words for a persona that is higher or lower than the rest in what a trait is about. All stand before a given name, and
 * none judges: a customer may read it. Where only such a word would do (less education), there is none.
 */
const WORDS: Partial<Record<Concept, Words>> = {
  order_value: {
    higher: ['High-spending', 'Big-spending', 'Top-spending', 'Premium'],
    lower: ['Light-spending', 'Small-spending', 'Low-spending', 'Modest-spending'],
  },
  average_value: {
    higher: ['Large-basket', 'Big-basket', 'Full-basket'],
    lower: ['Small-basket', 'Light-basket', 'Compact-basket'],
  },
  order_count: {
    higher: ['Frequent', 'Regular', 'Often-ordering', 'Repeat'],
    lower: ['Occasional', 'Infrequent', 'Now-and-then', 'Seldom-ordering'],
  },
  recency: { higher: ['Paused', 'Resting', 'Quiet', 'Earlier'], lower: ['Recent', 'Active', 'Current', 'Engaged'] },
  tenure: {
    higher: ['Long-standing', 'Longtime', 'Established', 'Early-joining'],
    lower: ['New', 'Newcomer', 'Fresh', 'Beginning'],
  },
  variety: { higher: ['Varied', 'Exploring', 'Wide-ranging'], lower: ['Focused', 'Particular', 'Select'] },
  breadth: { higher: ['Varied', 'Flexible', 'Versatile'], lower: ['Focused', 'Particular', 'Select'] },
  discount: { higher: ['Discount', 'Coupon', 'Offer-loving'], lower: ['Full-price', 'Undiscounted'] },
  returns: { higher: ['Exchanging', 'Often-returning'], lower: ['Keeping', 'Seldom-returning'] },
  income: {
    higher: ['High-income', 'Higher-income', 'Upper-income'],
    lower: ['Modest-income', 'Lower-income', 'Smaller-income'],
  },
  wealth: { higher: ['Well-off', 'Prosperous', 'Asset-rich'], lower: ['Modest-means', 'Starting-out'] },
  education: { higher: ['Degree-holding', 'Educated', 'Studied'] },
  household_size: {
    higher: ['Full-house', 'Large-household', 'Big-household'],
    lower: ['Small-household', 'Compact-home', 'Little-household'],
  },
  children: {
    higher: ['Family', 'Parenting'],
    lower: ['Child-free', 'No-kids'],
    more: ['Family', 'Parenting'],
    less: ['Child-free', 'No-kids'],
  },
  pets: {
    higher: ['Pet-loving', 'Animal-loving'],
    lower: ['Pet-free'],
    more: ['Pet-loving', 'Animal-loving', 'Furry-friend'],
    less: ['Pet-free', 'No-pets'],
  },
  home_ownership: {
    more: ['Homeowning', 'Owner'],
    less: ['Renting', 'Tenant'],
    higher: ['Homeowning', 'Owner'],
    lower: ['Renting', 'Tenant'],
  },
}

/** Whether what is said to be more or less frequent is had, or lacked, by at least half of them. */
const isOfMost = ({ value, direction, inside }: Effect): boolean =>
  value === null || (direction === 'more' ? inside >= 0.5 : inside < 0.5)

/** Labels in an order that one may be called by. */
const TIERS = /^(bronze|silver|gold|platinum|diamond)$/i

/** Nobody is new whose first order was more than a year ago, though others' were longer ago still. */
const isLongAgo = ({ concept, unit }: TraitDecision, { direction, inside }: Effect): boolean =>
  concept === 'tenure' && unit === 'days' && direction === 'lower' && inside > 365

/** Values that picture nobody. */
const NOTHING = /^\(?(none|unknown|other|others|n\/?a|null|not stated)\)?$/i

/** From this share of somebody's orders on, a product is loved. */
const LOVED_SHARE = 0.3

/**
 * Words that fit one difference, best first. Numbers without a rule become High-… or Low-…, values become the value
 * itself ("Furniture", "Vermont"); a value that is rarer than elsewhere gives no word, since nobody is called by what they lack,
 * nor does one that fewer than half of them have. @param centre the persona's, of this trait
 */
export function wordsFor(plan: TraitDecision, effect: Effect, centre: CentreValue): string[] {
  if (!isOfMost(effect)) return []
  if (plan.concept === 'age') return ageWords(plan, effect)
  // Where they live is no name.
  if (plan.concept === 'place') return []
  if (plan.concept === 'product_share' || plan.subject !== null) {
    // Nobody is called after one order in seven.
    const loved = effect.direction === 'higher' && effect.inside >= LOVED_SHARE
    return loved ? subjectWords(plan.subject ?? plan.literate) : []
  }
  if (typeof effect.value === 'string') return valueWords(plan, effect)
  if (isLongAgo(plan, effect)) return ['Newer']
  const rule = WORDS[plan.concept]?.[directionOf(plan, effect)]
  if (rule && !isOfOtherEvents(plan)) return rule
  if (rule && plan.concept !== 'order_value' && plan.concept !== 'average_value') {
    // People order and spend in a stream of orders only; visits and tickets are frequent, too.
    return rule.filter((word) => !/order/i.test(word))
  }
  if (plan.transform?.kind === 'ordered' && TIERS.test(String(centre))) return [capital(String(centre).toLowerCase())]
  const noun = nounOf(plan.literate)
  if (noun === '') return []
  if (effect.direction === 'higher') return [`High-${noun}`]
  if (effect.direction === 'lower') return [`Low-${noun}`]
  return effect.direction === 'more' ? [capital(noun)] : []
}

/** The subject of a trait, in at most two words: `number of logins` → `logins`. */
function nounOf(literate: string): string {
  const words = wordsOf(literate.replace(/^(number|share|average|total|sum) of /, ''))
  return words.slice(0, JOINING.test(words[1] ?? '') ? 1 : 2).join('-')
}

function valueWords(plan: TraitDecision, effect: Effect): string[] {
  const value = String(effect.value)
  if (plan.concept === 'home_ownership') {
    const owns = /own/i.test(value)
    return WORDS.home_ownership![owns === (effect.direction === 'more') ? 'more' : 'less']!
  }
  if (plan.concept === 'children' && meansNone(plan, value)) {
    return WORDS.children![effect.direction === 'more' ? 'less' : 'more']!
  }
  if (plan.concept === 'children' && /kid|child|famil/i.test(value)) return WORDS.children![effect.direction] ?? []
  if (plan.concept === 'pets') {
    if (meansNone(plan, value)) return WORDS.pets![effect.direction === 'more' ? 'less' : 'more']!
    if (effect.direction === 'more') return WORDS.pets!.more!
  }
  if (effect.direction === 'less' || NOTHING.test(value)) return []
  if (meansSome(plan, value)) return [capital(plan.literate.split(/\s+/).slice(0, 2).join('-'))]
  if (meansNone(plan, value)) return []
  return plan.concept === 'product'
    ? subjectWords(value)
    : [capital(shortened(value))].filter((word) => /^\p{L}/u.test(word))
}

function subjectWords(subject: string): string[] {
  const word = capital(shortened(subject))
  return /^\p{L}/u.test(word) ? [`${word}-loving`, `${word}-first`] : []
}

/** Words that say nothing at the end of a name. */
const JOINING =
  /^(and|at|by|da|de|del|der|des|di|do|du|et|for|from|in|la|le|of|on|or|per|the|to|und|upon|van|von|with|y)$/i

/** At most two words (three, where the second only joins) and 18 letters: a name has to fit on a slide. */
function shortened(value: string): string {
  const words = wordsOf(value)
  const few = words.slice(0, JOINING.test(words[1] ?? '') ? 3 : 2).join('-')
  return few.length <= 18 ? few : (words[0] ?? '').slice(0, 18)
}

const wordsOf = (text: string): string[] =>
  text
    .replace(/[^\p{L}\p{N}' ]+/gu, ' ')
    .trim()
    .split(/\s+/)

/** By the persona's mean age where the trait is a number of years; by direction otherwise. */
function ageWords(plan: TraitDecision, effect: Effect): string[] {
  if (effect.value !== null) return typeof effect.value === 'string' ? valueWords(plan, effect) : []
  const isOlder = directionOf(plan, effect) === 'higher'
  if (isPointInTime(plan)) return isOlder ? ['Senior', 'Mature'] : ['Young', 'Youthful']
  if (plan.kind === 'number' && effect.inside >= 36 && effect.inside < 58) return ['Middle-aged', 'Midlife']
  return isOlder ? ['Senior', 'Mature', 'Experienced'] : ['Young', 'Youthful', 'Junior']
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}
