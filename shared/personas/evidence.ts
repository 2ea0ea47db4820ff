import { chanceSilhouette } from './chance.ts'
import { type Encoder, keptTraits, type TraitPlan } from './encoder.ts'
import type { Fitted } from './fit.ts'
import type { FitPeople } from './fit-people.ts'
import { indicesOf } from './indices.ts'
import type { Engine } from './kernel/engine.ts'
import { separationOf } from './separation.ts'
import { stabilityOf } from './stability.ts'

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

export const SMALLEST_SHARE = 0.05
const LEAST_STABILITY = 0.8
/** More is asked where the valleys are shallow, and where most traits are categories, which make stable cuts by chance. */
const LEAST_STABILITY_IN_DOUBT = 0.9
const LEAST_SEPARATION = 0.2
const CLEAR_SEPARATION = 0.6
const LEAST_LIFT = 0.1

/** Puts one grouping to the tests that chooseK states. */
export function weigh(encoder: Encoder, people: FitPeople, fitted: Fitted, seed: string, engine: Engine): Candidate {
  const { matrix, n, d } = people
  const { labels, k, centroids } = fitted
  const indices = indicesOf(matrix, n, d, labels, k)
  const kept = keptTraits(encoder)
  const stepped = mostlyStepped(kept)
  const stability = stabilityOf(matrix, n, d, centroids, seed, engine)
  const separation = separationOf(matrix, n, d, labels, centroids)
  const chance = stepped ? chanceSilhouette(matrix, n, d, kept, k, seed, engine) : null
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
    if (trait.transform?.kind === 'ordered') return trait.transform.labels.length <= 5
    return trait.bins.kind === 'ranges' && trait.bins.edges.length <= 5
  })
  return stepped.reduce((sum, trait) => sum + trait.weight, 0) * 2 >= total
}
