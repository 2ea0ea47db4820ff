import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { createRandom } from '../../../../../shared/engines/personas/random.ts'
import { quoteName } from '../../../../../shared/engines/sql/quote.ts'
import { withDuck } from '../../../../../shared/lake/duck.ts'
import { readFeatures } from '../../../../../shared/lake/features/read-features.ts'
import { knownOf, revenueOfShard, revenueReads } from '../../../../../shared/nouns/persona_sets/build/revenue.ts'
import { sumRevenue } from '../../../../../shared/nouns/persona_sets/build/sum-revenue.ts'

const tmp = mkdtempSync(join(tmpdir(), 'revenue-'))
afterAll(() => rmSync(tmp, { recursive: true }))

interface Order {
  person: number
  /** Milliseconds since 1970. */
  at: number
  cents: number | null
  product: string | null
}

const day = 86_400_000
const asOf = Date.parse('2025-03-15T10:00:00Z')
const people = 40
const personas = 3
const personaOf = (person: number) => (person * 7) % personas
const relations = { members: 'members', traits: 'traits', stream: (name: string) => quoteName(`stream-${name}`) }
const id = (n: number) => `00000000-0000-0000-0000-${String(n).padStart(12, '0')}`

function someOrders(): Order[] {
  const random = createRandom('revenue')
  return Array.from({ length: 300 }, () => ({
    // The last ten people never order.
    person: random.below(people - 10),
    // Some of them after the build's moment, and often at the very start of a month.
    at:
      random.unit() < 0.1
        ? Date.UTC(2025, random.below(4), 1)
        : asOf - 200 * day + Math.floor(random.unit() * 220 * day),
    cents: random.unit() < 0.1 ? null : random.below(20_000) - 500,
    product: random.unit() < 0.1 ? null : ['tea', 'coffee', 'cake'][random.below(3)]!,
  }))
}

/** The revenue, counted in two shards as the build does, and added up. */
async function revenueOf(orders: Order[], properties: Record<string, string>) {
  const plan = { stream: 'orders', people: { streams: { orders: { properties } } } } as never
  const reads = revenueReads(plan)
  const shards = []
  for (const half of [0, 1]) {
    const own = orders.filter(({ person }) => person % 2 === half)
    shards.push(
      await withDuck({ memoryMb: 256, threads: 1, tmp }, async (db) => {
        await db.run(`CREATE TABLE members AS SELECT
            CAST('00000000-0000-0000-0000-' || lpad(CAST(n AS VARCHAR), 12, '0') AS UUID) AS person_id
            FROM range(${people}) r(n) WHERE n % 2 = ${half};
          CREATE TABLE "stream-orders" (person_id UUID, datetime TIMESTAMP, value DECIMAL(18,4), product VARCHAR,
            persona VARCHAR, margin VARCHAR, orders VARCHAR, "by" VARCHAR, first VARCHAR, month VARCHAR)`)
        const rows = own.map(
          ({ person, at, cents, product }) =>
            `('${id(person)}', make_timestamp(${at * 1000}), ${cents === null ? 'NULL' : (cents / 100).toFixed(2)}, ${product ? `'${product}'` : 'NULL'})`,
        )
        // Properties may be called like columns of the statement.
        if (rows.length > 0)
          await db.run(`INSERT INTO "stream-orders" (person_id, datetime, value, product) VALUES ${rows.join(', ')}`)
        const { table, events } = await readFeatures(db, [], relations, asOf, reads)
        const persona = Int32Array.from({ length: table.rows }, (_, i) => personaOf(2 * i + half))
        return revenueOfShard(events.get('orders')!, persona, personas)
      }),
    )
  }
  const sizes = Array.from({ length: personas }, (_, p) => ({
    id: `persona-${p}`,
    people: Array.from({ length: people }, (_, n) => n).filter((n) => personaOf(n) === p).length,
  }))
  return sumRevenue(shards, sizes, knownOf(plan))
}

