import { kmeans } from 'ml-kmeans'
import { plainEngine } from './engine-plain.ts'
import { DEFAULT_TOLERANCE, type Engine } from './kernel/engine.ts'

/**
 * npm's ml-kmeans as an engine: the reference that others are compared with. It wants arrays of arrays, keeps an empty
 * cluster's old centre, and is about ten times slower than typed arrays.
 */
export const mlKmeansEngine: Engine = {
  name: 'ml-kmeans',
  fit({ matrix, n, d, centroids: start, maxIterations, tolerance = DEFAULT_TOLERANCE }) {
    const k = start.length / d
    const found = kmeans(rowsOf(matrix, n, d), k, { initialization: rowsOf(start, k, d), maxIterations, tolerance })
    const centroids = Float32Array.from(found.centroids.flat())
    // Its error is not the inertia, and its labels belong to the centroids before the last move.
    const settled = plainEngine.fit({ matrix, n, d, centroids, maxIterations: 0 })
    return { ...settled, iterations: found.iterations }
  },
  assign: (input) => plainEngine.assign(input),
}

function rowsOf(matrix: Float32Array, n: number, d: number): number[][] {
  return Array.from({ length: n }, (_, i) => Array.from(matrix.subarray(i * d, i * d + d)))
}
