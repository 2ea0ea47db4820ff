import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Journey, startJourney } from '../support/cloud.ts'
import { request } from '../support/request.ts'
import { makeChain, ordersCsv, ordersDataset } from '../support/shop.ts'

let journey: Journey
beforeAll(async () => {
  journey = await startJourney()
})
afterAll(() => journey?.stop())

const people = 1100

test('a preview says so: the scope, the target, the name of the file, the words about its rows', async () => {
  const customer = await journey.customer()
  await customer.upload('orders/file1.csv', ordersCsv(0, people))
  await customer.post('/datasets', ordersDataset)
  const { set, scope, target, ids } = await makeChain(customer, {
    scope: { preview: true },
    target: { name: 'Who is who' },
  })
  expect(await customer.get(target)).toMatchObject({ preview: true })
  const made = await customer.ready(target)
  expect(made).toMatchObject({ preview: true, preview_of: people, row_count: 1000 })
  expect(await customer.get(scope)).toMatchObject({ preview: true, population_count: people })

  const nameOf = async (path: string, method = 'GET') => {
    const { headers } = await request(method, `${journey.cloud.endpoints.api}/v1${path}`, undefined, {
      authorization: `Bearer ${customer.key}`,
      accept: 'text/csv',
    })
    return /filename="(.*)"/.exec(headers.get('content-disposition')!)![1]
  }
  expect(await nameOf(`${target}/download.csv`)).toBe('Who_is_who-preview-1000-of-1100.csv')
  expect(await nameOf(`${target}/preview`, 'POST')).toBe('Who_is_who-preview-1000-of-1100.csv')
  expect((await customer.post(`${target}/preview`)).message).toBe(
    'The first 1000 of 1000 rows of a preview; the file of everybody would have 1100',
  )
  // The first column is the one that the file of everybody has: the customer's own key.
  const columns = Object.keys((await customer.rows(`${target}/download.csv`))[0]!)

  // Of a filtered target the number is that of the rows that the filter lets through, and a limit counts, too.
  const { personas } = await customer.get(set)
  const [first] = personas as { id: string; individuals_count: number }[]
  const filter = { persona: [{ persona_set_id: ids.set, persona_id: first!.id, _eq: true }] }
  const byFilter = async (more: object) => {
    const { id } = await customer.post('/targets', {
      ...{ scope_id: ids.scope, options: { type: 'hosted_csv' }, filter },
      ...more,
    })
    return customer.ready(`/targets/${id}`)
  }
  const count = first!.individuals_count
  expect(await byFilter({})).toMatchObject({ preview: true, preview_of: count, row_count: count })
  const limit = { method: 'row_count', threshold: 7 }
  expect(await byFilter({ limit })).toMatchObject({ preview: true, preview_of: 7, row_count: 7 })
  expect(await byFilter({ representation: { mode: 'hashed' }, filter: {} })).toMatchObject({
    ...{ preview: true, preview_of: people, row_count: 1000 },
  })

  // Delivered to everybody it is no preview any more, in any word.
  await customer.patch(scope, { preview: false })
  const whole = await customer.ready(target)
  expect(whole).toMatchObject({ preview: false, row_count: people })
  expect(whole).not.toHaveProperty('preview_of')
  expect(await nameOf(`${target}/download.csv`)).toBe('Who_is_who.csv')
  expect((await customer.post(`${target}/preview`)).message).toBe('The first 1000 of 1100 rows')
  expect(Object.keys((await customer.rows(`${target}/download.csv`))[0]!)).toEqual(columns)
})
