import { counted } from '../../figures/count.ts'
import { percent } from '../../figures/percent.ts'
import type { Concept } from '../columns.ts'
import type { Encoder, TraitDecision } from '../encode/encoder.ts'
import type { PersonaDescription } from './description.ts'
import { directionOf } from './direction.ts'
import type { Effect } from './effect.ts'
import { factOf } from './fact.ts'
import { meansNone } from './means-none.ts'
import { isOfOtherEvents } from './of-orders.ts'
import { labelInSentence, subjectInSentence } from './thing.ts'

type Interpretation = { summary: string; marketing_strategems: string[] }

type Rules = Partial<Record<Concept, Partial<Record<Effect['direction'], string[]>>>>

const RULES: Rules = {
  order_value: {
    higher: ['Offer early access and a personal contact: these people bring in more than their share of revenue.'],
    lower: [
      'Lead with small first steps, such as bundles just above their usual spend, rather than flagship products.',
    ],
  },
  average_value: {
    higher: ['Show premium versions and complete sets first; their baskets are larger than elsewhere.'],
    lower: ['Set a free-delivery threshold slightly above their usual basket to make it grow.'],
  },
  order_count: {
    higher: ['Reward the habit with a points scheme or a subscription for what they reorder.'],
    lower: [
      'Follow each purchase with one well-timed reason to come back; the next order matters more than a large one.',
    ],
  },
  recency: {
    higher: ['Run a win-back message with what is new since their last order, and stop when it goes unanswered.'],
    lower: ['Write to them now, sooner than to others, with what goes well with their latest order.'],
  },
  tenure: {
    higher: ['Thank them for staying: referrals and reviews come most easily from those who have been there longest.'],
    lower: ['Welcome them with a short series that explains the range and answers first questions.'],
  },
  variety: {
    higher: ['Show new arrivals from across the range; they already buy widely.'],
    lower: ['Recommend what goes with the products they know instead of the whole catalogue.'],
  },
  discount: {
    higher: ['Plan offers for them and keep those offers away from people who pay full price.'],
    lower: ['Leave discounts out; talk about quality and service.'],
  },
  returns: {
    higher: ['Improve size guides, photos and reviews on what they buy to save returns.'],
    lower: ['Offer trial and gift options freely; they rarely send things back.'],
  },
  income: {
    higher: ['Place premium ranges and services in front of them.'],
    lower: ['Talk about value for money, spread payments and long life.'],
  },
  wealth: {
    higher: ['Place premium ranges and services in front of them.'],
    lower: ['Talk about value for money and long life.'],
  },
  home_ownership: {
    more: ['Speak to their housing situation: what fits the place they live in.'],
    less: ['Speak to their housing situation: what fits the place they live in.'],
  },
  household_size: {
    higher: ['Offer family packs and quantities that last a larger household.'],
    lower: ['Offer smaller packs and portions.'],
  },
  children: {
    higher: ['Time campaigns to school holidays and the start of term.'],
    more: ['Match timing and range to their family situation.'],
    lower: ['Send campaigns outside school holidays, when others are busy.'],
  },
  pets: { more: ['Feature pets in pictures and add pet products to recommendations.'] },
}

/** A tenth of fewer is no test of anything. */
const FEW = 50

/** Advice that fits any persona, in words of this one. */
const generalOf = (name: string, { population, share }: PersonaDescription): string[] => [
  population < FEW
    ? `Write to the people of ${name} one by one: they are few enough for a personal word.`
    : `Test one message on a tenth of ${name} before sending it to everyone in it.`,
  `Look for more people like these by using ${name} as a seed audience.`,
  isEverybody(share)
    ? 'Ask for more personas, or bring more traits, to see how these people differ.'
    : `Compare ${name} with its nearest neighbour before changing prices or range.`,
]

/** The only persona of its set, or the only one that has people. */
const isEverybody = (share: number): boolean => share === 1

type InterpretOptions = {
  /** Then no suggestion comes from a protected trait; the summary still reports them. Default true. */
  avoidProtected?: boolean
  /** Suggestions that other personas of the set have already; this one's are added. No two are given the same. */
  given?: Set<string>
}

/**
 * Two sentences and three suggestions, made by rules from what sets the persona apart; nothing is said that the counts
 * don't say.
 */
