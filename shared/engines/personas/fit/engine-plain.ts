import {
  type AssignInput,
  DEFAULT_TOLERANCE,
  type Engine,
  type FitInput,
  type FitResult,
} from '../../../kernels/kmeans/engine.ts'

/** Rows summed together before the block sums are added up in order. */
const BLOCK = 4096

/**
 * Lloyd's k-means on typed arrays in float64 arithmetic over float32 data. No dependency, any d and k; the tests compare the
 * others with it. It is the only engine that takes NaN in the matrix for a value that is not known: a distance is summed over
 * the known values of a row (the partial distance, Dixon 1979), and a centre is the weighted mean of the known values of its rows,
 * or everybody's mean, 0, in a dimension of which none is known: docs/decisions/0007-missing-values.md.
 */
export const plainEngine: Engine = {
  name: 'plain',
  fit({ matrix, n, d, centroids: start, maxIterations, tolerance = DEFAULT_TOLERANCE }: FitInput): FitResult {
    const centres = Float64Array.from(start)
    const labels = new Uint8Array(n)
    const nearest = new Float64Array(n)
    const weights = weightsOf(matrix, n, d)
    let iterations = 0
    while (iterations < maxIterations) {
      iterations++
      labelRows(matrix, n, d, centres, labels, nearest)
      if (moveCentres(matrix, n, d, weights, labels, nearest, centres) <= tolerance) break
    }
    // The labels handed back belong to the float32 centroids handed back.
    const centroids = Float32Array.from(centres)
    const inertia = labelRows(matrix, n, d, Float64Array.from(centroids), labels, nearest)
    const sizes = new Array<number>(start.length / d).fill(0)
    for (const label of labels) sizes[label]!++
    return { centroids, labels, iterations, inertia, sizes }
  },
  assign({ matrix, n, d, centroids, distances }: AssignInput) {
    const labels = new Uint8Array(n)
    const nearest = new Float64Array(n)
    labelRows(matrix, n, d, Float64Array.from(centroids), labels, nearest)
    return distances ? { labels, distances: Float32Array.from(nearest) } : { labels }
  },
}

/** ml-kmeans, the reference, is ten times slower: it makes the fit that counts, plain arrays make the many that don't. */
export function forMany(engine: Engine): Engine {
  return engine.name === 'ml-kmeans' ? plainEngine : engine
}

/**
 * How much each row shapes the centres: 1 where everything is known of it, and steeply less the less is known. A row of which half is
 * known is often nearest to a wrong centre, and would pull it; yet groups of which a trait is never known keep their rows.
 */
function weightsOf(matrix: Float32Array, n: number, d: number): Float64Array {
  const weights = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    let known = 0
    for (let j = i * d; j < (i + 1) * d; j++) if (!Number.isNaN(matrix[j])) known++
    weights[i] = (known / d) ** 4
  }
  return weights
}

/** Labels every row with its nearest centre, ties to the lowest index; returns the inertia. */
function labelRows(
  matrix: Float32Array,
  n: number,
  d: number,
  centres: Float64Array,
  labels: Uint8Array,
  nearest: Float64Array,
): number {
  const k = centres.length / d
  let inertia = 0
  for (let start = 0; start < n; start += BLOCK) {
    const end = Math.min(n, start + BLOCK)
    let block = 0
    for (let i = start; i < end; i++) {
      const row = i * d
      let best = 0
      let least = Number.POSITIVE_INFINITY
      for (let c = 0; c < k; c++) {
        const at = c * d
        let sum = 0
        for (let j = 0; j < d; j++) {
          const difference = matrix[row + j]! - centres[at + j]!
          if (!Number.isNaN(difference)) sum += difference * difference
        }
        if (sum < least) {
          least = sum
          best = c
        }
      }
      labels[i] = best
      nearest[i] = least
      block += least
    }
    inertia += block
  }
  return inertia
}

/** New means, summed in blocks; an empty cluster takes the row farthest from its own centre. Returns the largest squared move. */
function moveCentres(
  matrix: Float32Array,
  n: number,
  d: number,
  weights: Float64Array,
  labels: Uint8Array,
  nearest: Float64Array,
  centres: Float64Array,
): number {
  const k = centres.length / d
  const sizes = new Float64Array(k)
  const known = new Float64Array(k * d)
  const totals = new Float64Array(k * d)
  const block = new Float64Array(k * d)
  for (let start = 0; start < n; start += BLOCK) {
    const end = Math.min(n, start + BLOCK)
    block.fill(0)
    for (let i = start; i < end; i++) {
      const c = labels[i]!
      const weight = weights[i]!
      sizes[c]!++
      for (let j = 0, at = c * d, row = i * d; j < d; j++) {
        const value = matrix[row + j]!
        if (Number.isNaN(value)) continue
        block[at + j]! += value * weight
        known[at + j]! += weight
      }
    }
    for (let x = 0; x < totals.length; x++) totals[x] = totals[x]! + block[x]!
  }
  let farthest = 0
  for (let c = 0; c < k; c++) {
    const lost = sizes[c] === 0 ? farthestRow(nearest, n) : -1
    let moved = 0
    for (let j = 0; j < d; j++) {
      const at = c * d + j
      const next = lost >= 0 ? matrix[lost * d + j]! || 0 : known[at]! > 0 ? totals[at]! / known[at]! : 0
      moved += (next - centres[at]!) ** 2
      centres[at] = next
    }
    if (moved > farthest) farthest = moved
  }
  return farthest
}

/** Takes the farthest row out of the running, so that two empty clusters don't take the same one. */
function farthestRow(nearest: Float64Array, n: number): number {
  let far = 0
  for (let i = 1; i < n; i++) if (nearest[i]! > nearest[far]!) far = i
  nearest[far] = 0
  return far
}
