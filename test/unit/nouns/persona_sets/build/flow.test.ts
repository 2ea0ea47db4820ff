import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { fitEncoder } from '../../../../../shared/engines/personas/encode/fit-encoder.ts'
import type { Model } from '../../../../../shared/engines/personas/model.ts'
import { withDuck } from '../../../../../shared/lake/duck.ts'
import type { Dimension } from '../../../../../shared/lake/features/dimension.ts'
import { readFeatures } from '../../../../../shared/lake/features/read-features.ts'
import { flowOfShard, sumFlow } from '../../../../../shared/nouns/persona_sets/build/flow.ts'
import { numbers, tableOf } from '../../../../support/persona-tables.ts'

const tmp = mkdtempSync(join(tmpdir(), 'flow-sample-'))
afterAll(() => rmSync(tmp, { recursive: true }))

const age: Dimension = { name: 'age', literate: 'age', kind: 'number', source: 'trait', trait: 'age' }
const encoder = fitEncoder(tableOf(numbers('age', [20, 30, 40, 60])), { dimensions: ['age'] })
const model = { encoder, k: 2, centroids: [[-1], [1]] } as unknown as Model
const relations = { members: 'members', traits: 'traits', stream: (name: string) => name }

/** Sixteen people, one in each sixteenth of the id space; the odd ones are old. The first came first, one a day. */
const flowOf = (population: number, as_of = '2025-01-20T00:00:00Z') =>
  withDuck({ memoryMb: 256, threads: 1, tmp }, async (db) => {
    await db.run(`CREATE TABLE people AS SELECT CAST(printf('%x0000000-0000-0000-0000-000000000000', n) AS UUID) AS person_id,
        TIMESTAMP '2025-01-01' + to_days(CAST(n AS INTEGER)) AS first_seen FROM range(16) r(n);
      CREATE TABLE members AS SELECT person_id FROM people;
      CREATE TABLE traits AS SELECT person_id, CASE WHEN row_number() OVER (ORDER BY person_id) % 2 = 0 THEN 60 ELSE 20 END AS age
        FROM people`)
    const oldest = '2025-01-01T00:00:00Z'
    const features = await readFeatures(db, [age], relations, Date.parse(as_of))
    return flowOfShard(db, { model, dimensions: [age] }, relations, features, {
      as_of,
      stream: 'orders',
      people: { streams: { orders: { oldest } } } as never,
      cohort: { population_count: population },
    })
  })

describe('the flow of a cohort', () => {
  it('is counted over everybody up to 200,000 people', async () => {
    const shard = await flowOf(16)
    expect(shard.people).toBe(16)
    expect(sumFlow([shard], ['young', 'old'], 16)).toEqual([
      {
        persona_id: 'young',
        days: shard.flow.dates.map((date, i) => ({ date, count: Math.min(8, Math.ceil((i + 1) / 2)) })),
      },
      {
        persona_id: 'old',
        days: shard.flow.dates.map((date, i) => ({ date, count: Math.min(8, Math.floor((i + 1) / 2)) })),
      },
    ])
  })

  it('ends with everybody, also who was first seen after the newest event', async () => {
    const { flow } = await flowOf(16, '2025-01-04T12:00:00Z')
    expect(flow.counts.map(([young, old]) => young! + old!)).toEqual([1, 2, 3, 16])
  })

  it('begins with the first event that decides, also where the cohort has no stream', async () => {
    const count: Dimension = {
      name: 'n',
      literate: 'n',
      kind: 'number',
      source: 'stream',
      stream: 'orders',
      measure: 'count',
    }
    const byOrders = fitEncoder(tableOf(numbers('n', [1, 2, 3])), { dimensions: ['n'] })
    const { flow } = await withDuck({ memoryMb: 256, threads: 1, tmp }, async (db) => {
      await db.run(`CREATE TABLE people AS SELECT CAST('10000000-0000-0000-0000-000000000000' AS UUID) AS person_id,
          TIMESTAMP '2025-01-02' AS first_seen;
        CREATE TABLE members AS SELECT person_id FROM people;
        CREATE TABLE traits AS SELECT person_id FROM people;
        CREATE TABLE orders AS SELECT person_id, TIMESTAMP '2025-01-02' + to_days(CAST(n AS INTEGER)) AS datetime
          FROM people, range(3) r(n)`)
      const as_of = '2025-01-04T00:00:00Z'
      const features = await readFeatures(db, [count], relations, Date.parse(as_of))
      return flowOfShard(db, { model: { ...model, encoder: byOrders }, dimensions: [count] }, relations, features, {
        as_of,
        people: { streams: { orders: { oldest: '2025-01-02T00:00:00Z' } } } as never,
        cohort: { population_count: 1 },
      })
    })
    expect(flow).toEqual({
      dates: ['2025-01-02', '2025-01-03', '2025-01-04'],
      counts: [
        [1, 0],
        [1, 0],
        [0, 1],
      ],
    })
  })

  it('is that of the fit sample above, scaled to everybody, and says so', async () => {
    const shard = await flowOf(800_000)
    // A quarter of the id space.
    expect(shard.people).toBe(4)
    const [young, old] = sumFlow([shard, { ...shard, people: 0, flow: zero(shard.flow) }], ['young', 'old'], 800_000)
    expect(young!.days.map(({ count }) => count).slice(0, 5)).toEqual([200_000, 200_000, 400_000, 400_000, 400_000])
    expect(old!.days.map(({ count }) => count).slice(0, 5)).toEqual([0, 200_000, 200_000, 400_000, 400_000])
    expect(young).toMatchObject({ sampled: true, sample_share: 0.000005 })
  })
})

const zero = (flow: { dates: string[]; counts: number[][] }) => ({
  ...flow,
  counts: flow.counts.map((row) => row.map(() => 0)),
})
