import { isoDay } from '../../figures/day.ts'
import { OTHER_LABEL } from '../columns.ts'
import { niceOf } from '../encode/bins.ts'
import type { Encoder, TraitDecision } from '../encode/encoder.ts'
import type { NiceBins } from '../encode/nice-bins.ts'
import type { PartialDescription, PartialTrait } from './describe.ts'
import { valueSum } from './describe.ts'
import type { Effect } from './effect.ts'
import { edgeText } from './figures.ts'
import { effectOf, medianPlace } from './salience.ts'

/** As the client's AnalysisDimensionsTraitBin; a bin without `value` (boolean) or `max` (ranges) is open. */
type Bin =
  | { data_type: 'boolean'; value?: boolean; count: number; percent: number }
  | { data_type: 'date'; min: string; max?: string; count: number; percent: number }
  | { data_type: 'number'; min: number; max?: number; count: number; percent: number }
  | { data_type: 'text'; value: string; count: number; percent: number }

export type CentreValue = number | string | boolean | null

type TraitDescription = {
  trait_name: string
  /** As people call it, and the unit of its numbers. */
  literate: string
  unit: string | null
  /** It was a dimension of the clustering. */
  clustered: boolean
  salient: boolean
  effect: number
  /** People of this persona whose value is not known; they are in no bin, except for booleans. Absent where values are not looked at. */
  unknown_count?: number
  /** Of a share: how many things it is the share of, such as all orders of these people. */
  base_count?: number
  bins: Bin[]
  /** Of equal width where they are ranges, each with a label. */
  nice_bins: (Bin & { label: string })[]
}

export type PersonaDescription = {
  population: number
  /** Of the set, 0 to 1. */
  share: number
  /** Mean coverage of the traits that decided, 0 to 1. */
  coverage: number
  /** Mean (numbers), share of all their orders, mean day (dates), median band, or most frequent value. */
  centre: Record<string, CentreValue>
  /** The traits that set it apart, strongest first. */
  salient: Effect[]
  traits: TraitDescription[]
}

export type Description = { population: number; personas: PersonaDescription[] }

/** Turns added-up counts into what a person reads. Pure function of the counts, so shards don't show. */
export function finishDescription(encoder: Encoder, partial: PartialDescription): Description {
  const population = partial.people.reduce((sum, count) => sum + count, 0)
  const personas = partial.people.map((count, p): PersonaDescription => {
    const centre: Record<string, CentreValue> = {}
    const effects: Effect[] = []
    const traits = encoder.traits.map((plan, t): TraitDescription => {
      const trait = partial.traits[t]!
      const effect = effectOf(plan, trait, p)
      // A trait that repeats another is marked salient in its histogram, but is not named a second time.
      if (effect?.salient && plan.same_as === null) effects.push(effect)
      centre[plan.name] = centreOf(plan, trait, p)
      return {
        trait_name: plan.name,
        literate: plan.literate,
        unit: plan.unit,
        clustered: plan.kept,
        salient: effect?.salient ?? false,
        effect: Number((effect?.effect ?? 0).toFixed(4)),
        // Identifiers and free text are known, and counted by nobody.
        ...((plan.transform || plan.coverage === 0) && { unknown_count: count - trait.known[p]! }),
        ...(trait.base[p]! > 0 && { base_count: trait.base[p]! }),
        bins: binsOf(plan, trait, p, count),
        nice_bins: niceBinsOf(plan, trait, p, count),
      }
    })
    return {
      population: count,
      share: population === 0 ? 0 : count / population,
      coverage: count === 0 ? 0 : partial.coverage[p]! / 1000 / count,
      centre,
      salient: mostTelling(encoder, effects),
      traits,
    }
  })
  return { population, personas }
}

/**
 * Strongest first, but of several columns about one thing (the shares of a mix, two columns on children) the second counts
 * half, the third a third: ten products of one taste say little more than the first.
 */
function mostTelling(encoder: Encoder, effects: readonly Effect[]): Effect[] {
  const about = new Map(encoder.traits.map(({ name, concept }) => [name, concept === 'other' ? name : concept]))
  const strongest = [...effects].sort((a, b) => Math.abs(b.effect) - Math.abs(a.effect))
  const seen = new Map<string, number>()
  const ranked = strongest.map((effect) => {
    const topic = about.get(effect.trait)!
    const place = (seen.get(topic) ?? 0) + 1
    seen.set(topic, place)
    return { effect, rank: Math.abs(effect.effect) / place }
  })
  return ranked.sort((a, b) => b.rank - a.rank).map(({ effect }) => effect)
}

