import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, it } from 'vitest'
import { fitEncoder } from '../../../../../shared/engines/personas/encode/fit-encoder.ts'
import type { Model } from '../../../../../shared/engines/personas/model.ts'
import { createRandom } from '../../../../../shared/engines/personas/random.ts'
import { quoteName } from '../../../../../shared/engines/sql/quote.ts'
import { type Duck, withDuck } from '../../../../../shared/lake/duck.ts'
import type { Dimension, Measure } from '../../../../../shared/lake/features/dimension.ts'
import { readFeatures } from '../../../../../shared/lake/features/read-features.ts'
import { flowOfShard } from '../../../../../shared/nouns/persona_sets/build/flow.ts'
import { slowFeatures } from '../../../../support/slow-features.ts'
import { slowFlow } from '../../../../support/slow-flow.ts'

const day = 86_400_000
const start = Date.parse('2023-11-20T00:00:00Z')
const people = 8
const tmp = mkdtempSync(join(tmpdir(), 'flow-'))
afterAll(() => rmSync(tmp, { recursive: true }))

const id = (n: number) => `00000000-0000-0000-0000-${String(n).padStart(12, '0')}`
const sql = (value: unknown) => (value === null ? 'NULL' : `'${String(value).replaceAll("'", "''")}'`)

// In microseconds. Midnights and the last ones before them are where off-by-one lives, so they come often.
const moment = (days: number) =>
  fc
    .tuple(
      fc.nat(days),
      fc.oneof(fc.constantFrom(0, 1, 999, day * 1000 - 1, day * 1000 - 1000), fc.nat(day * 1000 - 1)),
    )
    .map(([n, us]) => (start + n * day) * 1000 + us)

const shard = fc.integer({ min: 1, max: 230 }).chain((days) =>
  fc.record({
    asOf: moment(days).map((us) => Math.max(start, Math.floor(us / 1000))),
    people: fc.array(fc.option(moment(days), { freq: 8 }), { minLength: people, maxLength: people }),
    traits: fc.array(
      fc.record({
        person: fc.nat(people - 1),
        age: fc.option(fc.constantFrom(20, 30, 50.5, 71)),
        city: fc.option(fc.constantFrom('a', 'b', 'c', "d'")),
        member: fc.option(fc.boolean()),
        band: fc.option(fc.constantFrom('18-24', '25-34', '65+')),
        born: fc.option(moment(days)),
      }),
      { maxLength: people },
    ),
    orders: fc.array(
      fc.record({
        person: fc.nat(people + 1),
        datetime: moment(days),
        value: fc.option(fc.constantFrom('5.0001', '-2.5', '0', '19.99', '1000.3333'), { freq: 4 }),
        product: fc.option(fc.constantFrom('tea', 'coffee', "o'cup", 'cake'), { freq: 4 }),
        'rate "x"': fc.option(fc.constantFrom(0.25, 3, -1.5, 8)),
      }),
      { minLength: 4, maxLength: 60 },
    ),
    visits: fc.array(
      fc.record({
        person: fc.nat(people - 1),
        datetime: moment(days),
        pages: fc.option(fc.nat(30)),
        channel: fc.option(fc.constantFrom('mail', 'web')),
      }),
      { maxLength: 30 },
    ),
    /** Whether rows lie as in the lake's files, or anyhow. */
    inOrder: fc.boolean(),
    k: fc.integer({ min: 1, max: 5 }),
    seed: fc.integer(),
  }),
)
type Shard = typeof shard extends fc.Arbitrary<infer T> ? T : never

const of = (stream: string, measure: Measure, property: string, value?: string): Dimension => ({
  name: `${stream}_${measure}_${property}${value ? `:${value}` : ''}`,
  literate: 'x',
  kind: 'number',
  source: 'stream',
  stream,
  measure,
  property,
  ...(value && { value }),
})
const trait = (name: string, kind: Dimension['kind'], labels?: string[]): Dimension => ({
  name,
  literate: name,
  kind,
  source: 'trait',
  trait: name,
  ...(labels && { labels }),
})
const dimensions: Dimension[] = [
  of('orders', 'count', 'datetime'),
  of('orders', 'recency', 'datetime'),
  of('orders', 'tenure', 'datetime'),
  of('orders', 'total', 'value'),
  of('orders', 'average', 'value'),
  of('orders', 'average', 'rate "x"'),
  of('orders', 'distinct', 'product'),
  of('orders', 'share', 'product', 'tea'),
  of('orders', 'share', 'product', "o'cup"),
  of('orders', 'share', 'product', 'never sold'),
  of('visits', 'recency', 'datetime'),
  of('visits', 'total', 'pages'),
  of('visits', 'share', 'channel', 'mail'),
  trait('age', 'number'),
  trait('city', 'category', ['a', 'b']),
  trait('member', 'boolean'),
  trait('band', 'category', ['18-24', '25-34', '65+']),
  trait('born', 'date'),
]
const relations = { members: 'members', traits: 'traits', stream: (name: string) => quoteName(`stream-${name}`) }

