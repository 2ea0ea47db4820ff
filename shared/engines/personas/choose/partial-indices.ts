import { type Indices, indicesFrom } from './indices.ts'

/**
 * The indices of indicesOf where not everything is known: NaN in the n × d matrix. A row is compared with a cluster over the
 * dimensions that are known of the row, in each with the rows of the cluster that know it; a sum over some of the d dimensions is
 * scaled up to all of them (the partial distance, Dixon 1979). Where everything is known they are those of indicesOf, up to
 * rounding. In a dimension that nobody of a cluster knows, everybody stands for it.
 *
 * The mean squared difference of x to the known values of a cluster in dimension j is x² − 2 x μ + s, where μ is their mean and s
 * the mean of their squares: no pair of rows is looked at.
 */
export function partialIndicesOf(
  matrix: Float32Array,
  n: number,
  d: number,
  labels: ArrayLike<number>,
  k: number,
): Indices {
  const { sizes, counts, means, squares } = momentsOf(matrix, n, d, labels, k)
  const radius = new Float64Array(k)
  const within = new Float64Array(k)
  let total = 0
  for (let i = 0; i < n; i++) {
    const own = labels[i]!
    let known = 0
    let away = 0
    let inside = 0
    for (let j = 0, at = own * d; j < d; j++) {
      const x = matrix[i * d + j]!
      if (Number.isNaN(x)) continue
      known++
      const off = x - means[at + j]!
      away += off * off
      // A row is not its own neighbour.
      const others = counts[at + j]! - 1
      if (others > 0) inside += ((x * x - 2 * x * means[at + j]! + squares[at + j]!) * (others + 1)) / others
    }
    if (known === 0) continue
    radius[own]! += Math.sqrt((away * d) / known)
    within[own]! += (away * d) / known
    if (sizes[own] === 1) continue
    let outside = Number.POSITIVE_INFINITY
    for (let c = 0; c < k; c++) {
      if (c === own) continue
      let sum = 0
      for (let j = 0, at = c * d; j < d; j++) {
        const x = matrix[i * d + j]!
        if (!Number.isNaN(x)) sum += x * x - 2 * x * means[at + j]! + squares[at + j]!
      }
      if (sum < outside) outside = sum
    }
    const larger = Math.max(inside, outside)
    if (larger > 0 && outside < Number.POSITIVE_INFINITY) total += (outside - inside) / larger
  }
  return indicesFrom({ total, n, d, k, means, radius, within, sizes })
}

/** Per cluster its rows, and per dimension how many of them are known, their mean and the mean of their squares. */
function momentsOf(matrix: Float32Array, n: number, d: number, labels: ArrayLike<number>, k: number) {
  const sizes = new Float64Array(k)
  const counts = new Float64Array(k * d)
  const means = new Float64Array(k * d)
  const squares = new Float64Array(k * d)
  for (let i = 0; i < n; i++) {
    const at = labels[i]! * d
    sizes[labels[i]!]!++
    for (let j = 0; j < d; j++) {
      const x = matrix[i * d + j]!
      if (Number.isNaN(x)) continue
      counts[at + j]!++
      means[at + j]! += x
      squares[at + j]! += x * x
    }
  }
  for (let j = 0; j < d; j++) {
    let [count, sum, square] = [0, 0, 0]
    for (let at = j; at < k * d; at += d) {
      count += counts[at]!
      sum += means[at]!
      square += squares[at]!
    }
    for (let at = j; at < k * d; at += d) {
      const isKnown = counts[at]! > 0
      means[at] = (isKnown ? means[at]! : sum) / ((isKnown ? counts[at]! : count) || 1)
      squares[at] = (isKnown ? squares[at]! : square) / ((isKnown ? counts[at]! : count) || 1)
    }
  }
  return { sizes, counts, means, squares }
}
