import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { tutorial } from '../../demo/tutorial.ts'
import { hasBrowser } from '../support/browser.ts'
import type { Customer } from '../support/customer.ts'
import { type Dashboard, expectFit, loadShop, shown, startDashboard } from '../support/dashboard.ts'

let dashboard: Dashboard
let customer: Customer
let customers: string
let everybody: string
let regulars: string
let set: string
const longName = 'Regulars whose name has more than sixty letters, <b>and marks</b>, and goes on'
beforeAll(async () => {
  if (!hasBrowser) return
  dashboard = await startDashboard()
  customer = await dashboard.journey.customer('Lumen & Loom')
  ;({ customers, everybody } = await loadShop(customer))
  const rule = {
    ...{ name: longName, stream_name: 'orders', min_count: 3, recency: { occurrence: 'last', max_days: 365 } },
    traits: [
      { name: 'age', _gte: 30, optional: true },
      { name: 'pets', _in: ['dog'], optional: true },
    ],
  }
  regulars = (await customer.post('/cohorts', rule)).id
  set = (await customer.post('/persona_sets', tutorial.personaSet(customers))).id
  await customer.ready(`/persona_sets/${set}`)
})
afterAll(() => dashboard?.stop())

const us = (value: number) => value.toLocaleString('en')

describe.skipIf(!hasBrowser)('cohorts', () => {
  test('are listed with their rules as sentences, sizes and personas', async () => {
    const { page } = await dashboard.open(customer, '/cohorts')
    const row = page.getByRole('row').filter({ hasText: longName })
    await shown(row)
    await expect
      .poll(() => row.textContent())
      .toContain('orders: at least 3 times and the last within 365 days; Age is 30 or more or Pets is dog')
    const { population_count } = await customer.get(`/cohorts/${regulars}`)
    expect(await row.textContent()).toContain(us(population_count))
    await shown(row.getByRole('img', { name: /%/ }))
    await page.getByLabel('Filter by name').fill('every')
    await expect.poll(() => page.getByRole('row').count()).toBe(2)
    // A page that is opened again shows the same.
    await page.reload()
    await expect.poll(() => page.getByRole('row').count()).toBe(2)
    await page.close()
  })

  test('the console tells the membership and the make-up of the API, by slider, table and CSV', async () => {
    const { page } = await dashboard.open(customer, `/cohorts/${regulars}?by=months&set=${set}`)
    const membership = await customer.get(`/cohorts/${regulars}/analysis/membership`)
    const slider = page.getByRole('slider', { name: 'Date: Members over time' })
    await shown(slider)
    await slider.focus()
    await page.keyboard.press('Home')
    expect(await slider.getAttribute('aria-valuetext')).toContain(`${us(membership.months[0].count)} p`)

    await page.getByText('New members').click()
    await expect.poll(() => new URL(page.url()).searchParams.get('mode')).toBe('qualifying')
    const became = await customer.get(`/cohorts/${regulars}/analysis/membership?mode=qualifying`)
    await page.getByRole('slider', { name: 'Date: New members over time' }).focus()
    await page.keyboard.press('End')
    await expect
      .poll(() => page.getByRole('slider', { name: 'Date: New members over time' }).getAttribute('aria-valuetext'))
      .toContain(`${us(became.months.at(-1).count)} p`)

    const [{ personas, unassigned_count }] = await customer.get(
      `/cohorts/${regulars}/analysis/personas?persona_set_ids=${set}`,
    )
    const panel = page.getByRole('region', { name: 'Make-up by persona' })
    await shown(panel.getByRole('slider'))
    const text = await panel.textContent()
    for (const { name, count } of personas) expect(text).toContain(`${name}${us(count)} · `)
    expect(unassigned_count).toBe(0)
    await panel.getByText('All figures').click()
    const saved = page.waitForEvent('download')
    await panel.getByRole('button', { name: /Save as CSV/ }).click()
    const csv = await (await saved).createReadStream()
    const chunks: Buffer[] = []
    for await (const chunk of csv) chunks.push(chunk as Buffer)
    const [header, ...lines] = Buffer.concat(chunks).toString().trim().split('\r\n')
    expect(header!.split(',')).toHaveLength(personas.length + 1)
    const sum = lines
      .at(-1)!
      .split(',')
      .slice(1)
      .reduce((all, cell) => all + Number(cell), 0)
    expect(sum).toBe(membership.months.at(-1).count)
    await page.close()
  })

  test('the builder counts while somebody edits, and saves whom it counted', async () => {
    const { page, messages } = await dashboard.open(customer, '/cohorts/new')
    await page.getByLabel('Name', { exact: true }).fill('Often, and young')
    await page.getByLabel('At least').fill('3')
    await page.getByRole('button', { name: 'Trait', exact: true }).click()
    const row = page.getByRole('group', { name: 'Condition 2' })
    await row.getByLabel('Trait').selectOption('age')
    await row.getByLabel('Comparison').selectOption('_lt')
    await row.getByLabel('Value').fill('40')
    await page.getByRole('button', { name: 'Place', exact: true }).click()
    await page.getByRole('group', { name: 'Condition 3' }).getByLabel('Places').fill('NY, NJ')
    const body = {
      ...{ stream_name: 'orders', min_count: 3, traits: [{ name: 'age', _lt: 40 }] },
      place_conditions: [{ place_id: 'state:NY' }, { place_id: 'state:NJ' }],
    }
    const { people, of } = await customer.post('/cohorts/preview', body)
    expect(people).toBeGreaterThan(0)
    expect(people).toBeLessThan(of / 2)
    await shown(page.getByText(new RegExp(`^${us(people)} people \\(\\d+\\s%\\)$`)))
    await shown(page.getByText('orders: at least 3 times; Age is under 40; lives in NY or NJ'))
    await page.getByText('Show as JSON').click()
    expect(JSON.parse((await page.locator('pre.code').textContent())!)).toEqual(body)
    await page.getByRole('button', { name: 'Save cohort' }).click()
    await page.waitForURL(/\/cohorts\/[\w-]{36}$/)
    await shown(page.getByRole('heading', { name: 'Often, and young' }))
    const id = page.url().split('/').at(-1)!
    expect(await customer.ready(`/cohorts/${id}`)).toMatchObject({ ...body, population_count: people })

    // Conditions that are removed go from the rule, too; a rule that is no rule is refused beside the button.
    await page.getByRole('link', { name: 'Edit conditions' }).click()
    await page.getByRole('button', { name: 'Remove condition 3' }).click()
    await page.getByRole('button', { name: 'Remove condition 2' }).click()
    await page.getByLabel('How many').selectOption('between')
    await page.getByLabel('At most').fill('2')
    await shown(page.getByText('so nobody can meet both'))
    await page.getByLabel('At most').fill('5')
    await page.getByRole('button', { name: 'Save cohort' }).click()
    await page.waitForURL(new RegExp(`/cohorts/${id}$`))
    const edited = await customer.get(`/cohorts/${id}`)
    expect(edited).toMatchObject({ name: 'Often, and young', min_count: 3, max_count: 5 })
    expect(edited).not.toHaveProperty('traits')
    expect(edited).not.toHaveProperty('place_conditions')
    // Chromium itself reports the refusal.
    expect(messages.filter((one) => !one.includes('status of 400'))).toEqual([])
    await customer.remove(`/cohorts/${id}`)
    await page.close()
  })

  test('by keyboard alone, values are ticked that the personas know', async () => {
    const { page } = await dashboard.open(customer, '/cohorts/new')
    await page.getByRole('button', { name: 'Trait', exact: true }).focus()
    await page.keyboard.press('Enter')
    const row = page.getByRole('group', { name: 'Condition 2' })
    await row.getByLabel('Trait').focus()
    await page.keyboard.type('Pets')
    await shown(row.getByRole('checkbox', { name: 'dog', exact: true }))
    await row.getByRole('checkbox', { name: 'dog', exact: true }).focus()
    await page.keyboard.press('Space')
    const body = { stream_name: 'orders', min_count: 1, traits: [{ name: 'pets', _in: ['dog'] }] }
    const { people } = await customer.post('/cohorts/preview', body)
    await shown(page.getByText(new RegExp(`^${us(people)} people \\(\\d+\\s%\\)$`)))
    await page.close()
  })

  test('a rule that rows can not say is edited as JSON', async () => {
    const rule = { name: 'As JSON', traits: [{ name: 'age', _gt: 30, _null: true }] }
    const { id } = await customer.post('/cohorts', rule)
    const { page } = await dashboard.open(customer, `/cohorts/${id}/edit`)
    const field = page.getByLabel('Conditions as JSON')
    await shown(field)
    expect(JSON.parse(await field.inputValue())).toEqual({ traits: rule.traits })
    await field.fill('{ "traits": [')
    await shown(page.getByText('This is no JSON object.'))
    expect(await page.getByRole('button', { name: 'Save cohort' }).isDisabled()).toBe(true)
    await field.fill('{ "traits": [{ "name": "age", "_gt": 40 }] }')
    await page.getByRole('button', { name: 'Save cohort' }).click()
    await page.waitForURL(new RegExp(`/cohorts/${id}$`))
    expect(await customer.get(`/cohorts/${id}`)).toMatchObject({ name: 'As JSON', traits: [{ name: 'age', _gt: 40 }] })
    await customer.remove(`/cohorts/${id}`)
    await page.close()
  })

  test('are compared in an order, with the conversion of each persona', async () => {
    const { page } = await dashboard.open(customer, `/cohorts/compare?ids=${customers}&set=${set}`)
    await page.getByLabel('Add a cohort').selectOption({
      label: `${longName} (${us((await customer.get(`/cohorts/${regulars}`)).population_count)} people)`,
    })
    await page.getByRole('button', { name: 'Add', exact: true }).click()
    const { personas } = await customer.get(`/persona_sets/${set}/analysis/conversion?from=${customers}&to=${regulars}`)
    const table = page.getByRole('region', { name: `From Customers to ${longName}` })
    await shown(table)
    for (const { name, people, converted, stands_out } of personas) {
      const text = await table.getByRole('row', { name: new RegExp(name) }).textContent()
      expect(text).toContain(`${us(people)}${us(converted)}`)
      expect(text!.includes('less than the rest')).toBe(stands_out === 'lower')
      expect(text!.includes('more than the rest')).toBe(stands_out === 'higher')
    }
    await page.getByRole('button', { name: `Move ${longName} earlier` }).click()
    await shown(page.getByRole('region', { name: `From ${longName} to Customers` }))
    expect(new URL(page.url()).searchParams.get('ids')).toBe(`${regulars},${customers}`)
    await page.close()
  })

  test.each([
    ['list', () => '/cohorts', 'table'],
    ['console', () => `/cohorts/${regulars}`, '.legend'],
    ['new', () => '/cohorts/new', '.live strong'],
    ['edit', () => `/cohorts/${regulars}/edit`, '.live strong'],
    ['compare', () => `/cohorts/compare?ids=${everybody},${customers},${regulars}`, 'td.number'],
    ['gone', () => '/cohorts/nowhere', '[role=alert]'],
  ] as [string, () => string, string][])(
    '%s: axe finds nothing, nothing sticks out, the console is silent',
    async (name, path, shows) => {
      const { page, messages } = await dashboard.open(customer, path())
      await shown(page.locator(shows))
      await expectFit(page)
      if (name !== 'gone') expect(messages).toEqual([])
      await page.close()
    },
  )

  test('without any, with one of nobody, and where the API refuses, the pages say so', async () => {
    const newcomer = await dashboard.journey.customer('Newcomer')
    const { page } = await dashboard.open(newcomer, '/cohorts')
    await shown(page.getByRole('heading', { name: 'No cohorts yet' }))
    expect(await page.getByRole('link', { name: 'New cohort' }).count()).toBe(1)
    await page.getByRole('link', { name: 'New cohort' }).click()
    await shown(page.getByText('No dataset has been read yet.'))
    const nobody = await customer.post('/cohorts', { name: 'Nobody', traits: [{ name: 'age', _gt: 1000 }] })
    await customer.ready(`/cohorts/${nobody.id}`)
    await page.close()
    const { page: other } = await dashboard.open(customer, `/cohorts/${nobody.id}`)
    await shown(other.getByText('Nobody has been a member so far.'))
    let down = true
    await other.route('**/analysis/**', (route) =>
      down
        ? route.fulfill({ status: 500, contentType: 'application/json', body: '{"id":"abc","note":"no luck"}' })
        : route.continue(),
    )
    await other.reload()
    await shown(other.getByText('no luck'))
    down = false
    await other.getByRole('button', { name: 'Try again' }).first().click()
    await shown(other.getByText('Nobody has been a member so far.'))
    await customer.remove(`/cohorts/${nobody.id}`)
    await other.close()
  })
})
