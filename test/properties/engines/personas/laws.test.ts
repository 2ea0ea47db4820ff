import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { adjustedRand } from '../../../../shared/engines/personas/choose/adjusted-rand.ts'
import { type Column, takeRows } from '../../../../shared/engines/personas/columns.ts'
import { describeShard, mergeDescriptions } from '../../../../shared/engines/personas/describe/describe.ts'
import { finishDescription } from '../../../../shared/engines/personas/describe/description.ts'
import { interpret } from '../../../../shared/engines/personas/describe/interpretation.ts'
import { rangeBins, rangeOf } from '../../../../shared/engines/personas/encode/bins.ts'
import { encode, encodeOne, keptTraits } from '../../../../shared/engines/personas/encode/encoder.ts'
import { fitEncoder } from '../../../../shared/engines/personas/encode/fit-encoder.ts'
import { fitNumberTransform, zScore } from '../../../../shared/engines/personas/encode/number-transform.ts'
import { plainEngine } from '../../../../shared/engines/personas/fit/engine-plain.ts'
import { fitClusters } from '../../../../shared/engines/personas/fit/fit.ts'
import { assignTable, CannotCluster, fitModel } from '../../../../shared/engines/personas/model.ts'
import { bestPairs } from '../../../../shared/engines/personas/over-time/best-pairs.ts'
import { stabilityIndex } from '../../../../shared/engines/personas/over-time/drift.ts'
import { createRandom } from '../../../../shared/engines/personas/random.ts'
import { mlKmeans } from '../../../../shared/kernels/kmeans/ml-kmeans.ts'
import { blobs, categories, flags, numbers, pointTable, tableOf } from '../../../support/persona-tables.ts'

const engine = plainEngine
const number = fc.oneof(
  fc.constant(null),
  fc.double({ min: -1e6, max: 1e9, noNaN: true }),
  fc.integer({ min: 0, max: 50 }),
)
const text = fc.option(fc.constantFrom('a', 'b', 'c', 'Ohio', '35-49K', ''), { nil: null })
const anyTable = fc.integer({ min: 5, max: 60 }).chain((rows) =>
  fc
    .record({
      x: fc.array(number, { minLength: rows, maxLength: rows }),
      y: fc.array(number, { minLength: rows, maxLength: rows }),
      c: fc.array(text, { minLength: rows, maxLength: rows }),
      f: fc.array(fc.option(fc.boolean(), { nil: null }), { minLength: rows, maxLength: rows }),
    })
    .map(({ x, y, c, f }) => {
      const columns: Column[] = [
        numbers('x', x),
        numbers('y', y),
        categories(
          'c',
          c.map((value) => value || null),
        ),
        flags('f', f),
      ]
      return { table: tableOf(...columns), people: x.map((_, i) => ({ x: x[i]!, y: y[i]!, c: c[i]!, f: f[i]! })) }
    }),
)

