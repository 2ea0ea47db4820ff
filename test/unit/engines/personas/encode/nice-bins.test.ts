import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { rangeOf } from '../../../../../shared/engines/personas/encode/bins.ts'
import { niceBins } from '../../../../../shared/engines/personas/encode/nice-bins.ts'

const sorted = (values: number[]) => Float64Array.from(values).sort()
const day = (text: string) => Date.parse(text) / 86_400_000

describe('nice bins', () => {
  test('whole numbers have a bin each up to twelve of them, gaps too', () => {
    expect(niceBins(sorted([0, 0, 1, 3, 3]), 'number')).toMatchObject({ edges: [0, 1, 2, 3], top: 3, single: true })
    expect(niceBins(sorted([5]), 'number')).toMatchObject({ edges: [5], top: 5, single: true })
  })

  test.each([
    ['days', '2024-01-03', '2024-01-09', ['2024-01-03', '2024-01-04']],
    ['weeks from Monday', '2024-01-03', '2024-03-01', ['2024-01-01', '2024-01-08']],
    ['months', '2024-01-20', '2024-12-02', ['2024-01-01', '2024-02-01']],
    ['quarters', '2022-05-20', '2024-12-02', ['2022-04-01', '2022-07-01']],
    ['years', '2015-05-20', '2024-12-02', ['2015-01-01', '2016-01-01']],
    ['decades of births', '1912-05-20', '2004-12-02', ['1910-01-01', '1920-01-01']],
  ])('dates lie on the calendar: %s', (_, from, until, [first, second]) => {
    const { edges, top } = niceBins(sorted([day(from), day(until)]), 'date')
    expect(edges.slice(0, 2)).toEqual([day(first!), day(second!)])
    expect(top).toBeGreaterThan(day(until))
  })

  test('a few far away do not stretch the axis: they are in the last bin, which says so', () => {
    const values = sorted([...Array.from({ length: 500 }, (_, i) => i / 10), 9_000])
    const bins = niceBins(values, 'number')
    expect(bins.edges).toEqual([0, 5, 10, 15, 20, 25, 30, 35, 40, 45])
    expect(bins).toMatchObject({ top: 50, above: true, below: false })
    expect(rangeOf(bins.edges, 9_000)).toBe(9)
  })

  test('values that differ by less than a float can be cut into are one bin', () => {
    expect(niceBins(sorted([0, 3e-323]), 'number')).toMatchObject({ edges: [0], top: 1, above: false, below: false })
  })

  test('edges are equally far apart on a grid of 1, 2 or 5, and every value has its bin', () => {
    const numbers = fc.array(
      fc.oneof(
        fc.integer({ min: -500, max: 5000 }),
        fc.double({ min: -1e4, max: 1e6, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
      ),
      { minLength: 1, maxLength: 60 },
    )
    fc.assert(
      fc.property(numbers, (values) => {
        const { edges, top, single, below, above } = niceBins(sorted(values), 'number')
        expect(edges.length).toBeLessThanOrEqual(13)
        const widths = edges.slice(1).map((edge, i) => edge - edges[i]!)
        const width = single ? 1 : top - edges.at(-1)!
        for (const one of widths) expect(Math.abs(one - width)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(top)))
        // The difference of two large edges is only as exact as they are.
        const digit = width / 10 ** Math.floor(Math.log10(width) + 1e-3)
        expect([1, 2, 5].some((one) => Math.abs(digit / one - 1) < 1e-3)).toBe(true)
        for (const value of values) {
          const bin = rangeOf(edges, value)
          if (value < edges[0]!) expect([bin, below]).toEqual([0, true])
          else if (single ? value > top : value >= top) expect([bin, above]).toEqual([edges.length - 1, true])
          else expect(value >= edges[bin]! && value < (edges[bin + 1] ?? (single ? top + 1 : top))).toBe(true)
        }
      }),
      { numRuns: 500 },
    )
  })
})
