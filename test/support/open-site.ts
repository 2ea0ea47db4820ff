import type { Browser, Locator, Page } from 'playwright-core'
import { signInUrl } from '../../bin/account.ts'
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
