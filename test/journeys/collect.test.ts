import { afterAll, beforeAll, expect, test } from 'vitest'
import { exportKeys, lakeKeys } from '../../shared/lake/keys.ts'
import { collectOutputs } from '../../shared/planning/collect-outputs.ts'
import { openBucket } from '../../shared/ports/aws/objects.ts'
import { updateResource } from '../../shared/ports/store/resources.ts'
import { type Journey, startJourney } from '../support/cloud.ts'
import type { Customer } from '../support/customer.ts'
import { makeChain, ordersCsv, ordersDataset } from '../support/shop.ts'

let journey: Journey
beforeAll(async () => {
  journey = await startJourney()
})
afterAll(() => journey?.stop())

const dayMs = 86_400_000

/** The collector as its function runs it, so many days from now. */
async function collect(customer: Customer, days: number): Promise<string[]> {
  const s3 = journey.s3()
  const lake = openBucket(journey.cloud.outputs.LakeBucket!, s3)
  const table = journey.table()
  const exports = openBucket(journey.cloud.outputs.ExportsBucket!, s3)
  const keys = async () => [
    ...(await lake.list(lakeKeys.account(customer.account_id))).map(({ key }) => key),
    ...(await exports.list(exportKeys.account(customer.account_id))).map(({ key }) => key),
  ]
  const before = await keys()
  const now = () => new Date(Date.now() + days * dayMs)
  const count = await collectOutputs({ table, lake, exports, now }, customer.account_id)
  table.db.destroy()
  const after = new Set(await keys())
  const gone = before.filter((key) => !after.has(key))
  expect(gone).toHaveLength(count)
  return gone
}

/** Everything that a reader can ask for of what was built. */
async function everything(customer: Customer, { set, cohort, target }: Awaited<ReturnType<typeof makeChain>>) {
  const told = [
    set,
    `${set}/analysis/dimensions`,
    `${set}/analysis/flow`,
    `${set}/analysis/revenue`,
    `${set}/analysis/drift`,
    `${set}/selection`,
    cohort,
    `${cohort}/analysis/membership`,
    target,
  ]
  const answers = await Promise.all(told.map((path) => customer.get(path)))
  const files = await Promise.all([`${set}/download.csv`, `${target}/download.csv`].map((path) => customer.rows(path)))
  return [answers, files]
}

test('what builds left behind goes once it is old, and nothing that anybody reads', async () => {
  const customer = await journey.customer()
  await customer.upload('orders/file1.csv', ordersCsv(0, 30))
  await customer.post('/datasets', ordersDataset)
  const chain = await makeChain(customer)
  await customer.ready(chain.target)
  await customer.upload('orders/file2.csv', ordersCsv(30, 60))
  const { row_count } = await customer.ready(chain.target)
  expect(row_count).toBe(60)
  const before = await everything(customer, chain)

  await journey.invoke('collect-outputs', {})
  expect(await collect(customer, 1)).toEqual([])
  const gone = await collect(customer, 30)
  // One version each of people, cohort, set, scope and target; the first file's rows are part of the dataset still.
  for (const kind of ['people', 'cohorts', 'persona_sets', 'scopes', 'targets', 'manifest']) {
    expect(gone.filter((key) => key.includes(`/${kind}/`)).length, kind).toBeGreaterThan(0)
  }
  expect(gone.filter((key) => /rows\.parquet|report\.json/.test(key))).toEqual([])
  expect(await everything(customer, chain)).toEqual(before)
  expect(await collect(customer, 30)).toEqual([])

  // The next build uses the outputs that were kept.
  await customer.upload('orders/file3.csv', ordersCsv(60, 70))
  expect(await customer.ready(chain.target)).toMatchObject({ row_count: 70 })
})

test('of a resource that was removed nothing stays; a build that is about to begin keeps everything', async () => {
  const customer = await journey.customer('Another Shop')
  await customer.upload('orders/file1.csv', ordersCsv(0, 20))
  await customer.post('/datasets', ordersDataset)
  const chain = await makeChain(customer)
  await customer.ready(chain.target)
  await customer.remove(chain.target)
  await journey.settled()

  const table = journey.table()
  const set = { account_id: customer.account_id, type: 'persona_sets' as const, id: chain.ids.set }
  await updateResource(table, set, { attempt: 99, claimed_until: '2999-01-01T00:00:00.000Z' })
  expect(await collect(customer, 30)).toEqual([])
  await updateResource(table, set, { claimed_until: undefined })
  table.db.destroy()

  const gone = await collect(customer, 30)
  expect(gone.length).toBeGreaterThan(0)
  expect(gone.every((key) => key.includes('/targets/'))).toBe(true)
})