function centreOf(plan: TraitDecision, trait: PartialTrait, p: number): CentreValue {
  const known = trait.known[p]!
  const transform = plan.transform
  if (known === 0 || !transform) return null
  const counts = trait.bins[p]!
  if (plan.kind === 'boolean') return counts[1]! > counts[0]!
  if (transform.kind === 'number') {
    // A share of orders is one of all orders of these people.
    const isShare = trait.base[p]! > 0
    const mean = isShare ? trait.part[p]! / trait.base[p]! : valueSum(trait, transform, [p]) / known
    return plan.kind === 'date' ? isoDay(mean) : Number(mean.toPrecision(6))
  }
  const labels = plan.bins.kind === 'labels' ? plan.bins.labels : []
  // Bands that the encoder has not seen don't count.
  if (transform.kind === 'ordered') return labels[medianPlace(counts.slice(0, labels.length))] ?? null
  const top = labels.reduce((best, _, v) => (counts[v]! > counts[best]! ? v : best), 0)
  return labels[top] ?? null
}

/** The bins as a picture shows them: the last is closed, and each says what it holds. */
function niceBinsOf(plan: TraitDecision, trait: PartialTrait, p: number, people: number): (Bin & { label: string })[] {
  const nice = niceOf(plan.bins)
  if (!nice) {
    return binsOf(plan, trait, p, people).map((bin) => {
      const label = bin.data_type === 'text' ? bin.value : bin.data_type === 'boolean' ? truthOf(bin.value) : ''
      return { ...bin, label }
    })
  }
  const known = trait.known[p]!
  return nice.edges.map((min, v) => {
    const count = trait.nice[p]![v]!
    const percent = known === 0 ? 0 : Number(((count / known) * 100).toFixed(4))
    const max = nice.single ? min : (nice.edges[v + 1] ?? nice.top)
    const label = labelOf(plan, nice, v)
    return plan.kind === 'date'
      ? { data_type: 'date', min: isoDay(min), max: isoDay(max), count, percent, label }
      : { data_type: 'number', min, max, count, percent, label }
  })
}

const truthOf = (value: boolean | undefined): string => (value === undefined ? 'unknown' : value ? 'yes' : 'no')

function labelOf(plan: TraitDecision, nice: NiceBins, v: number): string {
  const isFirst = v === 0
  const isLast = v === nice.edges.length - 1
  const [from, to] = [nice.edges[v]!, nice.edges[v + 1] ?? nice.top]
  if (isFirst && nice.below && !isLast) return `under ${edgeText(plan, to)}`
  if (isLast && nice.above) return `${edgeText(plan, from)} and more`
  if (nice.single) return edgeText(plan, from)
  return `${edgeText(plan, from)} – ${edgeText(plan, to)}`
}

function binsOf(plan: TraitDecision, trait: PartialTrait, p: number, people: number): Bin[] {
  const counts = trait.bins[p]!
  const known = trait.known[p]!
  const of = (count: number, total: number) => ({
    count,
    percent: total === 0 ? 0 : Number(((count / total) * 100).toFixed(4)),
  })
  if (plan.bins.kind === 'truth') {
    const unknown = people - known
    const bins: Bin[] = [
      { data_type: 'boolean', value: true, ...of(counts[1]!, people) },
      { data_type: 'boolean', value: false, ...of(counts[0]!, people) },
    ]
    return unknown > 0 ? [...bins, { data_type: 'boolean', ...of(unknown, people) }] : bins
  }
  if (plan.bins.kind === 'labels') {
    const bins = plan.bins.labels.map((value, v): Bin => ({ data_type: 'text', value, ...of(counts[v]!, known) }))
    const rest = counts.at(-1)!
    return rest > 0 ? [...bins, { data_type: 'text', value: OTHER_LABEL, ...of(rest, known) }] : bins
  }
  const edges = plan.bins.edges
  return edges.map((min, v): Bin => {
    const max = edges[v + 1]
    if (plan.kind === 'date') {
      return {
        data_type: 'date',
        min: isoDay(min),
        ...(max === undefined ? {} : { max: isoDay(max) }),
        ...of(counts[v]!, known),
      }
    }
    return { data_type: 'number', min, ...(max === undefined ? {} : { max }), ...of(counts[v]!, known) }
  })
}
