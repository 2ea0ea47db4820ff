import { describe, expect, test } from 'vitest'
import { shareWithin, valleysOf } from '../../../../../shared/engines/personas/encode/heaps.ts'
import { fitNumberTransform } from '../../../../../shared/engines/personas/encode/number-transform.ts'
import { createRandom } from '../../../../../shared/engines/personas/random.ts'
import { gaussian } from '../../../../support/persona-tables.ts'

const random = createRandom('number transform')
const draw = (n: number, of: (i: number) => number) => Array.from({ length: n }, (_, i) => of(i))
const isLogged = (values: number[]) =>
  fitNumberTransform(Float64Array.from(values).sort(), { log: true }).log_unit !== null

/** Many people near 20, and five small heaps far above: skewed, but each as wide as the others. */
const heaps = draw(2000, (i) => (i < 1850 ? 20 : 20 + 30 * (1 + (i % 5))) + gaussian(random))
/** Log-normal heaps: each as wide as it is high. */
const amounts = draw(2000, (i) => Math.exp((i % 5 === 0 ? 6 : 3) + 0.4 * gaussian(random)))

describe('a log is taken of', () => {
  test.each([
    ['money', draw(1000, () => Math.exp(4 + gaussian(random)))],
    ['money of two kinds of people', amounts],
    ['counts from one on', draw(1000, () => Math.max(1, Math.round(Math.exp(1 + gaussian(random)))))],
    [
      'money, of which one in 500 was paid back',
      draw(1000, (i) => (i % 500 === 0 ? -9 : Math.exp(4 + gaussian(random)))),
    ],
  ])('%s', (_, values) => expect(isLogged(values)).toBe(true))
})

describe('no log is taken of', () => {
  test.each([
    ['heaps that are alike in width', heaps],
    ['heaps below zero', heaps.map((x) => x - 100)],
    ['money that one in fifty lost', draw(1000, (i) => (i % 50 === 0 ? -9 : Math.exp(4 + gaussian(random))))],
    ['amounts that every tenth has none of', draw(1000, (i) => (i % 10 === 0 ? 0 : Math.exp(4 + gaussian(random))))],
    ['ages', draw(1000, () => 40 + 12 * gaussian(random))],
  ])('%s', (_, values) => expect(isLogged(values)).toBe(false))
})

describe('heaps', () => {
  const valleys = (values: number[], scale = (x: number) => x) => valleysOf(Float64Array.from(values).sort(), scale)

  test('are found where the density has a valley, and nowhere else', () => {
    const apart = draw(900, (i) => 10 * (i % 3) + gaussian(random))
    const found = valleys(apart)
    expect(found).toHaveLength(2)
    expect(Math.abs(found[0]! - 5)).toBeLessThan(2)
    expect(Math.abs(found[1]! - 15)).toBeLessThan(2)
    expect(valleys(draw(900, () => gaussian(random)))).toEqual([])
    expect(valleys(draw(900, () => random.unit()))).toEqual([])
    expect(valleys(draw(900, () => 7))).toEqual([])
  })

  test('counts are not a heap each, and stragglers are none', () => {
    expect(valleys(draw(3000, () => Math.floor(-2 * Math.log(1 - random.unit()))))).toEqual([])
    expect(valleys(draw(1000, (i) => (i < 980 ? gaussian(random) : 30 + gaussian(random))))).toEqual([])
  })

  test('hold little of the variance in the scale that shows them', () => {
    const sorted = Float64Array.from(amounts).sort()
    const log = (x: number) => Math.log(x)
    const cuts = valleysOf(sorted, log)
    expect(cuts).toHaveLength(1)
    expect(shareWithin(sorted, cuts, log)).toBeLessThan(shareWithin(sorted, cuts, (x) => x))
    expect(shareWithin(Float64Array.of(1, 1, 5, 5), [3], (x) => x)).toBe(0)
    expect(shareWithin(Float64Array.of(1, 3, 7, 9), [5], (x) => x)).toBeCloseTo(0.1, 10)
  })
})

test('a value that hardly anybody has is kept where the number of personas is given', () => {
  const sorted = Float64Array.from({ length: 400 }, (_, i) => (i === 399 ? 1 : 0.5))
  expect(fitNumberTransform(sorted, { log: true }).sd).toBe(0)
  const kept = fitNumberTransform(sorted, { log: true, keepFew: true })
  expect(kept).toMatchObject({ low: 0.5, high: 1, log_unit: null })
  expect((1 - kept.mean) / kept.sd).toBeCloseTo(Math.sqrt(399), 6)
})
