import { randomBytes } from 'node:crypto'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasBrowser, openBrowser, violationsOf } from '../support/browser.ts'
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
  customer = await journey.customer('Lumen & Loom')
  page = await openSite(browser, journey, customer)
})
afterAll(async () => {
  await browser?.close()
  await journey?.stop()
})

const csv = (name: string, text: string) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) })
const choose = (...files: ReturnType<typeof csv>[]) => page.locator('input[type=file]').setInputFiles(files)
const orders = `mail,day,amount,colour\n${Array.from({ length: 30 }, (_, i) => `visitor-${i}@example.com,2025-0${1 + (i % 9)}-11,${i + 1}.50,red`).join('\n')}\nnobody,2025-01-01,3,blue\n`

describe.skipIf(!hasBrowser)('the data page', () => {
  test('refuses a workbook in a sentence, and takes the file beside it', async () => {
    await page.goto(url('/data'))
    await choose(csv('book.xlsx', 'PK'), csv('orders-2025.csv', orders))
    await shown(page.getByText('book.xlsx is a workbook: save it as CSV first.'))
    await shown(page.getByText('Arrived in “orders”.'))
  })

  test('a change of the mapping shows at once what becomes of the rows', async () => {
    await shown(page.getByText(/31 rows: .* taken/))
    expect(await violationsOf(page)).toEqual([])
    // The proposal takes the rows for facts about people: somebody knows better.
    await page.getByLabel('something that happened, such as an order').click()
    await page.getByLabel('day is taken as').selectOption({ label: 'When it happened' })
    // A colour is no sum of money: every row is set aside, and says why.
    await page.getByLabel('colour is taken as').selectOption({ label: 'Value' })
    await shown(page.getByText(/, 31 set aside/))
    await page.getByText(/rows set aside, and why/).click()
    await shown(page.getByRole('cell', { name: /"red"/ }))
    await page.getByLabel('colour is taken as').selectOption({ label: 'Property of the event' })
    await page.getByLabel('amount is taken as').selectOption({ label: 'Value' })
    await shown(page.getByText(/30 of them with a person/))
    await page.getByLabel('Name of the events').fill('Sales!')
    await page.getByLabel('Name of the events').press('Tab')
    await page.getByRole('button', { name: 'Save and build' }).click()
    const row = page.getByRole('row', { name: /^orders/ })
    await shown(row.getByText('Ready'))
    const [dataset] = await customer.get('/datasets')
    expect(dataset.output_to_streams).toMatchObject({
      sales: { data_map: { value: { column_name: 'amount' }, colour: { column_name: 'colour' } } },
    })
  })

  test('a dataset says its counts, and a trait gets a name', async () => {
    await choose(csv('crm.csv', 'email,size\na@example.com,S\nb@example.com,M\n'))
    await page.getByRole('button', { name: 'Save and build' }).click()
    await page.getByRole('link', { name: 'crm' }).click()
    await shown(page.getByRole('heading', { name: 'crm' }))
    const edit = page.getByRole('button', { name: /^Edit / })
    await shown(edit)
    await edit.first().click()
    await page.getByLabel('Shown as').fill('Shirt size <b>')
    await page.getByRole('button', { name: 'Save' }).click()
    await shown(page.getByRole('cell', { name: 'Shirt size <b>' }))
    const traits: { name: string; literate?: string }[] = await customer.get('/traits')
    expect(traits.map(({ literate }) => literate)).toContain('Shirt size <b>')
    await expectGood(page, page.url(), '.figures-row')
  })

  test('a file of more than the API takes goes to the bucket, and one that was cut off goes again', async () => {
    await page.goto(url('/data'))
    const noise = randomBytes(4_500_000)
      .toString('base64')
      .replaceAll(/(.{60})/g, '$1,x\n')
    let cut = true
    await page.route(/127\.0\.0\.1:\d+\/.*large/, (route) =>
      route.request().method() === 'PUT' && cut ? route.abort() : route.continue(),
    )
    await choose(csv('large.csv', `text,more\n${noise}`))
    await shown(page.getByText('No answer came'))
    cut = false
    await page.getByRole('button', { name: 'Try again: large.csv' }).click()
    await shown(page.getByText('Arrived in “large”.'))
    const [newest] = await customer.get('/uploads')
    expect(newest.subpath).toBe('large/large.csv')
    expect(newest.file_size).toBeGreaterThan(4_500_000)
    await page.unroute(/127\.0\.0\.1:\d+\/.*large/)
  })

  test('is good at every width, in light and dark', async () => {
    await expectGood(page, url('/data'), 'table')
  })
})