const cents = (orders: Order[]) => orders.reduce((sum, one) => sum + (one.cents ?? 0), 0)
const round = (x: number) => Math.round(x * 100) / 100

/** Buyers, orders, value and lifetime, person by person: from the first order ever to the last of those given. */
function plainly(some: Order[], ever: Order[]) {
  const buyers = [...new Set(some.map(({ person }) => person))]
  const times = (of: Order[], person: number) => of.filter((one) => one.person === person).map(({ at }) => at)
  const lived = buyers.map((person) =>
    Math.floor((Math.max(...times(some, person)) - Math.min(...times(ever, person))) / 1000),
  )
  return {
    buyers: buyers.length,
    orders: some.length,
    value: cents(some) / 100,
    average_order_value: round(cents(some) / 100 / some.length),
    lifetime_days: round(lived.reduce((sum, seconds) => sum + seconds, 0) / 86_400 / buyers.length),
  }
}

describe('revenue', () => {
  it('is, for every persona and month, what a plain computation over all orders gives', async () => {
    const orders = someOrders()
    const revenue = await revenueOf(orders, { datetime: 'TIMESTAMP', value: 'DECIMAL(18,4)', product: 'VARCHAR' })
    for (const [p, told] of revenue.entries()) {
      const own = orders.filter(({ person, at }) => personaOf(person) === p && at <= asOf)
      const { months, products, people: everybody, orders_per_person, value_per_person, ...all } = told
      expect(all).toEqual({ persona_id: `persona-${p}`, ...plainly(own, own) })
      expect(everybody).toBeGreaterThan(all.buyers)
      expect([orders_per_person, value_per_person]).toEqual([
        round(own.length / everybody),
        round(cents(own) / 100 / everybody),
      ])
      const monthOf = ({ at }: Order) => new Date(at).toISOString().slice(0, 7)
      expect(months).toEqual(
        [...new Set(own.map(monthOf))].sort().map((month) => ({
          month,
          ...plainly(
            own.filter((one) => monthOf(one) === month),
            own,
          ),
        })),
      )
      expect(products).toEqual(
        ['cake', 'coffee', 'tea']
          .map((product) => ({ product, of: own.filter((one) => one.product === product) }))
          .map(({ product, of }) => ({ product, orders: of.length, value: cents(of) / 100 }))
          .sort((a, b) => b.orders - a.orders || (a.product < b.product ? -1 : 1)),
      )
    }
  })

  it('does without value and product, and says nothing of means over nobody', async () => {
    const orders = someOrders().filter(({ person }) => personaOf(person) !== 1)
    const revenue = await revenueOf(orders, { datetime: 'TIMESTAMP' })
    const unknown = { average_order_value: null }
    expect(revenue[0]).toMatchObject({ value: 0, ...unknown, value_per_person: null, products: [] })
    expect(revenue[0]!.months[0]).toMatchObject(unknown)
    expect(revenue[0]!.orders).toBeGreaterThan(0)
    const nothing = { buyers: 0, orders: 0, value: 0, average_order_value: null, lifetime_days: null }
    expect(revenue[1]).toMatchObject({ ...nothing, months: [], products: [] })
  })

  it('has nothing to tell of a cohort without a stream: no order is known of, which is not none a person', () => {
    const known = knownOf({ people: { streams: {} } } as never)
    expect(sumRevenue([[], []], [{ id: 'a', people: 3 }], known)[0]).toMatchObject({
      people: 3,
      orders: 0,
      orders_per_person: null,
      value_per_person: null,
      average_order_value: null,
    })
  })

  it('knows that nobody of a persona orders where there is a stream', () => {
    const known = { orders: true, value: true }
    const told = sumRevenue([[]], [{ id: 'a', people: 3 }], known)[0]
    expect(told).toMatchObject({ orders_per_person: 0, value_per_person: 0, average_order_value: null })
  })
})
