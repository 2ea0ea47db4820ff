// k-means on the WebAssembly kernel: the steps of Lloyd's algorithm here, the passes over the rows in assembly/.
import { BLOCK, layOut, recentre } from './centroids.ts'
import {
  type AssignInput,
  type AssignResult,
  checkShapes,
  DEFAULT_TOLERANCE,
  type Engine,
  type FitInput,
  type FitResult,
  notFinite,
} from './engine.ts'
import { KERNEL_BASE64 } from './kernel-bytes.ts'
import { KernelMemory, SCORES_BYTES, TASK, WORD } from './memory.ts'
import { Instance, Module } from './webassembly.ts'

/** The label of a row that has none yet. */
const NO_LABEL = 255
const COUNTS_STRIDE = 128
/** Above every number of a block. */
const CLOSED = 2 ** 30
const ASSIGN = 0
const DISTANCES = 1
const TWO = 2

interface KernelExports {
  work(task: number, scores: number): void
  reduce(task: number, sums: number, sizes: number): number
  highest(labels: number, n: number): number
}

/** The k-means engine, with a separate memory that never shrinks: make one per job and drop it. */
export interface Kernel extends Engine {
  /** An n × d matrix inside the kernel's memory: fill it and pass it to fit and assign, and nothing is copied. */
  allocate(n: number, d: number): Float32Array
  /** Gives back every allocated matrix: their views must not be used any more. */
  reset(): void
}

let compiled: Module | undefined
/** The kernel's module, compiled once per process. */
export function kernelModule(): Module {
  compiled ??= new Module(Buffer.from(KERNEL_BASE64, 'base64'))
  return compiled
}

/** How a pass over the blocks is run: alone here, with other threads in parallel.ts. */
export type Pass = (work: () => void) => void

/** A k-means engine on one thread. */
export function createKernel(): Kernel {
  return kernelOn(new KernelMemory(), (work) => work())
}

