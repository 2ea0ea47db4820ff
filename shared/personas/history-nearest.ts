import { blockDistance } from './assign.ts'
import { type Encoder, keptTraits } from './encoder.ts'

/** Finds the nearest persona of one encoded person, without making anything: history asks millions of times. */
export type Nearest = {
  k: number
  /** Squared distances to every persona at the last call. */
  distances: Float64Array
  /** `row`: the person's dimensions; `known`: one byte a kept trait; `complete`: whether all of them are 1. */
  of: (row: Float32Array, known: Uint8Array, complete: boolean) => number
}

/** The same persona as `assign` gives, bit for bit: its sums, in its order. */
export function createNearest(encoder: Encoder, centroids: Float32Array): Nearest {
  const d = encoder.dimensions
  const k = centroids.length / d
  const kept = keptTraits(encoder)
  const distances = new Float64Array(k)

  function whole(row: Float32Array): void {
    for (let c = 0, at = 0; c < k; c++) {
      let sum = 0
      for (let j = 0; j < d; j++, at++) {
        const difference = row[j]! - centroids[at]!
        sum += difference * difference
      }
      distances[c] = sum
    }
  }

  function partly(row: Float32Array, known: Uint8Array): void {
    for (let c = 0; c < k; c++) {
      let sum = 0
      for (let t = 0; t < kept.length; t++) {
        if (known[t] === 1) sum += blockDistance(row, 0, centroids, c * d, kept[t]!)
      }
      distances[c] = sum
    }
  }

  return {
    k,
    distances,
    of(row, known, complete) {
      if (complete) whole(row)
      else partly(row, known)
      let first = 0
      for (let c = 1; c < k; c++) if (distances[c]! < distances[first]!) first = c
      return first
    },
  }
}
