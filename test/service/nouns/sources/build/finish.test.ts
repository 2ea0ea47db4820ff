import { afterAll, beforeAll, expect, test } from 'vitest'
import { collectLogs } from '../../../../../shared/planning/collect-log.ts'
import { listResources, writeConfig } from '../../../../../shared/ports/store/resources.ts'
import { startS3 } from '../../../../machines/fixture/parts.ts'
import { event, startSource } from '../../../../support/built-source.ts'
import { startDynamo } from '../../../../support/dynamodb.ts'
import { dataset } from '../../../../support/planned-account.ts'

let dynamo: Awaited<ReturnType<typeof startDynamo>>
let s3: Awaited<ReturnType<typeof startS3>>
beforeAll(async () => {
  ;[dynamo, s3] = await Promise.all([startDynamo('moira'), startS3()])
})
afterAll(() => Promise.all([dynamo.stop(), s3.stop()]))

test('the closed days of a log become streams and traits', async () => {
  const source = await startSource(s3)
  await source.put('2024-05-01T10', [
    event({ type: 'identify', userId: 'u1', traits: { email: 'ann@example.com', plan: 'pro', age: 41 } }),
    event({ userId: 'u1', event: 'Order Completed', properties: { revenue: 14.5, coupon: 'MAY', items: 2 } }),
    event({ messageId: 'twice', userId: 'u2', event: 'Order Completed', properties: { total: '20' } }),
  ])
  await source.put('2024-05-01T23', [
    event({ messageId: 'twice', userId: 'u2', event: 'Order Completed', properties: { total: '20' } }),
    event({ type: 'page', anonymousId: 'a1', name: 'Home', properties: { path: '/' } }),
  ])
  await source.put('2024-05-02T00', [event({ anonymousId: 'a1', event: 'Not Closed' })])
  const { output } = await source.build('2024-05-02T10:00:00.000Z')
  expect(output).toMatchObject({
    event_count: 4,
    duplicate_count: 1,
    rejected_count: 0,
    hours_read: 2,
    read_through: '2024-05-01T23',
    streams: [
      { name: 'order_completed', event_count: 3 },
      { name: 'page_viewed', event_count: 1 },
    ],
    traits: ['age', 'email', 'plan'],
  })
  const names = (await listResources(source.table, source.account_id)).map(
    ({ type, config }) => `${type} ${config.name}`,
  )
  expect(names).toEqual(expect.arrayContaining(['streams order_completed', 'streams page_viewed', 'traits plan']))
})

test('events leave the source and its log when they are older than it keeps them', async () => {
  const source = await startSource(s3, { cadence: 'hourly', retention_days: 2 })
  for (const day of ['01', '02', '03'])
    await source.put(`2024-05-${day}T10`, [event({ userId: 'u1', event: `Day ${day}` })])
  const days = async () => (await source.lake.list(`events/${source.account_id}/`)).map(({ key }) => key.split('/')[3])
  const collect = (at: string) => collectLogs({ ...source, now: () => new Date(at) }, source.account_id)
  const all = await source.build('2024-05-03T12:00:00.000Z')
  expect(all.output).toMatchObject({ event_count: 3 })
  // Two days are 48 hours at least: of the first day nothing is too old before the third day's end.
  expect(await collect('2024-05-04T23:59:00.000Z')).toBe(0)

  const fewer = await source.build('2024-05-04T00:30:00.000Z')
  expect(fewer.output).toMatchObject({ event_count: 2, streams: [{ name: 'day_02' }, { name: 'day_03' }] })
  expect(await collect('2024-05-05T00:01:00.000Z')).toBe(1)
  expect(await days()).toEqual(['2024-05-02', '2024-05-03'])
  expect((await source.build('2024-05-05T00:30:00.000Z')).output).toMatchObject({ event_count: 1 })
  expect((await source.build('2024-07-01T00:30:00.000Z')).output).toMatchObject({ event_count: 0 })
  expect(await collect('2024-07-01T01:00:00.000Z')).toBe(2)

  const all_kept = await startSource(s3)
  await all_kept.put('2001-05-01T10', [event({ userId: 'u1', event: 'Old' })])
  expect(await collectLogs({ ...all_kept, now: () => new Date() }, all_kept.account_id)).toBe(0)
})

