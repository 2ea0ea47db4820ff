import { afterAll, beforeAll, expect, test } from 'vitest'
import { tutorial } from '../../demo/tutorial.ts'
import { type Journey, startJourney } from '../support/cloud.ts'
import type { Customer } from '../support/customer.ts'
import { ordersCsv } from '../support/shop.ts'

let journey: Journey
beforeAll(async () => {
  journey = await startJourney()
})
afterAll(() => journey?.stop())

/** The README's dataset as the tutorial sends it, which says no name. */
const { name: _, ...dataset } = tutorial.dataset
const [first, second] = [ordersCsv(0, 30), ordersCsv(20, 60, { day: '2024-07-01' })]

/** The resources after the dataset, in the bodies of the tutorial: no more than it must say. */
async function rest(customer: Customer): Promise<{ set: string; target: string }> {
  const cohort = await customer.post('/cohorts', tutorial.cohort)
  const set = await customer.post('/persona_sets', { cohort_id: cohort.id })
  const scope = await customer.post('/scopes', {
    name: 'Customers',
    population: { cohort_ids: [cohort.id] },
    payload: { persona_set_ids: [set.id] },
  })
  const target = await customer.post('/targets', { scope_id: scope.id, options: { type: 'hosted_csv' } })
  return { set: set.id, target: target.id }
}

/** The target's file without what names the account's own resources: who is in it, in which order, and which persona. */
async function delivered(customer: Customer, { set, target }: { set: string; target: string }) {
  await customer.ready(`/targets/${target}`)
  const column = `fdy_persona_set_${set.replaceAll('-', '_')}`
  const rows = await customer.rows(`/targets/${target}/download.csv`)
  return rows.map((row) => ({ email: row.email!, persona: row[`${column}_persona_name`]! }))
}

test('six requests end in a CSV that says who is who', async () => {
  const customer = await journey.customer()
  await customer.upload('orders/file1.csv', first)
  const { id } = await customer.post('/datasets', tutorial.dataset)
  const cohort = await customer.post('/cohorts', tutorial.cohort)
  const set = await customer.post('/persona_sets', tutorial.personaSet(cohort.id))
  const scope = await customer.post('/scopes', tutorial.scope(cohort.id, set.id))
  const target = await customer.post('/targets', tutorial.target(scope.id))
  expect(target).toMatchObject({ status: 'new' })

  const ready = await customer.ready(`/targets/${target.id}`)
  expect(ready).toMatchObject({ status: 'ready', row_count: 30, last_updated_output_at: expect.any(String) })
  expect(await customer.get(`/datasets/${id}`)).toMatchObject({ row_count: 120, identified_count: 120 })
  expect(await customer.get(`/cohorts/${cohort.id}`)).toMatchObject({ population_count: 30 })
  const { personas } = await customer.get(`/persona_sets/${set.id}`)
  expect(personas.length).toBeGreaterThanOrEqual(2)
  expect(
    personas.reduce((sum: number, { individuals_count: people }: { individuals_count: number }) => sum + people, 0),
  ).toBe(30)

  const rows = await customer.rows(`/targets/${target.id}/download.csv`)
  expect(rows).toHaveLength(30)
  const column = `fdy_persona_set_${set.id.replaceAll('-', '_')}`
  expect(Object.keys(rows[0]!)).toEqual(['email', `${column}_persona_id`, `${column}_persona_name`])
  const names = new Map(personas.map(({ id, name }: { id: string; name: string }) => [id, name]))
  for (const row of rows) expect(row[`${column}_persona_name`]).toBe(names.get(row[`${column}_persona_id`]))
  // Two kinds of people were planted, and no persona mixes them.
  const kinds = Map.groupBy(rows, (row) => row[`${column}_persona_id`]!)
  for (const some of kinds.values()) {
    expect(new Set(some.map(({ email }) => Number(email!.match(/\d+/)![0]) % 2)).size).toBe(1)
  }
})

/** The same people in the same order, and the same of them together, whatever the personas are called. */
const grouped = (rows: { email: string; persona: string }[]) => {
  const places = [...new Set(rows.map(({ persona }) => persona))]
  return rows.map(({ email, persona }) => ({ email, group: places.indexOf(persona) }))
}

test('in whatever order dataset and files come, the same files end in the same result', async () => {
  const inOrder = async (walk: (customer: Customer) => Promise<{ set: string; target: string }>) => {
    const customer = await journey.customer()
    return delivered(customer, await walk(customer))
  }
  const [filesFirst, swapped, filesLast, oneLater] = await Promise.all([
    inOrder(async (customer) => {
      await customer.upload('orders/file1.csv', first)
      await customer.upload('orders/file2.csv', second)
      await customer.post('/datasets', dataset)
      return rest(customer)
    }),
    inOrder(async (customer) => {
      await customer.upload('orders/file2.csv', second)
      await customer.upload('orders/file1.csv', first)
      await customer.post('/datasets', dataset)
      return rest(customer)
    }),
    // Everything is asked for before there is a file.
    inOrder(async (customer) => {
      await customer.post('/datasets', dataset)
      const made = await rest(customer)
      await customer.upload('orders/file2.csv', second)
      await customer.upload('orders/file1.csv', first)
      return made
    }),
    // The second file comes when everything is ready.
    inOrder(async (customer) => {
      await customer.upload('orders/file1.csv', first)
      await customer.post('/datasets', dataset)
      const made = await rest(customer)
      await customer.ready(`/targets/${made.target}`)
      await customer.upload('orders/file2.csv', second)
      return made
    }),
  ])
  expect(filesFirst).toHaveLength(60)
  expect(swapped).toEqual(filesFirst)
  // A set that was built before keeps the names of its personas; who is with whom is the same.
  expect(grouped(filesLast)).toEqual(grouped(filesFirst))
  expect(grouped(oneLater)).toEqual(grouped(filesFirst))
})
