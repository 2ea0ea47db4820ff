import type { Browser, Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { signInUrl } from '../../bin/account.ts'
import { sampleDatasets } from '../../demo/sample/datasets.ts'
import { sampleFiles } from '../../demo/sample/files.ts'
import { tutorial } from '../../demo/tutorial.ts'
import { messagesOf, openBrowser, violationsOf } from './browser.ts'
import { type Journey, startJourney } from './cloud.ts'
import type { Customer } from './customer.ts'

/** The local cloud, and Chromium beside it. */
export interface Dashboard {
  journey: Journey
  browser: Browser
  /** A page of a customer who is signed in, and what its console said. */
  open(customer: Customer, path?: string): Promise<{ page: Page; messages: string[] }>
  stop(): Promise<void>
}

export async function startDashboard(): Promise<Dashboard> {
  const journey = await startJourney()
  const browser = await openBrowser()
  return {
    journey,
    browser,
    async open(customer, path) {
      const page = await browser.newPage()
      const messages = messagesOf(page)
      const table = journey.table()
      await page.goto(await signInUrl(customer.account_id, journey.cloud.outputs.DashboardUrl!, table))
      table.db.destroy()
      await shown(page.getByRole('button', { name: 'Sign out' }))
      if (path) await page.goto(`${journey.cloud.endpoints.api}${path}`)
      return { page, messages }
    },
    async stop() {
      await browser.close()
      await journey.stop()
    },
  }
}

/** Waits until the page shows it. */
export const shown = (locator: Locator) => expect.poll(() => locator.first().isVisible()).toBe(true)

/** Waits until the page does not show it. */
export const gone = (locator: Locator) => expect.poll(() => locator.count()).toBe(0)

/** The invented shop with a cohort of its customers, and of everybody. */
export async function loadShop(customer: Customer): Promise<{ customers: string; everybody: string }> {
  for (const { path, text } of sampleFiles().files) await customer.upload(path, text)
  for (const dataset of sampleDatasets) await customer.post('/datasets', dataset)
  const customers = (await customer.post('/cohorts', tutorial.cohort)).id as string
  const everybody = (await customer.post('/cohorts', { name: 'Everybody' })).id as string
  return { customers, everybody }
}

/** In light and dark, at three widths: axe finds nothing, and nothing sticks out. */
export async function expectFit(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [1360, 390, 320]) {
      await page.emulateMedia({ colorScheme })
      await page.setViewportSize({ width, height: 800 })
      expect(await violationsOf(page), `${colorScheme} ${width}`).toEqual([])
      expect(await page.evaluate('document.documentElement.scrollWidth'), `${colorScheme} ${width}`).toBe(width)
    }
  }
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize({ width: 1280, height: 800 })
}
