import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { messagesOf, violationsOf } from './browser.ts'
import { shown } from './open-site.ts'

export { openSite, shown } from './open-site.ts'

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
