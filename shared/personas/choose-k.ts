import { chanceSilhouette } from './chance.ts'
import { type Encoded, type Encoder, keptTraits, type TraitPlan } from './encoder.ts'
import type { Fitted } from './fit.ts'
import { type FitPeople, fitPeople, peopleToFit } from './fit-people.ts'
import { indicesOf } from './indices.ts'
import type { Engine } from './kernel/engine.ts'
import { separationOf } from './separation.ts'
import { stabilityOf } from './stability.ts'

export type SelectionMethod = 'evidence' | 'log10'

/** The evidence for one number of personas. */
export type Candidate = {
  k: number
  /** Mean silhouette under squared Euclidean distance over everybody fitted on, −1 to 1. */
  silhouette_squared_euclidean: number
  davies_bouldin: number
  calinski_harabasz: number
  /** Mean adjusted Rand index over bootstrap samples, 1 is always the same grouping. */
  stability: number
  /** Depth of the shallowest valley between neighbouring personas, 0 none to 1 empty. */
  separation: number
  /** The silhouette that shuffled traits reach; only where most traits are categories, where every cut looks like a gap. */
  chance_silhouette: number | null
  smallest_share: number
  /** It passes every test. */
  distinct: boolean
  /** What it fails, in words. */
  fails: string[]
}

export type Selection = {
  method: SelectionMethod | 'given'
  chosen: number
  reason: string
  weak: boolean
  /** One sentence for the customer when weak. */
  warning: string | null
  candidates: Candidate[]
  /** People that the evidence is counted on. */
  people: number
}

export type ChooseInput = {
  encoder: Encoder
  encoded: Encoded
  seed: string
  engine: Engine
  k?: number | undefined
  method?: SelectionMethod | undefined
}

export const SMALLEST_SHARE = 0.05
const LEAST_STABILITY = 0.8
/** More is asked where the valleys are shallow, and where most traits are categories, which make stable cuts by chance. */
const LEAST_STABILITY_IN_DOUBT = 0.9
const LEAST_SEPARATION = 0.2
const CLEAR_SEPARATION = 0.6
const LEAST_LIFT = 0.1

/** Faraday's own rule: floor(log10 of the number of people), at least 2, at most 8. */
export function logRule(people: number): number {
  return Math.max(2, Math.min(8, Math.floor(Math.log10(people))))
}

/**
 * How many personas, and the evidence.
 *
 * The rule: of 2 to 8 personas, the largest number that is distinct, which means that its smallest persona has 5 % of
 * the people, that there are valleys between neighbours (separation ≥ 0.2; where most traits are categories instead a
 * silhouette 0.1 above that of shuffled traits), and that bootstrap samples give the same personas (stability ≥ 0.8 where
 * separation ≥ 0.6, else ≥ 0.9). When no number is distinct the set is weak, and the number from
 * 3 up (two say little) that comes out most alike from sample to sample is taken.
 */
export function chooseK(input: ChooseInput): { fitted: Fitted; selection: Selection } {
  const people = peopleToFit(input.encoder, input.encoded)
  const method = input.k === undefined ? (input.method ?? 'evidence') : 'given'
  const sized = Math.min(people.n, logRule(input.encoded.n))
  const largest = Math.max(2, Math.min(8, Math.floor(people.n / 5)))
  const all = Array.from({ length: largest - 1 }, (_, i) => i + 2).filter((k) => k <= people.n)
  const wanted = method === 'log10' ? [sized] : [...new Set([...all, input.k ?? sized])].sort((a, b) => a - b)
  const tried = wanted.map((k) => {
    const fitted = fitPeople(input.encoder, people, k, input.seed, input.engine)
    return { k, fitted, candidate: weigh(input, people, fitted) }
  })
  const candidates = tried.map((entry) => entry.candidate)
  const distinct = tried.filter((entry) => entry.candidate.distinct)
  const large = tried.filter((entry) => entry.candidate.smallest_share >= SMALLEST_SHARE)
  const several = large.filter((entry) => entry.k > 2)
  const fallback = (several.length > 0 ? several : large).reduce<(typeof tried)[number] | null>(
    (best, entry) => (best && best.candidate.stability >= entry.candidate.stability ? best : entry),
    null,
  )
  const byEvidence = distinct.at(-1) ?? fallback ?? tried[0]!
  const chosen = method === 'evidence' ? byEvidence : tried.find((entry) => entry.k === (input.k ?? sized))!
  const { candidate, fitted } = chosen
  const selection: Selection = {
    method,
    chosen: fitted.k,
    reason: reasonOf(method, candidate, input.encoded.n, distinct.length > 0),
    weak: !candidate.distinct,
    warning: candidate.distinct ? null : warningFor(candidate),
    candidates,
    people: people.n,
  }
  return { fitted, selection }
}

