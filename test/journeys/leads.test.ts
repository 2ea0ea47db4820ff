import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Journey, startJourney } from '../support/cloud.ts'
import { crmCsv, crmDataset, makeChain, ordersCsv, ordersDataset } from '../support/shop.ts'

let journey: Journey
beforeAll(async () => {
  journey = await startJourney()
})
afterAll(() => journey?.stop())

test('people who never ordered are assigned on what is known of them, and not all to one persona', async () => {
  const customer = await journey.customer()
  // Forty people order; the CRM knows them and twenty more.
  await customer.upload('orders/file1.csv', ordersCsv(0, 40))
  await customer.upload('crm/file1.csv', crmCsv(0, 60))
  await customer.post('/datasets', ordersDataset)
  await customer.post('/datasets', crmDataset)
  const everybody = await customer.post('/cohorts', { name: 'Everybody' })
  const buyers = await customer.post('/cohorts', { name: 'Buyers', stream_name: 'orders' })
  const { target, set } = await makeChain(customer, {
    scope: { population: { cohort_ids: [everybody.id] } },
    target: { explain: true },
  })
  // The leads alone: everybody less the buyers.
  const leads = await customer.post('/scopes', {
    name: 'Leads',
    preview: false,
    population: { cohort_ids: [everybody.id], exclusion_cohort_ids: [buyers.id] },
    payload: { persona_set_ids: [(await customer.get(set)).id], cohort_ids: [buyers.id] },
  })
  const ofLeads = await customer.post('/targets', {
    scope_id: leads.id,
    options: { type: 'hosted_csv' },
    human_readable: true,
  })
  await customer.ready(target)
  expect(await customer.get(set)).toMatchObject({ population_count: 40 })

  const column = 'fdy_persona_set_customers_personas_persona_name'
  const rows = await customer.rows(`${target}/download.csv`)
  expect(rows).toHaveLength(60)
  const numberOf = (row: Record<string, string>) => Number(row.email!.match(/\d+/)![0])
  const personas = (some: typeof rows) => [...new Set(some.map((row) => row[column]))]
  const buyersOf = (kind: number) => rows.filter((row) => numberOf(row) < 40 && numberOf(row) % 2 === kind)
  const leadsOf = (kind: number) => rows.filter((row) => numberOf(row) >= 40 && numberOf(row) % 2 === kind)
  for (const kind of [0, 1]) {
    expect(personas(buyersOf(kind))).toHaveLength(1)
    // Age and home alone say which kind of buyer a lead is like.
    expect(personas(leadsOf(kind))).toEqual(personas(buyersOf(kind)))
  }
  expect(personas(rows)).toHaveLength(2)
  // The deciding facts are the facts that were known.
  const decided = leadsOf(0).map((row) => row.fdy_persona_set_customers_personas_decided_by ?? '')
  expect(decided.join()).toMatch(/age|home/)
  expect(decided.join()).not.toMatch(/orders/)

  // And what was made of each trait of the forty can be asked for, also of those that are no dimension.
  const traits = (await customer.get(`${set}/analysis/traits`)) as { trait_name: string; kept: boolean }[]
  const { dimensions } = await customer.get(set)
  expect(traits.flatMap(({ trait_name, kept }) => (kept ? trait_name : [])).sort()).toEqual(dimensions.sort())
  const told = (name: string) => traits.find(({ trait_name }) => trait_name === name)
  expect(told('orders_count')).toMatchObject({ coverage: 1, weight: 1, protected: false, same_as: null })
  // These forty order the more often the younger they are, but an age is another fact than a number of orders.
  expect(told('age')).toMatchObject({ kept: true, weight: 1, protected: true, same_as: null })
  expect(traits.some(({ kept }) => !kept)).toBe(true)

  await customer.ready(`/targets/${ofLeads.id}`)
  const alone = await customer.rows(`/targets/${ofLeads.id}/download.csv`)
  expect(alone.map(numberOf).sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => 40 + i))
  expect(new Set(alone.map((row) => row.fdy_cohort_buyers_is_member))).toEqual(new Set(['false']))
  expect(personas(alone).sort()).toEqual(personas(rows).sort())
})
