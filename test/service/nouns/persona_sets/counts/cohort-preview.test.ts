import { afterAll, beforeAll, expect, test } from 'vitest'
import { createAccount } from '../../../../../bin/account.ts'
import { listResources, updateResource } from '../../../../../shared/ports/store/resources.ts'
import { type Service, startService } from '../../../../support/service.ts'

let service: Service
beforeAll(async () => {
  service = await startService()
})
afterAll(() => service?.stop())

const orders = {
  name: 'orders',
  options: { type: 'hosted_csv', upload_directory: 'orders' },
  identity_sets: { customer: { email: 'email' } },
  output_to_streams: { orders: { data_map: { datetime: { column_name: 'at' } } } },
  output_to_traits: { age: { column_name: 'age' } },
}

async function shop() {
  const { account_id, live_key } = await createAccount({ name: 'Shop', email: 'a@example.com' }, service.table)
  const ask = (path: string, body: unknown) => service.ask('POST', `/v1/${path}`, body, { key: live_key })
  expect((await ask('datasets', orders)).status).toBe(201)
  return { account_id, ask, key: live_key }
}

/** Publishes people who have no age, and no orders yet. */
async function publish(account_id: string, streams: object = {}) {
  const [people] = await listResources(service.table, account_id, 'people')
  const output = { prefix: 'p/', shards: 1, streams, traits: {}, people_count: 0, references: [] }
  await updateResource(service.table, people!, { output, status: 'ready' })
}

test('before any data, and before the data that a rule reads, a preview says what it waits for', async () => {
  const { ask, account_id } = await shop()
  expect(await ask('cohorts/preview', {})).toMatchObject({
    status: 409,
    body: { error: 'CONFLICT', note: 'No dataset has been read yet.' },
  })
  await publish(account_id)
  expect(await ask('cohorts/preview', { stream_name: 'orders' })).toMatchObject({
    status: 409,
    body: { note: 'nobody can be counted yet: waits for stream "orders": no dataset has filled it yet' },
  })
})

test('a rule that is no rule is refused in the words of the cohort, and makes nothing', async () => {
  const { ask, key } = await shop()
  const wrong = [
    { stream_name: 'order' },
    { min_count: 2 },
    { stream_name: 'orders', min_count: 3, max_count: 2 },
    { traits: [{ name: 'ag', _gt: 3 }] },
    { nonsense: true },
    { place_conditions: [{ place_id: 'planet:Mars' }] },
    { stream_name: 'orders', min_count: -1 },
  ]
  for (const body of wrong) {
    const [preview, create] = [await ask('cohorts/preview', body), await ask('cohorts', body)]
    if (create.status === 201) continue
    expect(preview.status, JSON.stringify(body)).toBe(400)
    expect(preview.body.note.replace(/(, there is:| \().*/, '')).toBe(
      create.body.note.replace(/(, there is:| \().*/, ''),
    )
  }
  expect((await service.ask('GET', '/v1/cohorts', undefined, { key })).body.length).toBeLessThan(2)
})

test('nobody counts by the ids of another account, and nobody without a key', async () => {
  const [one, other] = [await shop(), await shop()]
  await publish(other.account_id)
  const mine = (await one.ask('cohorts', { name: 'Mine' })).body.id
  const set = (await one.ask('persona_sets', { name: 'Mine', cohort_id: mine })).body.id
  expect(await other.ask('cohorts/preview', { persona_set_id: set })).toMatchObject({
    status: 404,
    body: { note: `persona set not found: "${set}"` },
  })
  const population = { cohort_ids: [mine] }
  expect(await other.ask('scopes/preview', { population })).toMatchObject({
    status: 400,
    body: { validationErrors: [{ path: 'population.cohort_ids.0' }] },
  })
  // To its own account the cohort is there, and not built yet.
  expect(await one.ask('scopes/preview', { population })).toMatchObject({ status: 409 })
  expect((await one.ask('scopes/preview', { population: { cohort_ids: [] } })).body.note).toContain(
    'must name at least one cohort',
  )
  const conversion = `/v1/persona_sets/${set}/analysis/conversion?from=${mine}&to=${mine}`
  expect((await service.ask('GET', conversion, undefined, { key: other.key })).status).toBe(404)
  expect((await service.ask('GET', conversion, undefined, { key: one.key })).status).toBe(409)
  for (const path of ['cohorts/preview', 'scopes/preview', 'schedules/preview']) {
    expect((await service.ask('POST', `/v1/${path}`, {}, { key: '' })).status, path).toBe(401)
  }
})
