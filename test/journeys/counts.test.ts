import { afterAll, beforeAll, expect, test } from 'vitest'
import { sampleDatasets } from '../../demo/sample/datasets.ts'
import { sampleFiles } from '../../demo/sample/files.ts'
import { tutorial } from '../../demo/tutorial.ts'
import { type Journey, startJourney } from '../support/cloud.ts'
import type { Customer } from '../support/customer.ts'

let journey: Journey
let customer: Customer
let set: { id: string; personas: { id: string; individuals_count: number }[] }
let customers: { id: string; population_count: number }
let everybody: { id: string; population_count: number }
beforeAll(async () => {
  journey = await startJourney()
  customer = await journey.customer()
  for (const { path, text } of sampleFiles().files) await customer.upload(path, text)
  for (const dataset of sampleDatasets) await customer.post('/datasets', dataset)
  const made = await customer.post('/cohorts', tutorial.cohort)
  const all = await customer.post('/cohorts', { name: 'Everybody' })
  const { id } = await customer.post('/persona_sets', tutorial.personaSet(made.id))
  set = await customer.ready(`/persona_sets/${id}`)
  customers = await customer.ready(`/cohorts/${made.id}`)
  everybody = await customer.ready(`/cohorts/${all.id}`)
})
afterAll(() => journey?.stop())

interface MakeUp {
  personas: { persona_id: string; count: number; share: number }[]
  unassigned_count: number
  months?: { date: string; personas: { persona_id: string; count: number }[]; unassigned_count: number }[]
}
const total = ({ personas, unassigned_count }: Pick<MakeUp, 'unassigned_count'> & { personas: { count: number }[] }) =>
  personas.reduce((sum, { count }) => sum + count, unassigned_count)

/** A rule of each kind: nobody, everybody, counts, sums, windows of time, lines of events, traits, places, choices. */
const rules = {
  everybody: {},
  buyers: { stream_name: 'orders' },
  often: { stream_name: 'orders', min_count: 3, max_count: 20 },
  never: { stream_name: 'orders', max_count: 0 },
  spent: { stream_name: 'orders', min_value: 200 },
  lately: { stream_name: 'orders', recency: { occurrence: 'last', max_days: 60 } },
  product: { stream_name: 'orders', stream_conditions: [{ property: 'product', _matches: 'roses|Rose' }] },
  trait: { traits: [{ name: 'age', _gte: 40 }] },
  choice: {
    traits: [
      { name: 'age', _lt: 30, optional: true },
      { name: 'pets', _neq: 'none', optional: true },
    ],
  },
  place: { place_conditions: [{ place_id: 'state:NY' }, { place_id: 'state:NJ' }] },
  nobody: { traits: [{ name: 'age', _gt: 1000 }] },
}

test('a preview counts those whom the cohort then has, of every kind of rule', async () => {
  const previews: Record<string, { people: number; of: number }> = {}
  const cohorts: Record<string, string> = {}
  for (const [name, rule] of Object.entries(rules)) {
    previews[name] = await customer.post('/cohorts/preview', { ...rule, persona_set_id: set.id })
    cohorts[name] = (await customer.post('/cohorts', { name, ...rule })).id
  }
  await journey.settled()
  for (const [name, id] of Object.entries(cohorts)) {
    const { population_count, as_of } = await customer.get(`/cohorts/${id}`)
    const { people, of, ...more } = previews[name]!
    expect([name, people, of]).toEqual([name, population_count, everybody.population_count])
    const [madeUp] = await customer.get(`/cohorts/${id}/analysis/personas?persona_set_ids=${set.id}`)
    const { persona_set_id: _id, persona_set_name: _name, ...told } = madeUp
    // Without any event the moment is the present one.
    expect(more, name).toEqual({ ...told, as_of: rulesWithEvents.has(name) ? as_of : expect.any(String) })
    if (people) expect(total(madeUp as MakeUp), name).toBe(people)
  }
  const counts = Object.values(previews).map(({ people }) => people)
  expect(counts.filter((count) => count > 0)).toHaveLength(counts.length - 1)
  for (const id of Object.values(cohorts)) await customer.remove(`/cohorts/${id}`)
})
const rulesWithEvents = new Set(Object.keys(rules))

