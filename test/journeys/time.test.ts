import { DeleteObjectsCommand, ListObjectsV2Command } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { lakeKeys } from '../../shared/lake/keys.ts'
import { type Journey, startJourney } from '../support/cloud.ts'
import type { Customer } from '../support/customer.ts'
import { request } from '../support/request.ts'
import { makeChain, orderHeader, ordersCsv, ordersDataset } from '../support/shop.ts'

let journey: Journey
beforeAll(async () => {
  journey = await startJourney()
})
afterAll(() => journey?.stop())

interface PersonaFlow {
  persona_id: string
  days: { date: string; count: number }[]
  marks?: { date: string; kind: string; note: string }[]
}
const flowOf = (customer: Customer, set: string): Promise<PersonaFlow[]> => customer.get(`${set}/analysis/flow`)
/** Counts by day, of all personas together or of each. */
const totals = (flow: PersonaFlow[], before: string) =>
  Object.fromEntries(
    flow[0]!.days
      .map(({ date }, i) => [date, flow.reduce((sum, one) => sum + one.days[i]!.count, 0)] as const)
      .filter(([date]) => date.slice(0, 10) < before),
  )
/** Daily counts become weekly as they age: compared are the days that both flows have. */
const daysOf = (flow: PersonaFlow[], before: string, other = flow) => {
  const shared = new Set(other[0]!.days.map(({ date }) => date))
  const isShown = ({ date }: { date: string }) => date.slice(0, 10) < before && shared.has(date)
  return Object.fromEntries(flow.map(({ persona_id, days }) => [persona_id, days.filter(isShown)]))
}
const countsOf = ({ personas }: { personas: { individuals_count: number }[] }) =>
  personas.map(({ individuals_count }) => individuals_count)
const week = 7 * 86_400_000

test('the moment follows the data and firings only; the past stays as it was counted, and says what happened', async () => {
  const customer = await journey.customer('Calendar Shop')
  await customer.upload('orders/file1.csv', ordersCsv(0, 40, { day: '2024-06-01' }))
  await customer.post('/datasets', ordersDataset)
  const { set, scope, target, ids } = await makeChain(customer)
  await customer.ready(target)
  const first = await customer.get(set)
  const { newest } = await customer.get('/streams/orders')
  expect(first).toMatchObject({ as_of: newest, data_up_to: newest })
  expect(await customer.get(scope)).toMatchObject({ as_of: newest, data_up_to: newest })
  expect(await customer.get(target)).toMatchObject({ as_of: newest, data_up_to: newest })
  const flow = await flowOf(customer, set)
  const day = newest.slice(0, 10)
  expect(flow[0]).not.toHaveProperty('marks')

  // A firing, years after the last order: recency moves by one period at most, and everything says why.
  const schedule = await customer.post('/schedules', { scope_id: ids.scope, expression: 'rate(7 days)' })
  const runsOf = async () => (await customer.get(`/schedules/${schedule.id}`)).runs
  await expect.poll(async () => (await runsOf()).map(({ status }: { status: string }) => status)).toEqual(['ready'])
  const weekLater = new Date(Date.parse(newest) + week).toISOString()
  const fired = await customer.ready(set)
  const says = /^No new data since \d+ \w+ 2024: counted as of \d+ \w+ 2024\.$/
  expect(fired).toMatchObject({ as_of: weekLater, data_up_to: newest, as_of_note: expect.stringMatching(says) })
  expect((await runsOf())[0]).toMatchObject({ data_up_to: newest, note: fired.as_of_note, target_ids: [ids.target] })
  expect(await customer.ready(target)).toMatchObject({ as_of: weekLater, data_up_to: newest })
  const afterFiring = await flowOf(customer, set)
  expect(daysOf(afterFiring, day, flow)).toEqual(daysOf(flow, day, afterFiring))
  expect(afterFiring[0]!.days.at(-1)!.date.slice(0, 10)).toBe(weekLater.slice(0, 10))

  // Asked for by hand the personas are those of the first build, and of a set that is made today.
  await customer.post(`${set}/force_update`)
  const forced = await customer.ready(set)
  expect(forced).toMatchObject({ as_of: newest, data_up_to: newest })
  expect(forced).not.toHaveProperty('as_of_note')
  expect(countsOf(forced)).toEqual(countsOf(first))
  const refitted = await flowOf(customer, set)
  expect(daysOf(refitted, '2030')).toEqual(daysOf(flow, '2030'))
  expect(refitted[0]!.marks).toMatchObject([{ date: day, kind: 'refit', note: expect.stringContaining(day) }])
  const fresh = await customer.post('/persona_sets', { cohort_id: ids.cohort, number_of_clusters: 2, name: 'Fresh' })
  expect(countsOf(await customer.ready(`/persona_sets/${fresh.id}`))).toEqual(countsOf(first))
  // A scope that is delivered again by hand moves nothing either.
  await customer.post(`${scope}/force_update`)
  expect(await customer.ready(target)).toMatchObject({ as_of: newest })

  // Late rows of old days: they count from now on, and not in days that are over.
  await customer.upload('orders/old.csv', ordersCsv(100, 110, { day: '2024-05-01' }))
  const late = await customer.ready(set)
  expect(late).toMatchObject({ population_count: 50, as_of: newest })
  const afterLate = await flowOf(customer, set)
  const keepsTotals = (later: PersonaFlow[]) => {
    const [then, now] = [totals(flow, day), totals(later, day)]
    const shared = Object.keys(then).filter((date) => now[date] !== undefined)
    expect(shared.length).toBeGreaterThan(150)
    expect(shared.map((date) => [date, now[date]])).toEqual(shared.map((date) => [date, then[date]]))
  }
  keepsTotals(afterLate)
  expect(afterLate.reduce((sum, one) => sum + one.days.at(-1)!.count, 0)).toBe(50)

  // Newer rows: days that were over keep their counts, new days follow, the new fit is marked.
  await customer.upload('orders/new.csv', ordersCsv(200, 210, { day: '2024-06-20' }))
  const newer = await customer.ready(set)
  expect(newer.as_of > newest).toBe(true)
  const afterNew = await flowOf(customer, set)
  keepsTotals(afterNew)
  expect(afterNew[0]!.marks!.map(({ date, kind }) => [date, kind])).toEqual([
    [day, 'refit'],
    [newer.as_of.slice(0, 10), 'refit'],
  ])

  // A file is deleted: the past changes, and says so. It is that of a set that never knew the file.
  await customer.remove('/uploads/orders/old.csv')
  expect(await customer.ready(set)).toMatchObject({ population_count: 50, as_of: newer.as_of })
  const afterDelete = await flowOf(customer, set)
  expect(afterDelete[0]!.marks).toEqual([
    {
      date: newer.as_of.slice(0, 10),
      kind: 'recounted',
      note: `Data was deleted or corrected: all days were counted anew on data up to ${newer.as_of.slice(0, 10)}`,
    },
  ])
  const other = await customer.post('/persona_sets', { cohort_id: ids.cohort, number_of_clusters: 2, name: 'Other' })
  await customer.ready(`/persona_sets/${other.id}`)
  const unknowing = await flowOf(customer, `/persona_sets/${other.id}`)
  expect(Object.values(daysOf(afterDelete, '2030'))).toEqual(Object.values(daysOf(unknowing, '2030')))
})

