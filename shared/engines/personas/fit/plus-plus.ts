import type { Random } from '../random.ts'

/**
 * Greedy k-means++ (Arthur and Vassilvitskii 2007, §5): each next centre is the best of 2 + ⌊ln k⌋ candidates drawn with
 * probability proportional to the squared distance from the centres so far. k × d, in the order drawn: no centre knows of
 * those after it, so the first j of them are a start for j clusters. Of a row of which not everything is known (NaN) only the
 * known values add to a distance, and a centre that is drawn there takes everybody's mean, 0, for the others.
 */
export function plusPlus(matrix: Float32Array, n: number, d: number, k: number, random: Random): Float32Array {
  const centres = new Float32Array(k * d)
  const trials = 2 + Math.floor(Math.log(k))
  let row = random.below(n)
  let nearest = new Float64Array(n).fill(Number.POSITIVE_INFINITY)
  let total = shrink(matrix, n, d, row, nearest, nearest)
  centres.set(centreAt(matrix, d, row))
  // The best candidate so far and the one on trial take turns in two arrays, the third is what both start from.
  let best = new Float64Array(n)
  let trial = new Float64Array(n)
  for (let c = 1; c < k; c++) {
    let bestTotal = Number.POSITIVE_INFINITY
    for (let t = 0; t < trials; t++) {
      const candidate = drawByWeight(nearest, total, random)
      const trialTotal = shrink(matrix, n, d, candidate, nearest, trial)
      if (trialTotal >= bestTotal) continue
      row = candidate
      bestTotal = trialTotal
      const swap = best
      best = trial
      trial = swap
    }
    const swap = nearest
    nearest = best
    best = swap
    total = bestTotal
    centres.set(centreAt(matrix, d, row), c * d)
  }
  return centres
}

/** Every row's squared distance to the nearest centre when `row` becomes one more: from `before` into `after`; returns their sum. */
function shrink(
  matrix: Float32Array,
  n: number,
  d: number,
  row: number,
  before: Float64Array,
  after: Float64Array,
): number {
  const centre = centreAt(matrix, d, row)
  let total = 0
  for (let i = 0, at = 0; i < n; i++, at += d) {
    const limit = before[i]!
    let sum = 0
    for (let j = 0; j < d; j++) {
      const difference = matrix[at + j]! - centre[j]!
      if (!Number.isNaN(difference)) sum += difference * difference
    }
    const nearer = sum < limit ? sum : limit
    after[i] = nearer
    total += nearer
  }
  return total
}

/** The row as a centre: every coordinate a number. */
function centreAt(matrix: Float32Array, d: number, row: number): Float32Array {
  return matrix.slice(row * d, row * d + d).map((value) => value || 0)
}

function drawByWeight(weights: Float64Array, total: number, random: Random): number {
  let left = random.unit() * total
  for (let i = 0; i < weights.length; i++) {
    left -= weights[i]!
    if (left < 0) return i
  }
  return random.below(weights.length)
}
