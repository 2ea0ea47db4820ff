import { describe, expect, test } from 'vitest'
import { describeShard } from '../../../../../shared/engines/personas/describe/describe.ts'
import { plainEngine } from '../../../../../shared/engines/personas/fit/engine-plain.ts'
import { fitModel, type Model } from '../../../../../shared/engines/personas/model.ts'
import { bestPairs } from '../../../../../shared/engines/personas/over-time/best-pairs.ts'
import { driftOf, stabilityIndex } from '../../../../../shared/engines/personas/over-time/drift.ts'
import { finishFlow, flowDates, mergeFlows } from '../../../../../shared/engines/personas/over-time/flow.ts'
import { matchPrevious } from '../../../../../shared/engines/personas/over-time/match-previous.ts'
import { blobs, categories, flags, numbers, pointTable, tableOf } from '../../../../support/persona-tables.ts'

const engine = plainEngine
const fitted = (points: number[][], previous?: Model, k?: number) =>
  fitModel(pointTable(points), { seed: 'set', engine, previous, k }).model
const identity = (model: Model) => model.personas.map(({ id, name, portrait }) => ({ id, name, portrait }))

describe('a rebuild keeps the personas that are still there', () => {
  const { points } = blobs(800, 3, 4, 7, 'rebuild')
  const first = fitted(points)

  test('ids, names and portraits survive new people and small moves', () => {
    const later = [...points.map((point) => point.map((x) => x + 0.2)), ...blobs(300, 3, 4, 7, 'newcomers').points]
    const second = fitted(later, first)
    expect(second.generation).toBe(2)
    expect(new Set(identity(second))).toEqual(new Set(identity(first)))
    expect(second.changes.map((change) => change.change)).toEqual(['kept', 'kept', 'kept', 'kept'])
  })

  test('the same data gives the same model but for its generation', () => {
    const again = fitted(points, first)
    expect(identity(again)).toEqual(identity(first))
    expect(again.centroids).toEqual(first.centroids)
  })

  test('a persona that split keeps its id on one part and says so', () => {
    const three = fitted(points, undefined, 3)
    const four = fitted(points, three, 4)
    expect(four.changes.map((change) => change.change).sort()).toEqual(['kept', 'kept', 'kept', 'new', 'split'])
    expect(new Set(four.personas.map((persona) => persona.id)).size).toBe(4)
    expect(new Set(four.personas.map((persona) => persona.name)).size).toBe(4)
  })

  test('merged and vanished personas are reported, and a vanished id does not come back for another', () => {
    const four = fitted(points, undefined, 4)
    const three = fitted(points, four, 3)
    expect(three.changes.map((change) => change.change).sort()).toEqual(['kept', 'kept', 'kept', 'merged', 'vanished'])
    const again = fitted(points, three, 4)
    const vanished = four.personas.filter((persona) => !three.personas.some((other) => other.id === persona.id))
    expect(again.personas.some((persona) => persona.id === vanished[0]!.id)).toBe(false)
  })

  test('a name from a protected trait does not survive the wish to avoid such names; ids do', () => {
    const group = Array.from({ length: 600 }, (_, i) => i % 2)
    const table = tableOf(
      categories(
        'gender',
        group.map((g) => ['Female', 'Male'][g]!),
      ),
      flags(
        'has_children',
        group.map((g) => g === 0),
      ),
      numbers(
        'age',
        group.map((g, i) => [30, 70][g]! + (i % 5)),
      ),
    )
    const modelOf = (avoidProtected: boolean, previous?: Model) =>
      fitModel(table, { seed: 'set', engine, k: 2, avoidProtected, previous }).model
    const names = (model: Model) => model.personas.map(({ name }) => name)
    const free = modelOf(false)
    expect(names(free).join()).toMatch(/Mom|Family|Senior/)
    const avoiding = modelOf(true, free)
    expect(names(avoiding)).toEqual(names(modelOf(true)))
    expect(avoiding.personas.map(({ portrait }) => [portrait.facial_hair, portrait.nose])).toEqual(
      modelOf(true).personas.map(({ portrait }) => [portrait.facial_hair, portrait.nose]),
    )
    expect(avoiding.personas.map(({ id }) => id)).toEqual(free.personas.map(({ id }) => id))
    expect(identity(modelOf(true, avoiding))).toEqual(identity(avoiding))
    // Nothing else sets these people apart: when the wish is taken back, they are named for it again.
    expect(names(modelOf(false, avoiding))).toEqual(names(free))
  })

  test('matching is by people, whatever the order of the personas', () => {
    const match = matchPrevious(3, 3, [0, 0, 0, 1, 1, 2, 2, 2, -1], [2, 2, 2, 0, 0, 1, 1, 0, 1])
    expect(match.kept).toEqual([1, 2, 0])
  })
})

