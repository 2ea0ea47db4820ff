import { afterAll, beforeAll, expect, test } from 'vitest'
import { dayOf } from '../../shared/engines/figures/day.ts'
import { type Journey, startJourney } from '../support/cloud.ts'
import { makeChain, ordersCsv, ordersDataset, person } from '../support/shop.ts'

let journey: Journey
beforeAll(async () => {
  journey = await startJourney()
})
afterAll(() => journey?.stop())

const day = 24 * 60 * 60_000
const period = 60 * 60_000
interface Run {
  scheduled_time: string
  status: string
  started_at: string
  finished_at: string
  target_ids: string[]
  persona_sets: Record<
    string,
    { scored: number; moved: number; moves: { from: string | null; to: string; count: number }[] }
  >
}

test('a schedule scores again under the frozen model, delivers, and tells who moved', async () => {
  const customer = await journey.customer()
  const began = journey.cloud.clock.now()
  const yesterday = new Date(began - day).toISOString().slice(0, 10)
  await customer.upload('orders/file1.csv', ordersCsv(0, 30, { day: yesterday }))
  await customer.post('/datasets', ordersDataset)
  // Without time among the dimensions, so that who moves is who orders otherwise.
  const { set, target, ids } = await makeChain(customer, {
    set: { refit: 'manual', clustering_dimensions: { streams: { orders: ['value'] } } },
  })
  await customer.ready(target)
  const schedule = await customer.post('/schedules', { scope_id: ids.scope, expression: 'rate(1 hour)' })
  const path = `/schedules/${schedule.id}`
  expect(schedule).toMatchObject({ status: 'ready', enabled: true, last_run: null, runs: [] })
  expect(Date.parse(schedule.next_run)).toBeGreaterThan(journey.cloud.clock.now())
  // As Scheduler has it, a rate fires at once, and then at its distance.
  const runsOf = async () => (await customer.get(path)).runs as Run[]
  await expect.poll(async () => (await runsOf()).map(({ status }) => status)).toEqual(['ready'])
  expect(await runsOf()).toMatchObject([{ status: 'ready', persona_sets: { [ids.set]: { scored: 30, moved: 0 } } }])
  const model = await journey.modelOf(customer, ids.set)
  const { personas } = await customer.get(set)
  const column = 'fdy_persona_set_customers_personas_persona_id'
  const personaOf = async (number: number) =>
    (await customer.rows(`${target}/download.csv`)).find(({ email }) => email === person(number).email)![column]
  const [cheap, dear] = [await personaOf(0), await personaOf(1)]
  expect(cheap).not.toBe(dear)

  // Ten people are new, and person 0 begins to buy as the dear ones do; what is downstream rebuilds, an hour passes …
  const splurge = Array.from(
    { length: 40 },
    (_, i) => `${person(0).email},lamp,140.0${i % 10},${new Date(began - i * 60_000).toISOString()}`,
  )
  await customer.upload('orders/file2.csv', `${ordersCsv(30, 40, { day: yesterday })}${splurge.join('\n')}\n`)
  await customer.ready(target)
  const before = await customer.get(target)
  await journey.cloud.clock.advance(period)
  await journey.settled()

  // … and the run tells all of it.
  const { runs, last_run, next_run } = await customer.get(path)
  expect(runs).toHaveLength(2)
  const [run] = runs as [Run]
  expect(run).toMatchObject({
    status: 'ready',
    target_ids: [ids.target],
    persona_sets: { [ids.set]: { scored: 40, moved: 1 } },
  })
  // The API's clock and Scheduler's agree but for the moment between writing and telling.
  expect(Math.abs(Date.parse(run.scheduled_time) - Date.parse(schedule.next_run))).toBeLessThan(60_000)
  expect(Date.parse(last_run)).toBe(Date.parse(run.scheduled_time))
  expect(Math.abs(Date.parse(next_run) - Date.parse(last_run) - period)).toBeLessThan(60_000)
  const moves = run.persona_sets[ids.set]!.moves
  expect(moves).toContainEqual({ from: cheap, to: dear, count: 1 })
  expect(moves.filter(({ from }) => from === null).reduce((sum, { count }) => sum + count, 0)).toBe(10)
  expect(await personaOf(0)).toBe(dear)

  // The model is frozen, today is an hour after the newest order, the file is a new one.
  const scored = await customer.get(set)
  expect(await journey.modelOf(customer, ids.set)).toEqual(model)
  expect(scored.personas.map(({ id }: { id: string }) => id)).toEqual(personas.map(({ id }: { id: string }) => id))
  expect(scored.data_up_to).toBe(new Date(began).toISOString())
  expect(Date.parse(scored.as_of)).toBe(began + period)
  expect(scored.as_of < run.scheduled_time).toBe(true)
  const after = await customer.ready(target)
  expect(after.row_count).toBe(40)
  expect(after.last_updated_output_at > before.last_updated_output_at).toBe(true)
  // Nobody is mailed for it.
  expect(journey.cloud.mail().filter(({ recipients }) => recipients === customer.email)).toHaveLength(1)

  // Scheduler delivers at least once: the same window again is the same run.
  const firing = { account_id: customer.account_id, schedule_id: schedule.id, scheduled_time: run.scheduled_time }
  const builds = journey.buildsOf(ids.set).length
  await Promise.all([1, 2, 3].map(() => journey.invoke('rescore-due', firing)))
  await journey.settled()
  expect((await customer.get(path)).runs).toEqual(runs)
  expect(journey.buildsOf(ids.set)).toHaveLength(builds)

  // The next window: nothing new has come, and the run says so and does nothing.
  await journey.cloud.clock.advance(period)
  await journey.settled()
  const later = (await customer.get(path)).runs as Run[]
  expect(later).toHaveLength(3)
  const date = dayOf(new Date(began).toISOString())
  expect(later[0]).toMatchObject({ status: 'ready', note: `No new data since ${date}: nothing to score.` })
  expect(later[0]).not.toHaveProperty('persona_sets')
  expect(later[0]).toMatchObject({ target_ids: [], data_up_to: scored.data_up_to })
  expect(await customer.get(set)).toMatchObject({ as_of: scored.as_of, moves: scored.moves })
  expect(journey.buildsOf(ids.set)).toHaveLength(builds)

  // A new name is no reason to fire.
  await customer.patch(path, { name: 'Every hour' })
  await journey.settled()
  expect((await customer.get(path)).runs).toHaveLength(3)

  // Windows that fire at the same moment (a clock that was behind) are separate runs, and every one comes to an end.
  const at = (seconds: number) => new Date(journey.cloud.clock.now() + seconds * 1000).toISOString()
  const windows = [1, 2, 3, 4].map((seconds) => ({ ...firing, scheduled_time: at(seconds) }))
  await Promise.all(windows.map((window) => journey.invoke('rescore-due', window)))
  await journey.settled()
  expect((await runsOf()).map(({ status }) => status)).toEqual(Array(7).fill('ready'))

  // Disabled it rests; deleted it is gone.
  expect(await customer.patch(path, { enabled: false })).toMatchObject({ enabled: false, next_run: null })
  await journey.cloud.clock.advance(period)
  await journey.settled()
  expect(await runsOf()).toHaveLength(7)
  await customer.patch(path, { enabled: true })
  await customer.remove(path)
  expect(await customer.ask('GET', path)).toMatchObject({ status: 404, body: { error: 'NOT_FOUND' } })
  await journey.settled()
  const last = journey.buildsOf(ids.set).length
  await journey.cloud.clock.advance(period)
  await journey.settled()
  expect(journey.buildsOf(ids.set)).toHaveLength(last)
  expect(journey.cloud.deadLetters()).toEqual([])
})
