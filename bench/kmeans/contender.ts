// One k-means engine in a separate process, for kmeans.ts. Reads its job as JSON from the first line of standard input,
// then one command a line, "fit" or "assign", and answers each with one line of JSON. scikit_learn.py speaks the same.
import { closeSync, openSync, readFileSync, readSync, writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Engine, FitResult } from '../../shared/kernels/kmeans/engine.ts'
import { createKernel } from '../../shared/kernels/kmeans/kernel.ts'
import { mlKmeans } from '../../shared/kernels/kmeans/ml-kmeans.ts'
import { createParallelKernel } from '../../shared/kernels/kmeans/parallel.ts'

export interface Job {
  engine: string
  matrix: string
  seeds: string
  n: number
  d: number
  iterations: number
  /** Where `fit` writes its labels, one byte a row. */
  labels: string
}

export interface Answer {
  /** CPU and elapsed seconds, all threads of the process. */
  cpu: number
  wall: number
  iterations: number
  centroids: number[]
  /** Peak memory of the process above what it held before it had the matrix, in bytes. */
  memory: number
}

function clock() {
  const [cpu, wall] = [process.cpuUsage(), performance.now()]
  return () => {
    const used = process.cpuUsage(cpu)
    return { cpu: (used.user + used.system) / 1e6, wall: (performance.now() - wall) / 1e3 }
  }
}

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
const {
  engine: name,
  matrix: path,
  seeds,
  n,
  d,
  iterations,
  labels,
}: Job = JSON.parse((await lines.next()).value ?? '')

const before = process.memoryUsage().rss
// Compiling the kernel belongs to the first call.
const made = clock()
const parallel = name === 'wasm, 2 workers' ? createParallelKernel({ workers: 2 }) : undefined
const kernel = parallel ?? (name === 'wasm' ? createKernel() : undefined)
const engine: Engine = kernel ?? mlKmeans
const making = made()

const matrix = kernel?.allocate(n, d) ?? new Float32Array(n * d)
load(path, matrix)
const centroids = new Float32Array(new Uint8Array(readFileSync(seeds)).buffer)
await parallel?.ready

let first = true
let fitted: FitResult | undefined
for await (const command of lines) {
  const stop = clock()
  if (command === 'fit') fitted = engine.fit({ matrix, n, d, centroids, maxIterations: iterations, tolerance: 0 })
  else if (fitted) engine.assign({ matrix, n, d, centroids: fitted.centroids })
  const time = stop()
  if (first) {
    time.cpu += making.cpu
    time.wall += making.wall
    first = false
  }
  if (command === 'fit' && fitted) writeFileSync(labels, fitted.labels)
  const answer: Answer = {
    ...time,
    iterations: fitted?.iterations ?? 0,
    centroids: [...(fitted?.centroids ?? [])],
    memory: process.resourceUsage().maxRSS * 1024 - before,
  }
  console.log(JSON.stringify(answer))
}
await parallel?.close()

/** Reads the file into the matrix piece by piece, so that the process never holds it twice. */
function load(file: string, into: Float32Array): void {
  const piece = new Uint8Array(1 << 20)
  const target = new Uint8Array(into.buffer, into.byteOffset, into.byteLength)
  const handle = openSync(file, 'r')
  for (let at = 0; at < target.length; ) {
    const read = readSync(handle, piece, 0, Math.min(piece.length, target.length - at), at)
    if (read === 0) throw new Error(`${file} ends after ${at} of ${target.length} bytes`)
    target.set(piece.subarray(0, read), at)
    at += read
  }
  closeSync(handle)
}
