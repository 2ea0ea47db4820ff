import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { tutorial } from '../../demo/tutorial.ts'
import { hasBrowser } from '../support/browser.ts'
import { type Customer, records } from '../support/customer.ts'
import { type Dashboard, expectFit, gone, loadShop, shown, startDashboard } from '../support/dashboard.ts'
import { patience } from '../support/patience.ts'
import { ordersCsv } from '../support/shop.ts'

let dashboard: Dashboard
beforeAll(async () => {
  if (hasBrowser) dashboard = await startDashboard()
})
afterAll(() => dashboard?.stop())

const slow = { timeout: patience(120) }
const idOf = (page: Page) => new URL(page.url()).pathname.split('/')[2]!

/** The file that a link of the page saves, as text. */
async function saved(page: Page, link: ReturnType<Page['getByRole']>): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()])
  const chunks: Buffer[] = []
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer)
  // A reader of HTTP drops the mark of the order of bytes.
  return Buffer.concat(chunks)
    .toString()
    .replace(/^\uFEFF/, '')
}

describe.skipIf(!hasBrowser)('deliveries', () => {
  test('a marketer goes from an empty account to a delivery, and takes all of it away again', async () => {
    const customer = await dashboard.journey.customer('Corner Shop')
    const { page, messages } = await dashboard.open(customer, '/deliveries')
    await shown(page.getByRole('heading', { name: 'No deliveries yet' }))

    // Upload, and how it is read.
    await page.getByRole('link', { name: 'Data', exact: true }).click()
    const buffer = Buffer.from(ordersCsv(0, 120))
    await page.locator('input[type=file]').setInputFiles({ name: 'orders.csv', mimeType: 'text/csv', buffer })
    await page.getByRole('button', { name: 'Save and build' }).click()
    await shown(page.getByRole('row', { name: /^orders/ }).getByText('Ready'))

    // A cohort.
    await page.getByRole('link', { name: 'Cohorts', exact: true }).click()
    await page.getByRole('link', { name: 'New cohort' }).click()
    await page.getByLabel('Name', { exact: true }).fill('Customers')
    await shown(page.getByText(/^120 people/))
    await page.getByRole('button', { name: 'Save cohort' }).click()
    await page.waitForURL(/\/cohorts\/[\w-]{36}$/)
    const cohort = idOf(page)

    // Its personas, the tabs, a name.
    await page.getByRole('link', { name: 'Make personas of this cohort' }).click()
    expect(await page.getByRole('radio', { name: /Customers/ }).isChecked()).toBe(true)
    await page.getByRole('button', { name: 'Save persona set' }).click()
    await page.waitForURL(/\/persona-sets\/[\w-]{36}$/)
    const set = idOf(page)
    await shown(page.getByRole('article'))
    for (const tab of ['Analysis', 'Flow', 'Value', 'Definition']) {
      await page.getByRole('link', { name: tab, exact: true }).click()
      await expect
        .poll(() => page.getByRole('link', { name: tab, exact: true }).getAttribute('aria-current'))
        .toBe('page')
    }
    await page.getByRole('button', { name: 'Rename Customers personas' }).click()
    await page.getByLabel('Name of the persona set').fill('Our people')
    await page.keyboard.press('Enter')
    await shown(page.getByRole('heading', { name: 'Our people' }))

    // A delivery, and its file.
    await page.getByRole('link', { name: 'Deliveries', exact: true }).click()
    await page.getByRole('link', { name: 'New delivery' }).click()
    await page
      .getByRole('checkbox', { name: /^Customers/ })
      .first()
      .check()
    await shown(page.getByText('120 people', { exact: true }))
    await page.getByRole('checkbox', { name: 'Our people' }).check()
    await page.getByRole('button', { name: 'Save delivery' }).click()
    await page.waitForURL(/\/deliveries\/[\w-]{36}$/)
    const target = idOf(page)
    const link = page.getByRole('link', { name: 'Download' })
    await expect.poll(() => link.isVisible(), slow).toBe(true)
    const file = await saved(page, link)
    expect(file).toBe(await customer.get(`/targets/${target}/download.csv`))
    const rows = records(file)
    expect(rows).toHaveLength(120)
    const [column] = Object.keys(rows[0]!).filter((name) => name.endsWith('persona_name'))
    const { personas } = await customer.get(`/persona_sets/${set}`)
    expect(new Set(rows.map((row) => row[column!]))).toEqual(
      new Set(personas.map(({ name }: { name: string }) => name)),
    )
    const first = page.getByRole('region', { name: 'First rows' })
    await shown(first.getByRole('cell', { name: rows[0]!.email!, exact: true }))
    expect(await first.getByRole('row').count()).toBe(11)

    // The cohort can't go: what is made from it is listed, and the focus comes back.
    await page.goto(`${dashboard.journey.cloud.endpoints.api}/cohorts/${cohort}`)
    const remove = page.getByRole('button', { name: 'Delete', exact: true })
    await remove.click()
    const dialog = page.getByRole('dialog', { name: 'Delete “Customers”?' })
    await shown(dialog.getByText('These are made from it'))
    expect(await dialog.getByRole('term').allTextContents()).toEqual(['Persona sets', 'Populations', 'Deliveries'])
    expect(await dialog.getByRole('link').allTextContents()).toEqual([
      ...['Our people', 'Who is who: Customers', 'Who is who: Customers'],
    ])
    expect(await dialog.getByRole('button', { name: 'Delete', exact: true }).isDisabled()).toBe(true)
    await page.keyboard.press('Escape')
    await gone(dialog)
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Delete')

    // All of it into the archive, and then away from the end.
    await remove.click()
    await dialog.getByRole('button', { name: 'Archive all of it instead' }).click()
    await shown(page.getByText('Archived: it stays readable'))
    await shown(page.getByText('“Customers” is archived, with all that is made from it.'))
    for (const path of [`/targets/${target}`, `/persona_sets/${set}`, `/cohorts/${cohort}`]) {
      expect(await customer.get(path)).toHaveProperty('archived_at')
    }
    const away = async (path: string, name: string, list: string) => {
      await page.goto(`${dashboard.journey.cloud.endpoints.api}${path}`)
      await remove.click()
      await shown(page.getByRole('dialog'))
      const button = page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true })
      await expect.poll(() => button.isEnabled()).toBe(true)
      await button.click()
      await page.waitForURL(`**${list}`)
      await shown(page.getByText(`“${name}” is gone.`))
    }
    await away(`/deliveries/${target}`, 'Who is who: Customers', '/deliveries')
    // Its population went along: nothing else had it.
    expect(await customer.get('/scopes')).toEqual([])
    await away(`/persona-sets/${set}`, 'Our people', '/')
    await away(`/cohorts/${cohort}`, 'Customers', '/cohorts')
    await shown(page.getByRole('heading', { name: 'No cohorts yet' }))
    expect(await customer.get('/cohorts')).toEqual([])
    // Before any dataset is read nothing can be counted, and Chromium itself reports the refusals.
    expect(messages.filter((one) => !/status of 4\d\d/.test(one))).toEqual([])
    await page.close()
  })

  describe('of a shop', () => {
    let customer: Customer
    let customers: string
    let set: string
    let target: string
    beforeAll(async () => {
      if (!hasBrowser) return
      customer = await dashboard.journey.customer('Lumen & Loom')
      ;({ customers } = await loadShop(customer))
      set = (await customer.post('/persona_sets', tutorial.personaSet(customers))).id
      const scope = await customer.post('/scopes', tutorial.scope(customers, set))
      target = (await customer.post('/targets', { ...tutorial.target(scope.id), human_readable: true })).id
      await customer.ready(`/targets/${target}`)
    })

    test('a preview says so, and everyone is delivered by one button', async () => {
      const { page } = await dashboard.open(customer, '/deliveries')
      const row = page.getByRole('row').filter({ hasText: 'Who is who' })
      await expect.poll(() => row.textContent()).toContain('1,000of 3,000')
      await row.getByRole('link', { name: 'Who is who', exact: true }).click()
      await shown(page.getByText('Its file has 1,000 rows; that of everybody would have 3,000.'))
      await page.getByRole('button', { name: 'Deliver everyone' }).click()
      await shown(page.getByText('3,000 rows'))
      await gone(page.getByText('This is a preview.'))
      expect(await customer.get(`/targets/${target}`)).toMatchObject({ preview: false, row_count: 3000 })
      await page.close()
    })

    test('columns get other headers and another order', async () => {
      const { page } = await dashboard.open(customer, `/deliveries/${target}`)
      await page.getByText('Columns of the file').click()
      await page.getByLabel('Header of the column email').fill('E-mail')
      await page.getByRole('button', { name: 'Move E-mail back' }).click()
      await page.getByRole('button', { name: 'Save columns' }).click()
      await shown(page.getByRole('columnheader', { name: 'E-mail' }))
      const { final_structure } = await customer.ready(`/targets/${target}`)
      expect(final_structure[1]).toMatchObject({ scope_col: 'email', output_col: 'E-mail' })
      await page.close()
    })

    test('a schedule shows its next five times, is switched, runs when asked, and goes', async () => {
      const { page, messages } = await dashboard.open(customer, `/deliveries/${target}`)
      await page.getByRole('button', { name: 'Add a schedule' }).click()
      await page.getByLabel('Day of the week').selectOption('WED')
      await page.getByLabel('Time', { exact: true }).fill('02:30')
      await page.getByLabel('Time zone').selectOption('Europe/Berlin')
      const asked = { expression: 'cron(30 2 ? * WED *)', timezone: 'Europe/Berlin' }
      const { next_runs } = await customer.post('/schedules/preview', asked)
      const times = page.locator('.next-times time')
      const told = async () => Promise.all((await times.all()).map((one) => one.getAttribute('datetime')))
      await expect.poll(told).toEqual(next_runs)
      expect(await times.first().textContent()).toMatch(/Wed.*02:30/)
      await page.getByLabel('How often').selectOption('expert')
      await page.getByLabel('Expression').fill('cron(30 2 30 2 ? *)')
      await shown(page.getByText('never comes again'))
      await page.getByLabel('How often').selectOption('weekly')
      await page.getByLabel('Day of the week').selectOption('WED')
      await page.getByLabel('Time', { exact: true }).fill('02:30')
      await page.getByRole('button', { name: 'Save schedule' }).click()
      await shown(page.getByText('Every Wednesday at 02:30, Europe/Berlin'))
      const [schedule] = await customer.get('/schedules')
      expect(schedule).toMatchObject({ ...asked, enabled: true })

      await page.getByRole('switch', { name: 'On' }).click()
      await shown(page.getByText('Switched off: nothing comes next.'))
      expect(await customer.get(`/schedules/${schedule.id}`)).toMatchObject({ enabled: false, next_run: null })
      await page.getByRole('button', { name: 'Run now' }).click()
      await shown(page.getByText('3,000 scored, 0 moved'))
      await shown(page.getByRole('region', { name: /^Runs of/ }).getByText('Ready'))
      const article = page.getByRole('article')
      await article.getByRole('button', { name: 'Delete' }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click()
      await shown(page.getByText('and never by the clock'))
      expect(await customer.get('/schedules')).toEqual([])
      expect(messages.filter((one) => !one.includes('status of 400'))).toEqual([])
      await page.close()
    })

    test('a population that was refused its delivery stays, and gets one at the next try', async () => {
      const { page } = await dashboard.open(customer, `/deliveries/new?cohort=${customers}&set=${set}`)
      let refuse = true
      await page.route('**/v1/targets', (route) =>
        refuse && route.request().method() === 'POST'
          ? route.fulfill({ status: 400, contentType: 'application/json', body: '{"note":"not now","id":"abc"}' })
          : route.continue(),
      )
      await page.getByLabel('Name', { exact: true }).fill('Second try')
      await page.getByRole('button', { name: 'Save delivery' }).click()
      await shown(page.getByText('not now'))
      await shown(page.getByText('The population “Second try” is made and stays'))
      refuse = false
      await page.getByRole('button', { name: 'Save delivery' }).click()
      await page.waitForURL(/\/deliveries\/[\w-]{36}$/)
      expect(
        (await customer.get('/scopes')).filter(({ name }: { name: string }) => name === 'Second try'),
      ).toHaveLength(1)
      await page.close()
    })

    test('what somebody makes of it while the dialog is open is listed, and nothing is deleted', async () => {
      const { id } = await customer.post('/cohorts', { name: 'Short-lived' })
      const { page } = await dashboard.open(customer, `/cohorts/${id}`)
      await page.getByRole('button', { name: 'Delete', exact: true }).click()
      const button = page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true })
      await expect.poll(() => button.isEnabled()).toBe(true)
      const scope = await customer.post('/scopes', { name: 'Late', population: { cohort_ids: [id] }, payload: {} })
      await button.click()
      await shown(page.getByRole('dialog').getByRole('link', { name: 'Late' }))
      expect(await button.isDisabled()).toBe(true)
      await customer.remove(`/scopes/${scope.id}`)
      await customer.remove(`/cohorts/${id}`)
      await page.close()
    })

    test.each([
      ['list', () => '/deliveries', 'table', ''],
      ['page', () => `/deliveries/${target}`, '.cells td', ''],
      ['new', () => `/deliveries/new?cohort=${customers}`, '[role=status] strong', ''],
      ['dialog', () => `/cohorts/${customers}`, '.legend', 'Delete'],
      ['schedule', () => `/deliveries/${target}`, '.cells td', 'Add a schedule'],
      ['gone', () => '/deliveries/nowhere', '[role=alert]', ''],
    ] as [string, () => string, string, string][])(
      '%s: axe finds nothing, nothing sticks out',
      async (name, path, shows, press) => {
        const { page, messages } = await dashboard.open(customer, path())
        await shown(page.locator(shows))
        if (press) await page.getByRole('button', { name: press, exact: true }).click()
        await expectFit(page)
        if (name !== 'gone') expect(messages).toEqual([])
        await page.close()
      },
    )
  })
})
