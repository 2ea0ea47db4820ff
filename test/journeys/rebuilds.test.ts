import { StopExecutionCommand } from '@aws-sdk/client-sfn'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Journey, startJourney } from '../support/cloud.ts'
import type { Customer } from '../support/customer.ts'
import { crmCsv, crmDataset, makeChain, ordersCsv, ordersDataset } from '../support/shop.ts'

let journey: Journey
beforeAll(async () => {
  journey = await startJourney()
})
afterAll(() => journey?.stop())

/** Does something, waits until nothing is under way, and says by name what was built since, each name once a build. */
async function builtBy(names: Record<string, string>, work: () => Promise<unknown>): Promise<string[]> {
  const counts = () =>
    Object.fromEntries(Object.entries(names).map(([name, id]) => [name, journey.buildsOf(id).length]))
  const before = counts()
  await work()
  await journey.settled()
  const after = counts()
  return Object.keys(names).flatMap((name) => Array(after[name]! - before[name]!).fill(name))
}

const [ordersFile, crmFile] = [ordersCsv(0, 30), crmCsv(0, 30)]

/** A shop with orders: dataset, cohort, set, scope, target. */
async function shop(customer: Customer, more: Parameters<typeof makeChain>[1] = {}) {
  await customer.upload('orders/file1.csv', ordersFile)
  const orders = await customer.post('/datasets', ordersDataset)
  const chain = await makeChain(customer, more)
  await customer.ready(chain.target)
  return { ...chain, ids: { orders: orders.id as string, people: customer.account_id, ...chain.ids } }
}

test('an edit rebuilds exactly what is downstream of it', async () => {
  const customer = await journey.customer()
  await customer.upload('crm/file.csv', crmFile)
  const crm = await customer.post('/datasets', crmDataset)
  // One line reads orders alone, the other traits alone.
  const ofOrders = await shop(customer, {
    set: { clustering_dimensions: { streams: { orders: ['datetime', 'value'] } } },
  })
  const young = await customer.post('/cohorts', { name: 'Young', traits: [{ name: 'age', _lt: 60 }] })
  const youngSet = await customer.post('/persona_sets', {
    cohort_id: young.id,
    number_of_clusters: 2,
    clustering_dimensions: { traits: ['age', 'home'] },
  })
  const youngScope = await customer.post('/scopes', {
    population: { cohort_ids: [young.id] },
    payload: { persona_set_ids: [youngSet.id] },
  })
  const youngTarget = await customer.post('/targets', { scope_id: youngScope.id, options: { type: 'hosted_csv' } })
  await customer.ready(`/targets/${youngTarget.id}`)
  const names = {
    ...ofOrders.ids,
    crm: crm.id,
    young: young.id,
    youngSet: youngSet.id,
    youngScope: youngScope.id,
    youngTarget: youngTarget.id,
  }

  // A trait. Who is in the cohort by another trait stays, and who is in which persona; but a persona that was named for the
  // old label is named anew, and that is delivered.
  const home = { column_name: 'home', transformation_table: { rents: 'tenant', owns: 'owner' } }
  const edit = () => customer.patch(`/datasets/${crm.id}`, { output_to_traits: { home } })
  expect(await builtBy(names, edit)).toEqual(['people', 'crm', 'youngSet', 'youngScope', 'youngTarget'])
  const { personas, changes } = await customer.ready(`/persona_sets/${youngSet.id}`)
  expect(JSON.stringify(personas)).toContain('tenant')
  expect(changes.map(({ change }: { change: string }) => change)).toContain('renamed')
  expect(personas.some((one: { previous_name?: string }) => one.previous_name)).toBe(true)

  // A cohort.
  const untouched = await customer.get(`/persona_sets/${youngSet.id}`)
  expect(await builtBy(names, () => customer.patch(ofOrders.cohort, { min_count: 3 }))).toEqual([
    'cohort',
    'set',
    'scope',
    'target',
  ])
  expect(await customer.ready(ofOrders.target)).toMatchObject({ row_count: 15 })
  expect(await customer.get(`/persona_sets/${youngSet.id}`)).toEqual(untouched)

  // A file.
  expect(await builtBy(names, () => customer.upload('crm/file.csv', crmFile.replaceAll(/,2\d,/g, ',33,')))).toEqual([
    'people',
    'crm',
    'young',
    'youngSet',
    'youngScope',
    'youngTarget',
  ])

  // The same bytes again: read again, and nothing else.
  expect(await builtBy(names, () => customer.upload('orders/file1.csv', ordersFile))).toEqual(['orders'])
  expect(journey.cloud.deadLetters()).toEqual([])
})

test('two sets that ask the same of the same people tell the same personas', async () => {
  const customer = await journey.customer()
  const { set, ids } = await shop(customer, { set: { number_of_clusters: undefined } })
  const { id } = await customer.post('/persona_sets', { cohort_id: ids.cohort, name: 'Again' })
  const told = async (path: string) => {
    const { personas } = await customer.ready(path)
    return personas.map(({ id: _id, avatar: _avatar, ...persona }: Record<string, unknown>) => persona)
  }
  expect(await told(`/persona_sets/${id}`)).toEqual(await told(set))
})

