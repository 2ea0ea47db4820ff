import { setTimeout as sleep } from 'node:timers/promises'
import RudderAnalytics from '@rudderstack/rudder-sdk-node'
import { Analytics } from '@segment/analytics-node'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { AcceptedEvent } from '../../shared/engines/events/event.ts'
import { unpackEvents } from '../../shared/engines/events/queued.ts'
import { patience } from '../support/patience.ts'
import { startProxy } from '../support/proxy.ts'
import { type Service, startService } from '../support/service.ts'

/** Published clients, unmodified, against the intake, with a proxy in between that fails as networks do. */
let service: Service
let writeKey: string
let proxy: Awaited<ReturnType<typeof startProxy>>
let before = 0
beforeAll(async () => {
  service = await startService()
  writeKey = (await service.ask('POST', '/v1/sources', { name: 'Shop' })).body.write_key
})
afterAll(() => service?.stop())
beforeEach(async () => {
  proxy = await startProxy(service.url)
  before = service.aws.messages.length
})
afterEach(() => proxy?.stop())

/** Events that the queue holds since the test began: repeats of one messageId are there as often as they came. */
const queued = (): AcceptedEvent[] =>
  service.aws.messages.slice(before).flatMap(({ body }) => unpackEvents(body).events)
const statuses = () => proxy.passed.map(({ status }) => status)
async function until(holds: () => boolean): Promise<void> {
  const end = Date.now() + patience(60)
  while (!holds()) {
    if (Date.now() > end) throw new Error(`still not: ${holds}, statuses ${statuses()}`)
    await sleep(20)
  }
}

