import { readFileSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { build } from 'esbuild'
import { expect, test } from 'vitest'
import { compileKernel, moduleText } from '../../../../shared/kernels/kmeans/build.ts'
import type { Engine } from '../../../../shared/kernels/kmeans/engine.ts'
import { engineNamed } from '../../../../shared/kernels/kmeans/engines.ts'
import { createKernel, kernelOn } from '../../../../shared/kernels/kmeans/kernel.ts'
import { KernelMemory } from '../../../../shared/kernels/kmeans/memory.ts'
import { createParallelKernel } from '../../../../shared/kernels/kmeans/parallel.ts'

/** Four pairs of points, the corners of a square: four obvious clusters. */
const corners = Float32Array.of(0, 0, 0, 1, 10, 0, 10, 1, 0, 10, 0, 11, 10, 10, 10, 11)
const engines: Engine[] = ['wasm', 'reference', 'ml-kmeans'].map(engineNamed)

test('the committed kernel is what its source compiles to', async () => {
  const committed = readFileSync('shared/kernels/kmeans/kernel-bytes.ts', 'utf8')
  expect(moduleText(await compileKernel()) === committed, 'run: node shared/kernels/kmeans/build.ts').toBe(true)
})

test.each(engines)('$name finds the four corners', (engine) => {
  const centroids = Float32Array.of(0, 0, 10, 0, 0, 10, 10, 10)
  const found = engine.fit({ matrix: corners, n: 8, d: 2, centroids, maxIterations: 10 })
  expect([...found.labels]).toEqual([0, 0, 1, 1, 2, 2, 3, 3])
  expect([...found.centroids]).toEqual([0, 0.5, 10, 0.5, 0, 10.5, 10, 10.5])
  expect(found).toMatchObject({ iterations: 2, inertia: 2, sizes: [2, 2, 2, 2] })
  expect([...centroids], 'the start is not touched').toEqual([0, 0, 10, 0, 0, 10, 10, 10])
})

test.each(engines)('$name assigns with the runner-up; equally near goes to the lower index', (engine) => {
  const matrix = Float32Array.of(1, 4, 5, 9)
  const input = { matrix, n: 4, d: 1, centroids: Float32Array.of(0, 10), runnerUp: true }
  const found = engine.assign(input)
  expect([...found.labels]).toEqual([0, 0, 0, 1])
  expect([...found.runnersUp!]).toEqual([1, 1, 1, 0])
  expect([...found.distances!]).toEqual([1, 16, 25, 1])
  expect([...found.runnerUpDistances!]).toEqual([81, 36, 25, 81])
  const alone = engine.assign({ ...input, centroids: Float32Array.of(0) })
  expect([alone.runnersUp![0], alone.runnerUpDistances![0]]).toEqual([255, Number.POSITIVE_INFINITY])
  expect(engine.assign({ ...input, runnerUp: false })).toEqual({ labels: found.labels })
})

test.each(engines.slice(0, 2))('$name gives an empty cluster the farthest row, the first of equals', (engine) => {
  const matrix = Float32Array.of(0, 1, -6, 6, 2)
  const centroids = Float32Array.of(0, 100)
  const found = engine.fit({ matrix, n: 5, d: 1, centroids, maxIterations: 1, tolerance: 0 })
  // Rows 2 and 3 are equally far from 0: row 2 founds the second cluster, the other four have the mean 9 / 4.
  expect([...found.centroids]).toEqual([2.25, -6])
  const alike = engine.fit({ matrix: new Float32Array(5), n: 5, d: 1, centroids, maxIterations: 9 })
  expect(alike, 'rows all alike: nothing to give').toMatchObject({ iterations: 1, inertia: 0, sizes: [5, 0] })
})

test('a matrix that is not finite is refused with its place, and the kernel stays usable', () => {
  const kernel = createKernel()
  const centroids = Float32Array.of(0, 0, 5, 5)
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
    const matrix = corners.with(5, value)
    const sentence = `the matrix is not finite in row 2, dimension 1: ${value}`
    expect(() => kernel.fit({ matrix, n: 8, d: 2, centroids, maxIterations: 3 })).toThrow(sentence)
  }
  const matrix = corners.with(5, Number.NaN)
  expect(() => kernel.assign({ matrix, n: 8, d: 2, centroids })).toThrow('row 2, dimension 1')
  expect(() => kernel.assign({ matrix, n: 8, d: 2, centroids, runnerUp: true })).toThrow('row 2, dimension 1')
  expect(kernel.assign({ matrix: corners, n: 8, d: 2, centroids }).labels[7]).toBe(1)
})

test('an engine that does not exist is refused with the names of those that do', () => {
  expect(() => engineNamed('toString')).toThrow('"toString", there are: wasm, reference, ml-kmeans')
})

