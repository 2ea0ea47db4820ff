import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cohortSql } from '../../../../shared/engines/conditions/sql/cohort-sql.ts'
import { linesAsked } from '../../../../shared/lake/columns.ts'
import { type Duck, withDuck } from '../../../../shared/lake/duck.ts'
import type { Dimension } from '../../../../shared/lake/features/dimension.ts'
import { typesOf } from '../../../../shared/lake/features/read-events.ts'
import { type Features, readFeatures } from '../../../../shared/lake/features/read-features.ts'
import type { DatasetConfig } from '../../../../shared/lake/ingest/dataset-config.ts'
import { peopleSql, streamSql } from '../../../../shared/lake/people/people-sql.ts'
import { countValues, ranked } from '../../../../shared/nouns/persona_sets/build/frequent-values.ts'
import { revenueOfShard } from '../../../../shared/nouns/persona_sets/build/revenue.ts'
import { inFolder } from '../../../golden/ingest/try-ingest.ts'
import { resolvedPeople } from '../../../support/resolved-people.ts'

interface Line {
  product: string
  quantity: number
  /** In cents. */
  amount: number
}
/** The orders of one person each. */
type Orders = { person: number; day: number; lines: Line[] }[]

const line = fc.record({
  product: fc.constantFrom('', 'Chair', 'Cloth', 'Lamp', 'Rug'),
  quantity: fc.integer({ min: 1, max: 5 }),
  amount: fc.integer({ min: 1, max: 5000 }),
})
const orders: fc.Arbitrary<Orders> = fc.array(
  fc.record({
    person: fc.integer({ min: 0, max: 3 }),
    day: fc.integer({ min: 1, max: 28 }),
    // An order may hold two equal lines.
    lines: fc
      .tuple(fc.array(line, { minLength: 1, maxLength: 4 }), fc.boolean())
      .map(([lines, again]) => (again ? [...lines, lines[0]!] : lines)),
  }),
  { minLength: 1, maxLength: 8 },
)

const config = (value_per: 'event' | 'line'): DatasetConfig => ({
  options: { type: 'hosted_csv', upload_directory: 'orders' },
  identity_sets: { customer: { email: 'email' } },
  output_to_streams: {
    orders: {
      event_key: ['no'],
      value_per,
      data_map: {
        datetime: { column_name: 'at' },
        value: { column_name: 'amount' },
        product: { column_name: 'product' },
        quantity: { column_name: 'Lineitem quantity' },
        price: { column_name: 'amount' },
      },
    },
  },
})

const email = (person: number) => `p${person}@example.com`
/** As a shop writes it: who and when on the first line alone; the total too, where it is the order's. */
const written = (all: Orders, value_per: 'event' | 'line') =>
  all.flatMap(({ person, day, lines }, no) =>
    lines.map(({ product, quantity, amount }, i) => {
      const total = lines.reduce((sum, one) => sum + one.amount, 0)
      const cents = value_per === 'line' ? amount : i === 0 ? total : undefined
      const head = i === 0 ? [email(person), `2024-01-${String(day).padStart(2, '0')}`] : ['', '']
      return [`n${no}`, ...head, product, quantity, cents === undefined ? '' : (cents / 100).toFixed(2)].join(',')
    }),
  )

/** Lines of several orders between one another, and a first line behind the others. */
const mixed = (lines: string[], seed: number) =>
  lines
    .map((line, i) => ({ line, at: ((i + 1) * (seed + 1)) % 17 }))
    .sort((a, b) => a.at - b.at)
    .map(({ line }) => line)

const header = 'no,email,at,product,Lineitem quantity,amount\n'
const dimension = (measure: Dimension['measure'] & string, property: string, value?: string): Dimension => ({
  ...{ name: `${measure} ${property} ${value}`, literate: '', kind: 'number', source: 'stream', stream: 'orders' },
  ...{ measure, property, ...(value && { value }) },
})
const asked = [
  dimension('count', 'datetime'),
  dimension('total', 'value'),
  dimension('distinct', 'product'),
  dimension('share', 'product', 'Chair'),
  dimension('average', 'quantity'),
]

async function measured(db: Duck, folder: string, files: string[], value_per: 'event' | 'line', partitions = 1) {
  const sample = { orders: { config: config(value_per), files: files.map((rows) => header + rows) } }
  const { datasets, range } = await resolvedPeople(db, folder, { sample, partitions })
  await db.run(`CREATE OR REPLACE TABLE people AS ${peopleSql(datasets, range)}`)
  await db.run(`CREATE OR REPLACE TABLE stream AS ${streamSql(datasets, 'orders', range)}`)
  const relations = { members: 'people', traits: 'people', stream: () => 'stream' }
  const asOf = Date.parse('2024-02-01')
  const features = await readFeatures(db, asked, relations, asOf)
  const counts = new Map()
  await countValues(db, [dimension('share', 'product')], relations, asOf, counts)
  const ids = await db.rows<{ email: string }>('SELECT email FROM people ORDER BY person_id')
  return { features, emails: ids.map((row) => row.email), most: ranked(counts, dimension('share', 'product')) }
}

const measureOf = (features: Features, i: number, row: number) =>
  (features.table.columns[i] as { values: Float64Array }).values[row]!

const who = (all: Orders, meets: (lines: Line[]) => boolean) =>
  [...new Set(all.filter(({ lines }) => meets(lines)).map(({ person }) => email(person)))].sort()

