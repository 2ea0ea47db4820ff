import fc from 'fast-check'
import { expect, test } from 'vitest'
import { indicesOf } from '../../../../../shared/engines/personas/choose/indices.ts'
import { partialIndicesOf } from '../../../../../shared/engines/personas/choose/partial-indices.ts'

const K = 3
const D = 4
const cell = fc.double({ min: -5, max: 5, noNaN: true })
const rows = (value: fc.Arbitrary<number>) =>
  fc.array(fc.array(value, { minLength: D, maxLength: D }), { minLength: 12, maxLength: 40 })
const matrixOf = (points: number[][]) => Float32Array.from(points.flat())
const labelsOf = (points: number[][]) => points.map((_, i) => i % K)

test('where everything is known the indices are those of the whole', () => {
  fc.assert(
    fc.property(rows(cell), (points) => {
      const [matrix, labels] = [matrixOf(points), labelsOf(points)]
      const partial = partialIndicesOf(matrix, points.length, D, labels, K)
      const whole = indicesOf(matrix, points.length, D, labels, K)
      expect(partial.silhouette).toBeCloseTo(whole.silhouette, 6)
      expect(partial.davies_bouldin).toBeCloseTo(whole.davies_bouldin, 4)
      expect(partial.sizes).toEqual(whole.sizes)
    }),
  )
})

/** The mean over the known dimensions of a row of the mean squared differences to all other rows that know them. */
function pairwise(points: number[][], labels: number[]): number {
  const between = (i: number, c: number) =>
    points[i]!.reduce((sum, x, j) => {
      if (Number.isNaN(x)) return sum
      const others = points.filter((other, o) => o !== i && labels[o] === c && !Number.isNaN(other[j]))
      return sum + others.reduce((total, other) => total + (x - other[j]!) ** 2, 0) / others.length
    }, 0)
  const silhouettes = points.map((_, i) => {
    const inside = between(i, labels[i]!)
    const outside = Math.min(...[0, 1, 2].filter((c) => c !== labels[i]).map((c) => between(i, c)))
    const larger = Math.max(inside, outside)
    return larger > 0 ? (outside - inside) / larger : 0
  })
  return silhouettes.reduce((sum, x) => sum + x, 0) / points.length
}

test('with gaps the silhouette is that of all pairs, over what both know', () => {
  const gappy = rows(fc.oneof({ arbitrary: cell, weight: 3 }, { arbitrary: fc.constant(Number.NaN), weight: 1 }))
  fc.assert(
    fc.property(gappy, (points) => {
      const exact = points.map((point) => [...Float32Array.from(point)])
      const labels = labelsOf(exact)
      // Every dimension is known twice in every cluster: else there are no other rows to compare with.
      fc.pre(
        [0, 1, 2].every((c) =>
          [0, 1, 2, 3].every((j) => exact.filter((p, i) => labels[i] === c && !Number.isNaN(p[j])).length >= 2),
        ),
      )
      const { silhouette } = partialIndicesOf(matrixOf(exact), exact.length, D, labels, K)
      expect(silhouette).toBeCloseTo(pairwise(exact, labels), 6)
    }),
  )
})
