import type { Encoded, Encoder } from './encoder.ts'
import { keptTraits } from './encoder.ts'

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
  const { n, d, matrix, known } = encoded
  const kept = keptTraits(encoder)
  const t = kept.length
  const k = centroids.length / d
  const persona = new Int32Array(n)
  const runnerUp = new Int32Array(n).fill(-1)
  const margin = new Float32Array(n)
  const distances = new Float64Array(k)
  for (let i = 0; i < n; i++) {
    let complete = true
    for (let trait = 0; trait < t; trait++) if (known[i * t + trait] === 0) complete = false
    for (let c = 0; c < k; c++) {
      let sum = 0
      if (complete) {
        for (let j = 0, row = i * d, at = c * d; j < d; j++) {
          const difference = matrix[row + j]! - centroids[at + j]!
          sum += difference * difference
        }
      } else {
        for (let trait = 0; trait < t; trait++) {
          if (known[i * t + trait] === 1) sum += blockDistance(matrix, i * d, centroids, c * d, kept[trait]!)
        }
      }
      distances[c] = sum
    }
    let first = 0
    for (let c = 1; c < k; c++) if (distances[c]! < distances[first]!) first = c
    let second = -1
    for (let c = 0; c < k; c++) if (c !== first && (second < 0 || distances[c]! < distances[second]!)) second = c
    persona[i] = first
    runnerUp[i] = second
    if (second >= 0 && distances[second]! > 0) margin[i] = 1 - Math.sqrt(distances[first]! / distances[second]!)
  }
  return { persona, runnerUp, margin, coverage: encoded.coverage }
}

/** Squared distance between a row and a centre over the dimensions of one trait. */
export function blockDistance(
  matrix: Float32Array,
  row: number,
  centroids: Float32Array,
  at: number,
  trait: { offset: number; width: number },
): number {
  let sum = 0
  for (let j = trait.offset; j < trait.offset + trait.width; j++) {
    const difference = matrix[row + j]! - centroids[at + j]!
    sum += difference * difference
  }
  return sum
}
