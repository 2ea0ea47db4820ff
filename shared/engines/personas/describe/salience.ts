import { OTHER_LABEL } from '../columns.ts'
import type { TraitDecision } from '../encode/encoder.ts'
import { type PartialTrait, valueSum, zMoments } from './describe.ts'
import type { Effect } from './effect.ts'
import { type Figures, figuresOf, sharesOf } from './figures.ts'

/** Between small and medium: a difference that one can see. */
const SALIENT_EFFECT = 0.35
/** And one that chance does not explain: this many standard errors. */
const STANDARD_ERRORS = 3

/** The strongest difference of persona p in this trait; null when either side has nobody with a value. */
export function effectOf(plan: TraitDecision, trait: PartialTrait, p: number): Effect | null {
  const others = trait.known.map((_, q) => q).filter((q) => q !== p)
  const n = trait.known[p]!
  const m = others.reduce((sum, q) => sum + trait.known[q]!, 0)
  if (n === 0 || m === 0 || !plan.transform) return null
  const isLarge = (effect: number) =>
    Math.abs(effect) >= SALIENT_EFFECT && Math.abs(effect) >= STANDARD_ERRORS * Math.sqrt(1 / n + 1 / m)
  const found =
    plan.transform.kind === 'number' && plan.kind !== 'boolean'
      ? numberEffect(plan, trait, p, others)
      : plan.transform.kind === 'ordered'
        ? orderedEffect(plan, trait, p, others)
        : shareEffect(plan, trait, p, others)
  if (!found) return null
  // A skewed trait is compared on its log: plain means may round to the same words, or even point the other way.
  const agrees = found.figures !== undefined && found.inside > found.outside === found.effect > 0
  const direction = DIRECTIONS[found.value === null ? 'number' : 'share'][found.effect < 0 ? 1 : 0]!
  return { trait: plan.name, kind: plan.kind, ...found, direction, salient: agrees && isLarge(found.effect) }
}

const DIRECTIONS = { number: ['higher', 'lower'], share: ['more', 'less'] } as const

type Found = Omit<Effect, 'trait' | 'kind' | 'direction' | 'salient'>

function numberEffect(plan: TraitDecision, trait: PartialTrait, p: number, others: number[]): Found {
  const transform = plan.transform!
  if (transform.kind !== 'number') throw new Error(`trait ${plan.name} is no number`)
  const here = zMoments(trait, [p])
  const there = zMoments(trait, others)
  const all = zMoments(trait, [p, ...others])
  const effect = all.variance > 0 ? (here.mean - there.mean) / Math.sqrt(all.variance) : 0
  const known = (personas: number[]) => personas.reduce((sum, q) => sum + trait.known[q]!, 0)
  // A share of orders is one of all orders of these people: the mean of everybody's shares counts a single order like fifty.
  const sum = (of: number[], personas: number[]) => personas.reduce((total, q) => total + of[q]!, 0)
  const isPooled = sum(trait.base, [p]) > 0 && sum(trait.base, others) > 0
  const meanOf = (personas: number[]) =>
    isPooled
      ? sum(trait.part, personas) / sum(trait.base, personas)
      : valueSum(trait, transform, personas) / known(personas)
  const [inside, outside] = [meanOf([p]), meanOf(others)]
  const equalled = others.some((q) => trait.known[q]! > 0 && isAsFar(meanOf([q]), inside, effect))
  return { value: null, effect, inside, outside, figures: figuresOf(plan, inside, outside), leads: !equalled }
}

/** Whether another persona goes as far: of two equals neither leads. */
const isAsFar = (other: number, own: number, effect: number): boolean => (effect < 0 ? other <= own : other >= own)

