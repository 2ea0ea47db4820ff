import { squaredDistance } from './indices.ts'

/** Windows on the line between two centres, in parts of their distance: around each centre and around the middle. */
const HALF_WINDOW = 0.15

/**
 * How deep the valleys between neighbouring clusters are, 0 (none, or a ridge) to 1 (empty).
 *
 * For every cluster and the one whose centre is nearest, the rows of both are projected on the line between the two
 * centres. A real gap shows as fewer rows around the middle than around the rarer of the two centres; a blob or a cloud of
 * noise that was merely cut in two has its crowd, or just as many, there. The shallowest valley counts.
 */
export function separationOf(
  matrix: Float32Array,
  n: number,
  d: number,
  labels: ArrayLike<number>,
  centroids: Float32Array,
): number {
  const k = centroids.length / d
  let worst = 1
  for (let a = 0; a < k; a++) {
    const b = nearestTo(centroids, a, k, d)
    if (b < 0) return 0
    worst = Math.min(worst, valley(matrix, n, d, labels, centroids, a, b))
  }
  return worst
}

function nearestTo(centroids: Float32Array, a: number, k: number, d: number): number {
  let best = -1
  let least = Number.POSITIVE_INFINITY
  for (let b = 0; b < k; b++) {
    const apart = squaredDistance(centroids, a * d, centroids, b * d, d)
    if (b !== a && apart < least) {
      least = apart
      best = b
    }
  }
  return best
}

function valley(
  matrix: Float32Array,
  n: number,
  d: number,
  labels: ArrayLike<number>,
  centroids: Float32Array,
  a: number,
  b: number,
): number {
  const apart = squaredDistance(centroids, a * d, centroids, b * d, d)
  let atA = 0
  let atB = 0
  let between = 0
  for (let i = 0; i < n; i++) {
    if (labels[i] !== a && labels[i] !== b) continue
    let along = 0
    for (let j = 0; j < d; j++) {
      along += (matrix[i * d + j]! - centroids[a * d + j]!) * (centroids[b * d + j]! - centroids[a * d + j]!)
    }
    along /= apart
    if (Math.abs(along) < HALF_WINDOW) atA++
    else if (Math.abs(along - 1) < HALF_WINDOW) atB++
    else if (Math.abs(along - 0.5) < HALF_WINDOW) between++
  }
  const peak = Math.min(atA, atB)
  return peak === 0 ? (between === 0 ? 1 : 0) : Math.max(0, 1 - (between + Math.sqrt(between)) / peak)
}
