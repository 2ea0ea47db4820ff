// Centroids outside the kernel: how it wants them laid out, and where they move to.

/** Rows that are summed together before the sums are added up in order: the unit of work, the same for every engine. */
export const BLOCK = 1024

/**
 * Centroids (k × d) as the kernel wants them: transposed and times -2, the first eight and then the others, each group
 * padded to 4 or 8 lanes with 0; and their squared lengths, infinite in the lanes left over, which then are never nearest.
 */
export function layOut(centroids: Float32Array, weights: Float32Array, norms: Float32Array): void {
  const lanes = norms.length
  const d = weights.length / lanes
  // The values that an earlier job left in the unused lanes must not become NaN.
  weights.fill(0)
  norms.fill(Number.POSITIVE_INFINITY)
  for (let c = 0; c * d < centroids.length; c++) {
    const [first, stride] = c < 8 ? [c, Math.min(lanes, 8)] : [d * 8 + c - 8, lanes - 8]
    let norm = 0
    for (let j = 0; j < d; j++) {
      const value = centroids[c * d + j]!
      norm += value * value
      weights[first + j * stride] = -2 * value
    }
    norms[c] = norm
  }
}

/** Moves the centroids to the means of their rows; an empty cluster stays. Returns the largest squared move, NaN if any is. */
export function recentre(centroids: Float32Array, sums: Float64Array, sizes: Int32Array, d: number): number {
  let farthest = 0
  for (let c = 0; c * d < centroids.length; c++) {
    if (!sizes[c]) continue
    let move = 0
    for (let i = c * d; i < (c + 1) * d; i++) {
      const before = centroids[i]!
      centroids[i] = sums[i]! / sizes[c]!
      move += (centroids[i]! - before) ** 2
    }
    farthest = Math.max(farthest, move)
  }
  return farthest
}