function weigh(input: ChooseInput, people: FitPeople, fitted: Fitted): Candidate {
  const { matrix, n, d } = people
  const { labels, k, centroids } = fitted
  const indices = indicesOf(matrix, n, d, labels, k)
  const kept = keptTraits(input.encoder)
  const stepped = mostlyStepped(kept)
  const stability = stabilityOf(matrix, n, d, centroids, input.seed)
  const separation = separationOf(matrix, n, d, labels, centroids)
  const chance = stepped ? chanceSilhouette(matrix, n, d, kept, k, input.seed) : null
  const smallest = Math.min(...indices.sizes) / n
  const fails: string[] = []
  if (k < 2) fails.push('everybody is alike')
  if (smallest < SMALLEST_SHARE)
    fails.push(`the smallest persona has only ${(smallest * 100).toFixed(1)} % of the people`)
  const clear = !stepped && separation >= CLEAR_SEPARATION
  if (stability < (clear ? LEAST_STABILITY : LEAST_STABILITY_IN_DOUBT)) {
    fails.push('other samples of the same people would be grouped differently')
  }
  if (chance === null && separation < LEAST_SEPARATION)
    fails.push('neighbouring personas shade into one another without a gap')
  if (chance !== null && indices.silhouette < chance + LEAST_LIFT) fails.push('the traits hardly go together')
  return {
    k,
    silhouette_squared_euclidean: indices.silhouette,
    davies_bouldin: indices.davies_bouldin,
    calinski_harabasz: indices.calinski_harabasz,
    stability,
    separation,
    chance_silhouette: chance,
    smallest_share: smallest,
    distinct: fails.length === 0,
    fails,
  }
}

/** Whether at least half the weight lies on traits of few values, where a valley test finds gaps by construction. */
function mostlyStepped(kept: readonly TraitPlan[]): boolean {
  const total = kept.reduce((sum, trait) => sum + trait.weight, 0)
  const stepped = kept.filter((trait) => {
    if (trait.transform?.kind === 'one_hot' || trait.kind === 'boolean') return true
    if (trait.transform?.kind === 'ordered') return trait.transform.labels.length <= 3
    return trait.bins.kind === 'ranges' && trait.bins.edges.length <= 3
  })
  return stepped.reduce((sum, trait) => sum + trait.weight, 0) * 2 >= total
}

function reasonOf(method: Selection['method'], candidate: Candidate, people: number, anyDistinct: boolean): string {
  const k = `${candidate.k} personas`
  const facts = `stability ${candidate.stability.toFixed(2)}, separation ${candidate.separation.toFixed(2)}, smallest persona ${(candidate.smallest_share * 100).toFixed(1)} %`
  if (method === 'given') return `${k} because that number was asked for (${facts}).`
  if (method === 'log10') return `${k} because the cohort has ${people} people: floor(log10), 2 to 8 (${facts}).`
  if (anyDistinct)
    return `${k} is the largest number that is distinct: each has 5 % of the people or more, samples agree on them, and they stand apart (${facts}).`
  return `No number from 2 to 8 gives distinct personas, so the one that samples agree on most is taken: ${k} (${facts}).`
}

function warningFor(candidate: Candidate): string {
  return `Read these personas as a convenient division, not as natural groups: ${candidate.fails.join(', and ')}.`
}
