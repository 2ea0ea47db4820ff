import { PutObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Journey, startJourney } from '../support/cloud.ts'
import { ordersCsv, ordersDataset } from '../support/shop.ts'

let journey: Journey
beforeAll(async () => {
  journey = await startJourney()
})
afterAll(() => journey?.stop())

/** More than a Map runs children. */
const FILES = 260

test(`a folder of ${FILES} files is read whole, and the row that all of them have counts once`, async () => {
  const customer = await journey.customer()
  const s3 = journey.s3()
  const Bucket = journey.cloud.outputs.UploadsBucket!
  const [header, everywhere] = ordersCsv(0, 1).split('\n')
  for (let i = 0; i < FILES; i++) {
    const [, own] = ordersCsv(i + 1, i + 2).split('\n')
    const Key = `${customer.account_id}/orders/an-export-with-a-name-of-its-own-${i}.csv`
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: `${header}\n${own}\n${everywhere}\n` }))
  }
  const dataset = await customer.post('/datasets', ordersDataset)
  const read = await customer.ready(`/datasets/${dataset.id}`)
  expect(read).toMatchObject({ row_count: 2 * FILES, accepted_count: 2 * FILES, duplicate_count: FILES - 1 })
  const cohort = await customer.post('/cohorts', { name: 'Customers', stream_name: 'orders' })
  expect(await customer.ready(`/cohorts/${cohort.id}`)).toMatchObject({ population_count: FILES + 1 })
})
