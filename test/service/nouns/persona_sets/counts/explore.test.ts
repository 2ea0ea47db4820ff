import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createAccount } from '../../../../../bin/account.ts'
import { withDuck } from '../../../../../shared/lake/duck.ts'
import type { ResourceType } from '../../../../../shared/model/resource.ts'
import { periodsOf } from '../../../../../shared/nouns/persona_sets/counts/orders-over-time.ts'
import { keys } from '../../../../../shared/ports/store/keys.ts'
import { listResources, updateResource } from '../../../../../shared/ports/store/resources.ts'
import { type Service, startService } from '../../../../support/service.ts'

let service: Service
let scratch: string
beforeAll(async () => {
  service = await startService()
  scratch = await mkdtemp(join(tmpdir(), 'moira-test-'))
})
afterAll(async () => {
  await service?.stop()
  await rm(scratch, { recursive: true, force: true })
})

let account_id: string
let ask: (path: string, body?: unknown, method?: string) => ReturnType<Service['ask']>
let stranger: string
beforeEach(async () => {
  const account = await createAccount({ name: 'Shop', email: 'a@example.com' }, service.table)
  stranger = (await createAccount({ name: 'Other', email: 'b@example.com' }, service.table)).live_key
  account_id = account.account_id
  ask = (path, body, method = body ? 'POST' : 'GET') =>
    service.ask(method, `/v1/${path}`, body, { key: account.live_key })
})

async function write(key: string, select: string): Promise<void> {
  const file = join(scratch, 'written.parquet')
  await withDuck({ memoryMb: 256, threads: 1, tmp: scratch }, (db) =>
    db.copyToParquet(select, file, { orderBy: ['person_id'] }),
  )
  service.aws.put('lake', key, await readFile(file))
}

const built = (type: ResourceType, id: string, output: object) =>
  updateResource(service.table, { account_id, type, id }, { output, status: 'ready' })

const idSql = "('00000000-0000-8000-8000-' || lpad(n::VARCHAR, 12, '0'))::UUID"
const personas = [
  { id: 'p1', name: 'Frugal Frank', color_slot: 3 },
  { id: 'p2', name: 'Loyal Lou', color_slot: 5 },
]

/** 100 people: 40 of Vermont, most of them p1; 50 of New York; 5 of Ohio; 5 of nowhere. Each has an order every ten days. */
async function shop() {
  const cohort = (await ask('cohorts', { name: 'Customers' })).body.id as string
  const other = (await ask('cohorts', { name: 'Late' })).body.id as string
  const set = (await ask('persona_sets', { name: 'Set', cohort_id: cohort })).body.id as string
  const people = (await listResources(service.table, account_id, 'people'))[0]!
  const all = `(SELECT range AS n, ${idSql.replaceAll('n::', 'range::')} AS person_id FROM range(100))`
  await write(
    'p/shard=0/people.parquet',
    `SELECT person_id, CASE WHEN n < 40 THEN 'Vermont' WHEN n < 90 THEN 'ny' WHEN n < 95 THEN 'OH' END AS state,
       CASE WHEN n < 40 THEN '05401' WHEN n < 90 THEN '10013-1234' WHEN n < 95 THEN 'D-70174' END AS postcode FROM ${all}`,
  )
  await write(
    'p/shard=0/traits.parquet',
    `SELECT person_id, CASE WHEN n < 90 THEN n END AS age, 'x' AS kind FROM ${all}`,
  )
  await write('s/shard=0/assignments.parquet', `SELECT person_id, (n % 40 >= 32)::INTEGER AS persona FROM ${all}`)
  await write('c/shard=0/members.parquet', `SELECT person_id FROM ${all}`)
  await write('d/shard=0/members.parquet', `SELECT person_id FROM ${all} WHERE n >= 50`)
  await write(
    'p/shard=0/stream-orders.parquet',
    `SELECT person_id, TIMESTAMP '2026-01-05' + INTERVAL (10 * t.range) DAY AS datetime, 2.5::DECIMAL(18,4) AS value
     FROM ${all}, range(6) t`,
  )
  const stream = {
    event_count: 600,
    people_count: 100,
    newest: '2026-02-24T00:00:00.000Z',
    oldest: '',
    digest: '',
    properties: { value: 'DECIMAL' },
  }
  const traits = { age: { type: 'BIGINT' }, kind: { type: 'VARCHAR' } }
  await built('cohorts', cohort, { prefix: 'c/', shards: 1, population_count: 100, membership_key: 'x' })
  await built('cohorts', other, { prefix: 'd/', shards: 1, population_count: 50, membership_key: 'x' })
  await built('persona_sets', set, { prefix: 's/', shards: 1, personas, as_of: '2026-02-24T00:00:00.000Z' })
  // No dataset makes them here.
  const key = { account_id, type: 'cohorts', id: cohort } as const
  await updateResource(service.table, key, { config: { name: 'Customers', stream_name: 'orders' } as never })
  const at = '2026-01-01T00:00:00.000Z'
  const trait = { account_id, type: 'traits', id: 'age-1', config: { name: 'age' }, status: 'ready', created_at: at }
  const Item = { ...keys.resource(account_id, 'traits', 'age-1'), ...trait }
  await service.table.db.put({ TableName: service.table.name, Item })
  await built('people', people.id, { prefix: 'p/', shards: 1, people_count: 100, streams: { orders: stream }, traits })
  return { set, cohort, other }
}

