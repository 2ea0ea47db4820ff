import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { HOW_TO_GET_IT, type Sklearn, sklearnVersion, startSklearn } from '../../../../bench/quality/sklearn.ts'
import { adjustedRand } from '../../../../shared/engines/personas/choose/adjusted-rand.ts'
import { indicesOf } from '../../../../shared/engines/personas/choose/indices.ts'
import { plainEngine } from '../../../../shared/engines/personas/fit/engine-plain.ts'
import { fitClusters } from '../../../../shared/engines/personas/fit/fit.ts'
import { createRandom } from '../../../../shared/engines/personas/random.ts'
import { blobs, gaussian } from '../../../support/persona-tables.ts'

type Grouping = { matrix: Float32Array; d: number; labels: ArrayLike<number>; k: number }

function fitted(points: readonly (readonly number[])[], k: number): Grouping {
  const matrix = Float32Array.from(points.flat())
  const d = points[0]!.length
  const found = fitClusters({ matrix, n: points.length, d, k, seed: 'sklearn', engine: plainEngine })
  return { matrix, d, labels: found.labels, k: found.k }
}

const random = createRandom('indices beside scikit-learn')
const clouds = (apart: number, k: number) => blobs(400, 5, k, apart, `sklearn ${apart} ${k}`).points
const far = clouds(5, 3).map((point) => point.map((x) => x + 300))
const GROUPINGS: [string, Grouping][] = [
  ['two groups far apart', fitted(clouds(9, 2), 2)],
  ['five groups that touch', fitted(clouds(2, 5), 5)],
  ['eight parts of one cloud', fitted(clouds(0, 2), 8)],
  ['labels by chance', { ...fitted(clouds(4, 3), 3), labels: Array.from({ length: 400 }, (_, i) => i % 3), k: 3 }],
  ['a group of one', fitted([[40, 40], ...Array.from({ length: 60 }, () => [gaussian(random), gaussian(random)])], 3)],
  [
    'many equal rows',
    fitted(
      Array.from({ length: 90 }, (_, i) => [i % 4, (i * i) % 3, 1]),
      4,
    ),
  ],
  ['a cloud far from the origin', fitted(far, 3)],
]

const version = sklearnVersion()
// A separate test, so that the report says why the others are skipped.
if (!version) test.skip(HOW_TO_GET_IT, () => {})

describe.skipIf(!version)('the indices are scikit-learn’s to 1e-6', () => {
  let sklearn: Sklearn
  beforeAll(() => {
    sklearn = startSklearn()
  })
  afterAll(() => sklearn?.end())

  test.each(GROUPINGS)('%s', async (_, { matrix, d, labels, k }) => {
    const ours = indicesOf(matrix, labels.length, d, labels, k)
    const theirs = await sklearn.indices(matrix, d, labels)
    expect(Math.abs(ours.silhouette - theirs.silhouette)).toBeLessThan(1e-6)
    expect(Math.abs(ours.davies_bouldin - theirs.davies_bouldin)).toBeLessThan(1e-6)
    // It grows with the number of rows, so it agrees in parts of its value.
    expect(Math.abs(ours.calinski_harabasz / theirs.calinski_harabasz - 1)).toBeLessThan(1e-6)
  })

  test('adjusted Rand index', async () => {
    for (const [a, b] of [
      [3, 3],
      [8, 2],
      [1, 4],
      [1, 1],
    ] as const) {
      const left = Array.from({ length: 200 }, () => random.below(a))
      const right = left.map((label) => (random.unit() < 0.7 ? label % b : random.below(b)))
      expect(Math.abs(adjustedRand(left, right) - (await sklearn.adjustedRand(left, right)))).toBeLessThan(1e-6)
    }
  })
})