describe('encoding', () => {
  test('one person alone gets exactly the row they have in a table', () => {
    fc.assert(
      fc.property(anyTable, ({ table, people }) => {
        const encoder = fitEncoder(table, { dimensions: ['x', 'y', 'c', 'f'] })
        const all = encode(encoder, table)
        const t = keptTraits(encoder).length
        people.forEach((person, i) => {
          const one = encodeOne(encoder, person)
          expect(one.matrix).toEqual(all.matrix.slice(i * all.d, (i + 1) * all.d))
          expect(one.known).toEqual(all.known.slice(i * t, (i + 1) * t))
          expect(one.coverage[0]).toBe(all.coverage[i])
        })
      }),
      { numRuns: 60 },
    )
  })

  test('every entry is finite, and an encoder survives JSON', () => {
    fc.assert(
      fc.property(anyTable, ({ table }) => {
        const encoder = fitEncoder(table, { dimensions: ['x', 'y', 'c', 'f'] })
        const { matrix } = encode(encoder, table)
        expect(matrix.every(Number.isFinite)).toBe(true)
        expect(encode(JSON.parse(JSON.stringify(encoder)), table).matrix).toEqual(matrix)
      }),
      { numRuns: 60 },
    )
  })

  test('z-scores keep the order of the values, and what is clipped is as far as the clip', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 3, maxLength: 50 }), (values) => {
        const sorted = Float64Array.from(values).sort()
        const transform = fitNumberTransform(sorted, { log: true })
        const scores = sorted.map((x) => zScore(transform, x))
        expect(scores).toEqual(scores.slice().sort())
        expect(zScore(transform, 2e6)).toBe(zScore(transform, transform.high))
        expect(zScore(transform, -1)).toBe(zScore(transform, transform.low))
      }),
    )
  })

  test('every value falls into the bin whose bounds hold it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 80 }),
        (values) => {
          const bins = rangeBins(Float64Array.from(values).sort())
          if (bins.kind !== 'ranges') throw new Error('numbers have ranges')
          const { edges } = bins
          expect(edges).toEqual([...edges].sort((a, b) => a - b))
          for (const x of values) {
            const bin = rangeOf(edges, x)
            if (bin > 0) expect(x).toBeGreaterThanOrEqual(edges[bin]!)
            if (bin < edges.length - 1) expect(x).toBeLessThan(edges[bin + 1]!)
          }
        },
      ),
    )
  })
})

describe('clustering', () => {
  test('permuting the people permutes their labels and leaves the centres', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), (seed) => {
        const { points } = blobs(240, 3, 3, 8, `permute ${seed}`)
        const random = createRandom(seed)
        const order = points
          .map((_, i) => [random.unit(), i] as const)
          .sort((a, b) => a[0] - b[0])
          .map(([, i]) => i)
        const table = pointTable(points)
        const options = { seed: 's', engine, k: 3 }
        const straight = fitModel(table, options)
        const mixed = fitModel(takeRows(table, order), options)
        // Equally large personas may swap places by their centres' last digits; the grouping may not.
        expect(
          adjustedRand(
            mixed.assignment.persona,
            order.map((i) => straight.assignment.persona[i]!),
          ),
        ).toBe(1)
        straight.model.centroids.forEach((centre, c) => {
          const same =
            mixed.model.centroids[mixed.assignment.persona[order.indexOf(straight.assignment.persona.indexOf(c))]!]!
          centre.forEach((x, j) => {
            expect(same[j]!).toBeCloseTo(x, 5)
          })
        })
      }),
      { numRuns: 8 },
    )
  })

  test('any numbers at all: plain engine and ml-kmeans end at the same inertia from the same starts', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 2, max: 5 }), (seed, k) => {
        const random = createRandom(seed)
        const n = 80
        const matrix = Float32Array.from({ length: n * 2 }, () => random.unit() * 4 - 2)
        const a = fitClusters({ matrix, n, d: 2, k, seed, engine })
        const b = fitClusters({ matrix, n, d: 2, k, seed, engine: mlKmeans })
        expect(Math.abs(a.inertia - b.inertia)).toBeLessThanOrEqual(1e-3 * a.inertia)
        expect(a.sizes.reduce((x, y) => x + y)).toBe(n)
        expect(a.sizes).toEqual([...a.sizes].sort((x, y) => y - x))
      }),
      { numRuns: 30 },
    )
  })

  test('a person is assigned alike alone and among others, and a description does not see its shards', () => {
    const { model } = fitModel(pointTable(blobs(300, 3, 3, 5, 'alone').points), { seed: 's', engine, k: 3 })
    const cell = fc.option(fc.double({ min: -20, max: 20, noNaN: true }), { nil: null })
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell, cell), { minLength: 2, maxLength: 40 }), fc.nat(), (rows, cut) => {
        const table = tableOf(
          ...[0, 1, 2].map((j) =>
            numbers(
              `f${j}`,
              rows.map((row) => row[j]!),
            ),
          ),
        )
        const all = assignTable(model, table)
        const whole = describeShard(model.encoder, model.k, table, all.persona, all.coverage)
        const at = cut % rows.length
        const parts = [rows.slice(0, at), rows.slice(at)].map((part, p) => {
          const own = takeRows(
            table,
            part.map((_, i) => i + (p === 0 ? 0 : at)),
          )
          const found = assignTable(model, own)
          expect(found.persona).toEqual(all.persona.slice(p === 0 ? 0 : at, p === 0 ? at : undefined))
          return describeShard(model.encoder, model.k, own, found.persona, found.coverage)
        })
        expect(mergeDescriptions(parts[1]!, parts[0]!)).toEqual(whole)
      }),
      { numRuns: 60 },
    )
  })
})