describe('best pairs', () => {
  test('are best together, not one by one', () => {
    expect(
      bestPairs([
        [0.9, 0.8],
        [0.8, 0.1],
      ]),
    ).toEqual([1, 0])
  })

  test('any rectangle', () => {
    expect(bestPairs([[0, 5, 1]])).toEqual([1])
    expect(bestPairs([[1], [9], [2]])).toEqual([-1, 0, -1])
    expect(bestPairs([])).toEqual([])
  })
})

describe('drift', () => {
  const { points } = blobs(2000, 3, 3, 6, 'drift')
  const model = fitted(points)
  const describedAs = (rows: number[][]) =>
    describeShard(model.encoder, model.k, pointTable(rows), new Int32Array(rows.length))

  test('the index is zero for the same people, and as worked out by hand otherwise', () => {
    expect(stabilityIndex([10, 20, 70], [10, 20, 70])).toBe(0)
    expect(stabilityIndex([50, 50], [25, 75])).toBeCloseTo(0.25 * Math.log(2) + 0.25 * Math.log(1.5), 12)
    const drift = driftOf(model.encoder, describedAs(points), describedAs(points))
    expect(drift.traits.map((trait) => trait.psi)).toEqual([0, 0, 0])
    expect(drift.refit).toBe(false)
  })

  test('other people of the same kind are steady; people who moved call for a rebuild', () => {
    const same = driftOf(model.encoder, describedAs(points), describedAs(blobs(2000, 3, 3, 6, 'others').points))
    expect(same).toMatchObject({ refit: false })
    const moved = driftOf(
      model.encoder,
      describedAs(points),
      describedAs(points.map(([x, ...rest]) => [x! + 3, ...rest])),
    )
    expect(moved.refit).toBe(true)
    expect(moved.sentence).toMatch(/^A rebuild is worth it: .* f0 \(index \d+\.\d\d\)\.$/)
  })
})

describe('flow', () => {
  test('dates: every one of a short history, at most 400 of a long one, both ends always there', () => {
    expect(flowDates('2024-02-27', '2024-03-02')).toEqual([
      '2024-02-27',
      '2024-02-28',
      '2024-02-29',
      '2024-03-01',
      '2024-03-02',
    ])
    expect(flowDates('2024-03-02', '2024-03-02')).toEqual(['2024-03-02'])
    for (const first of ['2024-01-01', '2022-06-05', '2015-01-01', '1950-01-01']) {
      const dates = flowDates(first, '2024-12-31')
      expect(dates.length).toBeLessThanOrEqual(400)
      expect([dates[0], dates.at(-1)]).toEqual([first, '2024-12-31'])
      expect(new Set(dates).size).toBe(dates.length)
      expect(dates).toEqual([...dates].sort())
    }
    expect(() => flowDates('2024-02-02', '2024-02-01')).toThrow('flow needs dates in order')
  })

  test('shards add up, and a sample is scaled', () => {
    const dates = flowDates('2024-01-01', '2024-01-02')
    const one = [
      [1, 1],
      [0, 0],
    ]
    const other = [
      [0, 1],
      [2, 0],
    ]
    const flow = mergeFlows({ dates, counts: one }, { dates, counts: other })
    expect(finishFlow(flow, ['p', 'q'], 10)).toEqual([
      {
        persona_id: 'p',
        days: [
          { date: '2024-01-01', count: 10 },
          { date: '2024-01-02', count: 20 },
        ],
      },
      {
        persona_id: 'q',
        days: [
          { date: '2024-01-01', count: 20 },
          { date: '2024-01-02', count: 0 },
        ],
      },
    ])
  })
})