test('shapes that do not agree are refused with their numbers', () => {
  const fitted = (n: number, d: number, values: number) =>
    createKernel().fit({ matrix: corners, n, d, centroids: new Float32Array(values), maxIterations: 1 })
  expect(() => fitted(9, 2, 4)).toThrow('the matrix holds 16 values, 9 × 2 needs 18')
  expect(() => fitted(8, 2, 3)).toThrow('centroids hold 3 values: not 1 to 16 rows of 2')
  expect(() => fitted(8, 1, 17)).toThrow('centroids hold 17 values: not 1 to 16 rows of 1')
  expect(() => fitted(0, 2, 4)).toThrow('n is 0')
})

test('an allocated matrix is used where it lies, and survives that the memory grows', () => {
  const kernel = createKernel()
  const matrix = kernel.allocate(8, 2)
  matrix.set(corners)
  const large = kernel.allocate(300_000, 2).fill(1)
  expect(matrix.buffer, 'the memory grew').not.toBe(large.buffer)
  const centroids = Float32Array.of(0, 0, 10, 10)
  const inside = kernel.fit({ matrix, n: 8, d: 2, centroids, maxIterations: 5 })
  expect(inside).toEqual(kernel.fit({ matrix: corners, n: 8, d: 2, centroids, maxIterations: 5 }))
  matrix[0] = 10
  expect(kernel.assign({ matrix, n: 8, d: 2, centroids }).labels[0], 'read where it lies').toBe(0)
  matrix[1] = 10
  expect(kernel.assign({ matrix, n: 8, d: 2, centroids }).labels[0]).toBe(1)
})

test('helpers run in a CommonJS bundle inside a worker thread', async () => {
  const bundle = await build({
    stdin: {
      contents: `
        import { createParallelKernel } from './shared/kernels/kmeans/parallel.ts'
        import { parentPort } from 'node:worker_threads'
        const kernel = createParallelKernel({ workers: 2 })
        kernel.ready.then(async () => {
          const matrix = kernel.allocate(50_000, 3).map((_, i) => Math.sin(i * i))
          const centroids = matrix.slice(0, 15)
          parentPort.postMessage(kernel.fit({ matrix, n: 50_000, d: 3, centroids, maxIterations: 5 }))
          await kernel.close()
        })`,
      resolveDir: process.cwd(),
    },
    ...({ bundle: true, platform: 'node', format: 'cjs', minify: true, write: false } as const),
  })
  const worker = new Worker(bundle.outputFiles[0]!.text, { eval: true })
  const inBundle = await new Promise((resolve, reject) =>
    worker.once('message', resolve).once('error', reject).once('exit', reject),
  )
  const kernel = createKernel()
  const matrix = new Float32Array(150_000).map((_, i) => Math.sin(i * i))
  const centroids = matrix.slice(0, 15)
  expect(inBundle).toEqual(kernel.fit({ matrix, n: 50_000, d: 3, centroids, maxIterations: 5 }))
})

test('without helpers, before they run and after they are closed the answer is the same', async () => {
  const matrix = new Float32Array(30_000).map((_, i) => Math.sin(i * i))
  const input = { matrix, n: 10_000, d: 3, centroids: matrix.slice(0, 12), maxIterations: 6 }
  const expected = createKernel().fit(input)
  const kernel = createParallelKernel({ workers: 3 })
  expect(kernel.fit(input)).toEqual(expected)
  await kernel.ready
  expect(kernel.fit(input)).toEqual(expected)
  await kernel.close()
  expect(kernel.fit(input)).toEqual(expected)
})

test('no block is lost or done twice when three threads snatch at tiny ones', async () => {
  const n = 400_000
  const matrix = new Float32Array(n).map((_, i) => Math.sin(i * i))
  const input = { matrix, n, d: 1, centroids: Float32Array.of(-1, -0.9, 0.9, 1), maxIterations: 60, tolerance: 0 }
  const kernel = createParallelKernel({ workers: 3 })
  await kernel.ready
  expect(kernel.fit(input)).toEqual(createKernel().fit(input))
  await kernel.close()
})

test('a thread that comes after the pass takes no block of a longer task that is being set up', () => {
  const memory = new KernelMemory()
  let late = () => {}
  const kernel = kernelOn(memory, (work) => {
    work()
    late = work
  })
  kernel.assign({ matrix: corners, n: 8, d: 2, centroids: Float32Array.of(0, 0, 10, 10) })
  const labels = memory.u8(memory.take(5000), 5000).fill(77)
  memory.set({ n: 5000, matrix: memory.take(5000 * 2 * 4), labels: labels.byteOffset })
  late()
  expect(labels.every((label) => label === 77)).toBe(true)
})