/** A k-means engine on this memory; `pass` decides who shares the work. The result never depends on it. */
export function kernelOn(memory: KernelMemory, pass: Pass): Kernel {
  const instance = new Instance(kernelModule(), { env: { memory: memory.memory } })
  const kernel = instance.exports as KernelExports
  const scores = memory.take(SCORES_BYTES)
  const bottom = memory.top

  function run(op: number): void {
    memory.set({ op })
    const next = memory.i32(WORD.next, 1)
    // Last, and atomic: from here on other threads take blocks.
    Atomics.store(next, 0, 0)
    pass(() => kernel.work(TASK, scores))
    // A thread that comes late must not take the end of the next, longer task for the rest of this one.
    Atomics.store(next, 0, CLOSED)
  }

  /** Address of the matrix, copied in when it lies elsewhere. */
  function place(matrix: Float32Array, length: number): number {
    const inside = memory.addressOf(matrix)
    if (inside !== undefined) return inside
    const address = memory.take(length * 4)
    memory.f32(address, length).set(matrix.length === length ? matrix : matrix.subarray(0, length))
    return address
  }

  /** Runs the steps, then gives back the memory they took. */
  function scratch<T>(steps: () => T): T {
    const mark = memory.top
    try {
      return steps()
    } finally {
      memory.top = mark
    }
  }

  function begin({ matrix, n, d, centroids }: AssignInput | FitInput) {
    const k = checkShapes({ matrix, n, d, centroids })
    const lanes = Math.ceil(k / 4) * 4
    const blocks = Math.ceil(n / BLOCK)
    const at = {
      matrix: place(matrix, n * d),
      labels: memory.take(n),
      weights: memory.take(d * lanes * 4),
      norms: memory.take(lanes * 4),
      centroids: memory.take(k * d * 4),
      totals: memory.take(blocks * 8),
    }
    memory.set({ n, d, k, deltas: 0, counts: 0, distances: 0, ...at })

    /** Tells the kernel these centroids. */
    function aim(centres: Float32Array): void {
      memory.f32(at.centroids, k * d).set(centres)
      layOut(centres, memory.f32(at.weights, d * lanes), memory.f32(at.norms, lanes))
    }

    const total = () => memory.f64(at.totals, blocks).reduce((sum, value) => sum + value, 0)
    return { k, blocks, at, aim, total }
  }

  function lloyd(input: FitInput): FitResult {
    const { matrix, n, d, maxIterations, tolerance = DEFAULT_TOLERANCE } = input
    const { k, blocks, at, aim, total } = begin(input)
    const centroids = input.centroids.slice()
    memory.u8(at.labels, n).fill(NO_LABEL)
    const deltas = memory.take(blocks * k * d * 8)
    const counts = memory.take(blocks * COUNTS_STRIDE)
    const sumsAt = memory.take(k * d * 8)
    const sizesAt = memory.take(64)
    const sums = memory.f64(sumsAt, k * d).fill(0)
    const sizes = memory.i32(sizesAt, 16).fill(0)

    /** One assignment of every row to the present centroids; sums and sizes follow. Returns the rows that changed. */
    function reassign(totals: boolean): number {
      aim(centroids)
      memory.set({ deltas, counts, totals: totals ? at.totals : 0 })
      run(ASSIGN)
      const changed = kernel.reduce(TASK, sumsAt, sizesAt)
      if (sizes.reduce((sum, size) => sum + size) !== n) throw notFinite(matrix, n, d)
      return changed
    }

    let settled = false
    let iterations = 0
    while (iterations < maxIterations) {
      iterations++
      const changed = reassign(false)
      const reseeded = sizes.subarray(0, k).includes(0) && reseed()
      const farthest = recentre(centroids, sums, sizes, d)
      if (Number.isNaN(farthest)) throw notFinite(matrix, n, d)
      settled = changed === 0 && !reseeded
      if (farthest <= tolerance) break
    }
    // The last step moved the centroids after it had labelled the rows: label them once more, by what is returned.
    if (settled) {
      memory.set({ totals: at.totals })
      run(DISTANCES)
    } else reassign(true)
    return {
      centroids,
      labels: memory.u8(at.labels, n).slice(),
      iterations,
      inertia: total(),
      sizes: [...sizes.subarray(0, k)],
    }

    /**
     * Gives each empty cluster the row that lies farthest from its own centroid, the first of equally far ones, unless
     * that row is alone in its cluster or already lies on its centroid. Returns whether any row was moved.
     */
    function reseed(): boolean {
      return scratch(() => {
        const distancesAt = memory.take(n * 4)
        memory.set({ distances: distancesAt, totals: at.totals })
        run(DISTANCES)
        memory.set({ distances: 0 })
        const distances = memory.f32(distancesAt, n)
        const labels = memory.u8(at.labels, n)
        const rows = memory.f32(at.matrix, n * d)
        let moved = false
        for (let c = 0; c < k; c++) {
          if (sizes[c] !== 0) continue
          sums.fill(0, c * d, (c + 1) * d)
          let row = -1
          let most = 0
          for (let i = 0; i < n; i++) {
            if (distances[i]! > most && sizes[labels[i]!]! > 1) {
              row = i
              most = distances[i]!
            }
          }
          if (row < 0) continue
          const from = labels[row]!
          for (let j = 0; j < d; j++) {
            const value = rows[row * d + j]!
            sums[from * d + j]! -= value
            sums[c * d + j] = value
          }
          sizes[from]!--
          sizes[c] = 1
          labels[row] = c
          distances[row] = 0
          moved = true
        }
        return moved
      })
    }
  }

  function assign(input: AssignInput): AssignResult {
    const { matrix, n, d } = input
    const { k, at, aim } = begin(input)
    const wanted = input.distances || input.runnerUp
    const distances = wanted ? memory.take(n * 4) : 0
    aim(input.centroids)
    if (!input.runnerUp) {
      memory.set({ distances, totals: wanted ? at.totals : 0 })
      run(ASSIGN)
      if (kernel.highest(at.labels, n) >= k) throw notFinite(matrix, n, d)
      const labels = memory.u8(at.labels, n).slice()
      return wanted ? { labels, distances: memory.f32(distances, n).slice() } : { labels }
    }
    const seconds = memory.take(n)
    const secondDistances = memory.take(n * 4)
    memory.set({ distances, totals: at.totals, seconds, secondDistances })
    run(TWO)
    if (kernel.highest(at.labels, n) >= k) throw notFinite(matrix, n, d)
    return {
      labels: memory.u8(at.labels, n).slice(),
      distances: memory.f32(distances, n).slice(),
      runnersUp: memory.u8(seconds, n).slice(),
      runnerUpDistances: memory.f32(secondDistances, n).slice(),
    }
  }

  return {
    name: 'wasm',
    fit: (input) => scratch(() => lloyd(input)),
    assign: (input) => scratch(() => assign(input)),
    allocate: (n, d) => memory.f32(memory.take(n * d * 4), n * d),
    reset: () => {
      memory.top = bottom
    },
  }
}
