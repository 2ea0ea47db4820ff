import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AcceptedEvent } from '../../shared/engines/events/event.ts'
import { openBucket } from '../../shared/ports/aws/objects.ts'
import { event, putLog } from '../support/built-source.ts'
import { type Journey, startJourney } from '../support/cloud.ts'
import type { Customer } from '../support/customer.ts'
import { makeChain, ordersCsv } from '../support/shop.ts'

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
