import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { signInUrl } from '../../bin/account.ts'
import { hasBrowser, messagesOf, openBrowser, violationsOf } from '../support/browser.ts'
import { type Journey, startJourney } from '../support/cloud.ts'
import type { Customer } from '../support/customer.ts'
import { patience } from '../support/patience.ts'

let journey: Journey
let browser: Browser
beforeAll(async () => {
  if (!hasBrowser) return
  journey = await startJourney()
  browser = await openBrowser()
})
afterAll(async () => {
  await browser?.close()
  await journey?.stop()
})

/** Waits until the page shows it. */
const shown = (locator: Locator) => expect.poll(() => locator.first().isVisible()).toBe(true)

/** Signs in by a link, as the terminal prints it. */
async function signIn(page: Page, customer: Customer) {
  const table = journey.table()
  await page.goto(await signInUrl(customer.account_id, journey.cloud.outputs.DashboardUrl!, table))
  table.db.destroy()
  await shown(page.getByRole('button', { name: 'Sign out' }))
}
const slow = { timeout: patience(120) }

describe.skipIf(!hasBrowser)('the dashboard', () => {
  let customer: Customer
  let setPath = ''

  test('leads a marketer from a link to named personas', async () => {
    customer = await journey.customer('Lumen & Loom')
    const page = await browser.newPage()
    const messages = messagesOf(page)
    await signIn(page, customer)
    // The token was good once, and leaves the address.
    expect(page.url()).not.toContain('token')
    await page.getByRole('button', { name: 'Load the sample shop' }).click()
    await page.waitForURL(/\/persona-sets\/[\w-]{36}$/, slow)
    setPath = new URL(page.url()).pathname
    await shown(page.getByRole('progressbar').or(page.getByRole('article')))
    await shown(page.getByRole('article').first())

    const set = await customer.get(`/persona_sets/${setPath.split('/').at(-1)}`)
    const cards = page.getByRole('article')
    expect(await cards.count()).toBe(set.personas.length)
    for (const { name, individuals_count, salient } of set.personas) {
      const text = await page.getByRole('article', { name }).textContent()
      expect(text).toContain(individuals_count.toLocaleString('en'))
      expect(text).toContain(salient[0].figure)
    }
    // The portraits come by the session: no script could send a key with a picture.
    const drawn =
      'Array.from(document.querySelectorAll("article img"), (img) => img.decode().then(() => img.naturalWidth > 0))'
    expect(await page.evaluate(`Promise.all(${drawn})`)).toEqual(set.personas.map(() => true))
    expect(await page.evaluate('document.cookie + JSON.stringify(localStorage) + JSON.stringify(sessionStorage)')).toBe(
      '{}{}',
    )
    expect(messages).toEqual([])
    await page.close()
  })

  test('the mail leads to the page of the personas', async () => {
    await journey.settled()
    const mail = journey.cloud.mail().find(({ recipients }) => recipients === customer.email)
    expect(mail!.html).toContain(`href="${journey.cloud.outputs.DashboardUrl}${setPath}"`)
    expect(mail!.text).toContain(`${journey.cloud.outputs.DashboardUrl}${setPath}`)
  })

  test('a name that somebody gives is that of the API, by keyboard alone', async () => {
    const page = await browser.newPage()
    await signIn(page, customer)
    await page.goto(`${journey.cloud.endpoints.api}${setPath}`)
    await page.getByRole('button', { name: 'Rename Customers personas' }).focus()
    await page.keyboard.press('Enter')
    await page.keyboard.press('Control+A')
    await page.keyboard.type('Our <b>people</b>')
    await page.keyboard.press('Enter')
    await shown(page.getByRole('heading', { name: 'Our <b>people</b>' }))
    const set = await customer.get(`/persona_sets/${setPath.split('/').at(-1)}`)
    expect(set.name).toBe('Our <b>people</b>')
    await page.close()
  })

  test('a file becomes a dataset by its proposal', async () => {
    const page = await browser.newPage()
    await signIn(page, customer)
    await page.goto(`${journey.cloud.endpoints.api}/data`)
    const lines = Array.from({ length: 30 }, (_, i) => `visitor-${i}@example.com,2025-0${1 + (i % 9)}-11,${i + 1}.50`)
    const file = {
      name: 'returns-2025.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(`email,returned_at,amount\n${lines.join('\n')}\n`),
    }
    await page.locator('input[type=file]').setInputFiles(file)
    await expect.poll(() => page.getByLabel('email is taken as').inputValue()).toBe('person:email')
    await page.getByRole('button', { name: 'Save and build' }).click()
    const row = page.getByRole('row', { name: /^returns/ })
    await shown(row.getByText('Ready'))
    expect(await row.textContent()).toContain('30')
    await page.close()
  })

  const modes = ['light', 'dark'] as const
  const widths = [1280, 360]
  const pages: [string, () => string, string][] = [
    ['list', () => '/persona-sets', 'table'],
    ['definition', () => setPath, 'article'],
    ['analysis', () => `${setPath}/analysis`, '.histogram'],
    ['flow', () => `${setPath}/flow`, '.flow svg'],
    ['value', () => `${setPath}/value`, 'td.number'],
    ['evidence', () => `${setPath}/evidence`, 'tr.chosen'],
    ['reference', () => '/docs?noun=cohorts', '.operation'],
    ['settings', () => '/settings/account', 'form'],
    ['new', () => '/persona-sets/new', 'input[type=radio]'],
    ['data', () => '/data', 'table'],
    ['gone', () => '/persona-sets/nowhere', '[role=alert]'],
    ['unknown', () => '/nowhere', 'h1'],
  ]
  test.each(pages)('%s: axe finds nothing, nothing sticks out, the console is silent', async (name, path, shows) => {
    const page = await browser.newPage()
    const messages = messagesOf(page)
    await signIn(page, customer)
    await page.goto(`${journey.cloud.endpoints.api}${path()}`)
    await shown(page.locator(shows).first())
    for (const colorScheme of modes) {
      for (const width of widths) {
        await page.emulateMedia({ colorScheme })
        await page.setViewportSize({ width, height: 800 })
        expect(await violationsOf(page), `${colorScheme} ${width}`).toEqual([])
        expect(await page.evaluate('document.documentElement.scrollWidth'), `${colorScheme} ${width}`).toBe(width)
      }
    }
    // Chromium itself reports the 404 of the page that is gone.
    if (name !== 'gone') expect(messages).toEqual([])
    await page.close()
  })

  test('the sign-in page is as good, and a key opens it', async () => {
    const page = await browser.newPage()
    await page.goto(`${journey.cloud.endpoints.api}${setPath}`)
    await page.getByLabel('API key').fill('hello')
    expect(await violationsOf(page)).toEqual([])
    await page.getByRole('button', { name: 'Sign in' }).click()
    await shown(page.getByText('this is no API key'))
    await page.getByLabel('API key').fill(customer.key)
    await page.getByRole('button', { name: 'Sign in' }).click()
    // Back to the page that was asked for.
    await shown(page.getByRole('article').first())
    expect(new URL(page.url()).pathname).toBe(setPath)
    await page.getByRole('button', { name: 'Sign out' }).click()
    await shown(page.getByLabel('API key'))
    await page.close()
  })

  test('speaks the language of the browser, and the one that somebody chooses', async () => {
    const page = await browser.newPage({ locale: 'de-AT' })
    const messages = messagesOf(page)
    const table = journey.table()
    await page.goto(await signInUrl(customer.account_id, journey.cloud.outputs.DashboardUrl!, table))
    table.db.destroy()
    await shown(page.getByRole('heading', { name: 'Übersicht' }))
    expect(await page.evaluate('document.documentElement.lang')).toBe('de')
    const loaded = async () =>
      (await page.evaluate('performance.getEntriesByType("resource").map(({ name }) => name).join()')) as string
    const set = await customer.get(`/persona_sets/${setPath.split('/').at(-1)}`)
    await page.goto(`${journey.cloud.endpoints.api}${setPath}/value`)
    await shown(page.getByRole('rowheader', { name: 'Alle' }))
    const row = await page.getByRole('row', { name: /^Alle/ }).textContent()
    expect(row).toContain(set.population_count.toLocaleString('de-AT'))
    expect(row).toContain('$')
    await shown(page.getByText('Anteil am Wert'))
    await page.getByRole('button', { name: /^Konto / }).click()
    const scripts = await loaded()
    await page.getByLabel('Sprache').selectOption('en')
    await shown(page.getByRole('rowheader', { name: 'Everybody' }))
    expect(await page.evaluate('document.documentElement.lang')).toBe('en')
    // Each language is a script: only that of the page was loaded.
    const english = (await loaded()).split(',').filter((name) => !scripts.includes(name))
    expect(english.filter((name) => name.endsWith('.js'))).toHaveLength(3)
    await page.reload()
    await shown(page.getByRole('rowheader', { name: 'Everybody' }))
    expect(messages).toEqual([])
    await page.close()
  })

  test('is light or dark as the device is, unless somebody chooses', async () => {
    const page = await browser.newPage({ colorScheme: 'light' })
    await signIn(page, customer)
    await page.goto(`${journey.cloud.endpoints.api}${setPath}`)
    await shown(page.getByRole('article'))
    const brightness = async () => {
      const colour = (await page.evaluate('getComputedStyle(document.body).backgroundColor')) as string
      return Number(/\d+/.exec(colour)![0])
    }
    expect(await brightness()).toBeGreaterThan(200)
    await page.getByRole('button', { name: /^Account / }).click()
    await page.getByLabel('Appearance').selectOption('dark')
    expect(await brightness()).toBeLessThan(60)
    await page.reload()
    await shown(page.getByRole('article'))
    expect(await brightness()).toBeLessThan(60)
    await page.getByRole('button', { name: /^Account / }).click()
    expect(await page.getByLabel('Appearance').inputValue()).toBe('dark')
    await page.getByLabel('Appearance').selectOption('device')
    expect(await brightness()).toBeGreaterThan(200)
    await page.emulateMedia({ colorScheme: 'dark' })
    expect(await brightness()).toBeLessThan(60)
    await page.close()
  })

  test('any trait is added to the analysis, and is in the address', async () => {
    const page = await browser.newPage()
    await signIn(page, customer)
    await page.goto(`${journey.cloud.endpoints.api}${setPath}/analysis`)
    await shown(page.locator('.histogram'))
    const rows = () => page.locator('.multiples tbody tr').count()
    const before = await rows()
    const options = page.locator('#add-trait option')
    await expect.poll(() => options.count()).toBeGreaterThan(1)
    const name = (await options.nth(1).getAttribute('value'))!
    await page.getByLabel('Add trait').selectOption(name)
    await expect.poll(rows).toBe(before + 1)
    expect(new URL(page.url()).searchParams.get('traits')).toBe(name)
    await page.reload()
    await expect.poll(rows).toBe(before + 1)
    await page
      .getByRole('button', { name: /^Remove / })
      .last()
      .click()
    await expect.poll(rows).toBe(before)
    await page.close()
  })

  test('the flow is shown as shares, and the address says so', async () => {
    const page = await browser.newPage()
    await signIn(page, customer)
    await page.goto(`${journey.cloud.endpoints.api}${setPath}/flow`)
    await page.getByRole('radio', { name: 'Share' }).click()
    await shown(page.locator('.flow svg text', { hasText: /^100/ }))
    expect(new URL(page.url()).search).toBe('?as=share')
    await page.close()
  })

  test('the evidence is that of the API: the chosen number, and every trait with its reason', async () => {
    const page = await browser.newPage()
    await signIn(page, customer)
    const id = setPath.split('/').at(-1)
    const { chosen, reason } = await customer.get(`/persona_sets/${id}/selection`)
    const traits: { reason: string }[] = await customer.get(`/persona_sets/${id}/analysis/traits`)
    await page.goto(`${journey.cloud.endpoints.api}${setPath}/evidence`)
    await shown(page.getByText(reason))
    expect(await page.locator('tr.chosen th').textContent()).toBe(String(chosen))
    await expect.poll(() => page.getByText(traits.at(-1)!.reason).count()).toBeGreaterThan(0)
    await page.close()
  })

  test('advanced traits make a set, and are reset; a name is taken once', async () => {
    const page = await browser.newPage()
    await signIn(page, customer)
    await page.goto(`${journey.cloud.endpoints.api}/persona-sets/new`)
    await page.getByRole('radio', { name: /^Everybody/ }).click()
    await page.getByText('Advanced: traits').click()
    const boxes = page.locator('.trait-list input')
    await boxes.first().click()
    await shown(page.getByText('1 trait chosen by you.'))
    await page.getByRole('button', { name: 'Reset to defaults' }).click()
    await shown(page.getByText('Moira chooses the traits'))
    const name = page.getByRole('textbox', { name: 'Name' })
    await name.fill('Our <b>people</b>')
    await shown(page.getByText('Another persona set has this name.'))
    expect(await page.getByRole('button', { name: 'Save persona set' }).isDisabled()).toBe(true)
    await page.close()
  })

  test('the figures of a day are those of the flow', async () => {
    const page = await browser.newPage()
    await signIn(page, customer)
    const id = setPath.split('/').at(-1)
    const flow: { persona_id: string; days: { date: string; count: number }[] }[] = await customer.get(
      `/persona_sets/${id}/analysis/flow`,
    )
    await page.goto(`${journey.cloud.endpoints.api}${setPath}/flow`)
    const slider = page.getByRole('slider', { name: 'Day' })
    await slider.focus()
    await page.keyboard.press('Home')
    for (let i = 0; i < 40; i++) await page.keyboard.press('ArrowRight')
    const dates = [...new Set(flow.flatMap(({ days }) => days.map(({ date }) => date)))].sort()
    const at = (days: { date: string; count: number }[]) => days.findLast(({ date }) => date <= dates[40]!)?.count ?? 0
    const total = flow.reduce((sum, { days }) => sum + at(days), 0)
    expect(await slider.getAttribute('aria-valuetext')).toContain(`${total.toLocaleString('en')} `)
    await page.close()
  })

  test('a list of hundreds shows its first rows, and more when asked', async () => {
    const page = await browser.newPage()
    await signIn(page, customer)
    await page.route('**/v1/persona_sets', async (route) => {
      const [one] = (await (await route.fetch()).json()) as object[]
      await route.fulfill({
        json: Array.from({ length: 80 }, (_, i) => ({ ...one, id: `set-${i}`, name: `Set ${i}` })),
      })
    })
    await page.goto(`${journey.cloud.endpoints.api}/persona-sets`)
    await shown(page.getByText('Set 29', { exact: true }))
    expect(await page.getByText('Set 30', { exact: true }).count()).toBe(0)
    await page.getByRole('button', { name: 'Show 30 more of 50' }).click()
    await page.getByRole('button', { name: 'Show 20 more of 20' }).click()
    await shown(page.getByText('Set 79', { exact: true }))
    expect(await page.getByRole('button', { name: /more of/ }).count()).toBe(0)
    await page.close()
  })

  test('says what is wrong when the API does not answer, and tries again', async () => {
    const page = await browser.newPage()
    await signIn(page, customer)
    let down = true
    await page.route('**/v1/persona_sets', (route) =>
      down
        ? route.fulfill({
            status: 429,
            contentType: 'application/json',
            body: '{"error":"TOO_MANY_REQUESTS","id":"abc","note":"come back in 3 s"}',
          })
        : route.continue(),
    )
    await page.goto(`${journey.cloud.endpoints.api}/persona-sets`)
    await shown(page.getByText('come back in 3 s'))
    await shown(page.getByText('abc'))
    down = false
    await page.getByRole('button', { name: 'Try again' }).click()
    await shown(page.getByRole('table'))
    await page.close()
  })
})
