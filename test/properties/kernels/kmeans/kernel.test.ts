import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { createRandom } from '../../../../shared/engines/personas/random.ts'
import type { FitInput } from '../../../../shared/kernels/kmeans/engine.ts'
import { createKernel } from '../../../../shared/kernels/kmeans/kernel.ts'
import { mlKmeans } from '../../../../shared/kernels/kmeans/ml-kmeans.ts'
import { createParallelKernel } from '../../../../shared/kernels/kmeans/parallel.ts'
import { reference } from '../../../../shared/kernels/kmeans/reference.ts'

const kernel = createKernel()
const pair = createParallelKernel({ workers: 2 })
afterAll(() => pair.close())

/**
 * Matrices of every awkward shape: rows left over from fours and from blocks, dimensions left over from fours and eights, few
 * distinct values (ties, empty clusters), far-off start centroids. The values come from a seed, or shrinking never ends.
 */
const inputs = fc
  .record({
    n: fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1000, max: 2600 })),
    d: fc.integer({ min: 1, max: 27 }),
    k: fc.integer({ min: 1, max: 16 }),
    seed: fc.nat(),
    levels: fc.constantFrom(2, 5, 0),
    start: fc.constantFrom('rows', 'same', 'far'),
    maxIterations: fc.integer({ min: 0, max: 12 }),
    tolerance: fc.constantFrom(0, 1e-6, 1e-2),
  })
  .map(({ n, d, k, seed, levels, start, maxIterations, tolerance }): FitInput => {
    const random = createRandom(seed).unit
    const draw = () => (levels ? Math.floor(random() * levels) : random() + random() + random() - 1.5)
    const matrix = new Float32Array(n * d).map(draw)
    const centroids = new Float32Array(k * d)
    for (let c = 0; c < k; c++) {
      const row = start === 'same' ? 0 : Math.floor(random() * n)
      for (let j = 0; j < d; j++) centroids[c * d + j] = matrix[row * d + j]! + (start === 'far' && c % 2 ? 100 + c : 0)
    }
    return { matrix, n, d, centroids, maxIterations, tolerance }
  })

test('the kernel gives the bits of the plain reference, on one thread and on two', () => {
  fc.assert(
    fc.property(inputs, (input) => {
      const expected = reference.fit(input)
      expect(kernel.fit(input)).toEqual(expected)
      expect(pair.fit(input)).toEqual(expected)
      const assigned = reference.assign({ ...input, runnerUp: true })
      expect(kernel.assign({ ...input, runnerUp: true })).toEqual(assigned)
      expect(pair.assign({ ...input, runnerUp: true })).toEqual(assigned)
      const { labels, distances } = assigned
      expect(kernel.assign({ ...input, distances: true })).toEqual({ labels, distances })
      expect(kernel.assign(input)).toEqual({ labels })
    }),
    { numRuns: 60 },
  )
})

test('rows assigned shard by shard get what they get together, wherever the cuts are', () => {
  fc.assert(
    fc.property(inputs, fc.integer({ min: 1, max: 9 }), (input, shards) => {
      const { matrix, n, d, centroids } = input
      const whole = kernel.assign({ matrix, n, d, centroids, distances: true })
      const labels: number[] = []
      const distances: number[] = []
      for (let s = 0; s < shards; s++) {
        const [from, to] = [Math.floor((s * n) / shards), Math.floor(((s + 1) * n) / shards)]
        if (from === to) continue
        const part = matrix.subarray(from * d, to * d)
        const found = pair.assign({ matrix: part, n: to - from, d, centroids, distances: true })
        labels.push(...found.labels)
        distances.push(...found.distances!)
      }
      expect(labels).toEqual([...whole.labels])
      expect(distances).toEqual([...whole.distances!])
    }),
    { numRuns: 30 },
  )
})

test('labels and inertia are those of ml-kmeans from the same seeds', () => {
  fc.assert(
    fc.property(
      fc.record({ n: fc.integer({ min: 40, max: 1500 }), d: fc.integer({ min: 2, max: 9 }), seed: fc.nat() }),
      fc.integer({ min: 2, max: 6 }),
      ({ n, d, seed }, k) => {
        // Blobs around k centres: continuous values, so that no two distances tie in f32, and no cluster runs empty.
        const random = createRandom(seed).unit
        const gauss = () => random() + random() + random() + random() - 2
        const centres = Float32Array.from({ length: k * d }, () => gauss() * 3)
        const matrix = Float32Array.from(
          { length: n * d },
          (_, i) => centres[(Math.floor(i / d) % k) * d + (i % d)]! + gauss(),
        )
        const input = { matrix, n, d, centroids: matrix.slice(0, k * d), maxIterations: 60, tolerance: 0 }
        const theirs = mlKmeans.fit(input)
        const ours = kernel.fit(input)
        expect(ours.labels).toEqual(theirs.labels)
        expect(ours).toMatchObject({ iterations: theirs.iterations, sizes: theirs.sizes })
        expect(Math.abs(ours.inertia / theirs.inertia - 1)).toBeLessThan(1e-6)
      },
    ),
    { numRuns: 60 },
  )
})

test('a fit leaves no cluster empty when it may go on until nothing moves and there are rows enough', () => {
  fc.assert(
    fc.property(inputs, (input) => {
      const { matrix, n, d, centroids } = input
      const found = kernel.fit({ ...input, maxIterations: 200, tolerance: 0 })
      const distinct = new Set(Array.from({ length: n }, (_, i) => matrix.subarray(i * d, (i + 1) * d).join())).size
      if (found.iterations < 200 && distinct >= centroids.length / d)
        expect(Math.min(...found.sizes)).toBeGreaterThan(0)
      expect(found.sizes.reduce((sum, size) => sum + size)).toBe(n)
    }),
    { numRuns: 60 },
  )
})
