import type { Browser, Page, Route } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasBrowser, messagesOf, openBrowser, violationsOf } from '../support/browser.ts'
import { type Journey, startJourney } from '../support/cloud.ts'
import { openSite, shown } from '../support/open-site.ts'

/** Each page in the states that it is in when the API is slow, refuses, or is away: forced by answering in its place. */

let journey: Journey
let browser: Browser
let page: Page
beforeAll(async () => {
  if (!hasBrowser) return
  journey = await startJourney()
  browser = await openBrowser()
  page = await openSite(browser, journey, await journey.customer('Lumen & Loom'))
})
afterAll(async () => {
  await browser?.close()
  await journey?.stop()
})

const id = '00000000-0000-4000-8000-000000000000'
const pages = [
  ...['/', '/persona-sets', '/persona-sets/new', `/persona-sets/${id}`, `/persona-sets/${id}/flow`],
  ...['/cohorts', '/cohorts/new', '/cohorts/compare', `/cohorts/${id}`, `/cohorts/${id}/edit`],
  ...['/deliveries', '/deliveries/new', `/deliveries/${id}`, '/explore', `/people/${id}`],
  ...['/data', `/data/${id}`, '/data/graph', '/settings/keys', '/settings/members', '/docs'],
]

/** Answers of the API, and the document that the pages of the reference are made of. */
const answers = /\/v1\/|\/openapi\.json$/

/** The requests without which the frame of a page is not there. */
const isFrame = (url: string) => /\/v1\/(sessions|accounts)\/current/.test(url)

const refusal = (status: number, note: string) => (route: Route) =>
  isFrame(route.request().url())
    ? route.continue()
    : route.fulfill({ status, json: { error: 'SOME_ERROR', id: 'request-17', note } })

const states: Record<string, { answer: (route: Route) => unknown; says: string }> = {
  'too many requests': { answer: refusal(429, 'come back in 3 s'), says: 'come back in 3 s' },
  'a fault of ours': { answer: refusal(500, 'something broke here'), says: 'something broke here' },
  'no access': { answer: refusal(403, 'a viewer may not see this'), says: 'No access.' },
  'no network': {
    answer: (route) => (isFrame(route.request().url()) ? route.continue() : route.abort()),
    says: 'No answer came',
  },
}

describe.skipIf(!hasBrowser)('a page', () => {
  describe.each(Object.entries(states))('in the state: %s', (_, { answer, says }) => {
    test.each(pages)('%s says so, offers another try, and stays usable', async (path) => {
      const messages = messagesOf(page)
      await page.route(answers, answer)
      try {
        await page.goto(`${journey.cloud.endpoints.api}${path}`)
        await shown(page.getByText(says))
        await shown(page.getByRole('button', { name: 'Try again' }))
        expect(await violationsOf(page)).toEqual([])
        const menu = page.getByRole('navigation').getByRole('link', { name: 'Cohorts' })
        expect(await menu.first().isVisible()).toBe(true)
        // The browser itself notes each refused request; anything else is a fault of the page.
        expect(messages.filter((text) => !/Failed to load resource/.test(text))).toEqual([])
      } finally {
        await page.unroute(answers)
      }
    })
  })

  test.each(pages)('%s shows that it waits while nothing is answered', async (path) => {
    const held: Route[] = []
    await page.route(answers, (route) => (isFrame(route.request().url()) ? route.continue() : void held.push(route)))
    try {
      await page.goto(`${journey.cloud.endpoints.api}${path}`)
      await shown(page.getByRole('navigation'))
      // Not the script of the page is waited for, but its answers.
      await expect.poll(() => page.getByText(/^Loading (?!the page$)/).count()).toBeGreaterThan(0)
      expect(await violationsOf(page)).toEqual([])
    } finally {
      await page.unroute(answers)
      for (const route of held) await route.abort().catch(() => {})
    }
  })

  test.each(pages)('%s leads to the sign-in when the session is over', async (path) => {
    const over = (route: Route) =>
      route.request().url().includes('/sessions/current') || !isFrame(route.request().url())
        ? route.fulfill({ status: 401, json: { error: 'MISSING_API_KEY', id: 'request-18', note: 'no session' } })
        : route.continue()
    await page.route(answers, over)
    try {
      await page.goto(`${journey.cloud.endpoints.api}${path}`)
      await shown(page.getByLabel(/key/i))
      expect(new URL(page.url()).pathname).toBe(path)
    } finally {
      await page.unroute(answers)
    }
  })
})
