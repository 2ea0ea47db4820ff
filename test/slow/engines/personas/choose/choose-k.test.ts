import { describe, expect, test } from 'vitest'
import { WITHOUT_GROUPS } from '../../../../../bench/quality/generated.ts'
import { penguinCases } from '../../../../../bench/quality/real.ts'
import { centres, drawn, normal } from '../../../../../bench/separation/draw.ts'
import { adjustedRand } from '../../../../../shared/engines/personas/choose/adjusted-rand.ts'
import { logRule } from '../../../../../shared/engines/personas/choose/choose-k.ts'
import { indicesOf } from '../../../../../shared/engines/personas/choose/indices.ts'
import type { Table } from '../../../../../shared/engines/personas/columns.ts'
import { encode } from '../../../../../shared/engines/personas/encode/encoder.ts'
import { plainEngine } from '../../../../../shared/engines/personas/fit/engine-plain.ts'
import { fitClusters } from '../../../../../shared/engines/personas/fit/fit.ts'
import { plusPlus } from '../../../../../shared/engines/personas/fit/plus-plus.ts'
import { CannotCluster, fitModel } from '../../../../../shared/engines/personas/model.ts'
import { createRandom } from '../../../../../shared/engines/personas/random.ts'
import { createKernel, type Kernel } from '../../../../../shared/kernels/kmeans/kernel.ts'
import { mlKmeans } from '../../../../../shared/kernels/kmeans/ml-kmeans.ts'
import { blobs, categories, gaussian, numbers, pointTable, ring, tableOf } from '../../../../support/persona-tables.ts'

const engine = plainEngine
const many = <T>(n: number, of: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => of(i))

describe('planted clusters are found', () => {
  test.each([
    [3, 4, 7],
    [4, 2, 8],
    [5, 8, 6],
    [6, 10, 6],
  ])('%i groups in %i dimensions', (k, d, apart) => {
    const { points, truth } = blobs(900, d, k, apart, `planted ${k}`)
    const { model, assignment } = fitModel(pointTable(points), { seed: 'test', engine })
    expect(model.k).toBe(k)
    expect(model.selection).toMatchObject({ weak: false, warning: null, chosen: k, method: 'evidence' })
    expect(adjustedRand(assignment.persona, truth)).toBeGreaterThanOrEqual(0.95)
    expect(model.selection.candidates.map((candidate) => candidate.k)).toEqual([2, 3, 4, 5, 6, 7, 8])
  })

  test('ml-kmeans and the plain engine give the same personas', () => {
    const { points } = blobs(600, 4, 4, 6, 'engines')
    const options = { seed: 'test', k: 4 }
    const plain = fitModel(pointTable(points), { ...options, engine })
    const reference = fitModel(pointTable(points), { ...options, engine: mlKmeans })
    expect(reference.assignment.persona).toEqual(plain.assignment.persona)
    expect(reference.model.engine).toBe('ml-kmeans')
    for (const [c, centre] of plain.model.centroids.entries()) {
      for (const [j, x] of centre.entries()) expect(reference.model.centroids[c]![j]).toBeCloseTo(x, 5)
    }
  })
})

describe('data without clusters is built, but marked weak', () => {
  const random = createRandom('no clusters')
  const cases: [string, number[][]][] = [
    ['a ring', ring(800, 'ring')],
    ['one blob', many(800, () => [gaussian(random), gaussian(random), gaussian(random)])],
    ['noise', many(800, () => [random.unit(), random.unit()])],
    ['noise in ten dimensions', many(800, () => many(10, () => random.unit()))],
    [
      'one long cloud',
      many(800, () => gaussian(random)).map((a) => [a + 0.2 * gaussian(random), a + 0.2 * gaussian(random)]),
    ],
  ]
  test.each(cases)('%s', (_, points) => {
    const { model } = fitModel(pointTable(points), { seed: 'test', engine })
    expect(model.k).toBeGreaterThanOrEqual(2)
    expect(model.selection.weak).toBe(true)
    expect(model.selection.warning).toMatch(
      /^Read these personas as a convenient division, not as natural groups: .*\.$/,
    )
  })

  // Of 300 rings these four are cut in the same three places by every sample, and have dents there.
  test.each([24, 34, 78, 217])('ring %i, which is a crowd wherever it is cut', (run) => {
    const { table } = WITHOUT_GROUPS.find(({ name }) => name === 'ring')!.draw(run)
    const { selection } = fitModel(table, { seed: `quality ${run}`, engine: createKernel() }).model
    expect(selection.weak).toBe(true)
    const three = selection.candidates.find(({ k }) => k === 3)!
    expect(three.stability).toBeGreaterThan(0.92)
    expect(three.fails).toEqual(['neighbouring personas shade into one another without a gap'])
  })

  test('categories that have nothing to do with each other', () => {
    const column = (name: string) =>
      categories(
        name,
        many(800, () => ['a', 'b'][random.below(2)]!),
      )
    const { model } = fitModel(tableOf(column('x'), column('y'), column('z')), { seed: 'test', engine })
    expect(model.selection.weak).toBe(true)
    expect(model.selection.warning).toMatch(/traits hardly go together/)
  })

  test('categories that do go together are not weak', () => {
    const group = many(900, () => random.below(3))
    const patterns = ['11110000', '00001111', '10101010']
    const says = (g: number, j: number) => random.unit() < 0.9 === (patterns[g]![j] === '1')
    const columns = many(8, (j) =>
      categories(
        `c${j}`,
        group.map((g) => (says(g, j) ? 'often' : 'rare')),
      ),
    )
    const { model, assignment } = fitModel(tableOf(...columns), { seed: 'test', engine })
    expect(model.selection.weak).toBe(false)
    expect(adjustedRand(assignment.persona, group)).toBeGreaterThan(0.8)
    // The valleys, of which categories have none, were not asked for: "they stand apart (separation 0.00)" says nothing.
    expect(model.selection.reason).toMatch(/they stand apart.* silhouette 0\.\d\d against -?0\.\d\d by chance/)
    expect(model.selection.reason).not.toContain('separation')
  })
})

