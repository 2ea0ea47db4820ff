import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasBrowser, openBrowser } from '../support/browser.ts'
import { type Journey, startJourney } from '../support/cloud.ts'
import type { Customer } from '../support/customer.ts'
import { expectGood, openSite, shown } from '../support/site.ts'

let journey: Journey
let browser: Browser
let customer: Customer
let page: Page
const url = (path: string) => `${journey.cloud.endpoints.api}${path}`
beforeAll(async () => {
  if (!hasBrowser) return
  journey = await startJourney()
  browser = await openBrowser()
  customer = await journey.customer('Lumen & Loom <b>with a name of about sixty characters</b>')
  page = await openSite(browser, journey, customer)
})
afterAll(async () => {
  await browser?.close()
  await journey?.stop()
})

/** The link of the newest mail to an address. */
async function linkTo(address: string): Promise<string> {
  const mailed = () => journey.cloud.mail().findLast(({ recipients }) => recipients === address)
  await expect.poll(mailed).toBeDefined()
  return /https?:\/\/\S+#token=[\w-]+/.exec(mailed()!.text)![0]
}

describe.skipIf(!hasBrowser)('the settings', () => {
  test.each(['account', 'keys', 'members', 'about'])('%s is good at every width, in light and dark', async (tab) => {
    await expectGood(page, url(`/settings/${tab}`), '.panel h2')
  })

  test('a saved account is that of the API', async () => {
    await page.goto(url('/settings/account'))
    await page.getByLabel('Time zone').selectOption('Europe/Berlin')
    await page.getByLabel('Currency').selectOption('EUR')
    await page.getByRole('button', { name: 'Save' }).click()
    await shown(page.getByText('Saved.'))
    expect(await customer.get('/accounts/current')).toMatchObject({ time_zone: 'Europe/Berlin', currency: 'EUR' })
  })

  test('a key is shown once, works, and is revoked after a second question', async () => {
    await page.goto(url('/settings/keys'))
    await page.getByRole('textbox', { name: 'Name' }).fill('warehouse <i>')
    await page.getByRole('button', { name: 'Create key' }).click()
    const key = (await page.locator('.secret').textContent())!
    const ask = () => fetch(url('/v1/cohorts'), { headers: { authorization: `Bearer ${key}` } })
    expect((await ask()).status).toBe(200)
    await page.getByRole('button', { name: 'I have saved it' }).click()
    expect(await page.content()).not.toContain(key)
    await page.reload()
    const revoke = page.getByRole('button', { name: 'Revoke the key warehouse <i>' })
    await shown(revoke)
    expect(await page.content()).not.toContain(key)
    // The first answer to the dialog is no.
    await revoke.click()
    await page.keyboard.press('Enter')
    expect((await ask()).status).toBe(200)
    await revoke.click()
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
    await expect.poll(() => page.getByText('warehouse <i>').count()).toBe(0)
    expect((await ask()).status).toBe(401)
  })

  test('a person is invited, follows the link of the mail, and as a viewer changes nothing', async () => {
    const email = 'mira.viewer@example.com'
    await page.goto(url('/settings/members'))
    await page.getByLabel('E-mail address').fill(email)
    await page.getByRole('button', { name: 'Send invitation' }).click()
    await shown(page.getByText(`An invitation is on its way to ${email}.`))
    const other = await browser.newPage({ locale: 'en-US' })
    await other.goto(await linkTo(email))
    await shown(other.locator('.account'))
    await other.goto(url('/settings/account'))
    await shown(other.getByText(`You are signed in as ${email}.`))
    await shown(other.getByText('You are a viewer'))
    expect(await other.getByRole('link', { name: 'Members' }).count()).toBe(0)
    // Another role holds without signing in again.
    await page.reload()
    await page.getByLabel(`Role of ${email}`).selectOption('editor')
    await expect
      .poll(async () => {
        await other.reload()
        return other.getByRole('button', { name: 'Save' }).count()
      })
      .toBe(1)
    await page.getByRole('button', { name: `Remove ${email}` }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
    await expect.poll(() => page.getByText(email, { exact: true }).count()).toBe(0)
    await other.reload()
    await shown(other.getByLabel('API key'))
    await other.close()
  })

  test('the sign-in page mails a link, and says the same to everybody', async () => {
    const stranger = await browser.newPage({ locale: 'de-DE' })
    await stranger.goto(url('/persona-sets'))
    for (const address of ['nobody@example.com', customer.email]) {
      await stranger.getByLabel('E-Mail-Adresse').fill(address)
      await stranger.getByRole('button', { name: 'Link per Mail senden' }).click()
      await shown(stranger.getByText('Wenn ein Mitglied diese Adresse hat'))
    }
    await stranger.goto(await linkTo(customer.email))
    await shown(stranger.locator('.account'))
    await stranger.close()
  })

  test('test data has a bar across the page, and the way back', async () => {
    await page.goto(url('/settings/account'))
    await page.getByRole('button', { name: /^Account / }).click()
    await page.getByRole('button', { name: 'Look at test data' }).click()
    await shown(page.getByText('Test data: nothing here'))
    await page.goto(url('/settings/members'))
    // Members are those of the live account.
    await page.waitForURL(/settings\/account/)
    await expectGood(page, url('/settings/keys'), '.panel h2')
    await page.getByRole('button', { name: /^Account / }).click()
    await page.getByRole('button', { name: 'Back to live data' }).click()
    await expect.poll(() => page.getByText('Test data: nothing here').count()).toBe(0)
  })

  test('signing out everywhere ends the sessions of other browsers, too', async () => {
    const other = await openSite(browser, journey, customer)
    await page.goto(url('/settings/account'))
    await page.getByRole('button', { name: 'Sign out everywhere' }).click()
    await shown(page.getByLabel('API key'))
    await other.reload()
    await shown(other.getByLabel('API key'))
    await other.close()
  })
})
