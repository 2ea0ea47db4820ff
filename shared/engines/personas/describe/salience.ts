import { type ColumnKind, OTHER_LABEL } from '../columns.ts'
import type { TraitDecision } from '../encode/encoder.ts'
import { type PartialTrait, valueSum, zMoments } from './describe.ts'

/** How one persona differs from everybody else in the set in one trait. */
export type Effect = {
  trait: string
  kind: ColumnKind
  /** `higher`/`lower`: a number, date or ordered band; `more`/`less`: a share of people. */
  direction: 'higher' | 'lower' | 'more' | 'less'
  /** The label (or true) whose share differs; null for numbers. */
  value: string | boolean | null
  /**
   * Numbers, dates, bands: Cohen's d, the difference of means in standard deviations (of the transformed trait).
   * Shares: Cohen's h, 2·asin√p − 2·asin√q. On both, 0.2 is small, 0.5 medium, 0.8 large (Cohen 1988, §2.2 and §6.2).
   */
  effect: number
  /** Mean (date: epoch days; band: position) or share, of the persona and of everybody else. */
  inside: number
  outside: number
  salient: boolean
}

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
  const isSalient = (effect: number) =>
    Math.abs(effect) >= SALIENT_EFFECT && Math.abs(effect) >= STANDARD_ERRORS * Math.sqrt(1 / n + 1 / m)
  const base = { trait: plan.name, kind: plan.kind }
  if (plan.transform.kind === 'number' && plan.kind !== 'boolean') {
    const here = zMoments(trait, [p])
    const there = zMoments(trait, others)
    const all = zMoments(trait, [p, ...others])
    const effect = all.variance > 0 ? (here.mean - there.mean) / Math.sqrt(all.variance) : 0
    return {
      ...base,
      direction: effect < 0 ? 'lower' : 'higher',
      value: null,
      effect,
      inside: valueSum(trait, plan.transform, [p]) / n,
      outside: valueSum(trait, plan.transform, others) / m,
      salient: isSalient(effect),
    }
  }
  const countsOutside = trait.bins[0]!.map((_, v) => others.reduce((sum, q) => sum + trait.bins[q]![v]!, 0))
  if (plan.transform.kind === 'ordered') return orderedEffect(base, trait.bins[p]!, countsOutside, isSalient)
  return shareEffect(base, plan, trait.bins[p]!, countsOutside, n, m, isSalient)
}

type Base = Pick<Effect, 'trait' | 'kind'>

function orderedEffect(
  base: Base,
  allInside: number[],
  allOutside: number[],
  isSalient: (effect: number) => boolean,
): Effect | null {
  // The last bin holds bands that the encoder has not seen: they have no position in the order.
  const inside = allInside.slice(0, -1)
  const outside = allOutside.slice(0, -1)
  const n = inside.reduce((sum, count) => sum + count, 0)
  const m = outside.reduce((sum, count) => sum + count, 0)
  if (n === 0 || m === 0) return null
  const mean = (counts: number[], total: number) =>
    counts.reduce((sum, count, position) => sum + position * count, 0) / total
  const all = inside.map((count, position) => count + outside[position]!)
  const centre = mean(all, n + m)
  const variance = all.reduce((sum, count, position) => sum + (position - centre) ** 2 * count, 0) / (n + m)
  const here = mean(inside, n)
  const there = mean(outside, m)
  const effect = variance > 0 ? (here - there) / Math.sqrt(variance) : 0
  const direction = effect < 0 ? 'lower' : 'higher'
  return { ...base, direction, value: null, effect, inside: here, outside: there, salient: isSalient(effect) }
}

function shareEffect(
  base: Base,
  plan: TraitDecision,
  inside: number[],
  outside: number[],
  n: number,
  m: number,
  isSalient: (effect: number) => boolean,
): Effect {
  const labels: (string | boolean | null)[] =
    plan.bins.kind === 'labels' ? [...plan.bins.labels, null] : plan.bins.kind === 'truth' ? [false, true] : []
  let best: Effect | null = null
  let bestRank = -1
  labels.forEach((value, v) => {
    // "Other" is no value that anyone can picture, and "not false" is said as "true".
    if (value === null || value === false || value === OTHER_LABEL) return
    const here = inside[v]! / n
    const there = outside[v]! / m
    const effect = 2 * Math.asin(Math.sqrt(here)) - 2 * Math.asin(Math.sqrt(there))
    // Having something says more than lacking something, so among near equals the positive one goes first.
    const rank = effect > 0 ? effect : -effect * 0.7
    if (rank <= bestRank) return
    bestRank = rank
    const direction = effect < 0 ? 'less' : 'more'
    best = { ...base, direction, value, effect, inside: here, outside: there, salient: isSalient(effect) }
  })
  return best ?? { ...base, direction: 'more', value: null, effect: 0, inside: 0, outside: 0, salient: false }
}