async function fill(db: Duck, { people, traits, orders, visits, inOrder }: Shard): Promise<void> {
  await db.run(`CREATE TABLE people (person_id UUID, first_seen TIMESTAMP); CREATE TABLE members (person_id UUID);
    CREATE TABLE traits (person_id UUID, age DOUBLE, city VARCHAR, member BOOLEAN, band VARCHAR, born TIMESTAMP);
    CREATE TABLE "stream-orders" (person_id UUID, datetime TIMESTAMP, value DECIMAL(18,4), product VARCHAR, "rate ""x""" DOUBLE);
    CREATE TABLE "stream-visits" (person_id UUID, datetime TIMESTAMP, pages BIGINT, channel VARCHAR)`)
  const insert = async (table: string, rows: string[]) => {
    if (rows.length > 0) await db.run(`INSERT INTO "${table}" VALUES ${rows.map((row) => `(${row})`).join(', ')}`)
  }
  const time = (us: number | null) => (us === null ? 'NULL' : `make_timestamp(${us})`)
  // In descending order, so that nothing relies on the order in which rows lie.
  const everybody = people.map((seen, n) => ({ n, seen })).reverse()
  await insert(
    'people',
    everybody.map(({ n, seen }) => `${sql(id(n))}, ${time(seen)}`),
  )
  await insert(
    'members',
    everybody.map(({ n }) => sql(id(n))),
  )
  const told = new Map(traits.map((one) => [one.person, one]))
  await insert(
    'traits',
    [...told.values()].map(
      (t) => `${sql(id(t.person))}, ${t.age}, ${sql(t.city)}, ${t.member}, ${sql(t.band)}, ${time(t.born)}`,
    ),
  )
  await insert(
    'stream-orders',
    orders.map(
      (o) => `${sql(id(o.person))}, ${time(o.datetime)}, ${o.value}, ${sql(o.product)}, ${o['rate "x"']}::DOUBLE`,
    ),
  )
  await insert(
    'stream-visits',
    visits.map((v) => `${sql(id(v.person))}, ${time(v.datetime)}, ${v.pages}, ${sql(v.channel)}`),
  )
  for (const table of inOrder ? ['stream-orders', 'stream-visits'] : []) {
    await db.run(`CREATE OR REPLACE TABLE "${table}" AS SELECT * FROM "${table}" ORDER BY person_id, datetime`)
  }
}

/** A model of these people, its centres anywhere: on people's own places, between them, and some of them equal. */
async function modelOf(db: Duck, { asOf, k, seed }: Shard): Promise<Model> {
  const { table } = await readFeatures(db, dimensions, relations, asOf)
  const encoder = fitEncoder(table, { dimensions: dimensions.map((one) => one.name) })
  const random = createRandom(seed)
  const coordinate = () => (random.unit() < 0.5 ? [-1, -0.5, 0, 0.5, 1][random.below(5)]! : 3 * random.unit() - 1.5)
  const centroids = Array.from({ length: k }, () =>
    Array.from({ length: encoder.dimensions }, () => Math.fround(coordinate())),
  )
  return { encoder, k, centroids } as unknown as Model
}

const planOf = ({ asOf, orders }: Shard, population = people) => ({
  as_of: new Date(asOf).toISOString(),
  stream: 'orders',
  people: {
    streams: {
      orders: { oldest: new Date(Math.min(...orders.map((one) => one.datetime)) / 1000).toISOString() },
    },
  } as never,
  cohort: { population_count: population },
})

it('the flow is, on every date, what reading and assigning everybody anew as of that day gives', async () => {
  let seen = 0
  await fc.assert(
    fc.asyncProperty(shard, (one) =>
      withDuck({ memoryMb: 512, threads: 1, tmp }, async (db) => {
        await fill(db, one)
        const model = await modelOf(db, one)
        // No model is made of people who differ in nothing.
        fc.pre(model.encoder.dimensions > 0)
        const features = await readFeatures(db, dimensions, relations, one.asOf)
        const { flow } = await flowOfShard(db, { model, dimensions }, relations, features, planOf(one))
        // All of a few, some of many: the slow way reads everything for each of them.
        const step = Math.ceil(flow.dates.length / 10)
        const picked = flow.dates.map((_, i) => i).filter((i) => i % step === 0 || i >= flow.dates.length - 3)
        const dates = picked.map((i) => flow.dates[i]!)
        expect(picked.map((i) => flow.counts[i])).toEqual(
          await slowFlow(db, model, dimensions, relations, dates, one.asOf),
        )
        seen += picked.length
      }),
    ),
    { numRuns: 40, endOnFailure: true },
  )
  expect(seen).toBeGreaterThan(200)
})

it('features are what one plain aggregation per dimension gives', async () => {
  await fc.assert(
    fc.asyncProperty(shard, (one) =>
      withDuck({ memoryMb: 512, threads: 1, tmp }, async (db) => {
        await fill(db, one)
        const { table } = await readFeatures(db, dimensions, relations, one.asOf)
        const told = table.columns.map((column) =>
          [...(column.kind === 'category' ? column.codes : column.values)].map((x) => (Number.isNaN(x) ? null : x)),
        )
        expect(told).toEqual(await slowFeatures(db, dimensions, relations, one.asOf))
      }),
    ),
    { numRuns: 60, endOnFailure: true },
  )
})