test('places: of sets in Explore only, none with fewer than ten people, an index that few people draw towards 1', async () => {
  const { set } = await shop()
  const path = `persona_sets/${set}/analysis/places`
  expect((await ask(path)).body.note).toContain('is not shown in Explore')
  const config = { name: 'Set', cohort_id: 'any', explore: true }
  await updateResource(service.table, { account_id, type: 'persona_sets', id: set }, { config: config as never })
  const { body } = await ask(path)
  expect(body).toMatchObject({ level: 'state', people: 95, unplaced_count: 5, hidden_count: 5 })
  expect(body.personas[0]).toMatchObject({ persona_id: 'p1', color_slot: 3, count: 79 })
  expect(body.places.map(({ place, people }: { place: string; people: number }) => [place, people])).toEqual([
    ['NY', 50],
    ['VT', 40],
  ])
  const [p1] = body.places[1].personas
  const share = 79 / 95
  expect(p1).toMatchObject({ count: 32, share: 0.8 })
  expect(p1.index).toBeCloseTo((32 + 20 * share) / (40 + 20) / share, 9)
  // Nearer to 1 than the bare quotient.
  expect(Math.abs(p1.index - 1)).toBeLessThan(Math.abs(0.8 / share - 1))
  for (const level of ['zip3', 'postcode']) {
    const { places } = (await ask(`${path}?level=${level}`)).body
    expect(places.map(({ place }: { place: string }) => place)).toEqual(
      level === 'zip3' ? ['100', '054'] : ['10013', '05401'],
    )
  }
  expect((await ask(`${path}?level=city`)).status).toBe(400)
  expect((await service.ask('GET', `/v1/${path}`, undefined, { key: stranger })).status).toBe(404)
})

test('orders over time: every period is there, sums are those of the personas, and one day is as good as another', async () => {
  const { set } = await shop()
  const path = `persona_sets/${set}/analysis/orders`
  const month = (await ask(`${path}?since=2026-01-15`)).body
  expect(month.periods).toEqual([
    { from: '2026-01-01', until: '2026-01-31' },
    { from: '2026-02-01', until: '2026-02-28' },
  ])
  expect(month.total).toEqual([
    { orders: 300, buyers: 100, value: 750, average_order_value: 2.5 },
    { orders: 300, buyers: 100, value: 750, average_order_value: 2.5 },
  ])
  const day = (await ask(`${path}?grain=day&since=2026-01-05&until=2026-01-06`)).body
  expect(day.total).toEqual([
    { orders: 100, buyers: 100, value: 250, average_order_value: 2.5 },
    { orders: 0, buyers: 0, value: 0, average_order_value: null },
  ])
  const of = (i: number) => day.personas[i].periods[0].orders
  expect(of(0) + of(1)).toBe(100)
  expect((await ask(`${path}?grain=week`)).body.periods).toHaveLength(53)
  expect((await ask(`${path}?grain=day&since=2020-01-01`)).body.note).toContain('more than 400 days')
  expect((await ask(`${path}?since=yesterday`)).status).toBe(400)
  expect((await service.ask('GET', `/v1/${path}`, undefined, { key: stranger })).status).toBe(404)
})

test('periods follow one another without a gap, and weeks begin on Monday', () => {
  for (const grain of ['day', 'week', 'month'] as const) {
    const periods = periodsOf(grain, '2025-12-28', '2026-03-03')
    periods.slice(1).forEach(({ from }, i) => {
      expect(Date.parse(from) - Date.parse(periods[i]!.until)).toBe(86_400_000)
    })
    expect(periods[0]!.from <= '2025-12-28' && periods.at(-1)!.until >= '2026-03-03').toBe(true)
    if (grain === 'week') for (const { from } of periods) expect(new Date(from).getUTCDay()).toBe(1)
  }
})

test('a trait in two cohorts: the same bins, median and quartiles of each', async () => {
  const { cohort, other } = await shop()
  const path = `traits/age/analysis?cohort_ids=${cohort},${other}`
  const { cohorts, kind } = (await ask(path)).body
  expect(kind).toBe('number')
  expect(cohorts[0]).toMatchObject({
    people: 100,
    known_count: 90,
    quartiles: { low: 22.25, median: 44.5, high: 66.75 },
  })
  expect(cohorts[1]).toMatchObject({ name: 'Late', people: 50, known_count: 40, quartiles: { median: 69.5 } })
  const labels = (one: { bins: { label: string }[] }) => one.bins.map(({ label }) => label)
  expect(labels(cohorts[0])).toEqual(labels(cohorts[1]))
  for (const { bins, known_count } of cohorts) {
    expect(bins.reduce((sum: number, { count }: { count: number }) => sum + count, 0)).toBe(known_count)
  }
  expect((await ask('traits/age/analysis')).status).toBe(400)
  expect((await ask('traits/age/analysis?cohort_ids=other')).status).toBe(404)
  expect((await service.ask('GET', `/v1/${path}`, undefined, { key: stranger })).status).toBe(404)
})