/** Of bands that have an order, by the mean of their places in it. */
function orderedEffect(plan: TraitDecision, trait: PartialTrait, p: number, others: number[]): Found | null {
  const labels = plan.bins.kind === 'labels' ? plan.bins.labels : []
  // The last bin holds bands that the encoder has not seen: they have no position in the order.
  const bands = (personas: number[]) => labels.map((_, v) => personas.reduce((sum, q) => sum + trait.bins[q]![v]!, 0))
  const [here, there] = [bands([p]), bands(others)]
  const all = here.map((count, position) => count + there[position]!)
  if (total(here) === 0 || total(there) === 0) return null
  const centre = meanPlace(all)
  const variance = all.reduce((sum, count, position) => sum + (position - centre) ** 2 * count, 0) / total(all)
  const [inside, outside] = [meanPlace(here), meanPlace(there)]
  const effect = variance > 0 ? (inside - outside) / Math.sqrt(variance) : 0
  const equalled = others.some((q) => total(bands([q])) > 0 && isAsFar(meanPlace(bands([q])), inside, effect))
  return { value: null, effect, inside, outside, figures: bandFigures(labels, here, there, effect), leads: !equalled }
}

const total = (counts: number[]): number => counts.reduce((sum, count) => sum + count, 0)
const meanPlace = (counts: number[]): number =>
  counts.reduce((sum, count, position) => sum + position * count, 0) / total(counts)

/** The band of the median person on either side; where that is the same, how many are beyond the middle of everybody. */
function bandFigures(labels: string[], here: number[], there: number[], effect: number): Figures | undefined {
  const [inside, outside] = [medianPlace(here), medianPlace(there)]
  // The band of the median person may hold few: then it is typical, not that of most.
  const said = (counts: number[], place: number) =>
    `${counts[place]! * 2 >= total(counts) ? 'mostly' : 'typically'} ${inSentence(labels[place]!)}`
  if (inside !== outside && inside > outside === effect > 0)
    return { inside: said(here, inside), outside: said(there, outside) }
  const beyond = (counts: number[]) =>
    total(effect > 0 ? counts.slice(outside + 1) : counts.slice(0, outside)) / total(counts)
  if (beyond(here) <= beyond(there)) return undefined
  const shares = sharesOf(beyond(here), beyond(there))
  return (
    shares && {
      ...shares,
      inside: `${shares.inside} ${effect > 0 ? 'above' : 'below'} ${inSentence(labels[outside]!)}`,
    }
  )
}

/** `Under $25K` → `under $25K`. */
const inSentence = (band: string): string =>
  band.replace(/^(Under|Over|Below|Above|Less|More|Up|At)\b/, (word) => word.toLowerCase())

/** The place of the lower median person. */
export function medianPlace(counts: number[]): number {
  let seen = 0
  return counts.findIndex((count) => {
    seen += count
    return seen * 2 >= total(counts)
  })
}

function shareEffect(plan: TraitDecision, trait: PartialTrait, p: number, others: number[]): Found {
  const labels: (string | boolean | null)[] =
    plan.bins.kind === 'labels' ? [...plan.bins.labels, null] : plan.bins.kind === 'truth' ? [false, true] : []
  const shareOf = (v: number, personas: number[]) => {
    const people = personas.reduce((sum, q) => sum + trait.known[q]!, 0)
    return people === 0 ? 0 : personas.reduce((sum, q) => sum + trait.bins[q]![v]!, 0) / people
  }
  let best: Found = { value: null, effect: 0, inside: 0, outside: 0, leads: false }
  let bestRank = -1
  labels.forEach((value, v) => {
    // "Other" is no value that anyone can picture, and "not false" is said as "true".
    if (value === null || value === false || value === OTHER_LABEL) return
    const [inside, outside] = [shareOf(v, [p]), shareOf(v, others)]
    const effect = 2 * Math.asin(Math.sqrt(inside)) - 2 * Math.asin(Math.sqrt(outside))
    // Having something says more than lacking something, so among near equals the positive one goes first.
    const rank = effect > 0 ? effect : -effect * 0.7
    if (rank <= bestRank) return
    bestRank = rank
    const equalled = others.some((q) => trait.known[q]! > 0 && isAsFar(shareOf(v, [q]), inside, effect))
    best = { value, effect, inside, outside, figures: sharesOf(inside, outside), leads: !equalled }
  })
  return best
}
