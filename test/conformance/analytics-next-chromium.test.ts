import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { build } from 'esbuild'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { AcceptedEvent } from '../../shared/engines/events/event.ts'
import { unpackEvents } from '../../shared/engines/events/queued.ts'
import { hasBrowser, openBrowser } from '../support/browser.ts'
import { type Fault, startProxy } from '../support/proxy.ts'
import { type Service, startService } from '../support/service.ts'

/** Segment's library for browsers, unmodified, in a page of a shop in Chromium: another origin than the service's. */
let service: Service
let proxy: Awaited<ReturnType<typeof startProxy>>
let shop: Server
let browser: Browser
let page: Page
let before = 0

/** The library as a page loads it, and one name for the script of a test. */
const script = `
  import { AnalyticsBrowser } from '@segment/analytics-next'
  window.load = async (settings, options) => (window.analytics = (await AnalyticsBrowser.load(settings, options))[0])`

describe.skipIf(!hasBrowser)('analytics-next in Chromium', () => {
  beforeAll(async () => {
    service = await startService()
    proxy = await startProxy(service.url)
    const contents = { contents: script, resolveDir: process.cwd() }
    const bundled = await build({ stdin: contents, bundle: true, write: false, format: 'iife', platform: 'browser' })
    const html = '<!doctype html><title>Mugs</title><script src="/shop.js"></script>'
    shop = createServer(({ url }, response) => {
      if (url === '/shop.js') response.setHeader('content-type', 'text/javascript').end(bundled.outputFiles[0]!.text)
      else response.setHeader('content-type', 'text/html').end(html)
    })
    await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve))
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    shop?.close()
    await proxy?.stop()
    await service?.stop()
  })
  beforeEach(async () => {
    before = service.aws.messages.length
    page = await browser.newPage()
    await page.goto(`http://127.0.0.1:${(shop.address() as AddressInfo).port}/mugs?utm_source=mail`)
    const { write_key } = (await service.ask('POST', '/v1/sources', { name: `Website ${before}-${Date.now()}` })).body
    writeKey = String(write_key)
  })
  afterEach(() => page.close())
  let writeKey: string

  const queued = (): AcceptedEvent[] =>
    service.aws.messages.slice(before).flatMap(({ body }) => unpackEvents(body).events)
  const load = (integrations: object = {}) =>
    page.evaluate(
      ({ settings, options }) =>
        (globalThis as unknown as { load: (...of: unknown[]) => Promise<unknown> })
          .load(settings, options)
          .then(() => undefined),
      { settings: { writeKey, cdnURL: proxy.url }, options: { integrations: { 'Segment.io': integrations } } },
    )
  /** Calls the library's method in the page. */
  const call = (method: string, ...args: unknown[]) =>
    page.evaluate(
      ({ method: name, args: given }) => {
        const { analytics } = globalThis as unknown as {
          analytics: Record<string, (...of: unknown[]) => Promise<unknown>>
        }
        return analytics[name]!(...given).then(() => undefined)
      },
      { method, args },
    )

  test('sends each kind of call from a page of another origin', async () => {
    await load()
    await call('page', 'Shop', 'Mugs')
    await call('identify', 'u1', { email: 'pat@example.com' })
    await call('track', 'Item Purchased', { revenue: 14.99 })
    await call('group', 'g1', { name: 'Example Ltd' })
    await call('screen', 'Main')
    await expect.poll(() => queued().length).toBe(5)
    const { anonymousId } = queued()[0]!
    expect(anonymousId).toMatch(/^[\da-f-]{36}$/)
    expect(queued()).toMatchObject([
      { type: 'page', name: 'Mugs', category: 'Shop', anonymousId, properties: { path: '/mugs' } },
      { type: 'identify', userId: 'u1', anonymousId, traits: { email: 'pat@example.com' } },
      { type: 'track', event: 'Item Purchased', userId: 'u1', properties: { revenue: 14.99 } },
      { type: 'group', groupId: 'g1', traits: { name: 'Example Ltd' } },
      { type: 'screen', name: 'Main' },
    ])
    for (const { context } of queued()) expect(context?.campaign).toMatchObject({ source: 'mail' })
  })

  test('sends batches, also when the page is left', async () => {
    await load({ deliveryStrategy: { strategy: 'batching', config: { size: 10, timeout: 60_000 } } })
    void call('track', 'One').catch(() => {})
    void call('track', 'Two').catch(() => {})
    await page.waitForTimeout(300)
    await page.goto('about:blank')
    await expect.poll(() => queued().map(({ event }) => event)).toEqual(['One', 'Two'])
  })

  test.each<[string, Fault]>([
    ['429', { status: 429, headers: { 'retry-after': '1', 'access-control-allow-origin': '*' } }],
    ['500', { status: 500, headers: { 'access-control-allow-origin': '*' } }],
    ['503', { status: 503, headers: { 'access-control-allow-origin': '*' } }],
    ['a connection that is cut', 'hang up'],
  ])('sends again after %s, and the event is there once', async (name, fault) => {
    await load()
    proxy.plan(fault)
    await call('track', `After ${name}`)
    await expect.poll(() => queued().length).toBeGreaterThan(0)
    expect(queued()).toMatchObject([{ event: `After ${name}` }])
  })

  test('sends again after refused connections', async () => {
    await load()
    await proxy.stopListening()
    await call('track', 'After refusals')
    await page.waitForTimeout(500)
    await proxy.listen()
    await expect.poll(() => queued().map(({ event }) => event)).toEqual(['After refusals'])
  })
})
