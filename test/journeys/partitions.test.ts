import { ListObjectsV2Command } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Journey, startJourney } from '../support/cloud.ts'
import { crmCsv, crmDataset, makeChain, ordersCsv, ordersDataset } from '../support/shop.ts'

let whole: Journey
let cut: Journey
beforeAll(async () => {
  whole = await startJourney()
  cut = await startJourney({ context: { 'records-per-partition': 120 } })
})
afterAll(async () => {
  await whole?.stop()
  await cut?.stop()
})

/** The facts in a shop's target about everybody, and the steps that its people took. */
async function delivered(journey: Journey) {
  const customer = await journey.customer()
  await customer.upload('orders/file1.csv', ordersCsv(0, 40))
  await customer.upload('orders/file2.csv', ordersCsv(20, 60))
  await customer.upload('crm/file1.csv', crmCsv(0, 70))
  await customer.post('/datasets', ordersDataset)
  await customer.post('/datasets', crmDataset)
  const everybody = await customer.post('/cohorts', { name: 'Everybody' })
  const { target } = await makeChain(customer, { scope: { population: { cohort_ids: [everybody.id] } } })
  await customer.ready(target)
  const s3 = journey.s3()
  const { Contents = [] } = await s3.send(
    new ListObjectsV2Command({
      Bucket: journey.cloud.outputs.LakeBucket,
      Prefix: `builds/${customer.account_id}/people/`,
    }),
  )
  s3.destroy()
  return {
    partitions: new Set(Contents.flatMap(({ Key }) => /slices\/\d+\/(\d+)\//.exec(Key!)?.[1] ?? [])).size,
    rows: await customer.rows(`${target}/download.csv`),
    deadLetters: journey.cloud.deadLetters(),
  }
}

test('an account that is cut into partitions delivers what one that is not delivers', async () => {
  const one = await delivered(whole)
  expect(one).toMatchObject({ partitions: 0, deadLetters: [] })
  expect(one.rows).toHaveLength(70)
  const many = await delivered(cut)
  expect(many).toMatchObject({ partitions: 4, deadLetters: [] })
  // Ids of personas are made for their set.
  const told = (rows: typeof one.rows) =>
    rows.map((row) => Object.entries(row).filter(([column]) => !column.endsWith('persona_id')))
  expect(told(many.rows)).toEqual(told(one.rows))
})
