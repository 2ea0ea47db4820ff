import { plainEngine } from './engine-plain.ts'
import type { Engine, FitResult } from './kernel/engine.ts'
import { createRandom, type Random, sampleRows } from './random.ts'

export type FitInput = {
  /** Row-major n × d. */
  matrix: Float32Array
  n: number
  d: number
  k: number
  seed: string | number
  engine: Engine
  /** Starts of which the best is kept; default 4. */
  starts?: number
  maxIterations?: number
}

/** Clusters, largest first, none of them empty. */
export type Fitted = FitResult & { k: number }

/** Rows on which the starts compete; the winner is then run on everybody. */
const SEARCH_ROWS = 20_000

/**
 * k-means with k-means++ starts. The starts compete on at most 20,000 rows; the best runs on all rows with the given
 * engine. Clusters come back by size, largest first (ties by centre), none of them empty: `k` can be smaller than asked
 * for when there are fewer different rows.
 */
export function fitClusters(input: FitInput): Fitted {
  return polish(input, searchCentroids(input))
}

/** The best of several starts on at most 20,000 rows: centroids close to where all rows would put them. */
export function searchCentroids({ matrix, n, d, k, seed, engine, starts = 4 }: FitInput): Float32Array {
  if (n < 1 || k < 1) throw new Error(`k-means needs at least one row and one cluster, got n = ${n}, k = ${k}`)
  const random = createRandom(`fit:${seed}:${k}`)
  const search = n > SEARCH_ROWS ? rowsAt(matrix, d, sampleRows(n, SEARCH_ROWS, random)) : matrix
  const rows = search.length / d
  const many = forMany(engine)
  let best: FitResult | null = null
  for (let s = 0; s < starts; s++) {
    const centroids = plusPlus(search, rows, d, Math.min(k, rows), random)
    const found = many.fit({ matrix: search, n: rows, d, centroids, maxIterations: 30 })
    if (!best || found.inertia < best.inertia * (1 - 1e-9)) best = found
  }
  return best!.centroids
}

/** Lloyd's iterations over all rows from these centroids, largest cluster first. */
export function polish({ matrix, n, d, engine, maxIterations = 100 }: FitInput, centroids: Float32Array): Fitted {
  return bySize(engine.fit({ matrix, n, d, centroids, maxIterations }), d)
}

/** The grouping that these centroids give as they stand, largest cluster first; its inertia is not counted. */
export function groupBy({ matrix, n, d, engine }: FitInput, centroids: Float32Array): Fitted {
  const { labels } = forMany(engine).assign({ matrix, n, d, centroids })
  const sizes = new Array<number>(centroids.length / d).fill(0)
  for (const label of labels) sizes[label]!++
  return bySize({ centroids, labels, sizes, iterations: 0, inertia: Number.NaN }, d)
}

/** ml-kmeans, the reference, is ten times slower: it makes the fit that counts, plain arrays make the many that don't. */
export function forMany(engine: Engine): Engine {
  return engine.name === 'ml-kmeans' ? plainEngine : engine
}

/** The rows with these numbers, as a matrix of their own. */
export function rowsAt(matrix: Float32Array, d: number, rows: ArrayLike<number>): Float32Array {
  const taken = new Float32Array(rows.length * d)
  for (let i = 0; i < rows.length; i++) taken.set(matrix.subarray(rows[i]! * d, rows[i]! * d + d), i * d)
  return taken
}

/**
 * Greedy k-means++ (Arthur and Vassilvitskii 2007, §5): each next centre is the best of 2 + ⌊ln k⌋ candidates drawn with
 * probability proportional to the squared distance from the centres so far.
 */
export function plusPlus(matrix: Float32Array, n: number, d: number, k: number, random: Random): Float32Array {
  const centres = new Float32Array(k * d)
  let nearest = new Float64Array(n).fill(Number.POSITIVE_INFINITY)
  let total = shrink(matrix, n, d, random.below(n), nearest, centres, 0)
  for (let c = 1; c < k; c++) {
    let bestRow = -1
    let bestTotal = Number.POSITIVE_INFINITY
    let bestNearest = nearest
    for (let trial = 0; trial < 2 + Math.floor(Math.log(k)); trial++) {
      const row = drawByWeight(nearest, total, random)
      const attempt = nearest.slice()
      const attemptTotal = shrink(matrix, n, d, row, attempt, null, 0)
      if (attemptTotal < bestTotal) {
        bestRow = row
        bestTotal = attemptTotal
        bestNearest = attempt
      }
    }
    nearest = bestNearest
    total = bestTotal
    centres.set(matrix.subarray(bestRow * d, bestRow * d + d), c * d)
  }
  return centres
}

/** Lowers every row's nearest squared distance by one more centre; returns their sum. */
function shrink(
  matrix: Float32Array,
  n: number,
  d: number,
  row: number,
  nearest: Float64Array,
  centres: Float32Array | null,
  c: number,
): number {
  centres?.set(matrix.subarray(row * d, row * d + d), c * d)
  let total = 0
  for (let i = 0; i < n; i++) {
    let sum = 0
    for (let j = 0; j < d; j++) {
      const difference = matrix[i * d + j]! - matrix[row * d + j]!
      sum += difference * difference
    }
    if (sum < nearest[i]!) nearest[i] = sum
    total += nearest[i]!
  }
  return total
}

function drawByWeight(weights: Float64Array, total: number, random: Random): number {
  let left = random.unit() * total
  for (let i = 0; i < weights.length; i++) {
    left -= weights[i]!
    if (left < 0) return i
  }
  return random.below(weights.length)
}

/** Largest cluster first, ties by centre from the first dimension on; empty ones left out. */
export function bySize(found: FitResult, d: number): Fitted {
  const { sizes, centroids } = found
  const order = [...sizes.keys()]
    .filter((c) => sizes[c]! > 0)
    .sort((a, b) => {
      if (sizes[a] !== sizes[b]) return sizes[b]! - sizes[a]!
      for (let j = 0; j < d; j++) {
        const difference = centroids[a * d + j]! - centroids[b * d + j]!
        if (difference !== 0) return difference
      }
      return 0
    })
  const place = new Uint8Array(sizes.length)
  order.forEach((c, position) => {
    place[c] = position
  })
  return {
    ...found,
    k: order.length,
    centroids: rowsAt(centroids, d, order),
    labels: found.labels.map((label) => place[label]!),
    sizes: order.map((c) => sizes[c]!),
  }
}
