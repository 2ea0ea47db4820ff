import { type Encoder, keptTraits } from '../encode/encoder.ts'

/** Centres as they are added up: dimension after dimension, in each all of them. */
type Lanes = {
  /** How many there is room for: a multiple of four. */
  lanes: number
  /** Dimension j of centre c is at j · lanes + c. */
  across: Float64Array
}

export function lanesOf(centroids: Float32Array, d: number): Lanes {
  const k = centroids.length / d
  const lanes = Math.ceil(k / 4) * 4
  const across = new Float64Array(d * lanes)
  for (let c = 0; c < k; c++) for (let j = 0; j < d; j++) across[j * lanes + c] = centroids[c * d + j]!
  return { lanes, across }
}

/**
 * Adds the squared distances of a row, at `at` in `matrix`, to every centre over the first `many` of some dimensions to what
 * `from` has, into `into`. Four centres side by side: a sum waits for its own last addition, so four sums take the time of one.
 */
export function addSquares(
  matrix: Float32Array,
  at: number,
  dimensions: Int32Array,
  many: number,
  { lanes, across }: Lanes,
  from: Float64Array,
  into: Float64Array,
): void {
  for (let c = 0; c < lanes; c += 4) {
    let s0 = from[c]!
    let s1 = from[c + 1]!
    let s2 = from[c + 2]!
    let s3 = from[c + 3]!
    for (let i = 0; i < many; i++) {
      const j = dimensions[i]!
      const from = j * lanes + c
      const x = matrix[at + j]!
      const d0 = x - across[from]!
      const d1 = x - across[from + 1]!
      const d2 = x - across[from + 2]!
      const d3 = x - across[from + 3]!
      s0 += d0 * d0
      s1 += d1 * d1
      s2 += d2 * d2
      s3 += d3 * d3
    }
    into[c] = s0
    into[c + 1] = s1
    into[c + 2] = s2
    into[c + 3] = s3
  }
}

/** Squared distances of encoded people, one at a time, to every persona's centre. */
type Distances = {
  /** k numbers: of the person asked for last. */
  distances: Float64Array
  /** Person `i` of rows of dimensions and of what is known of each, one byte a kept trait. Unknown traits add nothing. */
  of: (matrix: Float32Array, known: Uint8Array, i: number) => void
}

export function createDistances(encoder: Encoder, centroids: Float32Array): Distances {
  const d = encoder.dimensions
  const k = centroids.length / d
  const kept = keptTraits(encoder)
  const traits = kept.length
  const beside = lanesOf(centroids, d)
  const all = Int32Array.from({ length: d }, (_, j) => j)
  const zeros = new Float64Array(beside.lanes)
  const padded = new Float64Array(beside.lanes)
  const distances = padded.subarray(0, k)
  return {
    distances,
    of(matrix, known, i) {
      let complete = true
      for (let t = i * traits; t < (i + 1) * traits; t++) if (known[t] === 0) complete = false
      if (complete) {
        addSquares(matrix, i * d, all, d, beside, zeros, padded)
        return
      }
      for (let c = 0; c < k; c++) {
        let sum = 0
        for (let t = 0; t < traits; t++) {
          if (known[i * traits + t] === 1) sum += blockDistance(matrix, i * d, centroids, c * d, kept[t]!)
        }
        distances[c] = sum
      }
    },
  }
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

/** The index of the least, the first of equal ones. */
export function leastOf(distances: Float64Array): number {
  let first = 0
  for (let c = 1; c < distances.length; c++) if (distances[c]! < distances[first]!) first = c
  return first
}
