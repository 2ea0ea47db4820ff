// npm run bench -- flow [people] [events] [slow dates]: the flow of one shard from its history, beside the slow and obvious
// way (read and assign everybody anew as of each date) on some of the dates. Checks that they agree, then tells the times.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fitModel } from '../shared/engines/personas/model.ts'
import { quoteName, quoteText } from '../shared/engines/sql/quote.ts'
import { engineNamed } from '../shared/kernels/kmeans/engines.ts'
import { type Duck, withDuck } from '../shared/lake/duck.ts'
import type { Dimension, Measure } from '../shared/lake/features/dimension.ts'
import { readFeatures } from '../shared/lake/features/read-features.ts'
import { flowOfShard } from '../shared/nouns/persona_sets/build/flow.ts'
import { slowFlow } from '../test/support/slow-flow.ts'

const K = 8
/** Twelve years: as many as 400 thinned dates reach back. */
const YEARS = 12
const asOf = Date.parse('2025-06-30T12:00:00Z')
const products = Array.from({ length: 40 }, (_, i) => `product ${i}`)
const regions = ['north', 'south', 'east', 'west']

const measure = (name: string, of: Measure, property: string, more: Partial<Dimension> = {}): Dimension => ({
  name,
  literate: name,
  kind: 'number',
  source: 'stream',
  stream: 'orders',
  measure: of,
  property,
  ...more,
})
const dimensions: Dimension[] = [
  measure('orders_count', 'count', 'datetime'),
  measure('orders_recency_days', 'recency', 'datetime'),
  measure('orders_tenure_days', 'tenure', 'datetime'),
  measure('orders_total_value', 'total', 'value'),
  measure('orders_average_value', 'average', 'value'),
  measure('orders_distinct_product', 'distinct', 'product'),
  ...products.slice(0, 10).map((value) => measure(`orders_share_product:${value}`, 'share', 'product', { value })),
  { name: 'age', literate: 'age', kind: 'number', source: 'trait', trait: 'age' },
  { name: 'region', literate: 'region', kind: 'category', source: 'trait', trait: 'region', labels: regions },
  { name: 'member', literate: 'member', kind: 'boolean', source: 'trait', trait: 'member' },
]
const relations = { members: 'members', traits: 'traits', stream: (name: string) => quoteName(`stream-${name}`) }

export default async function run(args: string[]): Promise<void> {
  const people = Number(args[0] ?? 166_000)
  const events = Number(args[1] ?? 1_000_000)
  const slowDates = Number(args[2] ?? 12)
  const tmp = mkdtempSync(join(tmpdir(), 'flow-'))
  try {
    await withDuck({ memoryMb: 1500, threads: 2, tmp }, (db) => compare(db, tmp, people, events, slowDates))
  } finally {
    rmSync(tmp, { recursive: true })
  }
}

