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

/** The same persona as `assign` gives, bit for bit: its sums, each in its order. */
export function createNearest(encoder: Encoder, centroids: Float32Array): Nearest {
  const d = encoder.dimensions
  const k = centroids.length / d
  const kept = keptTraits(encoder)
  // Four personas side by side: a sum waits for its own last addition, so four sums take the time of one.
  const lanes = Math.ceil(k / 4) * 4
  const across = new Float64Array(d * lanes)
  for (let c = 0; c < k; c++) for (let j = 0; j < d; j++) across[j * lanes + c] = centroids[c * d + j]!
  const padded = new Float64Array(lanes)
  const distances = padded.subarray(0, k)

  function whole(row: Float32Array): void {
    for (let c = 0; c < lanes; c += 4) {
      let [a, b, e, f] = [0, 0, 0, 0]
      for (let j = 0, at = c; j < d; j++, at += lanes) {
        const x = row[j]!
        const da = x - across[at]!
        const db = x - across[at + 1]!
        const de = x - across[at + 2]!
        const df = x - across[at + 3]!
        a += da * da
        b += db * db
        e += de * de
        f += df * df
      }
      padded[c] = a
      padded[c + 1] = b
      padded[c + 2] = e
      padded[c + 3] = f
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
