import { Analytics } from '@segment/analytics-node'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AcceptedEvent } from '../../shared/engines/events/event.ts'
import { openBucket } from '../../shared/ports/aws/objects.ts'
import { event, putLog } from '../support/built-source.ts'
import { type Journey, startJourney } from '../support/cloud.ts'
import type { Customer } from '../support/customer.ts'
import { makeChain, ordersCsv, ordersDataset } from '../support/shop.ts'

let journey: Journey
beforeAll(async () => {
  journey = await startJourney()
})
afterAll(() => journey?.stop())

/** The orders of `ordersCsv` as a website tells of them: who ordered, from which browser, what and for how much. */
function orderEvents(from: number, to: number): AcceptedEvent[] {
  const [, ...lines] = ordersCsv(from, to).trimEnd().split('\n')
  return lines.flatMap((line, i) => {
    const [email, product, amount, timestamp] = line.split(',') as [string, string, string, string]
    const anonymousId = `browser of ${email}`
    const order = { type: 'track', event: 'Orders', properties: { revenue: Number(amount), product } } as const
    return [
      event({ type: 'identify', messageId: `identify-${from}-${i}`, anonymousId, timestamp, traits: { email } }),
      event({ ...order, messageId: `order-${from}-${i}`, anonymousId, timestamp }),
    ]
  })
}

async function write(customer: Customer, id: string, events: AcceptedEvent[]): Promise<void> {
  const s3 = journey.s3()
  await putLog(openBucket(journey.cloud.outputs.LakeBucket!, s3), { ...customer, id }, new Date(), events)
  s3.destroy()
}

test('events alone become people, a cohort, personas and a CSV; more of them make it anew', async () => {
  const customer = await journey.customer('Event Shop')
  const { id } = await customer.post('/sources', { name: 'Website' })
  await write(customer, id, orderEvents(0, 40))
  expect(await customer.rested(`/sources/${id}`)).toMatchObject({
    status: 'new',
    stale: false,
    status_note: expect.stringContaining('force_update'),
  })
  await customer.post(`/sources/${id}/force_update`)
  const source = await customer.ready(`/sources/${id}`)
  expect(source).toMatchObject({
    event_count: 320,
    duplicate_count: 0,
    identified_count: 320,
    streams: [{ name: 'orders', event_count: 160 }],
    traits: ['email'],
    stale: false,
  })
  expect(await customer.get('/streams/orders')).toMatchObject({
    status: 'ready',
    event_count: 160,
    people_count: 40,
    source_ids: [id],
    properties: { value: { type: 'double' }, product: { type: 'string' }, revenue: { type: 'double' } },
  })
  const { cohort, set, target } = await makeChain(customer)
  const rows = await customer.ready(target).then(() => customer.rows(`${target}/download.csv`))
  expect(rows).toHaveLength(40)
  expect(new Set(rows.map(({ email }) => email)).size).toBe(40)
  const before = await customer.get(set)
  expect(before.personas).toHaveLength(2)

  await write(customer, id, orderEvents(40, 60))
  await customer.post(`/sources/${id}/force_update`)
  await customer.ready(target)
  expect(await customer.get(cohort)).toMatchObject({ population_count: 60 })
})

test('an hour that closes is read by itself; the same address in a file and in events is one person', async () => {
  const customer = await journey.customer('Both Shop')
  await customer.upload('orders/file1.csv', ordersCsv(0, 12))
  await customer.post('/datasets', ordersDataset)
  const { id, write_key } = await customer.post('/sources', { name: 'Website', cadence: 'hourly' })
  const analytics = new Analytics({ writeKey: String(write_key), host: journey.cloud.endpoints.api })
  for (let number = 0; number < 18; number++) {
    const who = { anonymousId: `browser-${number}` }
    const traits = { email: `Person-${number}@Example.com`, plan: 'pro' }
    analytics.identify({ ...who, traits, timestamp: new Date('2024-05-01') })
    analytics.track({ ...who, event: 'Item Viewed', properties: { product: 'mug' } })
    // Taken away again by every third of them.
    if (number % 3 === 0) analytics.identify({ ...who, traits: { plan: null }, timestamp: new Date('2024-05-02') })
  }
  await analytics.closeAndFlush()
  const note = async () => (await customer.get(`/sources/${id}`)).status_note
  await expect.poll(note).toContain('20 minutes after the end of their hour')
  await journey.settled()
  expect(await customer.get(`/sources/${id}`)).toMatchObject({ status: 'new' })

  await journey.cloud.clock.advance(2 * 3_600_000)
  expect(await customer.ready(`/sources/${id}`)).toMatchObject({ event_count: 42, stale: false })
  expect(await customer.get('/streams/item_viewed')).toMatchObject({ event_count: 18, people_count: 18 })
  expect(await customer.get('/streams/orders')).toMatchObject({ people_count: 12 })
  expect(await customer.get('/traits/plan')).toMatchObject({ status: 'ready', known_count: 12, source_ids: [id] })
  const everybody = await customer.post('/cohorts', { name: 'Visitors', stream_name: 'item_viewed' })
  expect(await customer.ready(`/cohorts/${everybody.id}`)).toMatchObject({ population_count: 18 })
  const both = await customer.post('/cohorts', {
    name: 'Both',
    stream_name: 'orders',
    traits: [{ name: 'plan', _eq: 'pro' }],
  })
  expect(await customer.ready(`/cohorts/${both.id}`)).toMatchObject({ population_count: 8 })

  // The stream is in use; without the cohort it goes with its source.
  expect((await customer.ask('DELETE', `/sources/${id}`)).status).toBe(409)
  await customer.remove(`/cohorts/${both.id}`)
  await customer.remove(`/cohorts/${everybody.id}`)
  await customer.remove(`/sources/${id}`)
  await journey.settled()
  expect((await customer.ask('GET', '/streams/item_viewed')).status).toBe(404)
  expect(await customer.get('/streams/orders')).toMatchObject({ people_count: 12 })
})