test('whatever was uploaded first and built between: the same personas, figures and sentences', async () => {
  const files = [ordersCsv(0, 14), ordersCsv(14, 22), ordersCsv(22, 40)]
  const built = async (customer: Customer, order: number[], between: boolean) => {
    const upload = (i: number) => customer.upload(`orders/file${i}.csv`, files[i]!)
    await upload(order[0]!)
    await customer.post('/datasets', ordersDataset)
    const chain = await makeChain(customer)
    if (between) await customer.ready(chain.target)
    for (const i of order.slice(1)) {
      await upload(i)
      if (between) await journey.settled()
    }
    await journey.settled()
    await customer.ready(chain.target)
    const { personas, as_of, population_count, moves, changes } = await customer.ready(chain.set)
    const figures = personas.map(
      ({ individuals_count, share, details, salient, headline }: Record<string, unknown>) => ({
        ...{ individuals_count, share, details, salient, headline },
      }),
    )
    return { told: { figures, as_of, population_count }, personas, moves, changes }
  }
  const atOnce = await built(await journey.customer(), [0, 1, 2], false)
  const first = await built(await journey.customer(), [0, 1, 2], true)
  const last = await built(await journey.customer(), [2, 1, 0], true)
  expect(first.told).toEqual(atOnce.told)
  expect(last.told).toEqual(atOnce.told)
  // Changes and moves are of the same people: of a persona that is kept most people stayed.
  for (const { moves, changes, personas } of [first, last]) {
    const people = (of: { from: string; to: string; count: number }[]) => of.reduce((sum, { count }) => sum + count, 0)
    for (const { change, from, to } of changes as { change: string; from: { id: string }[]; to: { id: string }[] }[]) {
      if (change !== 'kept') continue
      const was = moves.filter((move: { from: string }) => move.from === from[0]!.id)
      const stayed = was.filter((move: { to: string }) => move.to === to[0]!.id)
      expect(people(stayed) * 2).toBeGreaterThan(people(was))
    }
    expect(people(moves)).toBe(
      personas.reduce((sum: number, one: { individuals_count: number }) => sum + one.individuals_count, 0),
    )
  }
})

test('a build that fails keeps the last good output, says why, and is in nobody’s way', async () => {
  const customer = await journey.customer()
  const { set, scope, target, ids } = await shop(customer)
  const other = await customer.post('/persona_sets', { cohort_id: ids.cohort, number_of_clusters: 3, name: 'Others' })
  await customer.patch(`/cohorts/${ids.cohort}`, { min_count: 3 })
  const { personas } = await customer.ready(set)
  await customer.patch(set, { number_of_clusters: 20 })
  const failed = await customer.rested(set)
  expect(failed).toMatchObject({ status: 'error', personas })
  expect(failed.status_error).toBe(
    'A persona set of 20 personas needs at least 20 people, its cohort "Customers" has 15 people.',
  )
  expect(await customer.ready(`/persona_sets/${other.id}`)).toMatchObject({ population_count: 15 })
  expect(await customer.ready(scope)).toMatchObject({ population_count: 15 })

  // A failed resource is not tried again by itself; the change that mends it also builds it.
  expect(await builtBy(ids, () => journey.invoke('sweep', {}))).toEqual([])
  await customer.patch(set, { number_of_clusters: 2 })
  await customer.patch(`/cohorts/${ids.cohort}`, { min_count: null })
  const mended = await customer.ready(set)
  expect(mended.status_error).toBeUndefined()
  expect(await customer.ready(target)).toMatchObject({ row_count: 30 })

  // The history of builds says so later, too.
  const builds: { attempt: number; outcome: string; why: string; count?: number; status_error?: string }[] =
    await customer.get(`${set}/builds?limit=100`)
  expect(builds.map(({ attempt }) => attempt)).toEqual(builds.map((_, i) => builds.length - i))
  expect(builds[0]).toMatchObject({ outcome: 'ready', count: 30, seconds: expect.any(Number) })
  expect(builds.at(-1)).toMatchObject({ outcome: 'ready', why: 'its first build', count: 30 })
  const broken = builds.filter(({ outcome }) => outcome === 'error')
  expect(broken).toMatchObject([{ why: 'its settings changed', status_error: failed.status_error }])
  expect(await customer.get(`${set}/builds?limit=1`)).toEqual(builds.slice(0, 1))

  // A folder of which nothing can be read any more takes nothing away either.
  const csv = await customer.get(`${target}/download.csv`)
  await customer.upload('orders/file1.csv', 'something,else\n1,2\n')
  expect(await customer.rested(`/datasets/${ids.orders}`)).toMatchObject({
    status: 'error',
    status_error: expect.stringMatching(/columns not found: "account_email".*the file has: "something", "else"/),
    row_count: 120,
  })
  expect(await customer.get(`${target}/download.csv`)).toBe(csv)
})

