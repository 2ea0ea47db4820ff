// The interface of a k-means engine. Three fit it: the WebAssembly kernel, its plain reference, and ml-kmeans.

/** Rows to cluster and where to start. Every value is finite and roughly standardised (f32 scores lose digits far from 0). */
export interface FitInput {
  /** Row-major, n × d. */
  matrix: Float32Array
  n: number
  d: number
  /** k × d: the start centroids; k, at most 16, follows from its length. */
  centroids: Float32Array
  maxIterations: number
  /** Stop once no centroid moved by more than this squared distance. Default 1e-6, as in ml-kmeans; 0: until nothing moves. */
  tolerance?: number
}

export interface FitResult {
  /** k × d, a new array. */
  centroids: Float32Array
  /** For each row its nearest of these centroids, the lowest index of equally near ones. */
  labels: Uint8Array
  /** Lloyd steps done. */
  iterations: number
  /** Sum of the squared distances of the rows to their centroids. */
  inertia: number
  /** Rows of each cluster. Zero only where fewer than k distinct rows exist, or the last step allowed emptied one. */
  sizes: number[]
}

export interface AssignInput {
  matrix: Float32Array
  n: number
  d: number
  centroids: Float32Array
  /** Also give the squared distance to the nearest centroid. */
  distances?: boolean
  /** Also give the second nearest centroid and both squared distances. */
  runnerUp?: boolean
}

export interface AssignResult {
  labels: Uint8Array
  /** Squared distance to the nearest centroid; with `distances` or `runnerUp`. */
  distances?: Float32Array
  /** With `runnerUp`: index of the second nearest centroid, 255 when k is 1, and the squared distance to it (Infinity). */
  runnersUp?: Uint8Array
  runnerUpDistances?: Float32Array
}

export interface Engine {
  name: string
  fit(input: FitInput): FitResult
  assign(input: AssignInput): AssignResult
}

export const MAX_K = 16
export const DEFAULT_TOLERANCE = 1e-6

/** k, after checking that the shapes agree. Throws a plain Error that names the shape which does not. */
export function checkShapes({ matrix, n, d, centroids }: AssignInput | FitInput): number {
  const k = centroids.length / d
  if (!Number.isInteger(n) || n < 1) throw new Error(`k-means needs at least one row, n is ${n}`)
  if (!Number.isInteger(d) || d < 1) throw new Error(`k-means needs at least one dimension, d is ${d}`)
  if (matrix.length < n * d) throw new Error(`the matrix holds ${matrix.length} values, ${n} × ${d} needs ${n * d}`)
  if (!Number.isInteger(k) || k < 1 || k > MAX_K)
    throw new Error(`centroids hold ${centroids.length} values: not 1 to ${MAX_K} rows of ${d}`)
  for (let i = 0; i < centroids.length; i++)
    if (!Number.isFinite(centroids[i]))
      throw new Error(`centroid ${Math.floor(i / d)} is not finite in dimension ${i % d}`)
  return k
}

/** The error for a matrix with NaN or infinity in it, naming the first place. */
export function notFinite(matrix: Float32Array, n: number, d: number): Error {
  for (let i = 0; i < n * d; i++)
    if (!Number.isFinite(matrix[i]))
      return new Error(`the matrix is not finite in row ${Math.floor(i / d)}, dimension ${i % d}: ${matrix[i]}`)
  return new Error('the matrix holds values too large for 32-bit squared distances: standardise it')
}
