import type { Candidate } from './evidence.ts'

/** Stabilities this close are alike: from seed to seed one differs by 0.02 to 0.04. */
const AS_STABLE = 0.05
/** The share of the highest silhouette that a larger number of personas must keep. */
const KEPT = 0.8

const silhouette = (one: Candidate): number => one.silhouette_squared_euclidean

/** Of numbers that are distinct, ascending, the one with the highest silhouette; undefined where there is none. */
export const strongest = (candidates: readonly Candidate[]): Candidate | undefined =>
  candidates.reduce<Candidate | undefined>(
    (top, one) => (!one.distinct || (top && silhouette(top) >= silhouette(one)) ? top : one),
    undefined,
  )

/** Whether samples agree on a number about as well as on another. */
export const isAsStable = (one: Candidate, as: Candidate): boolean => one.stability >= as.stability - AS_STABLE

/** The largest distinct number that is as stable as the strongest and keeps enough of its silhouette. */
export function finest(candidates: readonly Candidate[]): Candidate | undefined {
  const best = strongest(candidates)
  if (!best) return undefined
  return candidates.findLast(
    (one) => one.distinct && isAsStable(one, best) && silhouette(one) >= KEPT * silhouette(best),
  )
}
