import { setTimeout as sleep } from 'node:timers/promises'
import { Window } from 'happy-dom'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { AcceptedEvent } from '../../shared/engines/events/event.ts'
import { unpackEvents } from '../../shared/engines/events/queued.ts'
import { patience } from '../support/patience.ts'
import { startProxy } from '../support/proxy.ts'
import { type Service, startService } from '../support/service.ts'

/**
 * Segment's library for browsers, unmodified, in a page of happy-dom, whose fetch obeys CORS as a browser's does. It
 * knows the service by its settings document alone.
 */
let service: Service
let proxy: Awaited<ReturnType<typeof startProxy>>
let writeKey: string
let before = 0
let page: Window

/** The globals of a page that the library uses. */
const globals = [
  'document',
  'location',
  'navigator',
  'localStorage',
  'fetch',
  'addEventListener',
  'dispatchEvent',
] as const
const replaced = new Map<string, PropertyDescriptor | undefined>()
const set = (name: string, descriptor: PropertyDescriptor) => {
  if (!replaced.has(name)) replaced.set(name, Object.getOwnPropertyDescriptor(globalThis, name))
  Object.defineProperty(globalThis, name, { configurable: true, ...descriptor })
}

beforeAll(async () => {
  service = await startService()
  proxy = await startProxy(service.url)
  writeKey = (await service.ask('POST', '/v1/sources', { name: 'Website' })).body.write_key
  page = new Window({ url: 'http://shop.example.com/mugs?utm_source=mail' })
  set('window', { value: page })
  for (const name of globals) {
    const value = page[name as keyof Window] as unknown
    set(name, { value: typeof value === 'function' ? value.bind(page) : value })
  }
})
afterAll(async () => {
  for (const [name, descriptor] of replaced) {
    if (descriptor) Object.defineProperty(globalThis, name, descriptor)
    else Reflect.deleteProperty(globalThis, name)
  }
  await page?.happyDOM.close()
  await proxy?.stop()
  await service?.stop()
})
beforeEach(() => {
  before = service.aws.messages.length
  proxy.passed.length = 0
})

const queued = (): AcceptedEvent[] =>
  service.aws.messages.slice(before).flatMap(({ body }) => unpackEvents(body).events)
async function until(holds: () => boolean): Promise<void> {
  const end = Date.now() + patience(30)
  while (!holds()) {
    if (Date.now() > end) throw new Error(`still not: ${holds}, passed ${JSON.stringify(proxy.passed)}`)
    await sleep(20)
  }
}

/** The library as a page loads it. */
async function loaded(integrations: object = {}) {
  const { AnalyticsBrowser } = await import('@segment/analytics-next')
  const [analytics] = await AnalyticsBrowser.load(
    { writeKey, cdnURL: proxy.url },
    { integrations: { 'Segment.io': integrations } as never },
  )
  return analytics
}

test('sends each kind of call, one by one', async () => {
  const analytics = await loaded()
  await analytics.page('Shop', 'Mugs')
  await analytics.identify('u1', { email: 'pat@example.com' })
  await analytics.track('Item Purchased', { revenue: 14.99 })
  await analytics.group('g1', { name: 'Example Ltd' })
  await analytics.alias('u2', 'u1')
  await analytics.screen('Main')
  await until(() => queued().length === 6)
  const { anonymousId } = queued()[0]!
  expect(anonymousId).toMatch(/^[\da-f-]{36}$/)
  expect(queued()).toMatchObject([
    { type: 'page', name: 'Mugs', category: 'Shop', anonymousId, properties: { path: '/mugs' } },
    { type: 'identify', userId: 'u1', anonymousId, traits: { email: 'pat@example.com' } },
    { type: 'track', event: 'Item Purchased', userId: 'u1', anonymousId, properties: { revenue: 14.99 } },
    { type: 'group', groupId: 'g1', traits: { name: 'Example Ltd' } },
    // The library itself puts the user it knows over the one that is given.
    { type: 'alias', userId: 'u1', previousId: 'u1' },
    { type: 'screen', name: 'Main' },
  ])
  for (const { context } of queued()) expect(context?.campaign).toMatchObject({ source: 'mail' })
  const paths = proxy.passed.filter(({ status }) => status === 200).map(({ path }) => path)
  for (const path of ['/v1/p', '/v1/i', '/v1/t', '/v1/g', '/v1/a', '/v1/s']) expect(paths).toContain(path)
})

test('sends batches', async () => {
  const deliveryStrategy = { strategy: 'batching', config: { size: 2, timeout: 200 } }
  const analytics = await loaded({ deliveryStrategy })
  void analytics.track('One')
  void analytics.track('Two')
  await until(() => queued().length === 2)
  expect(queued().map(({ event }) => event)).toEqual(['One', 'Two'])
  expect(proxy.passed.map(({ path }) => path)).toContain('/v1/b')
})

test.each([
  ['429', { status: 429, headers: { 'retry-after': '1', 'access-control-allow-origin': '*' } }],
  ['500', { status: 500, headers: { 'access-control-allow-origin': '*' } }],
  ['a connection that is cut', 'hang up'],
] as const)('sends again after %s', async (name, fault) => {
  const analytics = await loaded()
  proxy.plan(fault)
  await analytics.track(`After ${name}`)
  await until(() => queued().length > 0)
  expect(queued()).toMatchObject([{ event: `After ${name}` }])
})
