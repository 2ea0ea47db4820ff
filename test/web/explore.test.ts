import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { signInUrl } from '../../bin/account.ts'
import { hasBrowser, messagesOf, openBrowser, violationsOf } from '../support/browser.ts'
import { type Journey, startJourney } from '../support/cloud.ts'
import type { Customer } from '../support/customer.ts'
import { patience } from '../support/patience.ts'
import { readOrders } from '../support/people-shop.ts'

let journey: Journey
let browser: Browser
let customer: Customer
let setId: string
beforeAll(async () => {
  if (!hasBrowser) return
  journey = await startJourney()
  browser = await openBrowser()
  customer = await journey.customer('Shop')
  await readOrders(customer)
  const { id: cohort_id } = await customer.post('/cohorts', { name: 'Customers', stream_name: 'orders' })
  await customer.post('/cohorts', { name: 'Early', stream_name: 'orders', min_count: 3 })
  const set = await customer.post('/persona_sets', { name: 'Our personas', cohort_id, number_of_clusters: 2 })
  setId = set.id
  await customer.ready(`/persona_sets/${setId}`)
}, patience(240))
afterAll(async () => {
  await browser?.close()
  await journey?.stop()
})

/** The first question to the lake starts its function. */
const shown = (locator: Locator) => expect.poll(() => locator.first().isVisible(), { timeout: patience(40) }).toBe(true)

async function open(path: string): Promise<Page> {
  const page = await browser.newPage()
  const table = journey.table()
  await page.goto(await signInUrl(customer.account_id, journey.cloud.outputs.DashboardUrl!, table))
  table.db.destroy()
  await shown(page.getByRole('button', { name: 'Sign out' }))
  await page.goto(`${journey.cloud.endpoints.api}${path}`)
  return page
}

describe.skipIf(!hasBrowser)('Explore and the front page', () => {
  test('a set is shown in Explore by its switch, and its places become a cohort', async () => {
    const page = await open('/explore')
    await shown(page.getByText('No persona set is shown in Explore'))
    await page.goto(`${journey.cloud.endpoints.api}/persona-sets`)
    await page.getByRole('switch', { name: 'Show Our personas in Explore' }).click()
    await expect.poll(async () => (await customer.get(`/persona_sets/${setId}`)).explore).toBe(true)
    await page.goto(`${journey.cloud.endpoints.api}/explore`)
    await shown(page.getByRole('checkbox', { name: 'VT' }))
    const { places } = await customer.get(`/persona_sets/${setId}/analysis/places`)
    const row = page.getByRole('row', { name: /VT/ })
    for (const text of [String(places[0].people), String(places[0].personas[0].count)]) {
      expect(await row.textContent()).toContain(text)
    }
    await shown(page.locator('svg.map path'))
    await page.getByRole('checkbox', { name: 'VT' }).check()
    expect(page.url()).toContain('places=VT')
    await page.getByRole('button', { name: 'Make a cohort of this place' }).click()
    await page.waitForURL(/\/cohorts\/[\w-]{36}$/, { timeout: patience(20) })
    const made = await customer.get(`/cohorts/${page.url().split('/').at(-1)}`)
    expect(made).toMatchObject({ name: 'Customers in VT', place_conditions: [{ place_id: 'state:VT' }] })
    await page.close()
  })

  test('the front page has the totals of the API, and a date that the address keeps', async () => {
    const page = await open('/')
    const orders = await customer.get(`/persona_sets/${setId}/analysis/orders?grain=month`)
    await page.getByLabel('Show').selectOption('orders')
    await shown(page.locator('svg.periods'))
    const total = page.getByRole('row', { name: /All personas/ }).first()
    const last = orders.total.at(-1).orders
    await expect.poll(() => total.textContent(), { timeout: patience(20) }).toContain(`All personas${last}`)
    await page.getByRole('slider').focus()
    await page.keyboard.press('ArrowLeft')
    await expect.poll(() => page.url()).toContain(`at=${orders.periods.at(-2).from}`)
    expect(await total.textContent()).toContain(`All personas${orders.total.at(-2).orders}`)
    await page.close()
  })

  const pages: [string, () => string, string][] = [
    ['explore', () => '/explore', 'svg.map path'],
    ['front page', () => '/', 'svg.periods'],
    ['graph', () => '/data/graph', '.nodes li'],
    ['averages', () => '/?show=average&grain=week', 'svg.periods .line'],
  ]
  test.each(pages)('%s: axe finds nothing, nothing sticks out, the console is silent', async (_, path, shows) => {
    await customer.patch(`/persona_sets/${setId}`, { explore: true })
    const page = await open(path())
    const messages = messagesOf(page)
    await shown(page.locator(shows))
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const width of [1360, 390, 320]) {
        await page.emulateMedia({ colorScheme })
        await page.setViewportSize({ width, height: 800 })
        expect(await violationsOf(page), `${colorScheme} ${width}`).toEqual([])
        expect(await page.evaluate('document.documentElement.scrollWidth'), `${colorScheme} ${width}`).toBe(width)
      }
    }
    expect(messages).toEqual([])
    await page.close()
  })
})
