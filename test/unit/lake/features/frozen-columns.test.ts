import { tmpdir } from 'node:os'
import { expect, test } from 'vitest'
import { withDuck } from '../../../../shared/lake/duck.ts'
import { chooseDimensions, traitDimension, withValues } from '../../../../shared/lake/features/choose-dimensions.ts'
import { readFeatures } from '../../../../shared/lake/features/read-features.ts'
import type { PeopleOutput } from '../../../../shared/nouns/people/output.ts'

/** The columns that a model was fitted on: later the columns are others, and the model still assigns. */
const orders = { properties: { datetime: 'TIMESTAMP', value: 'DECIMAL(18,4)', product: 'VARCHAR' } }
const measured = chooseDimensions({}, { streams: { orders }, traits: {} } as unknown as PeopleOutput, 'orders')
const traits = [
  traitDimension('age', 'DOUBLE'),
  traitDimension('member', 'BOOLEAN'),
  traitDimension('since', 'TIMESTAMP'),
  traitDimension('tier', 'VARCHAR'),
]
const dimensions = withValues([...measured, ...traits], ({ trait }) => (trait ? ['gold', 'blue'] : ['mug']))

/** Values by dimension, of the one person there is. */
async function read(traitColumns: string, eventColumns: string) {
  return withDuck({ memoryMb: 256, threads: 1, tmp: tmpdir() }, async (db) => {
    await db.run("CREATE TABLE members AS SELECT UUID '10000000-0000-8000-8000-000000000000' AS person_id")
    await db.run(`CREATE VIEW traits AS SELECT person_id${traitColumns} FROM members`)
    await db.run(
      `CREATE VIEW "stream-orders" AS SELECT person_id, TIMESTAMP '2024-01-01' AS datetime${eventColumns} FROM members`,
    )
    const relations = { members: 'members', traits: 'traits', stream: (name: string) => `"stream-${name}"` }
    const { table } = await readFeatures(db, dimensions, relations, Date.parse('2024-01-11'))
    return Object.fromEntries(
      table.columns.map((column) => [column.name, (column.kind === 'category' ? column.codes : column.values)[0]]),
    )
  })
}

test('as it was fitted', async () => {
  const columns = ", 30.0::DOUBLE AS age, true AS member, TIMESTAMP '1970-01-11' AS since, 'gold' AS tier"
  expect(await read(columns, ", 5.5::DECIMAL(18,4) AS value, 'mug' AS product")).toMatchObject({
    ...{ age: 30, member: 1, since: 10, tier: 1 },
    ...{ orders_count: 1, orders_recency_days: 10, orders_total_value: 5.5, 'orders_share_product:mug': 1 },
  })
})

test('a cell of another kind makes a column of texts: what still reads as before is known, the rest is not', async () => {
  const columns = ", '30' AS age, 'yes' AS member, '1970-01-11 00:00:00' AS since, 7 AS tier"
  const told = await read(columns, ", '5.5' AS value, 12 AS product")
  expect(told).toMatchObject({ age: 30, member: 1, since: 10, tier: 2, orders_total_value: 5.5 })
  expect(told['orders_share_product:mug']).toBe(0)
  const odd = ", 'unknown' AS age, 'maybe' AS member, 'never' AS since, true AS tier"
  expect(await read(odd, ", 'a lot' AS value, 'mug' AS product")).toMatchObject({
    ...{ age: Number.NaN, member: -1, since: Number.NaN, tier: 2, 'orders_share_product:mug': 1 },
  })
  expect(await read(", TIMESTAMP '2020-01-01' AS age, 1 AS member, 5 AS since, NULL AS tier", '')).toMatchObject({
    ...{ age: Number.NaN, member: -1, since: Number.NaN, tier: -1 },
  })
})

test('columns that are no more are as if nobody had a value', async () => {
  expect(await read('', '')).toMatchObject({
    ...{ age: Number.NaN, member: -1, since: Number.NaN, tier: -1 },
    ...{ orders_count: 1, orders_recency_days: 10, orders_distinct_product: 0 },
  })
})
