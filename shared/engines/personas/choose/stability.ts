import type { Engine } from '../../../kernels/kmeans/engine.ts'
import { forMany } from '../fit/engine-plain.ts'
import { plusPlus } from '../fit/plus-plus.ts'
import { bestOf } from '../fit/search.ts'
import { createRandom, drawRows, sampleRows } from '../random.ts'
import { rowsAt } from '../rows.ts'
import { adjustedRand } from './adjusted-rand.ts'

const ROUNDS = 12
const ROWS = 2_000
/** Starts are looked for among the first so many of a sample, which comes in no order. */
const SEED_ROWS = 1_000
/**
 * Separate starts: from the reference's centres every sample would find the way back. With two starts, an unstable
 * search looked like unstable personas wherever traits say nothing.
 */
const STARTS = 4

/**
 * Would other people of the same kind have given the same personas? For each grouping, k × d centroids, the mean adjusted
 * Rand index between it and the groupings by fits on bootstrap samples (Hennig 2007), all judged on the same rows. 1: always
 * the same. Every grouping meets the same samples, so that a difference between two is not the luck of the draw.
 */
export function stabilitiesOf(
  matrix: Float32Array,
  n: number,
  d: number,
  groupings: readonly Float32Array[],
  seed: string | number,
  engine: Engine,
): number[] {
  const many = forMany(engine)
  const random = createRandom(`stability:${seed}`)
  const largest = Math.max(...groupings.map((centroids) => centroids.length))
  const judged = rowsAt(matrix, d, sampleRows(n, ROWS, random))
  const rows = judged.length / d
  const labelled = (centroids: Float32Array) => many.assign({ matrix: judged, n: rows, d, centroids }).labels
  const references = groupings.map(labelled)
  const sums = groupings.map(() => 0)
  for (let round = 0; round < ROUNDS; round++) {
    const drawn = rowsAt(matrix, d, drawRows(n, Math.min(n, ROWS), random))
    const size = drawn.length / d
    const orders = Array.from({ length: STARTS }, () =>
      plusPlus(drawn, Math.min(size, SEED_ROWS), d, largest / d, random),
    )
    groupings.forEach((grouping, g) => {
      const { centroids } = bestOf(orders, grouping.length / d, { matrix: drawn, n: size, d }, many)
      sums[g]! += adjustedRand(references[g]!, labelled(centroids))
    })
  }
  return sums.map((sum) => sum / ROUNDS)
}