describe('the number of personas', () => {
  test('does not depend on the seed where several numbers are nearly as good', () => {
    const { draw } = penguinCases().find(({ name }) => name === 'penguins, all traits')!
    const chosen = many(6, (i) => fitModel(draw(0).table, { seed: `penguins ${i}`, engine: createKernel() }).model.k)
    expect(new Set(chosen).size).toBe(1)
  })

  test('never leaves a persona under 5 % unless asked', () => {
    const random = createRandom('lopsided')
    const points = many(1000, (i) => [(i < 20 ? 40 : i % 2 ? 10 : 0) + gaussian(random), gaussian(random)])
    const chosen = fitModel(pointTable(points), { seed: 'test', engine, encoder: {} }).model
    expect(Math.min(...chosen.personas.map((persona) => persona.share))).toBeGreaterThanOrEqual(0.05)
    const asked = fitModel(pointTable(points), { seed: 'test', engine, k: 7 }).model
    expect(asked.k).toBe(7)
    expect(asked.selection.method).toBe('given')
  })

  test('the reason says what the curve shows', () => {
    const choose = (points: number[][], k?: number) =>
      fitModel(pointTable(points), { seed: 'test', engine, k }).model.selection
    const random = createRandom('reasons')
    const cloud = many(800, () => gaussian(random)).map((a) => [a + 0.2 * gaussian(random), a + 0.2 * gaussian(random)])
    const weak = choose(cloud)
    const agreed = (least: number) =>
      weak.candidates.filter((one) => one.k >= least).toSorted((a, b) => b.stability - a.stability)[0]!.k
    // Samples agree most on two, which say little: what is taken is not the top of the curve.
    expect([agreed(2), agreed(3)]).toEqual([2, weak.chosen])
    expect(weak.reason).toMatch(
      /^No number from 2 to 8 gives distinct personas, so of those from 3 up .* is taken: \d personas \(.*\)\.$/,
    )
    // Three groups, two of them near each other: two personas have the higher silhouette, three are preferred.
    const three = many(900, (i) => [[0, 40, 50][i % 3]! + 2 * gaussian(random)])
    const finer = choose(three)
    const silhouette = (k: number) => finer.candidates.find((one) => one.k === k)!.silhouette_squared_euclidean
    expect(finer.chosen).toBe(3)
    expect(silhouette(2)).toBeGreaterThan(silhouette(3))
    expect(finer.reason).toMatch(
      /^Three personas fit best: .*\. With 2, they would stand apart a little more, and say less; with 4, groups are not stable \(\d\d % agreement\)\.$/,
    )
    expect(choose(blobs(600, 3, 4, 8, 'reasons').points).reason).toMatch(
      /^Four personas fit best: .* With 3, groups are not stable \(\d\d % agreement\); with 5, .*\.$/,
    )
    expect(choose(cloud.slice(0, 9)).reason).toMatch(/^2 personas: there are too few people to try more \(/)
    expect(
      choose(
        many(9, (i) => [i % 3]),
        5,
      ).reason,
    ).toMatch(/^3 personas: 5 were asked for, but .* different people \(/)
    expect(choose(cloud, 1)).toMatchObject({
      reason: expect.stringMatching(/^1 persona because that number was asked for\.$/),
      warning: 'Read this persona as everybody: a single persona tells nobody apart.',
    })
  })

  test('log10 follows the size, as Faraday does', () => {
    expect([5, 99, 3_000, 250_000, 10 ** 12].map(logRule)).toEqual([2, 2, 3, 5, 8])
    const { points } = blobs(1200, 3, 5, 6, 'log10')
    const { selection } = fitModel(pointTable(points), { seed: 'test', engine, method: 'log10' }).model
    expect(selection).toMatchObject({ method: 'log10', chosen: 3 })
  })

  test('impossible wishes are refused in a sentence', () => {
    const table = tableOf(numbers('x', [1, 2, 3]))
    expect(() => fitModel(table, { seed: 's', engine, k: 4 })).toThrow(
      new CannotCluster('4 personas need at least 4 people, there are 3'),
    )
    expect(() => fitModel(tableOf(numbers('x', [])), { seed: 's', engine })).toThrow(
      'personas need at least 2 people, there are none',
    )
    expect(() => fitModel(tableOf(numbers('x', [1, 1, 1])), { seed: 's', engine })).toThrow(
      /no trait tells these people apart \("x": no spread/,
    )
    const two = tableOf(numbers('x', [1, 2, 3]), numbers('y', [1, 1, 1]))
    expect(() => fitModel(two, { seed: 's', engine, encoder: { dimensions: ['y'] } })).toThrow(
      /^no trait tells these people apart \("y": no spread: [^;]*\)$/,
    )
  })

  test('fewer different people than personas give fewer personas, none of them empty', () => {
    const { model } = fitModel(tableOf(numbers('x', [1, 1, 1, 2, 2, 2, 9, 9])), { seed: 's', engine, k: 5 })
    expect(model.k).toBe(3)
    expect(model.personas.every((persona) => persona.share > 0)).toBe(true)
  })
})

describe('more than eight groups', () => {
  const groups = (k: number, d: number) =>
    drawn(
      `${k} groups`,
      '',
      new Array<number>(k).fill(1),
      (random) => centres(random, k, d, 8),
      (group, random, common) => Object.fromEntries(common[group]!.map((x, j) => [`t${j}`, normal(random, x, 1)])),
    ).draw(0).table
  const selectionOf = (table: Table, k?: number) =>
    fitModel(table, { seed: 'more', engine: createKernel(), k }).model.selection

  test.each([
    [10, 4],
    [15, 6],
    [20, 8],
  ])('%i are said to be there, with the evidence for them', (k, d) => {
    const { chosen, weak, larger_number, reason, warning, candidates } = selectionOf(groups(k, d))
    expect(chosen).toBeLessThanOrEqual(8)
    expect([weak, larger_number]).toEqual([true, k])
    expect(candidates.at(-1)).toMatchObject({ k, distinct: true })
    expect(reason).toContain(`${k} stand apart (silhouette 0.`)
    expect(reason).toContain(`set number_of_clusters to ${k}.`)
    expect(warning).toMatch(/^Some of these personas hold several groups: /)
    expect(warning).not.toContain('natural groups')
  })

  test('35 are more than can be asked for', () => {
    const { larger_number, reason, candidates } = selectionOf(groups(35, 8))
    expect(larger_number).toBe(20)
    expect(reason).toMatch(/and than the 20 that can be asked for; 35 stand apart .* set number_of_clusters to 20\./)
    expect(candidates.map(({ k }) => k).slice(-2)).toEqual([20, 35])
  })

  test('eight are eight, and a ring is none, however finely it can be cut', () => {
    expect(selectionOf(groups(8, 5))).toMatchObject({ chosen: 8, weak: false, larger_number: null })
    expect(selectionOf(pointTable(ring(800, 'a ring'))).larger_number).toBeNull()
  })

  test('a number above eight that was asked for shows its evidence, and that of its neighbours', () => {
    const { candidates, weak, chosen } = selectionOf(groups(12, 5), 12)
    expect([chosen, weak]).toEqual([12, false])
    expect(candidates.filter(({ k }) => k > 8).map(({ k, distinct }) => [k, distinct])).toEqual([
      [11, expect.any(Boolean)],
      [12, true],
      [13, false],
    ])
    // The WebAssembly engine takes up to 16, the plain one more.
    for (const k of [16, 17, 20]) expect(selectionOf(groups(12, 5), k).chosen).toBe(k)
  })
})

describe('many people', () => {
  // More than any of the samples that the search, the encoder and the names are content with.
  const { points, truth } = blobs(60_000, 5, 4, 6, 'many people')
  const table = pointTable(points)
  const modelBy = (kernel: Kernel) => fitModel(table, { seed: 'many', engine: kernel })

  test('samples find what everybody would, and everybody settles the centres', () => {
    const { model, assignment } = modelBy(createKernel())
    expect(model.k).toBe(4)
    expect(adjustedRand(assignment.persona, truth)).toBeGreaterThan(0.99)
    const sizes = model.personas.map((_, p) => assignment.persona.filter((persona) => persona === p).length)
    expect(model.personas.map(({ share }) => share * 60_000)).toEqual(sizes.map((size) => expect.closeTo(size, 6)))
    const { matrix, d } = encode(model.encoder, table)
    for (const [p, centre] of model.centroids.entries()) {
      for (const [j, x] of centre.entries()) {
        let sum = 0
        for (let i = 0; i < 60_000; i++) if (assignment.persona[i] === p) sum += matrix[i * d + j]!
        expect(x).toBeCloseTo(sum / sizes[p]!, 3)
      }
    }
  })

  test('an engine that fitted others before makes the same model', () => {
    const used = createKernel()
    fitModel(pointTable(blobs(500, 7, 3, 6, 'before').points), { seed: 'before', engine: used })
    expect(modelBy(used).model).toEqual(modelBy(createKernel()).model)
  })
})

describe('k-means++', () => {
  test('the first centres of an order are rows, none of them twice where rows differ', () => {
    const { points } = blobs(200, 3, 8, 4, 'order')
    const matrix = Float32Array.from(points.flat())
    const order = plusPlus(matrix, 200, 3, 8, createRandom('order'))
    const rows = new Set(points.map((point) => String(Float32Array.from(point))))
    const centres = many(8, (c) => String(order.slice(c * 3, c * 3 + 3)))
    expect(new Set(centres).size).toBe(8)
    expect(centres.every((centre) => rows.has(centre))).toBe(true)
  })
})

describe('indices', () => {
  // scikit-learn 1.2.1 on the same float32 rows: silhouette_score(metric='sqeuclidean'), davies_bouldin_score,
  // calinski_harabasz_score.
  test('agree with scikit-learn', () => {
    const random = createRandom('indices')
    const n = 300
    const matrix = Float32Array.from({ length: n * 3 }, (_, i) =>
      Math.fround(gaussian(random) + (Math.floor(i / 3) % 3) * (i % 3)),
    )
    const labels = many(n, (i) => i % 3)
    const found = indicesOf(matrix, n, 3, labels, 3)
    expect(found.silhouette).toBeCloseTo(SKLEARN.silhouette, 6)
    expect(found.davies_bouldin).toBeCloseTo(SKLEARN.davies_bouldin, 6)
    expect(found.calinski_harabasz).toBeCloseTo(SKLEARN.calinski_harabasz, 4)
  })

  test('the one-pass silhouette equals the one over all pairs', () => {
    const { points } = blobs(60, 3, 3, 2, 'pairs')
    const matrix = Float32Array.from(points.flat())
    const { labels, k } = fitClusters({ matrix, n: 60, d: 3, k: 3, seed: 1, engine })
    expect(indicesOf(matrix, 60, 3, labels, k).silhouette).toBeCloseTo(slowSilhouette(matrix, 60, 3, labels), 9)
  })

  test('adjusted Rand index: worked values', () => {
    expect(adjustedRand([0, 0, 1, 1], [1, 1, 0, 0])).toBe(1)
    expect(adjustedRand([0, 0, 1, 1], [0, 0, 1, 2])).toBeCloseTo(0.5714285714, 9)
    expect(adjustedRand([0, 0, 1, 1], [0, 1, 0, 1])).toBeCloseTo(-0.5, 9)
    expect(adjustedRand([0, 0, 0], [0, 0, 0])).toBe(1)
  })
})

const SKLEARN = {
  silhouette: 0.2963140840259592,
  davies_bouldin: 1.4515590780462873,
  calinski_harabasz: 165.14471720745172,
}

function slowSilhouette(matrix: Float32Array, n: number, d: number, labels: ArrayLike<number>): number {
  const squared = (a: number, b: number) =>
    many(d, (j) => (matrix[a * d + j]! - matrix[b * d + j]!) ** 2).reduce((x, y) => x + y)
  const mean = (i: number, c: number) => {
    const others = many(n, (x) => x).filter((x) => labels[x] === c && x !== i)
    return others.reduce((sum, x) => sum + squared(i, x), 0) / others.length
  }
  const one = (i: number) => {
    const inside = mean(i, labels[i]!)
    const outside = Math.min(...[...new Set(Array.from(labels))].filter((c) => c !== labels[i]).map((c) => mean(i, c)))
    return (outside - inside) / Math.max(inside, outside)
  }
  return many(n, one).reduce((sum, s) => sum + s, 0) / n
}
