import { adjustedRand } from './adjusted-rand.ts'
import { forMany, plusPlus, rowsAt } from './fit.ts'
import type { Engine, FitResult } from './kernel/engine.ts'
import { createRandom, drawRows, sampleRows } from './random.ts'

const ROUNDS = 8
const ROWS = 2_000

/**
 * Would other people of the same kind have given the same personas? Mean adjusted Rand index between the grouping by
 * `centroids` and the groupings by fits on bootstrap samples (Hennig 2007), all judged on the same rows. 1: always the same.
 */
export function stabilityOf(
  matrix: Float32Array,
  n: number,
  d: number,
  centroids: Float32Array,
  seed: string | number,
  engine: Engine,
): number {
  const k = centroids.length / d
  const many = forMany(engine)
  const random = createRandom(`stability:${seed}:${k}`)
  const judged = rowsAt(matrix, d, sampleRows(n, ROWS, random))
  const rows = judged.length / d
  const reference = many.assign({ matrix: judged, n: rows, d, centroids }).labels
  let sum = 0
  for (let round = 0; round < ROUNDS; round++) {
    const drawn = rowsAt(matrix, d, drawRows(n, Math.min(n, ROWS), random))
    const size = drawn.length / d
    let best: FitResult | null = null
    // Starts of their own: from the reference's centres every sample would find the way back.
    for (let start = 0; start < 2; start++) {
      const centres = plusPlus(drawn, size, d, k, random)
      const found = many.fit({ matrix: drawn, n: size, d, centroids: centres, maxIterations: 30 })
      if (!best || found.inertia < best.inertia) best = found
    }
    sum += adjustedRand(reference, many.assign({ matrix: judged, n: rows, d, centroids: best!.centroids }).labels)
  }
  return sum / ROUNDS
}