describe('a whole model', () => {
  test('of any table is finite, complete and repeatable, or is refused in a sentence', () => {
    fc.assert(
      fc.property(anyTable, fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined }), ({ table }, k) => {
        const build = () => fitModel(table, { seed: 's', engine, k, avoidProtected: false })
        let built: ReturnType<typeof build>
        try {
          built = build()
        } catch (error) {
          expect(error).toBeInstanceOf(CannotCluster)
          return
        }
        const { model, assignment } = built
        expect(build().model).toEqual(model)
        expect(model.centroids.flat().every(Number.isFinite)).toBe(true)
        expect(model.personas.reduce((sum, persona) => sum + persona.share, 0)).toBeCloseTo(1, 9)
        expect(new Set(model.personas.map((persona) => persona.name)).size).toBe(model.k)
        expect(new Set(model.personas.map((persona) => persona.id)).size).toBe(model.k)
        expect(assignment.margin.every((margin) => margin >= 0 && margin <= 1)).toBe(true)
        const partial = describeShard(model.encoder, model.k, table, assignment.persona, assignment.coverage)
        const { personas } = finishDescription(model.encoder, partial)
        personas.forEach((persona, p) => {
          const { summary } = interpret(model.encoder, persona, model.personas[p]!.name)
          expect(summary).not.toMatch(/NaN|undefined|Infinity|null/)
        })
      }),
      { numRuns: 30 },
    )
  })
})

describe('measures', () => {
  const labels = fc.array(fc.nat(4), { minLength: 2, maxLength: 60 })
  test('the adjusted Rand index is 1 for renamed labels, symmetric, and at most 1', () => {
    fc.assert(
      fc.property(labels, labels, (a, b) => {
        const n = Math.min(a.length, b.length)
        const [x, y] = [a.slice(0, n), b.slice(0, n)]
        expect(
          adjustedRand(
            x,
            x.map((label) => 4 - label),
          ),
        ).toBeCloseTo(1, 12)
        expect(adjustedRand(x, y)).toBeCloseTo(adjustedRand(y, x), 12)
        expect(adjustedRand(x, y)).toBeLessThanOrEqual(1 + 1e-12)
      }),
    )
  })

  test('the stability index is never negative, and zero for equal counts', () => {
    const counts = fc.array(fc.nat(1000), { minLength: 5, maxLength: 5 })
    fc.assert(
      fc.property(counts, counts, (a, b) => {
        expect(stabilityIndex(a, b)).toBeGreaterThanOrEqual(-1e-12)
        expect(stabilityIndex(a, a)).toBe(0)
      }),
    )
  })

  test('best pairs are as good as the best of all permutations', () => {
    const weights = fc.array(fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 4, maxLength: 4 }), {
      minLength: 4,
      maxLength: 4,
    })
    fc.assert(
      fc.property(weights, (w) => {
        const best = (row: number, free: number[]): number =>
          row === 4
            ? 0
            : Math.max(
                ...free.map(
                  (c) =>
                    w[row]![c]! +
                    best(
                      row + 1,
                      free.filter((other) => other !== c),
                    ),
                ),
              )
        expect(bestPairs(w).reduce((sum, c, row) => sum + w[row]![c]!, 0)).toBe(best(0, [0, 1, 2, 3]))
      }),
    )
  })
})
