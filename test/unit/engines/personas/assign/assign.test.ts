import { describe, expect, test } from 'vitest'
import { assign } from '../../../../../shared/engines/personas/assign/assign.ts'
import { adjustedRand } from '../../../../../shared/engines/personas/choose/adjusted-rand.ts'
import { encodeOne } from '../../../../../shared/engines/personas/encode/encoder.ts'
import { fitEncoder } from '../../../../../shared/engines/personas/encode/fit-encoder.ts'
import { plainEngine } from '../../../../../shared/engines/personas/fit/engine-plain.ts'
import { assignTable, fitModel } from '../../../../../shared/engines/personas/model.ts'
import { createRandom } from '../../../../../shared/engines/personas/random.ts'
import { createKernel } from '../../../../../shared/kernels/kmeans/kernel.ts'
import { blobs, gaussian, numbers, pointTable, tableOf } from '../../../../support/persona-tables.ts'

const engine = plainEngine

/** Three kinds of people; each of four traits separates them in another way. */
function kinds(n: number, seed: string): { points: number[][]; truth: number[] } {
  const random = createRandom(seed)
  const truth = Array.from({ length: n }, () => random.below(3))
  const centres = [
    [0, 8, 0, 0],
    [8, 0, 0, 6],
    [8, 8, 8, 12],
  ]
  return { points: truth.map((c) => centres[c]!.map((x) => x + gaussian(random))), truth }
}

describe('people of whom not everything is known', () => {
  const random = createRandom('leads')
  const encoder = fitEncoder(
    tableOf(
      numbers(
        'orders',
        Array.from({ length: 500 }, () => gaussian(random)),
      ),
      numbers(
        'income',
        Array.from({ length: 500 }, () => gaussian(random)),
      ),
    ),
  )

  test('what is not known does not count: it is not taken for the average', () => {
    // Average orders and high income, against many orders and low income.
    const centroids = Float32Array.of(0, 1, 3, -1)
    const lead = assign(encoder, centroids, encodeOne(encoder, { income: -0.5 }))
    expect([lead.persona[0], lead.runnerUp[0]]).toEqual([1, 0])
    // Orders at the average would have made the other persona the nearer one.
    expect(assign(encoder, centroids, encodeOne(encoder, { orders: 0, income: -0.5 })).persona[0]).toBe(0)
  })

  test('of whom nothing is known, the largest persona takes them, with coverage 0 and no margin', () => {
    const nobody = assign(encoder, Float32Array.of(0, 1, 3, -1), encodeOne(encoder, {}))
    expect([nobody.persona[0], nobody.coverage[0], nobody.margin[0]]).toEqual([0, 0, 0])
  })

  test('leads, even as many as there are customers, are not made a persona of their own', () => {
    const { points, truth } = kinds(1200, 'customers and leads')
    // The second half are leads: of the four traits only the last is known.
    const table = tableOf(
      ...[0, 1, 2, 3].map((j) =>
        numbers(
          `f${j}`,
          points.map((point, i) => (i < 600 || j === 3 ? point[j]! : null)),
        ),
      ),
    )
    const { model, assignment } = fitModel(table, { seed: 's', engine })
    expect(model.k).toBe(3)
    expect(adjustedRand(assignment.persona.slice(0, 600), truth.slice(0, 600))).toBeGreaterThan(0.95)
    const spread = [0, 1, 2].map((p) => assignment.persona.slice(600).filter((persona) => persona === p).length / 600)
    for (const share of spread) expect(share).toBeCloseTo(1 / 3, 1)
  })

  test('values missing here and there pull no centre', () => {
    const { points, truth } = kinds(900, 'holes')
    const table = tableOf(
      ...[0, 1, 2, 3].map((j) =>
        numbers(
          `f${j}`,
          points.map((point) => (random.unit() < 0.25 ? null : point[j]!)),
        ),
      ),
    )
    const { model, assignment } = fitModel(table, { seed: 's', engine, k: 3 })
    expect(adjustedRand(assignment.persona, truth)).toBeGreaterThan(0.95)
    const whole = fitModel(pointTable(points), { seed: 's', engine, k: 3 }).model
    const distance = (a: number[], b: number[]) => Math.hypot(...a.map((x, j) => x - b[j]!))
    for (const centre of model.centroids) {
      expect(Math.min(...whole.centroids.map((other) => distance(centre, other)))).toBeLessThan(0.12)
    }
  })
})

describe('the kernel as engine', () => {
  test('gives the personas of the plain engine', () => {
    const { points, truth } = blobs(700, 5, 4, 6, 'kernel')
    const plain = fitModel(pointTable(points), { seed: 's', engine })
    const kernel = fitModel(pointTable(points), { seed: 's', engine: createKernel() })
    expect(kernel.model.k).toBe(4)
    expect(adjustedRand(kernel.assignment.persona, plain.assignment.persona)).toBe(1)
    expect(adjustedRand(kernel.assignment.persona, truth)).toBeGreaterThan(0.95)
    expect(kernel.model.personas).toEqual(plain.model.personas)
  })
})

describe('a model', () => {
  test('survives JSON: frozen, it assigns the same', () => {
    const table = pointTable(blobs(300, 3, 3, 6, 'json').points)
    const { model, assignment } = fitModel(table, { seed: 's', engine })
    expect(assignTable(JSON.parse(JSON.stringify(model)), table)).toEqual(assignment)
  })
})
