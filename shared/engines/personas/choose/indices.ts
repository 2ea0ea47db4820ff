/**
 * How good a grouping is, exactly and over everybody, in two passes: O(n k d) time, O(k d) memory.
 *
 * The mean squared distance of a row x to the rows of a cluster C is ‖x − μ_C‖² + W_C / n_C, where W_C is the sum of
 * squared distances to the mean μ_C; so no pair of rows is ever looked at.
 */
export type Indices = {
  /** Mean silhouette under squared Euclidean distance: scikit-learn's silhouette_score(metric='sqeuclidean'). −1 to 1. */
  silhouette: number
  /** Davies and Bouldin 1979, as scikit-learn: lower is better. */
  davies_bouldin: number
  /** Caliński and Harabasz 1974: higher is better. */
  calinski_harabasz: number
  /** Sum of squared distances to the own mean. */
  inertia: number
  sizes: number[]
}

const BLOCK = 4096
/** Distances to so many means are summed side by side: each sum waits for its own last addition only. */
const LANES = 4

/** ‖x‖² of every row. */
export function squaresOf(matrix: Float32Array, n: number, d: number): Float64Array {
  const squares = new Float64Array(n)
  for (let i = 0, at = 0; i < n; i++) {
    let square = 0
    for (const end = at + d; at < end; at++) square += matrix[at]! * matrix[at]!
    squares[i] = square
  }
  return squares
}

/**
 * Indices of the grouping `labels` (0 … k−1, every one used) of the rows of an n × d matrix, standardised: near 0.
 * @param squares squaresOf the matrix: for whoever asks of several groupings
 */
export function indicesOf(
  matrix: Float32Array,
  n: number,
  d: number,
  labels: ArrayLike<number>,
  k: number,
  squares: Float64Array = squaresOf(matrix, n, d),
): Indices {
  const { sizes, means, within } = meansOf(matrix, n, d, labels, k, squares)
  const lanes = Math.ceil(k / LANES) * LANES
  const interleaved = new Float64Array(d * lanes)
  const apart = new Float64Array(lanes)
  for (let c = 0; c < k; c++) {
    const first = c - (c % LANES)
    let square = 0
    for (let j = 0; j < d; j++) {
      interleaved[first * d + j * LANES + (c % LANES)] = means[c * d + j]!
      square += means[c * d + j]! ** 2
    }
    apart[c] = square + within[c]! / sizes[c]!
  }
  const spread = within.map((sum, c) => sum / sizes[c]!)
  const radius = new Float64Array(k)
  const squared = new Float64Array(lanes)
  let total = 0
  for (let start = 0; start < n; start += BLOCK) {
    let block = 0
    for (let i = start; i < Math.min(n, start + BLOCK); i++) {
      const own = labels[i]!
      meanSquares(matrix, i * d, d, squares[i]!, interleaved, apart, squared)
      radius[own]! += Math.sqrt(Math.max(0, squared[own]! - spread[own]!))
      if (sizes[own] === 1) continue
      // A row is not its own neighbour: the mean is over the other n_C − 1.
      const inside = (squared[own]! * sizes[own]!) / (sizes[own]! - 1)
      let outside = Number.POSITIVE_INFINITY
      for (let c = 0; c < k; c++) if (c !== own && squared[c]! < outside) outside = squared[c]!
      const larger = Math.max(inside, outside)
      if (larger > 0 && outside < Number.POSITIVE_INFINITY) block += (outside - inside) / larger
    }
    total += block
  }
  return indicesFrom({ total, n, d, k, means, radius, within, sizes })
}

/** The indices from sums over the rows: `total` of their silhouettes, and per cluster of the ways to its mean and their squares. */
export function indicesFrom({ total, n, d, k, means, radius, within, sizes }: RowSums): Indices {
  const inertia = within.reduce((sum, x) => sum + x, 0)
  return {
    silhouette: total / n,
    davies_bouldin: daviesBouldin(means, radius, sizes, k, d),
    calinski_harabasz: calinskiHarabasz(means, sizes, inertia, n, k, d),
    inertia,
    sizes: [...sizes],
  }
}

