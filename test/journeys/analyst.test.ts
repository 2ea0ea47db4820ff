import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasScikit, PYTHON } from '../../bench/orders/data.ts'
import { sampleData } from '../../demo/data.ts'
import { quoteName, quoteText } from '../../shared/engines/sql/quote.ts'
import { type Duck, withDuck } from '../../shared/lake/duck.ts'
import { lakeKeys, type ShardPart } from '../../shared/lake/keys.ts'
import type { OutputOf } from '../../shared/model/resource.ts'
import type { StoredModel } from '../../shared/nouns/persona_sets/build/stored-model.ts'
import { getResource } from '../../shared/ports/store/resources.ts'
import { type Journey, startJourney } from '../support/cloud.ts'
import type { Customer } from '../support/customer.ts'
import { makeChain } from '../support/shop.ts'

/**
 * Moira's figures against those that an analyst gets with pandas and scikit-learn (test/analyst/analyst.py) from the same events and
 * traits of the same people. Skipped where Debian's packages are not there.
 */
const retail = new URL('../../../shared/data/online_retail_2010-12-01.csv', import.meta.url)
const scratch = mkdtempSync(join(tmpdir(), 'analyst-'))
let journey: Journey
beforeAll(async () => {
  if (hasScikit()) journey = await startJourney()
})
afterAll(async () => {
  await journey?.stop()
  rmSync(scratch, { recursive: true })
})

/** All that the lake has of a set’s people, as CSV files in `folder`, each name behind `prefix`. */
async function writePeople(customer: Customer, chain: Chain, folder: string, prefix: string) {
  const { account_id } = customer
  const table = journey.table()
  const outputOf = async <Type extends 'people' | 'cohorts' | 'persona_sets'>(type: Type, id: string) =>
    (await getResource(table, account_id, type, id))!.output as OutputOf<Type>
  const people = await outputOf('people', account_id)
  const cohort = await outputOf('cohorts', chain.ids.cohort)
  const set = await outputOf('persona_sets', chain.ids.set)
  table.db.destroy()
  const s3 = journey.s3()
  const asOf = Date.parse(set.as_of)
  await withDuck({ memoryMb: 1024, threads: 1, tmp: scratch }, async (db) => {
    const open = (name: string, from: { prefix: string; shards: number }, part: ShardPart) =>
      openAll(db, s3, folder, name, from, part)
    await open('people', people, 'people')
    await open('traits', people, 'traits')
    await open('orders', people, 'stream-orders')
    await open('members', cohort, 'members')
    await open('assigned', set, 'assignments')
    const write = (name: string, sql: string) =>
      db.run(`COPY (${sql}) TO ${quoteText(join(folder, `${prefix}${name}.csv`))} (HEADER)`)
    await write(
      'people',
      `SELECT person_id, epoch_us(least(first_seen, make_timestamp(${asOf * 1000}))) AS first_seen, persona
      FROM members JOIN people USING (person_id) JOIN assigned USING (person_id) ORDER BY person_id`,
    )
    await write('traits', 'SELECT t.* FROM traits t SEMI JOIN members USING (person_id)')
    await write(
      'events',
      'SELECT person_id, epoch_us(datetime) AS time, value, product FROM orders SEMI JOIN members USING (person_id)',
    )
  })
  const stored = JSON.parse(await text(s3, lakeKeys.model(set.prefix))) as StoredModel
  s3.destroy()
  return { ...stored, as_of_us: asOf * 1000 }
}

type Day = { date: string; count: number }
type Chain = Awaited<ReturnType<typeof makeChain>>

async function openAll(
  db: Duck,
  s3: S3Client,
  folder: string,
  name: string,
  { prefix, shards }: { prefix: string; shards: number },
  part: ShardPart,
): Promise<void> {
  const files: string[] = []
  for (let shard = 0; shard < shards; shard++) {
    const file = join(folder, `${name}-${shard}.parquet`)
    writeFileSync(file, await bytes(s3, lakeKeys.shard(prefix, shard, part)))
    files.push(quoteText(file))
  }
  await db.run(`CREATE OR REPLACE VIEW ${quoteName(name)} AS SELECT * FROM read_parquet([${files.join(', ')}])`)
}

async function bytes(s3: S3Client, Key: string): Promise<Uint8Array> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: journey.cloud.outputs.LakeBucket, Key }))
  return Body!.transformToByteArray()
}
const text = async (s3: S3Client, key: string) => Buffer.from(await bytes(s3, key)).toString()

/** The analyst's answers, and Moira's. */
async function bothSay(customer: Customer, chain: Chain, name: string, fitted?: { as_of_us: number }) {
  const folder = join(scratch, name)
  mkdirSync(folder, { recursive: true })
  const { model, dimensions, as_of_us } = await writePeople(customer, chain, folder, '')
  const [flow, revenue, drift, selection] = await Promise.all(
    ['analysis/flow', 'analysis/revenue', 'analysis/drift', 'selection'].map((path) =>
      customer.get(`${chain.set}/${path}`),
    ),
  )
  const flow_dates = flow[0].days.map(({ date }: { date: string }) => date.slice(0, 10))
  writeFileSync(join(folder, 'case.json'), JSON.stringify({ model, dimensions, as_of_us, flow_dates, fitted }))
  const analyst = JSON.parse(
    execFileSync(PYTHON, [join(import.meta.dirname, '../analyst/analyst.py'), folder], {
      maxBuffer: 1 << 28,
    }).toString(),
  )
  const lines = readFileSync(join(folder, 'people.csv'), 'utf8').trim().split('\n').slice(1)
  const personas = Object.fromEntries(
    lines.map((line) => line.split(',')).map(([id, , persona]) => [id, Number(persona)]),
  )
  return { analyst, moira: { personas, flow, revenue, drift, selection, model } }
}

