import type { Encoder } from '../encode/encoder.ts'
import { plainEngine } from '../fit/engine-plain.ts'
import type { FitPeople } from '../fit/fit-people.ts'
import { searchClusters } from '../fit/search.ts'
import { LEAST_PEOPLE_A_PERSONA, MOST_ASKED, MOST_TRIED } from '../limits.ts'
import { evenRows, rowsAt } from '../rows.ts'
import { type Candidate, type Tried, tryNumbers } from './evidence.ts'
import { indicesOf } from './indices.ts'
import { partialIndicesOf } from './partial-indices.ts'

/** The silhouette of the largest number tried, as a share of the highest: under it the curve has passed its top. */
const STILL_HIGH = 0.9
/** A larger number fits clearly better when its silhouette is higher by a twentieth. */
const CLEARLY = 1.05
/** Silhouettes are compared on so many people. */
const ROWS = 2_000
/** Where the silhouette still rises at 20, every fourth number up to 40 is looked at, then those beside the highest. */
const BEYOND = [24, 28, 32, 36, 40]
const BESIDE_BEYOND = [-3, -2, -1, 1, 2, 3]

/** More groups than Moira chooses by itself. */
export type Larger = {
  /** The number to ask for, at most 20. */
  ask: Candidate
  /** The number that stands apart: the same, unless it is above 20. */
  groups: Candidate
  /** The number up to 8 with the highest silhouette. */
  best: Candidate
}

/**
 * Whether these people fall into more groups than Moira chooses by itself. Where the silhouette is still high at 8, the
 * silhouettes of larger numbers are looked at; the highest of them, if it is clearly above all up to 8, gets the whole
 * evidence and must be distinct. It is a number to ask for: nothing is built with it.
 */
export function largerNumber(
  encoder: Encoder,
  people: FitPeople,
  tried: readonly Tried[],
  seed: string,
): Larger | null {
  const last = tried.at(-1)!.candidate
  if (last.k !== MOST_TRIED) return null
  const silhouette = (candidate: Candidate) => candidate.silhouette_squared_euclidean
  const best = tried
    .map(({ candidate }) => candidate)
    .reduce((top, candidate) => (silhouette(top) >= silhouette(candidate) ? top : candidate))
  if (silhouette(last) < STILL_HIGH * silhouette(best)) return null
  const highest = highestAbove(people, seed)
  if (!highest || highest.silhouette < CLEARLY * silhouette(best)) return null
  const ks = highest.k > MOST_ASKED ? [MOST_ASKED, highest.k] : [highest.k]
  const found = tryNumbers(encoder, people, ks, seed, plainEngine).map(({ candidate }) => candidate)
  const [ask, groups] = [found[0]!, found.at(-1)!]
  return groups.distinct && silhouette(ask) >= CLEARLY * silhouette(best) ? { ask, groups, best } : null
}

type Curve = { k: number; silhouette: number }

/** The number above 8 with the highest silhouette, by a sample; null where there are too few people for any. */
function highestAbove({ matrix, n, d, complete }: FitPeople, seed: string): Curve | null {
  const rows = evenRows(n, ROWS)
  const sample = { matrix: rowsAt(matrix, d, rows), n: rows.length, d }
  const curve = (ks: readonly number[]): Curve[] => {
    const possible = ks.filter((k) => k > MOST_TRIED && k * LEAST_PEOPLE_A_PERSONA <= rows.length)
    if (possible.length === 0) return []
    const { found } = searchClusters({ ...sample, ks: possible, seed, engine: plainEngine, starts: 5 })
    return found.map(({ labels, centroids }, i) => {
      const indices = (complete ? indicesOf : partialIndicesOf)(
        sample.matrix,
        rows.length,
        d,
        labels,
        centroids.length / d,
      )
      return { k: possible[i]!, silhouette: indices.silhouette }
    })
  }
  const top = (curves: readonly Curve[]) =>
    curves.reduce<Curve | null>((best, one) => (best && best.silhouette >= one.silhouette ? best : one), null)
  const asked = top(curve(Array.from({ length: MOST_ASKED - MOST_TRIED }, (_, i) => MOST_TRIED + 1 + i)))
  if (!asked || asked.k < MOST_ASKED - 1) return asked
  const beyond = top(curve(BEYOND))
  if (!beyond || beyond.silhouette <= asked.silhouette) return asked
  return top([beyond, ...curve(BESIDE_BEYOND.map((off) => beyond.k + off))])
}