test('the make-up by month adds up to the membership, and ends with that of today', async () => {
  const [{ months, ...now }] = (await customer.get(
    `/cohorts/${customers.id}/analysis/personas?persona_set_ids=${set.id}&over=month`,
  )) as [MakeUp]
  const membership = await customer.get(`/cohorts/${customers.id}/analysis/membership`)
  expect(months!.map((month) => ({ date: month.date, count: total(month) }))).toEqual(membership.months)
  expect(months!.at(-1)!.personas).toEqual(now.personas.map(({ persona_id, count }) => ({ persona_id, count })))
  expect(total(now)).toBe(customers.population_count)
})

test('those who qualified add up to the members, where nobody ever leaves', async () => {
  const path = `/cohorts/${customers.id}/analysis/membership`
  const [became, members] = [await customer.get(`${path}?mode=qualifying`), await customer.get(path)]
  const sum = (counts: { count: number }[]) => counts.reduce((all, { count }) => all + count, 0)
  expect(sum(became.months)).toBe(customers.population_count)
  let before = 0
  for (const [i, { date, count }] of (members.months as { date: string; count: number }[]).entries()) {
    expect(became.months[i]).toEqual({ date, count: count - before })
    before = count
  }
})

test('a population is counted as its scope has it, and its overlaps are told', async () => {
  const often = await customer.post('/cohorts', { name: 'Often', ...rules.often })
  await journey.settled()
  const population = { cohort_ids: [everybody.id, customers.id], exclusion_cohort_ids: [often.id] }
  const preview = await customer.post('/scopes/preview', { population })
  const scope = await customer.post('/scopes', { population, payload: {} })
  const { population_count } = await customer.ready(`/scopes/${scope.id}`)
  const { population_count: excluded } = await customer.get(`/cohorts/${often.id}`)
  expect(excluded).toBeGreaterThan(0)
  expect(preview).toEqual({
    people: population_count,
    excluded,
    cohorts: [
      {
        cohort_id: everybody.id,
        name: 'Everybody',
        people: everybody.population_count,
        also_in_others: customers.population_count,
      },
      {
        cohort_id: customers.id,
        name: 'Customers',
        people: customers.population_count,
        also_in_others: customers.population_count,
      },
    ],
  })

  // From everybody to customers: all personas are of customers, so each converted whole, and nobody else did.
  const path = `/persona_sets/${set.id}/analysis/conversion`
  const all = await customer.get(`${path}?from=${everybody.id}&to=${customers.id}`)
  expect(all.total).toMatchObject({ people: everybody.population_count, converted: customers.population_count })
  const leads = everybody.population_count - customers.population_count
  expect(all.unassigned).toMatchObject({ people: leads, converted: 0, rate: 0 })
  for (const one of all.personas) {
    const { individuals_count } = set.personas.find(({ id }) => id === one.persona_id)!
    expect(one).toMatchObject({ people: individuals_count, converted: individuals_count, rate: 1 })
  }
  // Some personas order more often than others, and the answer says which.
  const { personas } = await customer.get(`${path}?from=${customers.id}&to=${often.id}`)
  expect(
    personas.map(({ converted }: { converted: number }) => converted).reduce((a: number, b: number) => a + b),
  ).toBe(excluded)
  for (const { rate, low, high } of personas) {
    expect(low).toBeLessThanOrEqual(rate)
    expect(high).toBeGreaterThanOrEqual(rate)
  }
  expect(new Set(personas.map(({ stands_out }: { stands_out?: string }) => stands_out))).toContain('lower')
})

test('a schedule runs when somebody asks, also one that is switched off', async () => {
  const scope = await customer.post('/scopes', {
    name: 'Run by hand',
    population: { cohort_ids: [customers.id] },
    payload: { persona_set_ids: [set.id] },
  })
  const { id } = await customer.post('/schedules', {
    scope_id: scope.id,
    expression: 'cron(0 6 1 1 ? *)',
    enabled: false,
  })
  const asked = await customer.post(`/schedules/${id}/run`)
  expect(asked).toMatchObject({ id, enabled: false, runs: [{ status: 'running' }] })
  await journey.settled()
  const { runs } = await customer.get(`/schedules/${id}`)
  expect(runs).toMatchObject([{ status: 'ready', persona_sets: { [set.id]: { scored: customers.population_count } } }])
})
