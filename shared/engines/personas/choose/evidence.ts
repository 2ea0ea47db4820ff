import type { Engine } from '../../../kernels/kmeans/engine.ts'
import { percentReached } from '../../figures/percent.ts'
import { type Encoder, keptTraits, type TraitDecision } from '../encode/encoder.ts'
import { bySize, type Fitted, groupBy } from '../fit/fit.ts'
import type { FitPeople } from '../fit/fit-people.ts'
import { searchClusters } from '../fit/search.ts'
import { MOST_TRIED, SMALLEST_SHARE } from '../limits.ts'
import { chanceSilhouettes } from './chance.ts'
import { type Indices, indicesOf, squaresOf } from './indices.ts'
import { neighboursOf } from './neighbours.ts'
import { partialIndicesOf } from './partial-indices.ts'
import { separationOf } from './separation.ts'
import { stabilitiesOf } from './stability.ts'

/** The evidence for one number of personas. */
export type Candidate = {
  k: number
  /** Mean silhouette under squared Euclidean distance over everybody fitted on, −1 to 1. */
  silhouette_squared_euclidean: number
  davies_bouldin: number
  calinski_harabasz: number
  /** Mean adjusted Rand index over bootstrap samples, 1 is always the same grouping. */
  stability: number
  /** How far the two personas that are least apart stand apart, 0 not at all to 1 an empty gap. */
  separation: number
  /** The silhouette that shuffled traits reach; only where most traits are categories, where every cut looks like a gap. */
  chance_silhouette: number | null
  smallest_share: number
  /** It passes every test. */
  distinct: boolean
  /** The conditions that it does not meet, in words. */
  fails: string[]
}

/** A condition that a number of personas does not meet. */
export type Failure = 'small' | 'unstable' | 'joined' | 'further' | 'unrelated' | 'single'
type Fails = Partial<Record<Failure, string>>

const LEAST_STABILITY = 0.8
/** More is asked where most traits are categories, which make stable cuts by chance, and where the valleys are shallow. */
const LEAST_STABILITY_OF_CATEGORIES = 0.9
const LEAST_STABILITY_IN_DOUBT = 0.92
/** Half a bent band comes to 0.2 by chance. */
const LEAST_SEPARATION = 0.25
const CLEAR_SEPARATION = 0.6
const LEAST_LIFT = 0.1

/** A number of personas, the centres tried for it, and what was found out about them. */
export type Tried = {
  k: number
  centroids: Float32Array
  candidate: Candidate
  /** The first of the conditions that it does not meet. */
  failure: Failure | undefined
}

/**
 * Tries every number of personas and puts it to the tests that chooseK states. Centres, stability, separation and chance
 * come from samples; the silhouette and its like, and the sizes, from everybody, labelled by those centres.
 */
export function tryNumbers(
  encoder: Encoder,
  people: FitPeople,
  ks: readonly number[],
  seed: string,
  engine: Engine,
): Tried[] {
  const { matrix, n, d, complete } = people
  const kept = keptTraits(encoder)
  const stepped = mostlyStepped(kept)
  const searched = searchClusters({ matrix, n, d, ks, seed, engine })
  const found = searched.found.map((one) => bySize(one, d))
  const stabilities = stabilitiesOf(
    matrix,
    n,
    d,
    found.map(({ centroids }) => centroids),
    seed,
    engine,
  )
  const neighbours = neighboursOf(searched.matrix, searched.n, d, Math.max(MOST_TRIED, ...ks))
  const chances = stepped ? chanceSilhouettes(matrix, n, d, kept, ks, seed, engine) : null
  const squares = complete ? squaresOf(matrix, n, d) : undefined
  const measured = found.map(({ labels, centroids }, i): Measured => {
    const fitted = groupBy({ matrix, n, d, engine }, centroids)
    return {
      fitted,
      indices: squares
        ? indicesOf(matrix, n, d, fitted.labels, fitted.k, squares)
        : partialIndicesOf(matrix, n, d, fitted.labels, fitted.k),
      stability: stabilities[i]!,
      separation: separationOf(searched.matrix, searched.n, d, labels, centroids, neighbours),
      chance: chances ? chances[i]! : null,
    }
  })
  return measured.map((one, i) => {
    const further = Math.max(-1, ...measured.slice(i + 1).map(({ indices }) => indices.silhouette))
    return { k: ks[i]!, centroids: one.fitted.centroids, ...weigh(one, n, further) }
  })
}

type Measured = { fitted: Fitted; indices: Indices; stability: number; separation: number; chance: number | null }

/** `further`: the highest silhouette of a larger number. */
function weigh(measured: Measured, n: number, further: number): Pick<Tried, 'candidate' | 'failure'> {
  const { fitted, indices, stability, separation, chance } = measured
  const smallest = Math.min(...indices.sizes) / n
  // One persona has no neighbours and can't be drawn otherwise: none of the tests says anything of it.
  const found = fitted.k < 2 ? SINGLE : failsOf(measured, smallest, further)
  const candidate: Candidate = {
    k: fitted.k,
    silhouette_squared_euclidean: indices.silhouette,
    davies_bouldin: indices.davies_bouldin,
    calinski_harabasz: indices.calinski_harabasz,
    stability,
    separation,
    chance_silhouette: chance,
    smallest_share: smallest,
    distinct: Object.keys(found).length === 0,
    fails: Object.values(found),
  }
  return { candidate, failure: (Object.keys(found) as Failure[])[0] }
}

const SINGLE: Fails = { single: 'a single persona tells nobody apart' }

/** The share that the smallest of k personas must have: 5 %, and above 8 personas as much less as there are more of them. */
const smallestOf = (k: number) => SMALLEST_SHARE * Math.min(1, MOST_TRIED / k)

function failsOf(
  { fitted, indices, stability, separation, chance }: Measured,
  smallest: number,
  further: number,
): Fails {
  const fails: Fails = {}
  if (smallest < smallestOf(fitted.k))
    fails.small = `the smallest persona has only ${percentReached(smallest)} of the people fitted on`
  const shallow = chance === null && separation < CLEAR_SEPARATION
  const leastStability = shallow ? LEAST_STABILITY_IN_DOUBT : LEAST_STABILITY
  if (stability < (chance === null ? leastStability : LEAST_STABILITY_OF_CATEGORIES)) {
    fails.unstable = 'other samples of the same people would be grouped differently'
  }
  if (shallow && separation < LEAST_SEPARATION) {
    fails.joined = 'neighbouring personas shade into one another without a gap'
  } else if (shallow && further > indices.silhouette) {
    // A crowd, cut anywhere, may show dents there and even be cut alike twice; but it can be cut further just as well.
    fails.further = 'more personas would stand apart better still'
  }
  if (chance !== null && indices.silhouette < chance + LEAST_LIFT) fails.unrelated = 'the traits hardly go together'
  return fails
}

/** Whether at least half the weight lies on traits of few values, where a valley test finds gaps by construction. */
function mostlyStepped(kept: readonly TraitDecision[]): boolean {
  const total = kept.reduce((sum, trait) => sum + trait.weight, 0)
  const stepped = kept.filter((trait) => {
    if (trait.transform?.kind === 'one_hot' || trait.kind === 'boolean') return true
    if (trait.transform?.kind === 'ordered') return trait.transform.labels.length <= 5
    return trait.bins.kind === 'ranges' && trait.bins.edges.length <= 5
  })
  return stepped.reduce((sum, trait) => sum + trait.weight, 0) * 2 >= total
}
