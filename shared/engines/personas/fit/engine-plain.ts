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
 * Lloyd's k-means on typed arrays in float64 arithmetic over float32 data. No dependency, any d and k; what the tests
 * compare with and what small samples use, where a kernel's start-up would cost more than the work.
 */
export const plainEngine: Engine = {
  name: 'plain',
  fit({ matrix, n, d, centroids: start, maxIterations, tolerance = DEFAULT_TOLERANCE }: FitInput): FitResult {
    const centres = Float64Array.from(start)
    const labels = new Uint8Array(n)
    const nearest = new Float64Array(n)
    let iterations = 0
    while (iterations < maxIterations) {
      iterations++
      labelRows(matrix, n, d, centres, labels, nearest)
      if (moveCentres(matrix, n, d, labels, nearest, centres) <= tolerance) break
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
          sum += difference * difference
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
  labels: Uint8Array,
  nearest: Float64Array,
  centres: Float64Array,
): number {
  const k = centres.length / d
  const counts = new Float64Array(k)
  const totals = new Float64Array(k * d)
  const block = new Float64Array(k * d)
  for (let start = 0; start < n; start += BLOCK) {
    const end = Math.min(n, start + BLOCK)
    block.fill(0)
    for (let i = start; i < end; i++) {
      const c = labels[i]!
      counts[c] = counts[c]! + 1
      for (let j = 0, at = c * d, row = i * d; j < d; j++) block[at + j] = block[at + j]! + matrix[row + j]!
    }
    for (let x = 0; x < totals.length; x++) totals[x] = totals[x]! + block[x]!
  }
  let farthest = 0
  for (let c = 0; c < k; c++) {
    const lost = counts[c] === 0 ? farthestRow(nearest, n) : -1
    let moved = 0
    for (let j = 0; j < d; j++) {
      const at = c * d + j
      const next = lost >= 0 ? matrix[lost * d + j]! : totals[at]! / counts[c]!
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
