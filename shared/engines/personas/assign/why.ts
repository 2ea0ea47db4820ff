import { type Encoded, keptTraits } from '../encode/encoder.ts'
import { centroidsOf, type Model } from '../model.ts'
import type { Assignment } from './assign.ts'
import { blockDistance } from './distances.ts'

/** Most reasons given per person. */
export const REASONS = 3

/**
 * For every person the up to three traits that spoke most for their persona and against the runner-up: those with the
 * largest difference of squared distances to the two centres, over what is known of the person.
 *
 * @returns n × 3: indices into the encoder's kept traits, strongest first; −1 where fewer than three spoke for the persona
 */
export function whyAll(model: Model, encoded: Encoded, assignment: Assignment): Int32Array {
  const kept = keptTraits(model.encoder)
  const centroids = centroidsOf(model)
  const { n, d, matrix, known } = encoded
  const decided = new Int32Array(n * REASONS).fill(-1)
  // Most traits have one dimension: −1 marks those that have more.
  const single = Int32Array.from(kept, ({ offset, width }) => (width === 1 ? offset : -1))
  const most = new Float64Array(REASONS)
  const by = new Int32Array(REASONS)

  /** How much nearer by a trait the row, at `row` in the matrix, is to the centre at `own` than to the one at `other`. */
  function gainOf(t: number, row: number, own: number, other: number): number {
    const j = single[t]!
    if (j < 0) {
      return (
        blockDistance(matrix, row, centroids, other, kept[t]!) - blockDistance(matrix, row, centroids, own, kept[t]!)
      )
    }
    const away = matrix[row + j]! - centroids[other + j]!
    const near = matrix[row + j]! - centroids[own + j]!
    return away * away - near * near
  }

  for (let i = 0; i < n; i++) {
    const own = assignment.persona[i]! * d
    const other = assignment.runnerUp[i]! * d
    if (other < 0) continue
    let found = 0
    for (let t = 0; t < kept.length; t++) {
      const gain = known[i * kept.length + t] === 1 ? gainOf(t, i * d, own, other) : 0
      if (!(gain > 0)) continue
      // To its rank among the strongest so far; of equal ones the first stays ahead.
      let rank = found
      while (rank > 0 && gain > most[rank - 1]!) rank--
      if (rank === REASONS) continue
      if (found < REASONS) found++
      for (let to = found - 1; to > rank; to--) {
        most[to] = most[to - 1]!
        by[to] = by[to - 1]!
      }
      most[rank] = gain
      by[rank] = t
    }
    for (let reason = 0; reason < found; reason++) {
      decided[i * REASONS + reason] = by[reason]!
    }
  }
  return decided
}
