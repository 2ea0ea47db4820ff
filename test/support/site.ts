import type { Browser, Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { signInUrl } from '../../bin/account.ts'
import { messagesOf, violationsOf } from './browser.ts'
import type { Journey } from './cloud.ts'
import type { Customer } from './customer.ts'
import { patience } from './patience.ts'

/** Waits until the page shows it. */
export const shown = (locator: Locator): Promise<void> => locator.first().waitFor({ timeout: patience(120) })

/** Signs in by an operator's link, as the terminal prints it, and opens the path. */
export async function openSite(
  browser: Browser,
  journey: Journey,
  customer: Pick<Customer, 'account_id'>,
  { path = '/', locale = 'en-US' }: { path?: string; locale?: string } = {},
): Promise<Page> {
  const page = await browser.newPage({ locale })
  const table = journey.table()
  await page.goto(await signInUrl(customer.account_id, journey.cloud.outputs.DashboardUrl!, table))
  table.db.destroy()
  await shown(page.locator('.account'))
  if (path !== '/') await page.goto(`${journey.cloud.endpoints.api}${path}`)
  return page
}

const widths = [1360, 390, 320]

/**
 * Axe finds nothing in light and dark at three widths, nothing sticks out to the side, and the console is silent.
 * @param ready is there once the page is whole
 */
export async function expectGood(page: Page, path: string, ready: string): Promise<void> {
  const messages = messagesOf(page)
  await page.goto(path)
  await shown(page.locator(ready))
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of widths) {
      await page.emulateMedia({ colorScheme })
      await page.setViewportSize({ width, height: 800 })
      expect(await violationsOf(page), `${path} ${colorScheme} ${width}`).toEqual([])
      expect(await page.evaluate('document.documentElement.scrollWidth'), `${path} ${colorScheme} ${width}`).toBe(width)
    }
  }
  await page.setViewportSize({ width: 1360, height: 800 })
  expect(messages).toEqual([])
}