test('what was read is not read again; a name that is new to the source moves no other', async () => {
  const source = await startSource(s3, { cadence: 'hourly' })
  const order = (name: string) => event({ userId: 'u1', event: name, properties: { total: 1 } })
  await source.put('2024-05-01T10', [order('Viewed')])
  await source.put('2024-05-02T08', [order('Viewed')])
  const first = await source.build('2024-05-02T09:30:00.000Z')
  expect(first).toMatchObject({ surveyed: 1, read: 1, output: { event_count: 2, read_through: '2024-05-02T08' } })
  const again = await source.build('2024-05-02T09:40:00.000Z')
  expect(again).toMatchObject({ surveyed: 0, read: 0, digest: first.digest, output: first.output })

  // A new hour with a new name: the two parts that are there stay.
  await source.put('2024-05-02T09', [order('Added'), order('Viewed')])
  const second = await source.build('2024-05-02T10:30:00.000Z')
  expect(second.output).toMatchObject({ event_count: 4, streams: [{ name: 'viewed' }, { name: 'added' }] })
  expect(await source.rowFiles(second.output)).toEqual(expect.arrayContaining(await source.rowFiles(first.output)))
  // The day is over: with the next event its hours become one part.
  await source.put('2024-05-03T00', [order('Viewed')])
  const third = await source.build('2024-05-03T01:30:00.000Z')
  expect(third.output).toMatchObject({ event_count: 5, hours_read: 4 })
  expect(await source.rowFiles(third.output)).toHaveLength(3)
})

test('whatever the hours in which messages were written, the source is the same', async () => {
  const events = Array.from({ length: 12 }, (_, i) =>
    event({ messageId: `same-${i}`, userId: `u${i}`, event: `Event ${i % 3}`, properties: { count: i } }),
  )
  const counts = async (hours: Record<string, typeof events>) => {
    const source = await startSource(s3)
    for (const [hour, of] of Object.entries(hours)) await source.put(hour, of)
    const { event_count, streams, traits } = (await source.build('2024-05-10T00:30:00.000Z')).output
    return { event_count, names: streams.map(({ name }) => name).sort(), traits }
  }
  const once = await counts({ '2024-05-01T10': events })
  expect(once.event_count).toBe(12)
  expect(
    await counts({
      '2024-05-01T10': events.slice(0, 7),
      '2024-05-01T11': events.slice(4),
      '2024-05-03T00': events.toReversed(),
    }),
  ).toEqual(once)
})

test('force_update reads the open hour, and its later events count at the next build', async () => {
  const source = await startSource(s3)
  await source.put('2024-05-02T10', [event({ userId: 'u1', event: 'Viewed' })])
  await source.change({ read_until: '2024-05-02T10:31:00.000Z', force: 'one' })
  expect((await source.build('2024-05-02T10:32:00.000Z')).output).toMatchObject({ event_count: 1, hours_read: 1 })
  await source.put('2024-05-02T10', [event({ userId: 'u2', event: 'Viewed' })])
  await source.put('2024-05-02T11', [event({ userId: 'u3', event: 'Viewed' })])
  // Changed settings build it again: the forced hour counts with all that it has, the later one is not closed yet.
  expect((await source.build('2024-05-02T11:40:00.000Z')).output).toMatchObject({ event_count: 2 })
  expect((await source.build('2024-05-03T00:30:00.000Z')).output).toMatchObject({ event_count: 3 })
})

test('an hour later than a source that is read only when somebody asks counts only then', async () => {
  const source = await startSource(s3, { cadence: 'manual' })
  await source.put('2024-05-02T10', [event({ userId: 'u1', event: 'Viewed' })])
  await source.change({ read_until: '2024-05-02T10:31:00.000Z', force: 'one' })
  await source.put('2024-05-04T10', [event({ userId: 'u1', event: 'Viewed' })])
  expect((await source.build('2024-05-09T10:32:00.000Z')).output).toMatchObject({ event_count: 1 })
  await source.change({ read_until: '2024-05-09T10:40:00.000Z', force: 'two' })
  expect((await source.build('2024-05-09T10:41:00.000Z')).output).toMatchObject({ event_count: 2 })
})

test('names of a dataset of the account are spelled as there', async () => {
  const source = await startSource(s3)
  const orders = dataset('orders', { streams: ['Orders'], traits: ['Plan'] })
  await writeConfig(
    source.table,
    { id: source.account_id, version: 2 },
    { put: [{ ...orders, account_id: source.account_id }] },
  )
  await source.put('2024-05-01T10', [
    event({ type: 'identify', userId: 'u1', traits: { plan: 'pro', age: 3 } }),
    event({ userId: 'u1', event: 'orders', properties: { Count: 1 } }),
  ])
  const { output } = await source.build('2024-05-02T00:30:00.000Z')
  expect(output).toMatchObject({ streams: [{ name: 'Orders', event_count: 1 }], traits: ['age', 'Plan'] })
})