describe('@segment/analytics-node', () => {
  const client = (settings: object = {}) => {
    const analytics = new Analytics({ writeKey, host: proxy.url, flushInterval: 100, ...settings })
    const errors: unknown[] = []
    analytics.on('error', (error) => errors.push(error))
    return { analytics, errors }
  }

  test('sends each kind of call', async () => {
    const { analytics, errors } = client()
    analytics.identify({ userId: 'u1', anonymousId: 'a1', traits: { email: 'pat@example.com' } })
    analytics.track({ userId: 'u1', event: 'Item Purchased', properties: { revenue: 14.99 } })
    analytics.page({ userId: 'u1', name: 'Home', category: 'Docs', properties: { url: 'https://www.example.com' } })
    analytics.screen({ anonymousId: 'a1', name: 'Main', messageId: 'my-own-id' })
    analytics.group({ userId: 'u1', groupId: 'g1', traits: { name: 'Example Ltd' } })
    analytics.alias({ userId: 'u1', previousId: 'a1' })
    await analytics.closeAndFlush()
    expect(errors).toEqual([])
    expect(queued()).toMatchObject([
      { type: 'identify', userId: 'u1', anonymousId: 'a1', traits: { email: 'pat@example.com' } },
      { type: 'track', event: 'Item Purchased', properties: { revenue: 14.99 } },
      { type: 'page', name: 'Home', category: 'Docs' },
      { type: 'screen', anonymousId: 'a1', messageId: 'my-own-id' },
      { type: 'group', groupId: 'g1', traits: { name: 'Example Ltd' } },
      { type: 'alias', previousId: 'a1' },
    ])
    for (const { context } of queued()) expect(context?.library).toMatchObject({ name: '@segment/analytics-node' })
  })

  test('loses nothing of 300 events, and repeats nothing', async () => {
    const { analytics } = client()
    for (let i = 0; i < 300; i++) analytics.track({ userId: `u${i % 7}`, event: 'Viewed', messageId: `m${i}` })
    await analytics.closeAndFlush()
    expect(
      queued()
        .map(({ messageId }) => messageId)
        .toSorted(),
    ).toEqual(Array.from({ length: 300 }, (_, i) => `m${i}`).toSorted())
  })

  test.each([
    ['429 with Retry-After', { status: 429, headers: { 'retry-after': '1' } }],
    ['500', { status: 500 }],
    ['503', { status: 503 }],
    ['a connection that is cut', 'hang up'],
  ] as const)('sends again after %s, and the time of the event stays', async (_, fault) => {
    proxy.plan(fault)
    const { analytics, errors } = client()
    const timestamp = new Date(Date.now() - 60_000)
    analytics.track({ userId: 'u1', event: 'Bought', messageId: 'again', timestamp })
    await analytics.closeAndFlush()
    expect(errors).toEqual([])
    expect(statuses().at(-1)).toBe(200)
    expect(statuses()).toHaveLength(2)
    expect(queued()).toMatchObject([{ messageId: 'again', originalTimestamp: timestamp.toISOString() }])
    // The two clocks are one: the correction is no more than the way to the server took.
    const late = Date.parse(queued()[0]!.timestamp) - timestamp.getTime()
    expect(Math.abs(late)).toBeLessThan(patience(30))
  })

  test('sends again what it got no answer about: the queue holds it twice, under one messageId', async () => {
    proxy.plan('lose the answer')
    const { analytics } = client()
    analytics.track({ userId: 'u1', event: 'Bought', messageId: 'twice' })
    await analytics.closeAndFlush()
    expect(queued().map(({ messageId, originalTimestamp }) => [messageId, originalTimestamp])).toEqual(
      Array(2).fill(['twice', queued()[0]!.originalTimestamp]),
    )
  })

  test('sends again when connections are refused', async () => {
    await proxy.stopListening()
    const { analytics, errors } = client()
    analytics.track({ userId: 'u1', event: 'Bought', messageId: 'later' })
    await sleep(300)
    await proxy.listen()
    await analytics.closeAndFlush()
    expect(errors).toEqual([])
    expect(queued().map(({ messageId }) => messageId)).toEqual(['later'])
  })

  test('sends again when the queue was away', async () => {
    service.aws.takeQueueAway(true)
    const { analytics, errors } = client()
    analytics.track({ userId: 'u1', event: 'Bought', messageId: 'queue' })
    const closed = analytics.closeAndFlush()
    await until(() => statuses().includes(503))
    service.aws.takeQueueAway(false)
    await closed
    expect(errors).toEqual([])
    expect(queued().map(({ messageId }) => messageId)).toEqual(['queue'])
  })

  test('drops what a wrong key sends, and says so', async () => {
    const { analytics, errors } = client({ writeKey: 'unknown' })
    analytics.track({ userId: 'u1', event: 'Bought' })
    await analytics.closeAndFlush()
    expect(statuses()).toEqual([401])
    expect(errors).toHaveLength(1)
    expect(queued()).toEqual([])
  })

  test('keeps the good events of a batch that holds one of 200 KB', async () => {
    const { analytics, errors } = client()
    analytics.track({ userId: 'u1', event: 'Good' })
    analytics.track({ userId: 'u1', event: 'Large', properties: { text: 'x'.repeat(200_000) } })
    await analytics.closeAndFlush()
    expect(errors).toEqual([])
    expect(queued().map(({ event }) => event)).toEqual(['Good'])
  })
})

describe('@rudderstack/rudder-sdk-node', () => {
  test('sends each kind of call, deflated, as a form', async () => {
    const rudder = new RudderAnalytics(writeKey, { dataPlaneUrl: proxy.url, flushInterval: 100 })
    rudder.identify({ userId: 'u1', traits: { email: 'pat@example.com' } })
    rudder.track({ userId: 'u1', event: 'Item Purchased', properties: { revenue: 14.99 } })
    rudder.page({ userId: 'u1', name: 'Home' })
    rudder.group({ userId: 'u1', groupId: 'g1' })
    rudder.alias({ userId: 'u1', previousId: 'a1' })
    await until(() => queued().length === 5)
    await rudder.flush()
    expect(queued().map(({ type }) => type)).toEqual(['identify', 'track', 'page', 'group', 'alias'])
    expect(proxy.passed[0]!.headers).toMatchObject({
      'content-encoding': 'gzip',
      'content-type': 'application/x-www-form-urlencoded',
    })
  })

  test('sends again after 500 and a cut connection', async () => {
    proxy.plan({ status: 500 }, 'hang up')
    const rudder = new RudderAnalytics(writeKey, { dataPlaneUrl: proxy.url, flushInterval: 100 })
    rudder.track({ userId: 'again', event: 'Bought' })
    await until(() => queued().length > 0)
    await rudder.flush()
    expect(queued()).toMatchObject([{ userId: 'again', event: 'Bought' }])
  })
})
