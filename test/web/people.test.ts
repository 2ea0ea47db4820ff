import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { signInUrl } from '../../bin/account.ts'
import { hasBrowser, messagesOf, openBrowser, violationsOf } from '../support/browser.ts'
import { type Journey, startJourney } from '../support/cloud.ts'
import type { Customer } from '../support/customer.ts'
import { patience } from '../support/patience.ts'
import { emailOf, readOrders } from '../support/people-shop.ts'

let journey: Journey
let browser: Browser
let customer: Customer
let id: string
beforeAll(async () => {
  if (!hasBrowser) return
  journey = await startJourney()
  browser = await openBrowser()
  customer = await journey.customer('Shop')
  await readOrders(customer)
  const { id: cohort_id } = await customer.post('/cohorts', { name: 'Customers', stream_name: 'orders' })
  const set = await customer.post('/persona_sets', { name: 'Our personas', cohort_id, number_of_clusters: 2 })
  await customer.ready(`/persona_sets/${set.id}`)
  id = (await customer.post('/people/search', { id: 'C1' })).people[0].id
}, patience(240))
afterAll(async () => {
  await browser?.close()
  await journey?.stop()
})

const shown = (locator: Locator) => expect.poll(() => locator.first().isVisible(), { timeout: patience(20) }).toBe(true)

async function open(path: string): Promise<Page> {
  const page = await browser.newPage()
  const table = journey.table()
  await page.goto(await signInUrl(customer.account_id, journey.cloud.outputs.DashboardUrl!, table))
  table.db.destroy()
  await shown(page.getByRole('button', { name: 'Sign out' }))
  await page.goto(`${journey.cloud.endpoints.api}${path}`)
  return page
}

describe.skipIf(!hasBrowser)('people', () => {
  test('are found by a form whose words stand in no address, and the way back finds them again', async () => {
    const page = await open('/people')
    const requested: string[] = []
    page.on('request', (request) => requested.push(request.url()))
    await page.getByLabel('E-mail').fill(emailOf(2))
    await page.keyboard.press('Enter')
    await shown(page.getByText('1 person was found'))
    await page.getByRole('link', { name: 'Ann Lee2' }).click()
    await shown(page.getByRole('heading', { name: 'Ann Lee2' }))
    expect(requested.filter((url) => /person-2|Lee2/.test(url))).toEqual([])
    expect(await page.title()).not.toContain('Lee2')
    await page.goBack()
    await shown(page.getByRole('link', { name: 'Ann Lee2' }))

    await page.getByLabel('Find by').selectOption('name')
    await page.getByLabel('Last name').fill('Nobody')
    await page.getByLabel('Postcode').fill('05401')
    await page.getByRole('button', { name: 'Find' }).click()
    await shown(page.getByText('Nobody was found'))
    await page.getByLabel('Find by').selectOption('email')
    await page.getByLabel('E-mail').fill('nonsense')
    await page.getByRole('button', { name: 'Find' }).click()
    await shown(page.getByText('none that identifies somebody'))
    await page.close()
  })

  test('a profile says who, which persona and why, as the API does', async () => {
    const page = await open(`/people/${id}`)
    const person = await customer.get(`/people/${id}`)
    const [persona] = person.personas
    const card = page.getByRole('article', { name: persona.name })
    await shown(card)
    const text = (await card.textContent())!
    expect(text).toContain(persona.runner_up.name)
    for (const { literate } of persona.why.slice(0, 3)) expect(text.toLowerCase()).toContain(literate.toLowerCase())
    for (const { id: value } of person.identifiers) await shown(page.getByRole('cell', { name: value, exact: true }))
    await shown(page.getByText('before: free'))
    await page.close()
  })

  test('events are filtered by an address that can be sent to somebody', async () => {
    const page = await open(`/people/${id}/events?since=2026-01-20`)
    await shown(page.getByText('lamp'))
    expect(await page.locator('tbody tr').count()).toBe(1)
    await page.getByLabel('From').fill('')
    await expect.poll(() => page.locator('tbody tr').count(), { timeout: patience(10) }).toBe(2)
    expect(page.url()).not.toContain('since')
    await page.close()
  })

  test('two who are one by mistake are un-merged by keyboard, and that is taken back', async () => {
    const page = await open(`/people/${id}/merges`)
    const button = page.getByRole('button', { name: /Un-merge .*one@other/ })
    await shown(button)
    await button.focus()
    await page.keyboard.press('Enter')
    await shown(page.getByText('There would be 2 people'))
    expect(await violationsOf(page)).toEqual([])
    await page.keyboard.press('Escape')
    expect(await button.evaluate((one) => one === one.ownerDocument.activeElement)).toBe(true)
    await page.keyboard.press('Enter')
    await shown(page.getByText('There would be 2 people'))
    await page.getByRole('button', { name: 'Un-merge them' }).click()
    await shown(page.getByText('Separated by somebody of this account'))
    await page.getByRole('button', { name: 'Take it back' }).click()
    await expect.poll(() => page.getByText('Separated by').count(), { timeout: patience(10) }).toBe(0)
    await page.close()
  })

  const pages: [string, () => string, string][] = [
    ['search', () => '/people', 'form'],
    ['profile', () => `/people/${id}`, 'article'],
    ['events', () => `/people/${id}/events`, 'td'],
    ['merges', () => `/people/${id}/merges`, '.joins li'],
    ['nobody', () => '/people/nobody', '[role=alert]'],
  ]
  test.each(pages)('%s: axe finds nothing, nothing sticks out, the console is silent', async (name, path, shows) => {
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
    if (name !== 'nobody') expect(messages).toEqual([])
    await page.close()
  })
})