test('a set that is refitted after a firing is one that was never fired, whatever window of time its cohort has', async () => {
  const customer = await journey.customer('Window Shop')
  await customer.upload('orders/file1.csv', ordersCsv(0, 40, { day: '2024-06-01' }))
  await customer.post('/datasets', ordersDataset)
  // Of those who order often the last order is up to 30 days old, of the others 150 to 300.
  const windows = [{ max_days: 220 }, { min_days: 8 }, { min_days: 12, max_days: 240 }]
  const makeSet = async (recency: object, name: string) => {
    const cohort = await customer.post('/cohorts', {
      name: `${name} ${JSON.stringify(recency)}`,
      stream_name: 'orders',
      recency: { occurrence: 'last', ...recency },
    })
    const set = await customer.post('/persona_sets', { cohort_id: cohort.id, name: cohort.name, explore: true })
    return { cohort: String(cohort.id), set: String(set.id), path: `/persona_sets/${set.id}` }
  }
  const fired = await Promise.all(windows.map((window) => makeSet(window, 'Fired')))
  const scope = await customer.post('/scopes', {
    name: 'All',
    population: { cohort_ids: fired.map((one) => one.cohort) },
    payload: { persona_set_ids: fired.map((one) => one.set) },
  })
  await customer.ready(`/scopes/${scope.id}`)
  const first = await Promise.all(fired.map(({ path }) => customer.ready(path)))
  const schedule = await customer.post('/schedules', { scope_id: scope.id, expression: 'rate(60 days)' })
  const runsOf = async () => (await customer.get(`/schedules/${schedule.id}`)).runs
  await expect.poll(async () => (await runsOf()).map(({ status }: { status: string }) => status)).toEqual(['ready'])
  for (const [i, { path }] of fired.entries()) {
    const scored = await customer.ready(path)
    expect(scored.as_of > scored.data_up_to).toBe(true)
    // The window went on by sixty days, so others are in it.
    expect(scored.population_count).not.toBe(first[i].population_count)
  }

  /** Everything of a set that its data decides; ids, names and pictures have a past. */
  const figuresOf = async (path: string) => {
    const { as_of, data_up_to, population_count, dimensions, personas, weak } = await customer.ready(path)
    const of = ({ individuals_count, share, details, salient, headline }: Record<string, unknown>) => ({
      ...{ individuals_count, share, details, salient, headline },
    })
    const selection = await customer.get(`${path}/selection`)
    return { as_of, data_up_to, population_count, dimensions, weak, selection, personas: personas.map(of) }
  }
  const expectAsUnfired = async () => {
    const unfired = await Promise.all(windows.map((window) => makeSet(window, 'Never fired')))
    for (const [i, { path }] of fired.entries()) {
      expect(await figuresOf(path)).toEqual(await figuresOf(unfired[i]!.path))
    }
  }
  // Data of old days: the firing is still later than the newest event.
  await customer.upload('orders/file2.csv', ordersCsv(100, 130, { day: '2024-05-20' }))
  await expectAsUnfired()
  // The cohort itself is still one of the firing.
  const cohort = await customer.get(`/cohorts/${fired[0]!.cohort}`)
  expect(cohort.as_of > cohort.data_up_to).toBe(true)
  // Asked for by hand the same.
  await Promise.all(fired.map(({ path }) => customer.post(`${path}/force_update`)))
  await expectAsUnfired()
  expect(await customer.get(`/cohorts/${fired[0]!.cohort}`)).toMatchObject({ as_of: cohort.as_of })
})