async function members(db: Duck, stream_conditions: { property: string; [operator: string]: unknown }[]) {
  const types = await typesOf(db, 'stream')
  const columns = {
    stream: Object.fromEntries(types),
    traits: {},
    lines: linesAsked([...types.keys()]),
  }
  const relations = { people: 'people', traits: 'people', stream: 'stream' }
  const rule = { stream_name: 'orders', stream_conditions }
  const { sql, params } = cohortSql(rule, { relations, columns, asOf: Date.parse('2024-02-01') })
  const rows = await db.rows<{ email: string }>(`SELECT email FROM (${sql}) JOIN people USING (person_id)`, params)
  return rows.map((row) => row.email).sort()
}

test.each(['event', 'line'] as const)('an order is its lines, with amounts of each %s', async (value_per) => {
  await fc.assert(
    fc.asyncProperty(orders, fc.nat(), async (all, seed) => {
      await inFolder((folder) =>
        withDuck({ memoryMb: 512, threads: 1, tmp: folder }, async (db) => {
          const { features, emails, most } = await measured(
            db,
            folder,
            [`${mixed(written(all, value_per), seed % 100).join('\n')}\n`],
            value_per,
          )
          const known = (lines: Line[]) => lines.filter(({ product }) => product !== '')
          const has = (product: string) => (lines: Line[]) => lines.some((one) => one.product === product)
          for (const [row, person] of emails.entries()) {
            const own = all.filter((one) => email(one.person) === person)
            const amount = own.flatMap(({ lines }) => lines).reduce((sum, one) => sum + one.amount, 0)
            const pieces = own.flatMap(({ lines }) => lines).reduce((sum, one) => sum + one.quantity, 0)
            expect(asked.map((_, i) => measureOf(features, i, row))).toEqual([
              own.length,
              amount / 100,
              new Set(own.flatMap(({ lines }) => known(lines).map(({ product }) => product))).size,
              own.filter(({ lines }) => has('Chair')(lines)).length / own.length,
              pieces / own.length,
            ])
          }
          const frequency = (product: string) => all.filter(({ lines }) => has(product)(lines)).length
          expect(most.map(frequency)).toEqual(most.map(frequency).toSorted((a, b) => b - a))
          expect(most.toSorted()).toEqual(
            [...new Set(all.flatMap(({ lines }) => known(lines).map((one) => one.product)))].sort(),
          )

          expect(await members(db, [{ property: 'product', _eq: 'Cloth' }])).toEqual(who(all, has('Cloth')))
          expect(await members(db, [{ property: 'product', _in: ['Cloth', 'Rug'] }])).toEqual(
            who(all, (lines) => has('Cloth')(lines) || has('Rug')(lines)),
          )
          const without = who(all, (lines) => known(lines).length > 0 && !has('Lamp')(lines))
          expect(await members(db, [{ property: 'product', _neq: 'Lamp' }])).toEqual(without)
          expect(await members(db, [{ property: 'product', _nin: ['Lamp'] }])).toEqual(without)
          expect(await members(db, [{ property: 'product', _null: true }])).toEqual(
            who(all, (lines) => !known(lines).length),
          )
          expect(await members(db, [{ property: 'quantity', _gte: 6 }])).toEqual(
            who(all, (lines) => lines.reduce((sum, one) => sum + one.quantity, 0) >= 6),
          )
          expect(await members(db, [{ property: 'value', _gt: 40 }])).toEqual(
            who(all, (lines) => lines.reduce((sum, one) => sum + one.amount, 0) > 4000),
          )
          if (value_per === 'line') {
            expect(await members(db, [{ property: 'price', _gt: 40, _lt: 45 }])).toEqual(
              who(all, (lines) => lines.some(({ amount }) => amount > 4000 && amount < 4500)),
            )
          }

          const revenue = await revenueOfShard(features.events.get('orders')!, new Int32Array(emails.length), 1)
          for (const product of most) {
            const found = revenue.find(({ by, key }) => by === 'product' && key === product)!
            const holding = all.filter(({ lines }) => has(product)(lines))
            expect(found.orders).toBe(holding.length)
            expect(found.people).toBe(new Set(holding.map(({ person }) => person)).size)
            if (value_per === 'line' && all.every(({ lines }) => known(lines).length === lines.length)) {
              const amounts = holding.flatMap(({ lines }) => lines.filter((one) => one.product === product))
              expect(found.value).toBe(amounts.reduce((sum, one) => sum + one.amount, 0) * 100)
            }
          }

          // Orders in other files, in any order, and in partitions: the same people and the same measures.
          const groups = all.map((one, i) => ({ one, at: (seed >> (i % 16)) & 1 }))
          const texts = [0, 1].flatMap((file) => {
            const rows = written(all, value_per).filter((text) => groups[Number(/^n(\d+)/.exec(text)![1])]!.at === file)
            return rows.length ? `${rows.join('\n')}\n` : []
          })
          const other = await inFolder((again) =>
            withDuck({ memoryMb: 512, threads: 1, tmp: again }, (second) =>
              measured(second, again, texts, value_per, 1 + (seed % 2)),
            ),
          )
          const byEmail = ({ features: own, emails: names }: typeof other) =>
            names.map((name, row) => [name, ...asked.map((_, i) => measureOf(own, i, row))]).toSorted()
          expect(byEmail(other)).toEqual(byEmail({ features, emails, most }))
        }),
      )
    }),
    { numRuns: 30 },
  )
})