async function compare(db: Duck, tmp: string, people: number, events: number, slowDates: number): Promise<void> {
  await makeShard(db, tmp, people, events)
  // The fit is no part of this: a sample of people will do.
  await db.run('CREATE VIEW few AS SELECT person_id FROM members LIMIT 20000')
  const { table } = await readFeatures(db, dimensions, { ...relations, members: 'few' }, asOf)
  const encoder = { dimensions: dimensions.map((one) => one.name) }
  const { model } = fitModel(table, { seed: 'flow', engine: engineNamed('wasm'), k: K, encoder })
  const oldest = new Date(asOf - YEARS * 365.25 * 86_400_000).toISOString()
  const plan = {
    as_of: new Date(asOf).toISOString(),
    stream: 'orders',
    people: {
      streams: { orders: { oldest, digest: '', event_count: 0, people_count: 0, newest: '', properties: {} } },
    },
    cohort: { population_count: people },
  }
  const traits = model.encoder.traits.filter((trait) => trait.kept).length
  console.log(
    `${people} people, ${events} events, ${traits} traits in ${model.encoder.dimensions} dimensions, k = ${model.k}`,
  )

  const times: number[] = []
  let flow = { dates: [] as string[], counts: [] as number[][] }
  for (let round = 0; round < 5; round++) {
    const before = process.cpuUsage()
    const features = await readFeatures(db, dimensions, relations, asOf)
    flow = (await flowOfShard(db, { model, dimensions }, relations, features, plan)).flow
    times.push(seconds(before))
  }
  const moves = flow.counts.at(-1)!.join(' ')
  console.log(
    `from history, ${flow.dates.length} dates: ${times.map((s) => s.toFixed(2)).join(', ')} CPU s (first is cold); last: ${moves}`,
  )

  const picked = Array.from({ length: slowDates }, (_, i) => Math.floor(((i + 1) * flow.dates.length) / slowDates) - 1)
  const before = process.cpuUsage()
  const slow = await slowFlow(
    db,
    model,
    dimensions,
    relations,
    picked.map((i) => flow.dates[i]!),
    asOf,
  )
  const each = seconds(before) / slowDates
  picked.forEach((date, i) => {
    if (slow[i]!.join() !== flow.counts[date]!.join())
      throw new Error(`${flow.dates[date]}: ${flow.counts[date]} from history, ${slow[i]} anew`)
  })
  const all = each * flow.dates.length
  console.log(
    `anew for each date: ${each.toFixed(2)} CPU s a date on ${slowDates} dates (the same counts), so ${all.toFixed(0)} CPU s for all: ${(all / Math.min(...times)).toFixed(0)} times as much`,
  )
  console.log(`peak memory of this process ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`)
}

const seconds = (before: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6
}

/** A shard as the lake lays it out: Parquet, in order of person. People's habits differ, and their events cluster in time. */
async function makeShard(db: Duck, tmp: string, people: number, events: number): Promise<void> {
  const view = async (name: string, select: string, orderBy = ['person_id']) => {
    const file = join(tmp, `${name}.parquet`)
    await db.copyToParquet(select, file, { orderBy })
    await db.run(`CREATE VIEW ${quoteName(name)} AS SELECT * FROM read_parquet(${quoteText(file)})`)
  }
  const id = (n: string) => `CAST(md5(CAST(${n} AS VARCHAR)) AS UUID)`
  // A number in [0, 1) that is a function of its arguments.
  const unit = (...of: string[]) => `(hash(${of.join(', ')}) % 1000003) / 1000003.0`
  const start = asOf / 1000 - YEARS * 365.25 * 86_400
  await db.run(
    `CREATE TABLE raw AS SELECT i, CAST(floor(${people} * pow(${unit('i', '1')}, 1.5)) AS INTEGER) AS n FROM range(${events}) r(i)`,
  )
  await view(
    'stream-orders',
    `SELECT ${id('n')} AS person_id,
      make_timestamp(CAST((${start} + ${YEARS} * 31557600 * least(0.9999999, 0.85 * ${unit('n', '2')} + 0.15 * ${unit('i', '3')})) * 1000000 AS BIGINT)) AS datetime,
      CAST(round(exp(3 + n % 3 + ${unit('i', '4')}), 2) AS DECIMAL(18,4)) AS value,
      'product ' || CAST(floor(40 * pow(${unit('i', '5')}, 1 + n % 4)) AS INTEGER) AS product FROM raw`,
    ['person_id', 'datetime'],
  )
  await view(
    'people',
    `SELECT ${id('n')} AS person_id, coalesce(first, make_timestamp(CAST((${start} + ${YEARS} * 31557600 * ${unit('n', '6')}) * 1000000 AS BIGINT))) AS first_seen
     FROM range(${people}) p(n) LEFT JOIN (SELECT person_id, min(datetime) AS first FROM "stream-orders" GROUP BY 1) ON person_id = ${id('n')}`,
  )
  await view('members', 'SELECT person_id FROM people')
  await view(
    'traits',
    `SELECT ${id('n')} AS person_id, 18 + 60 * ${unit('n', '7')} AS age, ['${regions.join("', '")}'][1 + n % 4] AS region,
      ${unit('n', '8')} < 0.3 AS member FROM range(${people}) p(n) WHERE n % 20 > 0`,
  )
  await db.run('DROP TABLE raw')
}
