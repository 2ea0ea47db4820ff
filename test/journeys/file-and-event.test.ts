import { Analytics } from '@segment/analytics-node'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Journey, startJourney } from '../support/cloud.ts'
import { patience } from '../support/patience.ts'
import { ordersCsv } from '../support/shop.ts'

let journey: Journey
beforeAll(async () => {
  journey = await startJourney()
})
afterAll(() => journey?.stop())

test('a customer of a file is found by the Profile API, and an event that names the customer lands there', async () => {
  const customer = await journey.customer()
  const csv = ordersCsv(0, 10)
  const email = csv.split('\n')[1]!.split(',')[0]!
  await customer.upload('orders/file1.csv', csv)
  const { id } = await customer.post('/datasets', {
    name: 'orders',
    options: { type: 'hosted_csv', upload_directory: 'orders' },
    identity_sets: { customer: { email: 'account_email' } },
    output_to_traits: { product: { column_name: 'product' } },
  })
  await customer.ready(`/datasets/${id}`)
  const { write_key } = await customer.post('/sources', { name: 'Shop' })
  await customer.ready(`/datasets/${id}`)

  const profile = (identifier: string) =>
    `/spaces/${customer.account_id}/collections/users/profiles/${encodeURIComponent(identifier)}`
  const get = async (identifier: string, part: string) =>
    (await customer.ask('GET', `${profile(identifier)}/${part}`)).body as Record<string, unknown>
  const { metadata } = (await get(`email:${email}`, 'metadata')) as { metadata: { segment_id: string } }
  expect(await get(`email:${email}`, 'traits')).toMatchObject({ traits: { product: expect.any(String) } })
  // Issue 12, 3: who stands in files alone is found by the id, too, and is in the list.
  const { segment_id } = metadata
  expect(await get(`segment_id:${segment_id}`, 'metadata')).toMatchObject({ metadata: { segment_id } })
  const list = await customer.ask('GET', `/spaces/${customer.account_id}/collections/users/profiles?limit=100`)
  expect(list.body).toMatchObject({ data: expect.arrayContaining([{ segment_id }]) })

  // A second file is not in at once, and the answer says so until it is.
  const pending = async () => {
    const { identity } = (await get(`email:${email}`, 'metadata')).metadata as { identity: { pending: number } }
    return identity.pending
  }
  expect(await pending()).toBe(0)
  await customer.upload('orders/file2.csv', ordersCsv(10, 20))
  await expect.poll(pending).toBe(1)
  await expect.poll(pending).toBe(0)
  // Read again, it says the same: nobody is recognised anew for it, and nothing is missing.
  await customer.post(`/datasets/${id}/force_update`)
  await customer.ready(`/datasets/${id}`)
  expect(await pending()).toBe(0)

  const analytics = new Analytics({ writeKey: String(write_key), host: journey.cloud.endpoints.api })
  analytics.identify({ userId: 'u1', anonymousId: 'a1', traits: { email, plan: 'pro' } })
  await analytics.closeAndFlush()
  await expect
    .poll(() => get('anonymous_id:a1', 'metadata'), { timeout: patience(20) })
    .toMatchObject({ metadata: { segment_id: metadata.segment_id } })
  expect(await get('user_id:u1', 'traits')).toMatchObject({ traits: { plan: 'pro', product: expect.any(String) } })
  expect(await get(`email:${email}`, 'external_ids')).toMatchObject({
    data: expect.arrayContaining([expect.objectContaining({ type: 'user_id', id: 'u1' })]),
  })
})
