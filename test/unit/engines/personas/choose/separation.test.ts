import { describe, expect, test } from 'vitest'
import { neighboursOf } from '../../../../../shared/engines/personas/choose/neighbours.ts'
import { separationOf } from '../../../../../shared/engines/personas/choose/separation.ts'
import { spreadSteps } from '../../../../../shared/engines/personas/choose/spread-steps.ts'
import { createRandom } from '../../../../../shared/engines/personas/random.ts'
import { gaussian } from '../../../../support/persona-tables.ts'

/** Separation of these points, each with the number of its cluster. */
function separation(points: readonly (readonly number[])[], label: (point: readonly number[]) => number): number {
  const d = points[0]!.length
  const matrix = Float32Array.from(points.flat())
  const labels = Int32Array.from(points, label)
  const k = Math.max(...labels) + 1
  const centroids = new Float32Array(k * d)
  for (let c = 0; c < k; c++) {
    for (let j = 0; j < d; j++) {
      const known = points.map((point) => point[j]!).filter((x, i) => labels[i] === c && !Number.isNaN(x))
      centroids[c * d + j] = known.reduce((sum, x) => sum + x, 0) / known.length
    }
  }
  return separationOf(matrix, points.length, d, labels, centroids, neighboursOf(matrix, points.length, d, k))
}

const many = <T>(n: number, of: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => of(i))
const TURN = 2 * Math.PI
const onRing = (angle: number, random: ReturnType<typeof createRandom>) => [
  Math.cos(angle) + 0.03 * gaussian(random),
  Math.sin(angle) + 0.03 * gaussian(random),
]
const turned = ([x, y]: readonly number[]) => (Math.atan2(y!, x!) / TURN + 1) % 1

describe('separation', () => {
  // Each arc is nearest to the blob, and there is a gap between them: only a look at all pairs sees the other cuts.
  test.each([4, 5, 6])('a ring around a blob, cut into the blob and %i arcs, has none', (arcs) => {
    const random = createRandom('blob in a ring')
    const points = many(800, (i) =>
      i < 250 ? [0.1 * gaussian(random), 0.1 * gaussian(random)] : onRing(TURN * random.unit(), random),
    )
    const label = (point: readonly number[]) => (Math.hypot(...point) < 0.5 ? arcs : Math.floor(turned(point) * arcs))
    expect(separation(points, label)).toBeLessThan(0.25)
  })

  // The line between the centres of two halves of a horseshoe passes far from its middle.
  test('a horseshoe that is cut in two has none, three arcs with gaps between have all', () => {
    const random = createRandom('arcs')
    const horseshoe = many(600, () => onRing(0.8 * TURN * random.unit(), random))
    expect(separation(horseshoe, (point) => Number(turned(point) > 0.4 && turned(point) < 0.9))).toBeLessThan(0.25)
    const arcs = many(600, (i) => onRing(((i % 3) + 0.5 * random.unit()) * (TURN / 3), random))
    expect(separation(arcs, (point) => Math.floor(((turned(point) + 0.08) % 1) * 3))).toBe(1)
  })

  test('two groups keep their gap under noise and where values are missing', () => {
    const random = createRandom('two groups')
    const points = (unknown: number) =>
      many(600, (i) =>
        many(8, (j) => (random.unit() < unknown && j > 0 ? Number.NaN : gaussian(random) + (j < 3 ? (i % 2) * 6 : 0))),
      )
    const side = (point: readonly number[]) => Number(point[0]! > 3)
    expect(separation(points(0), side)).toBeGreaterThan(0.8)
    expect(separation(points(0.15), side)).toBeGreaterThan(0.8)
  })

  test('numbers of orders are no gaps, but a wide step between them is one', () => {
    const random = createRandom('orders')
    const orders = (few: () => number) => many(600, () => [Math.log(few()), 0.5 * gaussian(random)])
    const one = orders(() => 1 + Math.floor(-2 * Math.log(1 - random.unit())))
    expect(separation(one, ([x]) => Number(x! > Math.log(2.5)))).toBeLessThan(0.25)
    const two = orders(() => (random.below(2) === 0 ? 1 + random.below(3) : 40 + random.below(20)))
    expect(separation(two, ([x]) => Number(x! > Math.log(10)))).toBeGreaterThan(0.6)
  })
})

describe('heaps', () => {
  const heaps = (values: readonly number[]) => [...spreadSteps(Float32Array.from(values), values.length, 1)]

  test('are spread over half the step to the next value, and no further', () => {
    const values = many(400, (i) => i % 4)
    const spread = heaps(values)
    for (const [i, x] of spread.entries()) expect(Math.abs(x - values[i]!)).toBeLessThanOrEqual(1)
    expect(Math.min(...spread.filter((_, i) => values[i] === 2))).toBeGreaterThanOrEqual(1.5)
    expect(new Set(spread).size).toBeGreaterThan(390)
  })

  test('flags, values of one or two people and unknown values stay', () => {
    expect(heaps([0, 1, 0, 1, 0, 1, 1])).toEqual([0, 1, 0, 1, 0, 1, 1])
    expect(heaps([1, 2, 2, 3.5, Number.NaN, 7])).toEqual([1, 2, 2, 3.5, Number.NaN, 7])
  })
})