type Said = Awaited<ReturnType<typeof bothSay>>

/** @param earlier the past, up to whose last day the flow stays as it was first counted */
function expectTheSame({ analyst, moira }: Said, earlier?: Said): void {
  expect(Object.keys(moira.personas).length).toBeGreaterThan(50)
  expect(analyst.persona).toEqual(moira.personas)

  for (const [p, own] of moira.revenue.entries()) {
    const theirs = analyst.revenue[p]
    expect(own).toMatchObject({ people: theirs.people, buyers: theirs.buyers, orders: theirs.orders })
    expect(own.value).toBeCloseTo(theirs.value, 3)
    if (theirs.lifetime_days !== null) expect(own.lifetime_days).toBeCloseTo(theirs.lifetime_days, 1)
    expect(own.months.map(({ month }: { month: string }) => month)).toEqual(Object.keys(theirs.months).sort())
    for (const { month, buyers, orders, value } of own.months) {
      expect([buyers, orders]).toEqual(theirs.months[month].slice(0, 2))
      expect(value).toBeCloseTo(theirs.months[month][2], 3)
    }
    for (const { product, orders, value } of own.products) {
      expect(orders).toBe(theirs.products[product][0])
      expect(value).toBeCloseTo(theirs.products[product][1], 3)
    }
  }

  const until = earlier?.moira.flow[0].days.at(-1).date ?? ''
  for (const [p, { days }] of moira.flow.entries()) {
    const past = new Map(earlier?.moira.flow[p].days.map(({ date, count }: Day) => [date, count]))
    for (const { date, count } of days as Day[]) {
      const expected = date < until ? (past.get(date) ?? count) : analyst.flow[date.slice(0, 10)][p]
      expect([date, count]).toEqual([date, expected])
    }
  }
  for (const { trait, psi } of moira.drift.traits) expect(psi, trait).toBeCloseTo(analyst.drift[trait], 9)
}

const dataset = {
  name: 'retail',
  options: { type: 'hosted_csv', upload_directory: 'retail' },
  identity_sets: { customer: { user_id: 'CustomerID' } },
  output_to_streams: {
    orders: {
      data_map: {
        datetime: { column_name: 'InvoiceDate' },
        value: { column_name: 'UnitPrice', multiply_by: 'Quantity' },
        product: { column_name: 'Description' },
      },
    },
  },
}

describe.skipIf(!hasScikit())('as an analyst would count (skipped without python3-pandas and python3-sklearn)', () => {
  test.skipIf(!existsSync(retail))('Online Retail, a day (skipped where ../shared/data is missing)', async () => {
    const customer = await journey.customer()
    await customer.upload('retail/day.csv', readFileSync(retail))
    await customer.post('/datasets', dataset)
    const chain = await makeChain(customer, { set: { number_of_clusters: 4 } })
    await customer.ready(chain.target)
    const said = await bothSay(customer, chain, 'retail')
    expectTheSame(said)
    expectSilhouette(said)
  })

  test('the demo’s shop: fitted on a year, scored on two', async () => {
    const customer = await journey.customer()
    const { uploads, datasets } = sampleData(join(scratch, 'sample'))
    const files = uploads.map(({ path, file }) => ({ path, content: readFileSync(file) }))
    const [first, second, crm] = files
    for (const { path, content } of [first!, crm!]) await customer.upload(path, content)
    for (const one of datasets) await customer.post('/datasets', one)
    const chain = await makeChain(customer, { set: { number_of_clusters: undefined, refit: 'manual' } })
    await customer.ready(chain.target)
    const folder = join(scratch, 'shop')
    mkdirSync(folder)
    const fitted = await writePeople(customer, chain, folder, 'fitted-')
    const before = await bothSay(customer, chain, 'shop-fitted')
    expectTheSame(before)
    // Not everything is known of these people, and scikit-learn takes no gaps: by number, time and products of their orders there are none.
    const byOrders = await customer.post('/persona_sets', {
      cohort_id: chain.ids.cohort,
      clustering_dimensions: { streams: { orders: ['datetime', 'product'] } },
    })
    const set = `/persona_sets/${byOrders.id}`
    await customer.ready(set)
    const complete = await bothSay(customer, { ...chain, set, ids: { ...chain.ids, set: byOrders.id } }, 'shop-orders')
    expectTheSame(complete)
    expectSilhouette(complete)
    expect(before.moira.drift.traits.every(({ psi }: { psi: number }) => psi === 0)).toBe(true)

    await customer.upload(second!.path, second!.content)
    await journey.settled()
    await customer.ready(chain.set)
    const after = await bothSay(customer, chain, 'shop', { as_of_us: fitted.as_of_us })
    expect(after.moira.model.generation).toBe(1)
    // A frozen model names the data that it was made of.
    const shown = await customer.get(chain.set)
    expect(Date.parse(shown.fitted.as_of) * 1000).toBe(fitted.as_of_us)
    expect(shown.fitted.population_count).toBeLessThan(shown.population_count)
    expect(after.moira.drift.traits.some(({ psi }: { psi: number }) => psi > 0.1)).toBe(true)
    expectTheSame(after, before)
  })
})

/** The silhouette of the number that was chosen, as scikit-learn has it for these people in these personas. */
function expectSilhouette({ analyst, moira }: Awaited<ReturnType<typeof bothSay>>): void {
  expect(analyst.complete).toBe(true)
  const chosen = moira.selection.candidates.find(({ k }: { k: number }) => k === moira.selection.chosen)
  expect(chosen.silhouette_squared_euclidean).toBeCloseTo(analyst.silhouette, 6)
}
