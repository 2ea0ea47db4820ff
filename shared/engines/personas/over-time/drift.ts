import type { PartialDescription } from '../describe/describe.ts'
import type { Encoder } from '../encode/encoder.ts'

type TraitDrift = {
  trait: string
  /** Population stability index: 0 the same distribution; below 0.1 little, above 0.25 a different population. */
  psi: number
  level: 'steady' | 'shifting' | 'shifted'
}
type Drift = {
  traits: TraitDrift[]
  refit: boolean
  /** One sentence for the customer. */
  sentence: string
}

const SHIFTING = 0.1
const SHIFTED = 0.25
/** A bin that was empty would make the index infinite; half a person stands in for nobody. */
const NOBODY = 0.5

/** Σ (q − p) · ln(q / p) over the bins, of counts (Lewis 1994; the Kullback–Leibler divergence both ways). 0 for the same counts. */
export function stabilityIndex(before: readonly number[], now: readonly number[]): number {
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + Math.max(count, NOBODY), 0)
  const totalBefore = sum(before)
  const totalNow = sum(now)
  return before.reduce((psi, count, bin) => {
    const p = Math.max(count, NOBODY) / totalBefore
    const q = Math.max(now[bin]!, NOBODY) / totalNow
    return psi + (q - p) * Math.log(q / p)
  }, 0)
}

/**
 * How far the population described now has moved from the one described then, per trait, under one encoder. "Unknown"
 * is a separate bin. A distance that chance alone gives, (bins − 1)(1/n + 1/m), is not called a shift.
 */
export function driftOf(encoder: Encoder, before: PartialDescription, now: PartialDescription): Drift {
  const traits = encoder.traits.map((plan, t): TraitDrift => {
    const then = totals(before, t)
    const today = totals(now, t)
    const psi = stabilityIndex(then, today)
    const people = (counts: number[]) => counts.reduce((sum, count) => sum + count, 0) || 1
    const chance = 3 * (then.length - 1) * (1 / people(then) + 1 / people(today))
    const level = psi < Math.max(SHIFTING, chance) ? 'steady' : psi < Math.max(SHIFTED, chance) ? 'shifting' : 'shifted'
    return { trait: plan.name, psi, level }
  })
  const moved = encoder.traits.flatMap((plan, t) =>
    plan.kept && traits[t]!.level !== 'steady' ? [{ plan, drift: traits[t]! }] : [],
  )
  const shifted = moved.filter(({ drift }) => drift.level === 'shifted').sort((a, b) => b.drift.psi - a.drift.psi)
  const kept = encoder.traits.filter((plan) => plan.kept).length
  const refit = shifted.length > 0 || moved.length * 2 > kept
  return { traits, refit, sentence: sentenceFor(refit, shifted.length > 0 ? shifted : moved) }
}

function totals(description: PartialDescription, t: number): number[] {
  const trait = description.traits[t]!
  const bins = trait.bins[0]?.map((_, bin) => trait.bins.reduce((sum, counts) => sum + counts[bin]!, 0)) ?? []
  const people = description.people.reduce((sum, count) => sum + count, 0)
  return [...bins, people - trait.known.reduce((sum, count) => sum + count, 0)]
}

function sentenceFor(refit: boolean, moved: { plan: { literate: string }; drift: TraitDrift }[]): string {
  if (!refit) return 'People today are much like those the personas were made from; a rebuild is not needed.'
  const names = moved.slice(0, 3).map(({ plan, drift }) => `${plan.literate} (index ${drift.psi.toFixed(2)})`)
  return `A rebuild is worth it: today's people differ from those the personas were made from in ${names.join(', ')}.`
}
