import type { Engine, FitResult } from '../../../kernels/kmeans/engine.ts'
import { createRandom, sampleRows } from '../random.ts'
import { evenRows, rowsAt } from '../rows.ts'
import { forMany } from './engine-plain.ts'
import { plusPlus } from './plus-plus.ts'

type SearchInput = {
  /** Row-major n × d. */
  matrix: Float32Array
  n: number
  d: number
  /** Numbers of clusters to search for. */
  ks: readonly number[]
  seed: string | number
  engine: Engine
  /** Starts of which the best is kept; default 10. */
  starts?: number
}

/** The rows that were searched, and by `ks` their groupings. */
type Searched = { matrix: Float32Array; n: number; found: FitResult[] }

/** Lloyd steps after which starts are compared: what is behind by then seldom wins. */
const RACE_STEPS = 8
/** Done once no centre moves by more than a hundredth of a standard deviation. */
const ROUGHLY = { maxIterations: 30, tolerance: 1e-4 }
/** Rows on which the starts compete, and rows that the winners are fitted to. */
const RACE_ROWS = 4_000
const SEARCH_ROWS = 20_000

/**
 * For each k the best of several k-means++ starts: they compete on at most 4,000 rows, and the best is refined on at most
 * 20,000, the same rows for every k. Where all rows would put the centroids differs from there by the error of a mean of
 * thousands.
 */
export function searchClusters({ matrix, n, d, ks, seed, engine, starts = 10 }: SearchInput): Searched {
  const random = createRandom(`search:${seed}`)
  const many = forMany(engine)
  const rows = n > SEARCH_ROWS ? rowsAt(matrix, d, sampleRows(n, SEARCH_ROWS, random)) : matrix
  const searched = Math.min(n, SEARCH_ROWS)
  const racing = Math.min(n, RACE_ROWS)
  const race = racing < searched ? rowsAt(rows, d, evenRows(searched, racing)) : rows
  const largest = Math.min(racing, Math.max(...ks))
  const orders = Array.from({ length: starts }, () => plusPlus(race, racing, d, largest, random))
  const found = ks.map((k) => {
    const best = bestOf(orders, Math.min(k, largest), { matrix: race, n: racing, d }, many)
    return many.fit({ matrix: rows, n: searched, d, centroids: best.centroids, maxIterations: 30 })
  })
  return { matrix: rows, n: searched, found }
}

/** The best of these starts, the first k centres of each: all make a few steps, the one ahead then goes on to its end. */
export function bestOf(
  orders: readonly Float32Array[],
  k: number,
  rows: { matrix: Float32Array; n: number; d: number },
  engine: Engine,
): FitResult {
  let best: FitResult | null = null
  for (const order of orders) {
    const centroids = order.slice(0, k * rows.d)
    const found = engine.fit({ ...rows, centroids, maxIterations: RACE_STEPS })
    if (!best || found.inertia < best.inertia * (1 - 1e-9)) best = found
  }
  return engine.fit({ ...rows, centroids: best!.centroids, ...ROUGHLY })
}
