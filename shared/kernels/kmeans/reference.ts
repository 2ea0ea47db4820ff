// k-means in plain TypeScript, rounding as the kernel rounds: Math.fround where it is f32, none where it is f64. Slow
// and obvious; the kernel must give the same bits. This file is the definition of the answer.
import {
  type AssignInput,
  type AssignResult,
  checkShapes,
  DEFAULT_TOLERANCE,
  type Engine,
  type FitInput,
  type FitResult,
} from './engine.ts'

const BLOCK = 1024
const f = Math.fround

export const reference: Engine = { name: 'reference', fit, assign }

/** A row's scores: norm + x0·w0 + x1·w1 + …, w = -2c, in f32 from left to right. Smallest is nearest. */
function scores(matrix: Float32Array, row: number, centroids: Float32Array, d: number): number[] {
  const found: number[] = []
  for (let c = 0; c * d < centroids.length; c++) {
    let norm = 0
    for (let j = 0; j < d; j++) norm += centroids[c * d + j]! * centroids[c * d + j]!
    let score = f(norm)
    for (let j = 0; j < d; j++) score = f(score + f(matrix[row * d + j]! * f(-2 * centroids[c * d + j]!)))
    found.push(score)
  }
  return found
}

/** The lowest index of the smallest score, `except` left out; 255 when nothing is left. */
function smallest(found: number[], except = -1): number {
  let best = 255
  for (const [c, score] of found.entries()) if (c !== except && (best === 255 || score < found[best]!)) best = c
  return best
}

/** Squared distance in f32: four partial sums over j mod 4, (0 + 2) + (1 + 3), then the last d mod 4 one by one. */
function distance(matrix: Float32Array, row: number, centroids: Float32Array, c: number, d: number): number {
  const part = [0, 0, 0, 0]
  const square = (j: number) => {
    const difference = f(matrix[row * d + j]! - centroids[c * d + j]!)
    return f(difference * difference)
  }
  const whole = d - (d % 4)
  for (let j = 0; j < whole; j++) part[j % 4] = f(part[j % 4]! + square(j))
  let sum = f(f(part[0]! + part[2]!) + f(part[1]! + part[3]!))
  for (let j = whole; j < d; j++) sum = f(sum + square(j))
  return sum
}

function assign({ matrix, n, d, centroids, distances, runnerUp }: AssignInput): AssignResult {
  checkShapes({ matrix, n, d, centroids })
  const result = {
    labels: new Uint8Array(n),
    distances: new Float32Array(n),
    runnersUp: new Uint8Array(n),
    runnerUpDistances: new Float32Array(n),
  }
  for (let row = 0; row < n; row++) {
    const found = scores(matrix, row, centroids, d)
    const label = smallest(found)
    const second = smallest(found, label)
    result.labels[row] = label
    result.distances[row] = distance(matrix, row, centroids, label, d)
    result.runnersUp[row] = second
    result.runnerUpDistances[row] =
      second === 255 ? Number.POSITIVE_INFINITY : distance(matrix, row, centroids, second, d)
  }
  if (runnerUp) return result
  return distances ? { labels: result.labels, distances: result.distances } : { labels: result.labels }
}

function fit({ matrix, n, d, centroids: start, maxIterations, tolerance = DEFAULT_TOLERANCE }: FitInput): FitResult {
  const k = checkShapes({ matrix, n, d, centroids: start })
  const centroids = start.slice()
  const labels = new Array<number>(n).fill(255)
  const sums = new Float64Array(k * d)
  const sizes = new Array<number>(k).fill(0)

  /** Labels every row; what rows brought and took is summed per block, and the blocks are added in order. */
  function reassign(): number {
    let changed = 0
    for (let first = 0; first < n; first += BLOCK) {
      const delta = new Float64Array(k * d)
      let here = 0
      for (let row = first; row < Math.min(n, first + BLOCK); row++) {
        const from = labels[row]!
        const to = smallest(scores(matrix, row, centroids, d))
        if (to === from) continue
        here++
        labels[row] = to
        if (from < k) sizes[from]!--
        sizes[to]!++
        for (let j = 0; j < d; j++) {
          if (from < k) delta[from * d + j]! -= matrix[row * d + j]!
          delta[to * d + j]! += matrix[row * d + j]!
        }
      }
      changed += here
      if (here) for (let i = 0; i < k * d; i++) sums[i]! += delta[i]!
    }
    return changed
  }

  /** An empty cluster gets the row farthest from its centroid, the first of equals: no row that is alone or on its centroid. */
  function reseed(): boolean {
    if (!sizes.includes(0)) return false
    const far = labels.map((label, row) => distance(matrix, row, centroids, label, d))
    let any = false
    for (let c = 0; c < k; c++) {
      if (sizes[c] !== 0) continue
      sums.fill(0, c * d, (c + 1) * d)
      let chosen = -1
      for (let row = 0; row < n; row++)
        if (far[row]! > (chosen < 0 ? 0 : far[chosen]!) && sizes[labels[row]!]! > 1) chosen = row
      if (chosen < 0) continue
      const from = labels[chosen]!
      for (let j = 0; j < d; j++) {
        sums[from * d + j]! -= matrix[chosen * d + j]!
        sums[c * d + j] = matrix[chosen * d + j]!
      }
      sizes[from]!--
      sizes[c] = 1
      labels[chosen] = c
      far[chosen] = 0
      any = true
    }
    return any
  }

  let settled = false
  let iterations = 0
  while (iterations < maxIterations) {
    iterations++
    const changed = reassign()
    settled = !reseed() && changed === 0
    let farthest = 0
    for (let c = 0; c < k; c++) {
      if (sizes[c] === 0) continue
      let move = 0
      for (let i = c * d; i < (c + 1) * d; i++) {
        const before = centroids[i]!
        centroids[i] = sums[i]! / sizes[c]!
        move += (centroids[i]! - before) ** 2
      }
      farthest = Math.max(farthest, move)
    }
    if (farthest <= tolerance) break
  }
  if (!settled) reassign()

  let inertia = 0
  for (let first = 0; first < n; first += BLOCK) {
    let block = 0
    for (let row = first; row < Math.min(n, first + BLOCK); row++)
      block += distance(matrix, row, centroids, labels[row]!, d)
    inertia += block
  }
  return { centroids, labels: Uint8Array.from(labels), iterations, inertia, sizes }
}