export function interpret(
  encoder: Encoder,
  persona: PersonaDescription,
  name: string,
  { avoidProtected = true, given = new Set() }: InterpretOptions = {},
): Interpretation {
  const plans = new Map(encoder.traits.map((trait) => [trait.name, trait]))
  const people = counted(persona.population, 'person', 'people')
  const who = `${name} stands for ${people}, ${percent(persona.share)} of the set.`
  const facts = persona.salient.slice(0, 3).map((effect) => factOf(plans.get(effect.trait)!, effect))
  const apart =
    facts.length === 0
      ? isEverybody(persona.share)
        ? 'There is nobody else in it to compare them with.'
        : 'No trait sets them clearly apart from everybody else.'
      : `They stand out by this: ${facts.map(({ text }) => text).join('; ')}.`
  const advice = [...advised(persona, plans, avoidProtected), ...generalOf(name, persona)]
  const marketing_strategems = advice.filter((one) => !given.has(one)).slice(0, 3)
  for (const one of marketing_strategems) given.add(one)
  return { summary: `${who} ${apart}`, marketing_strategems }
}

/** The advice that the rules give, strongest difference first. */
function advised(persona: PersonaDescription, plans: Map<string, TraitDecision>, avoid: boolean): string[] {
  const found = new Set<string>()
  let productSaid = false
  for (const effect of persona.salient) {
    const plan = plans.get(effect.trait)!
    if (avoid && plan.protected) continue
    if (!holds(plan, effect, persona)) continue
    const rules = rulesFor(plan, effect)
    if (isProduct(plan) && rules.length > 0) {
      // Only one product can be put first.
      if (productSaid) continue
      productSaid = true
    }
    for (const rule of rules) found.add(rule)
  }
  return [...found]
}

/** Advice on what people have is for personas most of whom have it. */
const MOST = 0.5
/** A product is worth a mail from this share of their orders on. */
const WORTH_A_MAIL = 0.1
/** Below it nobody can be said to buy widely, or out of habit. */
const LEAST: Partial<Record<Concept, number>> = { variety: 3, order_count: 2 }

/** Whether what is advised holds of the persona itself, not only beside others: renters are most of it, newcomers are new. */
function holds(plan: TraitDecision, effect: Effect, persona: PersonaDescription): boolean {
  const { concept, subject, unit } = plan
  const { direction, inside, outside } = effect
  if (effect.value !== null) return direction === 'more' ? inside >= MOST : inside < MOST && outside >= MOST
  if (direction === 'higher' && subject !== null) return inside >= (isProduct(plan) ? WORTH_A_MAIL : MOST)
  if (direction === 'higher' && plan.kind === 'number' && inside < (LEAST[concept] ?? 0)) return false
  if (unit === 'days' && concept === 'tenure' && direction === 'lower') return inside <= 365
  // "Sooner than to others" is said of one persona of the set.
  if (concept === 'recency' && !effect.leads) return false
  return isBorneOut(plan, effect, persona)
}

/**
 * Whether means bear out what is said of more revenue and larger baskets: a skewed trait is compared on its log, and what
 * is typically higher may sum up to less. Who never ordered brings in nothing.
 */
function isBorneOut({ concept }: TraitDecision, effect: Effect, { population, traits }: PersonaDescription): boolean {
  if (effect.direction !== 'higher') return true
  if (concept === 'average_value') return effect.inside > effect.outside
  if (concept !== 'order_value') return true
  const unknown = traits.find((trait) => trait.trait_name === effect.trait)?.unknown_count ?? 0
  return (effect.inside * (population - unknown)) / population > effect.outside
}

const isProduct = ({ concept }: TraitDecision): boolean => concept === 'product' || concept === 'product_share'

/** Rules that speak of orders: they say nothing of visits or tickets. */
const OF_ORDERS: ReadonlySet<Concept> = new Set([
  ...(['order_count', 'order_value', 'average_value', 'recency', 'variety', 'product_share'] as const),
])

function rulesFor(plan: TraitDecision, effect: Effect): string[] {
  if (OF_ORDERS.has(plan.concept) && isOfOtherEvents(plan)) return []
  const { subject, concept } = plan
  const thing =
    typeof effect.value === 'string'
      ? labelInSentence(effect.value)
      : subject === null
        ? ''
        : subjectInSentence(subject)
  if (thing && (effect.direction === 'more' || effect.direction === 'higher')) {
    if (isProduct(plan)) {
      return [`Put ${thing} first in mails and on the landing page, then what is most often bought with it.`]
    }
    if (concept === 'place') return [`Use local references, events and delivery promises for ${thing}.`]
    if (concept === 'channel') return [`Reach them through ${thing}, the channel they are known for.`]
  }
  // Who seldom has "none" has pets.
  if (concept === 'pets' && typeof effect.value === 'string' && meansNone(plan, effect.value))
    return (effect.direction === 'less' && RULES.pets?.more) || []
  return RULES[concept]?.[directionOf(plan, effect)] ?? []
}
