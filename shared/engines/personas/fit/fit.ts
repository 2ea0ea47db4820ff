import type { Engine, FitResult } from '../../../kernels/kmeans/engine.ts'
import { rowsAt } from '../rows.ts'
import { forMany } from './engine-plain.ts'
import { searchClusters } from './search.ts'

export type Rows = {
  /** Row-major n × d. */
  matrix: Float32Array
  n: number
  d: number
  engine: Engine
}

/** Clusters, largest first, none of them empty. */
export type Fitted = FitResult & { k: number }

/**
 * k-means from the best of several k-means++ starts, over all rows with the given engine. Clusters come back by size,
 * largest first (ties by centre), none of them empty: `k` can be smaller than asked for when there are fewer different rows.
 */
export function fitClusters(input: Rows & { k: number; seed: string | number }): Fitted {
  const { n, k } = input
  if (n < 1 || k < 1) throw new Error(`k-means needs at least one row and one cluster, got n = ${n}, k = ${k}`)
  return polish(input, searchClusters({ ...input, ks: [k] }).found[0]!.centroids)
}

/** Lloyd's iterations over all rows from these centroids, largest cluster first. */
export function polish({ matrix, n, d, engine }: Rows, centroids: Float32Array): Fitted {
  return bySize(engine.fit({ matrix, n, d, centroids, maxIterations: 100 }), d)
}

/** The grouping that these centroids give as they stand, largest cluster first; its inertia is not counted. */
export function groupBy({ matrix, n, d, engine }: Rows, centroids: Float32Array): Fitted {
  const { labels } = forMany(engine).assign({ matrix, n, d, centroids })
  const sizes = new Array<number>(centroids.length / d).fill(0)
  for (let i = 0; i < n; i++) sizes[labels[i]!]!++
  return bySize({ centroids, labels, sizes, iterations: 0, inertia: Number.NaN }, d)
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
  const rank = new Uint8Array(sizes.length)
  order.forEach((c, position) => {
    rank[c] = position
  })
  return {
    ...found,
    k: order.length,
    centroids: rowsAt(centroids, d, order),
    labels: found.labels.map((label) => rank[label]!),
    sizes: order.map((c) => sizes[c]!),
  }
}
