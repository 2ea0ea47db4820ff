import { LEAST_COVERAGE } from '../limits.ts'
import { crossingsOf } from './crossings.ts'
import type { Neighbours } from './neighbours.ts'

/** Windows on the line between two centres, in parts of their distance: around each centre and around the middle. */
const HALF_WINDOW = 0.15
/** The part of the line that must lie in known dimensions for a row to count. */
const LEAST_KNOWN = 0.5

/**
 * How far each cluster stands apart from every other, 0 (not at all) to 1 (an empty gap): the shallowest of two measures
 * over all pairs of clusters. Rows of which not everything is known (NaN) count as each of them says.
 *
 * - The valley on the line between two centres: the rows of both are projected on it. A real gap shows as fewer rows around
 *   the middle than around the rarer of the two centres; a blob or a cloud of noise that was merely cut in two has its
 *   crowd, or just as many, there. Many dimensions and noise do not blur it, but a line misses a crowd that bends.
 * - The ties between neighbours that the cut severs (crossingsOf), which follow a ring, a band or a shell wherever it
 *   bends.
 */
export function separationOf(
  matrix: Float32Array,
  n: number,
  d: number,
  labels: ArrayLike<number>,
  centroids: Float32Array,
  neighbours: Neighbours,
): number {
  const k = centroids.length / d
  if (k < 2) return 0
  let worst = 1
  for (let a = 0; a < k && worst > 0; a++) {
    for (let b = 0; b < a; b++) worst = Math.min(worst, valley(matrix, n, d, labels, centroids, b, a))
  }
  if (worst === 0) return 0
  return Math.min(
    worst,
    crossingsOf(
      neighbours,
      neighbours.rows.map((row) => labels[row]!),
      k,
    ),
  )
}

/**
 * How deep the valley between two clusters is. A row of which not everything is known counts where at least half of the two
 * centres' squared distance lies in what is known of it.
 */
function valley(
  matrix: Float32Array,
  n: number,
  d: number,
  labels: ArrayLike<number>,
  centroids: Float32Array,
  a: number,
  b: number,
): number {
  const steps = knownSteps(matrix, n, d, labels, centroids, a, b)
  const apart = steps.reduce((sum, step) => sum + step * step, 0)
  if (apart === 0) return 0
  let [ofA, ofB] = [0, 0]
  let [atA, atB, between] = [0, 0, 0]
  for (let i = 0; i < n; i++) {
    if (labels[i] !== a && labels[i] !== b) continue
    let along = 0
    let known = 0
    for (let j = 0; j < d; j++) {
      const part = (matrix[i * d + j]! - centroids[a * d + j]!) * steps[j]!
      if (Number.isNaN(part)) continue
      along += part
      known += steps[j]! * steps[j]!
    }
    if (known < apart * LEAST_KNOWN) continue
    along /= known
    if (labels[i] === a) ofA++
    else ofB++
    if (Math.abs(along) < HALF_WINDOW) atA++
    else if (Math.abs(along - 1) < HALF_WINDOW) atB++
    else if (Math.abs(along - 0.5) < HALF_WINDOW) between++
  }
  // Where nothing is known of one side that tells it from the other, there is no gap to see.
  if (ofA === 0 || ofB === 0) return 0
  const peak = Math.min(atA, atB)
  return peak === 0 ? (between === 0 ? 1 : 0) : Math.max(0, 1 - (between + Math.sqrt(between)) / peak)
}

/** From centre a to centre b in each dimension; 0 in those that fewer people of either know than make a trait. */
function knownSteps(
  matrix: Float32Array,
  n: number,
  d: number,
  labels: ArrayLike<number>,
  centroids: Float32Array,
  a: number,
  b: number,
): Float64Array {
  const known = [new Float64Array(d), new Float64Array(d)] as const
  const sizes = [0, 0] as [number, number]
  for (let i = 0; i < n; i++) {
    const side = labels[i] === a ? 0 : labels[i] === b ? 1 : -1
    if (side < 0) continue
    sizes[side as 0 | 1]++
    for (let j = 0; j < d; j++) if (!Number.isNaN(matrix[i * d + j])) known[side as 0 | 1][j]!++
  }
  return Float64Array.from({ length: d }, (_, j) => {
    const isKnown = known.every((counts, side) => counts[j]! >= sizes[side]! * LEAST_COVERAGE)
    return isKnown ? centroids[b * d + j]! - centroids[a * d + j]! : 0
  })
}
