import { describe, expect, test } from 'vitest'
import { assignToPlanted, drawMissing, MISSING } from '../../../../../bench/missing/generated.ts'
import { adjustedRand } from '../../../../../shared/engines/personas/choose/adjusted-rand.ts'
import { plainEngine } from '../../../../../shared/engines/personas/fit/engine-plain.ts'
import { assignTable, fitModel } from '../../../../../shared/engines/personas/model.ts'
import { engineNamed } from '../../../../../shared/kernels/kmeans/engines.ts'
import { numbers, tableOf } from '../../../../support/persona-tables.ts'

const engine = engineNamed('wasm')

describe('missing values', () => {
  const cases = MISSING.map((one) => [`${one.name}, ${one.traits} traits`, one] as const)
  test.each(cases)('make no personas: %s', (_, one) => {
    const drawn = drawMissing(one, 0)
    const planted = adjustedRand(assignToPlanted(drawn), drawn.truth)
    const { model, assignment } = fitModel(drawn.table, { seed: 'test', engine })
    // Where the known values part hardly anybody, no number is right.
    if (planted > 0.9) expect(model.k).toBe(3)
    else expect(model.k).toBeLessThanOrEqual(3)
    if (planted > 0.97) expect(adjustedRand(assignment.persona, drawn.truth)).toBeGreaterThanOrEqual(0.95)
    expect(assignTable(model, drawn.table).persona).toEqual(assignment.persona)
  })

  test('a centre is the mean of what is known, and everybody’s mean where nothing is', () => {
    const nan = Number.NaN
    const matrix = Float32Array.of(5, nan, 7, nan, -5, 1, -7, 3)
    const start = Float32Array.of(5, 0, -5, 0)
    const { centroids, labels } = plainEngine.fit({ matrix, n: 4, d: 2, centroids: start, maxIterations: 10 })
    expect([...labels]).toEqual([0, 0, 1, 1])
    expect([...centroids]).toEqual([6, 0, -6, 2])
  })

  test('that go with the personas are said to', () => {
    const at = (i: number) => (i % 2) * 20 + ((i * 7) % 11) / 11
    const values = (of: (i: number) => number | null) => Array.from({ length: 200 }, (_, i) => of(i))
    const visits = numbers('visits', values(at))
    const age = numbers(
      'age',
      values((i) => at(i * 3)),
    )
    const size = (blank: (i: number) => boolean) =>
      numbers(
        'size',
        values((i) => (blank(i) ? null : (i * 13) % 17)),
      )
    const reasonOf = (blank: (i: number) => boolean) =>
      fitModel(tableOf(visits, age, size(blank)), { seed: 's', engine, k: 2 }).model.selection.reason
    expect(reasonOf((i) => i % 2 === 0)).toContain(
      'Missing values go with these personas, though they decide none: "size" is known for 0 % of one and 100 % of another.',
    )
    expect(reasonOf((i) => i % 3 === 0)).not.toContain('Missing values')
  })
})
