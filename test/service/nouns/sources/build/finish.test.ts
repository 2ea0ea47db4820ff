import { afterAll, beforeAll, expect, test } from 'vitest'
import { listResources } from '../../../../../shared/ports/store/resources.ts'
import { startS3 } from '../../../../machines/fixture/parts.ts'
import { event, startSource } from '../../../../support/built-source.ts'
import { startDynamo } from '../../../../support/dynamodb.ts'

let dynamo: Awaited<ReturnType<typeof startDynamo>>
let s3: Awaited<ReturnType<typeof startS3>>
beforeAll(async () => {
  ;[dynamo, s3] = await Promise.all([startDynamo('moira'), startS3()])
})
afterAll(() => Promise.all([dynamo.stop(), s3.stop()]))

test('the closed days of a log become streams and traits', async () => {
  const source = await startSource(s3)
  await source.put('2024-05-01T10', [
    event({ type: 'identify', userId: 'u1', traits: { email: 'ann@example.com', plan: 'pro', age: 41 } }),
    event({ userId: 'u1', event: 'Order Completed', properties: { revenue: 14.5, coupon: 'MAY', items: 2 } }),
    event({ messageId: 'twice', userId: 'u2', event: 'Order Completed', properties: { total: '20' } }),
  ])
  await source.put('2024-05-01T23', [
    event({ messageId: 'twice', userId: 'u2', event: 'Order Completed', properties: { total: '20' } }),
    event({ type: 'page', anonymousId: 'a1', name: 'Home', properties: { path: '/' } }),
  ])
  await source.put('2024-05-02T00', [event({ anonymousId: 'a1', event: 'Not Closed' })])
  const { output } = await source.build('2024-05-02T10:00:00.000Z')
  expect(output).toMatchObject({
    event_count: 4,
    duplicate_count: 1,
    rejected_count: 0,
    hours_read: 2,
    read_through: '2024-05-01T23',
    streams: [
      { name: 'order_completed', event_count: 3 },
      { name: 'page_viewed', event_count: 1 },
    ],
    traits: ['age', 'email', 'plan'],
  })
  const names = (await listResources(source.table, source.account_id)).map(
    ({ type, config }) => `${type} ${config.name}`,
  )
  expect(names).toEqual(expect.arrayContaining(['streams order_completed', 'streams page_viewed', 'traits plan']))
})