test('a leap over hours waits for what it started: nothing fails, nobody is mailed twice', async () => {
  const customer = await journey.customer('Hasty Shop')
  const today = new Date(journey.cloud.clock.now() - 2 * 86_400_000).toISOString().slice(0, 10)
  await customer.upload('orders/file1.csv', ordersCsv(0, 30, { day: today }))
  await customer.post('/datasets', ordersDataset)
  const { set, target, ids } = await makeChain(customer)
  const schedule = await customer.post('/schedules', { scope_id: ids.scope, expression: 'rate(2 hours)' })
  // Longer than a claim of a build lasts, while the builds have only begun.
  const before = journey.cloud.clock.now()
  const { status } = await request('POST', `${journey.cloud.endpoints.control}/clock`, { advance: '5h54m' })
  expect(status).toBe(200)
  expect(journey.cloud.clock.now() - before).toBeGreaterThanOrEqual(5.9 * 3_600_000)
  // At once, without waiting: everything that fell due is done.
  expect(await customer.get(set)).toMatchObject({ status: 'ready' })
  expect(await customer.get(target)).toMatchObject({ status: 'ready' })
  const { runs } = await customer.get(`/schedules/${schedule.id}`)
  expect(runs.map((run: { status: string }) => run.status)).toEqual(['ready', 'ready', 'ready'])
  const failed = journey.cloud.executions().filter((one) => one.status !== 'SUCCEEDED')
  expect(failed).toEqual([])
  expect(journey.cloud.mail().filter(({ recipients }) => recipients === customer.email)).toHaveLength(1)
  expect(journey.logs()).not.toContain('SupersededBuild')
})

test('a run that failed reports nothing that it did not do', async () => {
  const customer = await journey.customer('Broken Shop')
  const yesterday = new Date(journey.cloud.clock.now() - 86_400_000).toISOString().slice(0, 10)
  await customer.upload('orders/file1.csv', ordersCsv(0, 30, { day: yesterday }))
  await customer.post('/datasets', ordersDataset)
  const { target, ids } = await makeChain(customer)
  await customer.ready(target)
  const schedule = await customer.post('/schedules', { scope_id: ids.scope, expression: 'rate(1 day)', enabled: false })
  await customer.upload('orders/file2.csv', `${orderHeader}\n`)
  await journey.settled()

  // The model is lost: scoring under it cannot work.
  const s3 = journey.s3()
  const Bucket = journey.cloud.outputs.LakeBucket
  const Prefix = lakeKeys.resource({ ...customer, resource_type: 'persona_sets', resource_id: ids.set })
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix }))
  const models = Contents.flatMap(({ Key }) => (Key!.endsWith('/model.json') ? [{ Key: Key! }] : []))
  expect(models.length).toBeGreaterThan(0)
  await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: models } }))
  s3.destroy()
  await customer.patch(`/schedules/${schedule.id}`, { enabled: true })
  const { clock } = journey.cloud
  const runsOf = async () => (await customer.get(`/schedules/${schedule.id}`)).runs
  await expect.poll(runsOf).toHaveLength(1)
  await clock.advance(120_000)
  await journey.settled()
  const [run] = await runsOf()
  expect(run).toMatchObject({ status: 'error', status_error: expect.stringContaining('error of ours'), target_ids: [] })
  expect(run).not.toHaveProperty('persona_sets')
})