test('names are shown anew, and nothing is clustered anew for them', async () => {
  const customer = await journey.customer()
  const { set, target, ids } = await shop(customer)
  const { personas } = await customer.get(set)
  const [persona] = personas
  const renaming = await builtBy(ids, () =>
    customer.patch(`${set}/personas/${persona.id}`, { name: 'Regulars, "ours"' }),
  )
  expect(renaming).toEqual(['target'])
  const named = async (path: string, column: string) =>
    (await customer.rows(path)).filter((row) => row[column] === 'Regulars, "ours"').length
  expect(await named(`${target}/download.csv`, 'fdy_persona_set_customers_personas_persona_name')).toBe(
    persona.individuals_count,
  )
  expect(await builtBy(ids, () => customer.patch(set, { name: 'Segments' }))).toEqual(['target'])
  expect(Object.keys((await customer.rows(`${target}/download.csv`))[0]!)).toContain(
    'fdy_persona_set_segments_persona_name',
  )
  expect((await customer.get(set)).personas[0].name).toBe('Regulars, "ours"')
  // The set's own file takes it up with its next build.
  await customer.post(`${set}/force_update`)
  await customer.ready(set)
  expect(await named(`${set}/download.csv`, 'persona_name')).toBe(persona.individuals_count)
})

test('force_update delivers a scope again, fits a set anew, and moves no recency', async () => {
  const customer = await journey.customer()
  const { set, scope, target, ids } = await shop(customer, { set: { refit: 'manual' } })
  const model = await journey.modelOf(customer, ids.set)
  const { personas } = await customer.get(set)

  // More people, and the model stays, because the set says so.
  await customer.upload('orders/file2.csv', ordersCsv(30, 50))
  expect(await customer.ready(set)).toMatchObject({ population_count: 50 })
  expect(await journey.modelOf(customer, ids.set)).toEqual(model)

  // A scope that is asked for by hand: the same moment, the same model, the files delivered again.
  await customer.patch(set, { refit: 'on_change' })
  await journey.settled()
  const before = await customer.get(target)
  expect(await builtBy(ids, () => customer.post(`${scope}/force_update`))).toEqual(['scope', 'target'])
  const scored = await customer.get(set)
  expect(scored.as_of).toBe(before.as_of)
  expect(scored.personas.map(({ id, name }: { id: string; name: string }) => [id, name])).toEqual(
    personas.map(({ id, name }: { id: string; name: string }) => [id, name]),
  )
  expect(await journey.modelOf(customer, ids.set)).toEqual(model)
  const after = await customer.ready(target)
  expect(after.last_updated_output_at > before.last_updated_output_at).toBe(true)
  expect(after.row_count).toBe(50)

  await customer.post(`${set}/force_update`)
  expect(await customer.ready(set)).toMatchObject({ as_of: before.as_of, data_up_to: before.as_of })
  expect(await journey.modelOf(customer, ids.set)).not.toEqual(model)
})

/** Resolves while a build of this resource runs. */
async function running(id: string): Promise<string> {
  return await expect
    .poll(
      () => journey.cloud.executions().find((one) => one.name.startsWith(`${id}-`) && one.status === 'RUNNING')?.arn,
      { interval: 10 },
    )
    .toBeTruthy()
    .then(() => journey.cloud.executions().find((one) => one.name.startsWith(`${id}-`))!.arn)
}

test('a build that is killed midway is built again, and so is what a restart interrupts', async () => {
  const customer = await journey.customer()
  const { set, target, ids } = await shop(customer)
  await customer.upload('orders/file2.csv', ordersCsv(30, 40))
  const executionArn = await running(ids.set)
  await journey.sfn().send(new StopExecutionCommand({ executionArn, cause: 'a test' }))
  expect(await customer.ready(target)).toMatchObject({ row_count: 40 })
  expect(journey.buildsOf(ids.set).map(({ status }) => status)).toEqual(['SUCCEEDED', 'ABORTED', 'SUCCEEDED'])
  expect(await customer.get(`${set}/builds`)).toMatchObject(
    ['ready', 'stopped', 'ready'].map((outcome) => ({ outcome, ended_at: expect.any(String) })),
  )

  await customer.upload('orders/file3.csv', ordersCsv(40, 50))
  await running(ids.set)
  await journey.restart()
  expect(await customer.ready(target)).toMatchObject({ row_count: 50 })
  expect(
    journey
      .buildsOf(ids.set)
      .map(({ status }) => status)
      .slice(3),
  ).toEqual(['ABORTED', 'SUCCEEDED'])
  expect(await customer.get(set)).toMatchObject({ population_count: 50 })
  expect((await customer.get('/uploads')).length).toBe(3)
  expect(await customer.rows(`${target}/download.csv`)).toHaveLength(50)
})
