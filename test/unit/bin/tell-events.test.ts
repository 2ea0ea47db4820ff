import { expect, test } from 'vitest'
import { tellEvents } from '../../../bin/tell-events.ts'
import type { Resource } from '../../../shared/model/resource.ts'
import { resource } from '../../support/planned-account.ts'

const built = (type: Parameters<typeof resource>[0], id: string, output: object, more: object = {}) =>
  ({
    ...resource(type, id, {}),
    status: 'ready',
    attempt: 1,
    last_read_input_at: '2024-05-01T00:00:00.000Z',
    last_updated_output_at: '2024-05-01T00:00:01.260Z',
    output,
    ...more,
  }) as Resource

/** Tells the events of these resources, and of what else comes; gives the lines. */
async function lines(resources: Resource[], events: object[] = []): Promise<string[]> {
  const said: string[] = []
  const teller = tellEvents(
    async (_account, type, id) => resources.find((one) => one.type === type && one.id === id),
    'uploads-bucket',
    (line) => said.push(line),
  )
  for (const { type, id } of resources) teller.event(ended(type, id))
  for (const event of events) teller.event(event as never)
  await teller.said()
  return said
}
const ended = (resource_type: string, resource_id: string, type = 'resource.ready') => ({
  source: 'moira',
  'detail-type': type,
  detail: { account_id: 'a', resource_type, resource_id },
})
const uploaded = (key: string, size = 1_234_567, bucket = 'uploads-bucket') => ({
  source: 'aws.s3',
  'detail-type': 'Object Created',
  detail: { bucket: { name: bucket }, object: { key, size } },
})

test('a build that ended is one line: its name, its counts, its time', async () => {
  const counts = { row_count: 24830, duplicate_count: 450, rejected_count: 0 }
  expect(
    await lines([
      built('datasets', 'orders', counts),
      built('datasets', 'crm', { row_count: 1, duplicate_count: 1, rejected_count: 1 }),
      built('people', 'a', { people_count: 3034, record_count: 27114 }),
      built('cohorts', 'Customers', { population_count: 1 }),
      built('persona_sets', 'Personas', { population_count: 1841, personas: [{}, {}] }),
      built('scopes', 'Everybody', { population_count: 1841 }),
      built('targets', 'Who is who', { row_count: 1000 }, { last_read_input_at: undefined }),
      built('cohorts', 'Odd', {}, { status: 'error', status_error: 'waits for nobody' }),
    ]),
  ).toEqual([
    'orders ready · 24,830 rows, 450 repeats, 0 rejected · 1.3 s',
    'crm ready · 1 row, 1 repeat, 1 rejected · 1.3 s',
    'people ready · 3,034 people in 27,114 records · 1.3 s',
    'Customers ready · 1 person · 1.3 s',
    'Personas ready · 2 personas, 1,841 people · 1.3 s',
    'Everybody ready · 1,841 people · 1.3 s',
    'Who is who ready · 1,000 rows',
    'Odd error · waits for nobody',
  ])
})

test('an upload is one line with its directory and size, and without the name of its file', async () => {
  const events = [
    uploaded('a/orders/ann-example.csv'),
    uploaded('a/orders/small.csv', 999),
    uploaded('a/alone.csv'),
    uploaded('lake/a/datasets/x.parquet', 1, 'lake-bucket'),
  ]
  expect(await lines([], events)).toEqual(['upload → orders · 1.2 MB', 'upload → orders · 999 B'])
})

test('an event that is repeated, or about nothing that ended, says nothing', async () => {
  const orders = built('datasets', 'orders', { row_count: 2, duplicate_count: 0, rejected_count: 0 })
  const running = built('cohorts', 'c', {}, { status: 'running' })
  const events = [
    ended('datasets', 'orders'),
    ended('datasets', 'gone'),
    ended('datasets', 'orders', 'resource.changed'),
  ]
  expect(await lines([orders, running], events)).toEqual(['orders ready · 2 rows, 0 repeats, 0 rejected · 1.3 s'])
})

test('lines come in the order of the events, however long each look takes', async () => {
  const said: string[] = []
  const slow = Promise.withResolvers<Resource>()
  const teller = tellEvents(
    () => slow.promise,
    'b',
    (line) => said.push(line),
  )
  teller.event(ended('cohorts', 'c'))
  teller.mail({ subject: 'Your personas are ready: Customers personas' })
  slow.resolve(built('cohorts', 'c', { population_count: 2 }))
  await teller.said()
  expect(said).toEqual(['c ready · 2 people · 1.3 s', 'mail "Your personas are ready: Customers personas" → inbox'])
})