interface RowSums {
  total: number
  n: number
  d: number
  k: number
  means: Float64Array
  radius: Float64Array
  within: Float64Array
  sizes: Float64Array
}

/**
 * Mean squared distance of one row to the rows of every cluster: ‖x‖² − 2 x·μ + (‖μ‖² + W / n), the first being `square`, the
 * bracket `apart`.
 * The means come four by four, the first dimension of four, then the second.
 */
function meanSquares(
  matrix: Float32Array,
  row: number,
  d: number,
  square: number,
  interleaved: Float64Array,
  apart: Float64Array,
  into: Float64Array,
): void {
  for (let c = 0, at = 0; c < into.length; c += LANES) {
    let [c0, c1, c2, c3] = [0, 0, 0, 0]
    for (let j = row; j < row + d; j++, at += LANES) {
      const x = matrix[j]!
      c0 += x * interleaved[at]!
      c1 += x * interleaved[at + 1]!
      c2 += x * interleaved[at + 2]!
      c3 += x * interleaved[at + 3]!
    }
    into[c] = square - 2 * c0 + apart[c]!
    into[c + 1] = square - 2 * c1 + apart[c + 1]!
    into[c + 2] = square - 2 * c2 + apart[c + 2]!
    into[c + 3] = square - 2 * c3 + apart[c + 3]!
  }
}

/** Sizes and means of the clusters, and the sums W of their rows' squared distances to the mean: Σ‖x‖² − n ‖μ‖². */
function meansOf(
  matrix: Float32Array,
  n: number,
  d: number,
  labels: ArrayLike<number>,
  k: number,
  squares: Float64Array,
) {
  const sizes = new Float64Array(k)
  const means = new Float64Array(k * d)
  const within = new Float64Array(k)
  for (let i = 0; i < n; i++) {
    const c = labels[i]!
    sizes[c]!++
    for (let j = 0, row = i * d, at = c * d; j < d; j++) means[at + j]! += matrix[row + j]!
    within[c]! += squares[i]!
  }
  for (let c = 0; c < k; c++) {
    let square = 0
    for (let j = c * d; j < (c + 1) * d; j++) {
      means[j]! /= sizes[c]! || 1
      square += means[j]! ** 2
    }
    within[c] = Math.max(0, within[c]! - sizes[c]! * square)
  }
  return { sizes, means, within }
}

function squaredDistance(
  a: Float32Array | Float64Array,
  from: number,
  b: Float32Array | Float64Array,
  to: number,
  d: number,
): number {
  let sum = 0
  for (let j = 0; j < d; j++) {
    const difference = a[from + j]! - b[to + j]!
    sum += difference * difference
  }
  return sum
}

function daviesBouldin(means: Float64Array, radius: Float64Array, sizes: Float64Array, k: number, d: number): number {
  if (k < 2) return 0
  let sum = 0
  for (let a = 0; a < k; a++) {
    let worst = 0
    for (let b = 0; b < k; b++) {
      const apart = Math.sqrt(squaredDistance(means, a * d, means, b * d, d))
      if (b !== a && apart > 0) worst = Math.max(worst, (radius[a]! / sizes[a]! + radius[b]! / sizes[b]!) / apart)
    }
    sum += worst
  }
  return sum / k
}

function calinskiHarabasz(
  means: Float64Array,
  sizes: Float64Array,
  inertia: number,
  n: number,
  k: number,
  d: number,
): number {
  const centre = new Float64Array(d)
  for (let c = 0; c < k; c++) for (let j = 0; j < d; j++) centre[j]! += (means[c * d + j]! * sizes[c]!) / n
  let between = 0
  for (let c = 0; c < k; c++) between += sizes[c]! * squaredDistance(means, c * d, centre, 0, d)
  if (k < 2 || n <= k) return 0
  return inertia === 0 ? 1 : (between * (n - k)) / (inertia * (k - 1))
}
