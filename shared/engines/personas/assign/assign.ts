import type { Encoded, Encoder } from '../encode/encoder.ts'
import { createDistances, leastOf } from './distances.ts'

export type Assignment = {
  /** Index of the nearest persona. */
  persona: Int32Array
  /** Index of the second nearest; -1 when there is only one persona. */
  runnerUp: Int32Array
  /** 1 − d₁/d₂ of the distances to the two: 0 undecided, 1 exactly at the persona's centre. */
  margin: Float32Array
  /** Share of the traits (by weight) that the decision could use. */
  coverage: Float32Array
}

/**
 * Each person's nearest persona over the dimensions that are known of them. A missing trait adds nothing to any
 * distance, which is the same as filling it with each persona's own centre: a lead who never ordered is placed by age
 * and income, not by the absence of orders. Ties go to the lowest index, hence to the larger persona.
 */
export function assign(encoder: Encoder, centroids: Float32Array, encoded: Encoded): Assignment {
  const { n, matrix, known } = encoded
  const { distances, of } = createDistances(encoder, centroids)
  const k = distances.length
  const persona = new Int32Array(n)
  const runnerUp = new Int32Array(n).fill(-1)
  const margin = new Float32Array(n)
  for (let i = 0; i < n; i++) {
    of(matrix, known, i)
    const first = leastOf(distances)
    let second = -1
    for (let c = 0; c < k; c++) if (c !== first && (second < 0 || distances[c]! < distances[second]!)) second = c
    persona[i] = first
    runnerUp[i] = second
    if (second >= 0 && distances[second]! > 0) margin[i] = 1 - Math.sqrt(distances[first]! / distances[second]!)
  }
  return { persona, runnerUp, margin, coverage: encoded.coverage }
}
