import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createAccount } from '../../../bin/account.ts'
import type { Resource } from '../../../shared/model/resource.ts'
import { getAccount } from '../../../shared/ports/store/accounts.ts'
import { getResource, listResources, updateResource, writeConfig } from '../../../shared/ports/store/resources.ts'
import { type Service, startService } from '../../support/service.ts'

let service: Service
beforeAll(async () => {
  service = await startService()
})
afterAll(() => service?.stop())

/** A fresh account with the whole chain from dataset to target. */
async function chain() {
  const { live_key: key, account_id } = await createAccount({ name: 'Shop', email: 'a@example.com' }, service.table)
  const ask = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    service.ask(method, path, body, { key, ...headers })
  const made = async (path: string, body: unknown) => {
    const answer = await ask('POST', `/v1/${path}`, body)
    expect(answer.body).not.toHaveProperty('error')
    return answer.body as { id: string; name: string } & Record<string, unknown>
  }
  const dataset = await made('datasets', {
    options: { type: 'hosted_csv', upload_directory: 'orders' },
    identity_sets: { customer: { email: 'email' } },
    output_to_streams: { orders: { data_map: { datetime: { column_name: 'at' }, value: { column_name: 'total' } } } },
    output_to_traits: { age: { column_name: 'age' }, gender: { column_name: 'sex' } },
  })
  const cohort = await made('cohorts', { name: 'Customers', stream_name: 'orders' })
  const set = await made('persona_sets', { cohort_id: cohort.id, modeling_fields: ['age'] })
  const scope = await made('scopes', {
    population: { cohort_ids: [cohort.id] },
    payload: { persona_set_ids: [set.id], attributes: ['gender'] },
  })
  const target = await made('targets', { scope_id: scope.id, options: { type: 'hosted_csv' } })
  return { ask, made, account_id, dataset, cohort, set, scope, target }
}

test('a patch may ask for another representation, as the published client does: with its own fields alone', async () => {
  const { ask, target } = await chain()
  const become = async (representation: unknown) => {
    const answer = await ask('PATCH', `/v1/targets/${target.id}`, { representation })
    return answer.body.representation ?? answer.body.note
  }
  const identified = { mode: 'identified', aggregate: 'person' }
  expect(await become({ mode: 'hashed' })).toEqual({ mode: 'hashed' })
  expect(await become({ mode: 'aggregated', aggregate: 'state' })).toEqual({ mode: 'aggregated', aggregate: 'state' })
  expect(await become({ aggregate: 'city' })).toEqual({ mode: 'aggregated', aggregate: 'city' })
  expect(await become({ mode: 'aggregated', transform_preset: 'default' })).toEqual({
    ...{ mode: 'aggregated', aggregate: 'city', transform_preset: 'default' },
  })
  expect(await become({ mode: 'identified' })).toEqual(identified)
  expect(await become({ aggregate: 'household' })).toContain('must be "person"')
  expect(await become({ mode: 'aggregated' })).toContain('representation.aggregate is missing')
  expect((await ask('GET', `/v1/targets/${target.id}`)).body.representation).toEqual(identified)
})

describe('streams and traits', () => {
  test('come and go with the datasets that make them', async () => {
    const { ask, dataset } = await chain()
    const names = async (noun: string) =>
      (await ask('GET', `/v1/${noun}`)).body.map((one: { name: string }) => one.name).sort()
    expect(await names('streams')).toEqual(['orders'])
    expect(await names('traits')).toEqual(['age', 'gender'])

    await ask('PATCH', `/v1/datasets/${dataset.id}`, { output_to_traits: { city: { column_name: 'town' } } })
    expect(await names('traits')).toEqual(['age', 'city', 'gender'])
    await ask('PATCH', `/v1/datasets/${dataset.id}`, { output_to_traits: { city: null } })
    expect(await names('traits')).toEqual(['age', 'gender'])

    const used = await ask('PATCH', `/v1/datasets/${dataset.id}`, { output_to_traits: { age: null } })
    expect(used).toMatchObject({ status: 409, body: { error: 'CONFLICT' } })
    expect(used.body.note).toContain('persona set "Customers personas"')
  })

  test('stay while another dataset makes them', async () => {
    const { ask, made, dataset } = await chain()
    const again = await made('datasets', {
      name: 'more orders',
      options: { type: 'hosted_csv', upload_directory: 'more' },
      identity_sets: { customer: { email: 'email' } },
      output_to_streams: { orders: { data_map: { datetime: { column_name: 'at' } } } },
      output_to_traits: { age: { column_name: 'age' }, gender: { column_name: 'sex' } },
    })
    const stream = (await ask('GET', '/v1/streams/orders')).body
    expect(stream.properties.datetime.emitted_by_datasets).toHaveLength(2)
    expect((await ask('DELETE', `/v1/datasets/${dataset.id}`)).status).toBe(204)
    expect((await ask('GET', '/v1/streams/orders')).body.id).toBe(stream.id)
    const last = await ask('DELETE', `/v1/datasets/${again.id}`)
    expect(last).toMatchObject({ status: 409 })
    expect(last.body.note).toContain(
      'dataset "more orders" makes the stream "orders", which is in use by cohort "Customers"',
    )
    expect((await ask('DELETE', '/v1/streams/orders')).body.note).toContain('is made by dataset "more orders"')
  })

  test('of two datasets do not differ only in case: the lake would take them for one', async () => {
    const { ask, dataset } = await chain()
    const refused = async (method: string, path: string, body: object, field: string, sentence: string) => {
      const answer = await ask(method, path, body)
      expect(answer).toMatchObject({ status: 400, body: { error: 'VALIDATION_FAILED' } })
      expect(answer.body.validationErrors).toMatchObject([{ path: field }])
      expect(answer.body.note).toContain(sentence)
    }
    const at = { datetime: { column_name: 'at' } }
    const crm = {
      name: 'CRM',
      options: { type: 'hosted_csv', upload_directory: 'crm' },
      identity_sets: { customer: { email: 'email', external_ids: { Loyalty: 'card' } } },
    }
    const post = (body: object, field: string, sentence: string) =>
      refused('POST', '/v1/datasets', { ...crm, ...body }, field, sentence)
    await post(
      { output_to_streams: { Orders: { data_map: at } } },
      'output_to_streams.Orders',
      '"Orders" and the stream "orders" of dataset "orders" differ only in upper and lower case',
    )
    await post(
      { output_to_streams: { orders: { data_map: { ...at, Value: { column_name: 'v' } } } } },
      'output_to_streams.orders.data_map.Value',
      '"Value" and the property "value" of dataset "orders"',
    )
    await post({ output_to_traits: { AGE: { column_name: 'a' } } }, 'output_to_traits.AGE', '"AGE" and the trait "age"')

    const made = await ask('POST', '/v1/datasets', { ...crm, output_to_traits: { age: { column_name: 'a' } } })
    expect(made.status).toBe(201)
    const path = `/v1/datasets/${made.body.id}`
    const renamed = { output_to_traits: { age: null, Gender: { column_name: 'g' } } }
    await refused('PATCH', path, renamed, 'output_to_traits.Gender', 'the trait "gender" of dataset "orders"')
    await refused(
      'PATCH',
      `/v1/datasets/${dataset.id}`,
      { identity_sets: { customer: { external_ids: { loyalty: 'card' } } } },
      'identity_sets.customer.external_ids.loyalty',
      '"loyalty" and the external id "Loyalty" of dataset "CRM"',
    )
    // The names of a set may change their case, and other streams have other properties.
    const own = { identity_sets: { customer: { external_ids: { Loyalty: null, loyalty: 'card' } } } }
    expect((await ask('PATCH', path, own)).status).toBe(200)
    const other = { output_to_streams: { visits: { data_map: { ...at, Value: { column_name: 'v' } } } } }
    expect((await ask('PATCH', path, other)).status).toBe(200)
  })

  test('a trait can be called something else', async () => {
    const { ask } = await chain()
    const trait = await ask('PATCH', '/v1/traits/age', { literate: 'Age in years', unit: 'years' })
    expect(trait).toMatchObject({
      status: 200,
      body: { name: 'age', literate: 'Age in years', category: 'user_defined' },
    })
    expect((await ask('PATCH', '/v1/traits/age', { name: 'x' })).body.note).toContain(
      'the name of trait "age" is that which',
    )
    expect((await ask('PATCH', '/v1/traits/age', { literate: null })).body.literate).toBe('Age')
  })
})

describe('patches', () => {
  test('merge, clear with null, and touch what they change only', async () => {
    const { ask, cohort } = await chain()
    const path = `/v1/cohorts/${cohort.id}`
    const first = await ask('PATCH', path, { min_count: 2, recency: { occurrence: 'last', max_days: 90 } })
    expect(first.body).toMatchObject({ name: 'Customers', min_count: 2, recency: { occurrence: 'last', max_days: 90 } })
    const second = await ask(
      'PATCH',
      path,
      { min_count: null, recency: { max_days: 30 } },
      {
        'content-type': 'application/json+merge-patch',
      },
    )
    expect(second.body.recency).toEqual({ occurrence: 'last', max_days: 30 })
    expect(second.body).not.toHaveProperty('min_count')
    expect(second.body.last_updated_config_at >= first.body.last_updated_config_at).toBe(true)
    const same = await ask(
      'PATCH',
      path,
      { recency: { max_days: 30 } },
      { 'content-type': 'application/merge-patch+json' },
    )
    expect(same.body.last_updated_config_at).toBe(second.body.last_updated_config_at)
    expect((await ask('PATCH', path, { recency: { occurence: 'first' } })).body.validationErrors[0]).toMatchObject({
      suggestion: 'occurrence',
      path: 'recency.occurence',
    })
  })

  test('the old name of the traits is kept in one form', async () => {
    const { ask, set } = await chain()
    expect(set).toMatchObject({ clustering_dimensions: { traits: ['age'] }, modeling_fields: ['age'] })
    const changed = await ask('PATCH', `/v1/persona_sets/${set.id}`, { modeling_fields: ['gender'] })
    expect(changed.body.clustering_dimensions).toEqual({ traits: ['gender'] })
  })
})

test('a persona set names streams, properties and traits that a dataset makes', async () => {
  const { ask, cohort } = await chain()
  const refused = async (clustering_dimensions: object) =>
    (await ask('POST', '/v1/persona_sets', { cohort_id: cohort.id, clustering_dimensions })).body.validationErrors[0]
  expect(await refused({ streams: { orders: ['datetime', 'valu'] } })).toMatchObject({
    message: 'property not found: "valu", there is: "datetime", "value" (did you mean "value"?)',
    path: 'clustering_dimensions.streams.orders.1',
    suggestion: 'value',
  })
  expect(await refused({ streams: { oders: ['value'] } })).toMatchObject({ suggestion: 'orders' })
  expect(await refused({ traits: ['aeg'] })).toMatchObject({ path: 'clustering_dimensions.traits.0' })
})

describe('what is used', () => {
  test('is not deleted, and the answer names who uses it; the rest goes from the end', async () => {
    const { ask, cohort, set, scope, target, dataset, account_id } = await chain()
    const refused = await ask('DELETE', `/v1/cohorts/${cohort.id}`)
    expect(refused).toMatchObject({ status: 409, body: { error: 'CONFLICT' } })
    expect(refused.body.note).toContain(`persona set "Customers personas" (${set.id})`)
    expect(refused.body.note).toContain(`scope "Scope of Customers personas" (${scope.id})`)
    // Programs read the same without the sentence.
    const named = (resource_type: string, { id, name }: { id: string; name: string }) => ({ resource_type, id, name })
    const users = expect.arrayContaining([named('persona_sets', set), named('scopes', scope)])
    expect(refused.body.context).toEqual({ users })
    expect(refused.body.context.users).toHaveLength(2)
    for (const path of [
      `targets/${target.id}`,
      `scopes/${scope.id}`,
      `persona_sets/${set.id}`,
      `cohorts/${cohort.id}`,
    ]) {
      expect(await ask('DELETE', `/v1/${path}`)).toMatchObject({ status: 204, body: '' })
    }
    expect((await ask('DELETE', `/v1/datasets/${dataset.id}`)).status).toBe(204)
    const left = await listResources(service.table, account_id)
    expect(left.map(({ type }) => type)).toEqual(['people'])
  })

  test('is archived with all that is made from it, and comes back with all it is made from', async () => {
    const { ask, cohort, set, target, dataset } = await chain()
    const alone = await ask('POST', `/v1/cohorts/${cohort.id}/archive`)
    expect(alone).toMatchObject({ status: 409 })
    expect(alone.body.note).toContain('persona set "Customers personas"')
    const types = (alone.body.context.users as { resource_type: string }[]).map(({ resource_type }) => resource_type)
    expect(types.sort()).toEqual(['persona_sets', 'scopes', 'targets'])
    const some = await ask('POST', `/v1/cohorts/${cohort.id}/archive`, { cascade_to: [set.id, 'scopes', 'targets'] })
    expect(some.body.archived_at).toEqual(expect.any(String))
    expect((await ask('GET', `/v1/targets/${target.id}`)).body.archived_at).toEqual(some.body.archived_at)
    expect((await ask('POST', `/v1/targets/${target.id}/force_update`)).status).toBe(409)

    const up = await ask('POST', `/v1/targets/${target.id}/unarchive`)
    expect(up.body.note).toContain('cohort "Customers"')
    expect((await ask('POST', `/v1/targets/${target.id}/unarchive`, { cascade_to_all: true })).status).toBe(200)
    expect((await ask('GET', `/v1/cohorts/${cohort.id}`)).body).not.toHaveProperty('archived_at')

    await ask('POST', `/v1/datasets/${dataset.id}/archive`, { cascade_to_all: true })
    expect((await ask('GET', '/v1/streams/orders')).body.archived_at).toEqual(expect.any(String))
    const late = await ask('POST', '/v1/persona_sets', { cohort_id: cohort.id })
    expect(late.body.note).toBe('cohort "Customers" is archived: unarchive it first')
  })

  test('the graph tells it, without the people', async () => {
    const { ask, cohort, dataset } = await chain()
    const edges = (await ask('GET', '/v1/graph')).body
    const types = edges.map(
      (edge: { upstream_type: string; downstream_type: string }) => `${edge.upstream_type} ${edge.downstream_type}`,
    )
    expect([...new Set(types)].sort()).toEqual([
      'cohorts persona_sets',
      'cohorts scopes',
      'datasets streams',
      'datasets traits',
      'persona_sets scopes',
      'scopes targets',
      'streams cohorts',
      'traits persona_sets',
      'traits scopes',
    ])
    expect(edges).toContainEqual(
      expect.objectContaining({
        upstream_id: cohort.id,
        upstream_literate: 'Customers',
        downstream_type: 'persona_sets',
      }),
    )
    expect(edges.some((edge: { upstream_id: string }) => edge.upstream_id === dataset.id)).toBe(true)
  })

  test('a scope tells what is around it', async () => {
    const { ask, cohort, set, target, dataset, scope } = await chain()
    const idsOf = async (path: string) =>
      (await ask('GET', `/v1/scopes/${scope.id}/${path}`)).body.map(({ id }: { id: string }) => id)
    expect(await idsOf('targets')).toEqual([target.id])
    expect(await idsOf('datasets')).toEqual([dataset.id])
    expect(await idsOf('population/cohorts')).toEqual([cohort.id])
    expect(await idsOf('population/exclusion_cohorts')).toEqual([])
    expect(await idsOf('payload/persona_sets')).toEqual([set.id])
    expect(await idsOf('payload/cohorts')).toEqual([])
    expect((await ask('GET', `/v1/scopes/${scope.id}`)).body.columns).toMatchObject({
      identity_columns: ['email'],
      payload_columns: [
        {
          name: `fdy_persona_set_${set.id.replaceAll('-', '_')}_persona_id`,
          human_name: 'fdy_persona_set_customers_personas_persona_id',
        },
        { human_name: 'fdy_persona_set_customers_personas_persona_name' },
        { name: 'gender' },
      ],
    })
    const payload = { explainability: true }
    const explained = await ask('PATCH', `/v1/scopes/${scope.id}`, { payload })
    expect(explained.body.columns.payload_columns.map((one: { name: string }) => one.name.split('_').at(-1))).toEqual([
      ...['id', 'name', 'by', 'name', 'margin'],
      'gender',
    ])
  })
})

describe('names', () => {
  test('left out, they are made, and made so that they differ', async () => {
    const { ask, cohort, scope } = await chain()
    const again = await ask('POST', '/v1/scopes', {
      population: { cohort_ids: [cohort.id] },
      payload: {},
    })
    expect(again.body.name).toBe('Scope of Customers')
    const taken = await ask('POST', '/v1/scopes', {
      name: scope.name,
      population: { cohort_ids: [cohort.id] },
      payload: {},
    })
    expect(taken).toMatchObject({ status: 400, body: { validationErrors: [{ path: 'name' }] } })
    expect((await ask('POST', '/v1/persona_sets', { cohort_id: cohort.id })).body.name).toBe('Customers personas 2')
  })
})

describe('force_update', () => {
  test('changes an input and says new at once', async () => {
    const { ask, cohort, account_id } = await chain()
    const before = await getResource(service.table, account_id, 'cohorts', cohort.id)
    expect((await ask('POST', `/v1/cohorts/${cohort.id}/force_update`)).body).toMatchObject({
      id: cohort.id,
      status: 'new',
    })
    const after = await getResource(service.table, account_id, 'cohorts', cohort.id)
    expect(after?.force).toEqual(expect.any(String))
    expect(after?.config).toEqual(before?.config)
  })

  test('of a scope builds it and its targets again; no recency moves, for that is a firing’s to do', async () => {
    const { ask, scope, account_id } = await chain()
    await ask('POST', `/v1/scopes/${scope.id}/force_update`)
    const all = await listResources(service.table, account_id)
    const of = (type: string) => all.find((one) => one.type === type) as Resource
    for (const type of ['persona_sets', 'cohorts', 'scopes', 'targets']) expect(of(type).as_of).toBeUndefined()
    expect(of('scopes').force).toEqual(expect.any(String))
    expect(of('persona_sets').force).toBeUndefined()
    expect(of('targets').force).toBe(of('scopes').force)
    expect(of('datasets').force).toBeUndefined()
  })
})

describe('Idempotency-Key', () => {
  const body = { name: 'Everybody' }

  test('the same request again is answered again, and done once', async () => {
    const { ask } = await chain()
    const key = { 'idempotency-key': 'a-1' }
    const first = await ask('POST', '/v1/cohorts', body, key)
    const second = await ask('POST', '/v1/cohorts', body, key)
    expect(second).toMatchObject({ status: 201, body: first.body })
    expect((await ask('GET', '/v1/cohorts')).body).toHaveLength(2)
    const other = await ask('POST', '/v1/cohorts', { name: 'Nobody' }, key)
    expect(other).toMatchObject({ status: 422, body: { error: 'IDEMPOTENCY_KEY_REUSED' } })
  })

  test('a request that failed does not hold its key', async () => {
    const { ask } = await chain()
    const key = { 'idempotency-key': 'a-2' }
    expect((await ask('POST', '/v1/cohorts', { stream_name: 'nothing' }, key)).status).toBe(400)
    expect((await ask('POST', '/v1/cohorts', body, key)).status).toBe(201)
  })

  test('of many at once, one is done; the rest are told to wait, or get its answer', async () => {
    const { ask } = await chain()
    const key = { 'idempotency-key': 'a-3' }
    const answers = await Promise.all(Array.from({ length: 5 }, () => ask('POST', '/v1/cohorts', body, key)))
    expect(new Set(answers.filter(({ status }) => status === 201).map((one) => one.body.id)).size).toBe(1)
    expect(answers.every(({ status }) => status === 201 || status === 409)).toBe(true)
    expect((await ask('GET', '/v1/cohorts')).body).toHaveLength(2)
  })
})

describe('at the same time', () => {
  test('writers of one account all get through', async () => {
    const { ask } = await chain()
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, index) => ask('POST', '/v1/cohorts', { name: `Cohort ${index}` })),
    )
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201, 201])
    expect((await ask('GET', '/v1/cohorts')).body).toHaveLength(7)
  })

  test('a cohort is not deleted under a persona set that is just being made', async () => {
    const { ask, made } = await chain()
    for (let round = 0; round < 3; round++) {
      const cohort = await made('cohorts', { name: `Round ${round}` })
      const [deleted, created] = await Promise.all([
        ask('DELETE', `/v1/cohorts/${cohort.id}`),
        ask('POST', '/v1/persona_sets', { cohort_id: cohort.id }),
      ])
      expect([deleted.status, created.status].sort()).toEqual(deleted.status === 204 ? [204, 400] : [201, 409])
    }
  })
})

test('an account ends at 500 resources', async () => {
  const { ask, account_id } = await chain()
  const { version } = (await getAccount(service.table, account_id))!
  const template = (await listResources(service.table, account_id, 'cohorts'))[0]!
  for (let part = 0; part < 5; part++) {
    const put = Array.from({ length: 98 }, (_, index) => ({ ...template, id: `filler-${part}-${index}` }))
    await writeConfig(service.table, { id: account_id, version: version + part }, { put })
  }
  const answers = []
  for (let index = 0; index < 4; index++)
    answers.push((await ask('POST', '/v1/cohorts', { name: `Last ${index}` })).status)
  expect(answers).toEqual([201, 201, 403, 403])
  const full = await ask('POST', '/v1/cohorts', { name: 'One more' })
  expect(full.body).toMatchObject({ error: 'MAX_RESOURCES_REACHED', note: 'an account has at most 500 resources' })
})

test('lists are newest first, and take ids', async () => {
  const { ask, made, cohort } = await chain()
  const second = await made('cohorts', { name: 'Second' })
  const ids = (await ask('GET', '/v1/cohorts')).body.map(({ id }: { id: string }) => id)
  expect(ids).toEqual([second.id, cohort.id])
  const chosen = await ask('GET', `/v1/cohorts?ids=${cohort.id}&ids=nobody`)
  expect(chosen.body.map(({ id }: { id: string }) => id)).toEqual([cohort.id])
})

test('a configuration keeps the order in which it was written: events belong to the first identity set', async () => {
  const account = await createAccount({ name: 'Shop', email: 'a@example.com' }, service.table)
  const names = ['zulu', 'alpha', 'mike', 'b_2', 'a_1', 'yankee']
  const identity_sets = Object.fromEntries(names.map((name) => [name, { email: `${name}_email` }]))
  const options = { type: 'hosted_csv', upload_directory: 'orders' }
  const key = account.live_key
  const { body } = await service.ask('POST', '/v1/datasets', { options, identity_sets }, { key })
  expect(Object.keys(body.identity_sets)).toEqual(names)

  const stored = (await getResource(service.table, account.account_id, 'datasets', body.id))!
  expect(Object.keys(stored.config.identity_sets as object)).toEqual(names)
  const patch = { identity_sets: { alpha: null, bravo: { email: 'x' } } }
  await service.ask('PATCH', `/v1/datasets/${body.id}`, patch, { key })
  const [listed] = await listResources(service.table, account.account_id, 'datasets')
  expect(Object.keys(listed!.config.identity_sets as object)).toEqual(['zulu', 'mike', 'b_2', 'a_1', 'yankee', 'bravo'])
})

test('a second cohort of the same name is taken, and both say so', async () => {
  const { ask, made, cohort } = await chain()
  expect((await ask('GET', `/v1/cohorts/${cohort.id}`)).body.name_note).toBeUndefined()
  const other = await made('cohorts', { name: 'Customers' })
  expect(other.name_note).toBe(
    `Another cohort is called "Customers", too (${cohort.id}): another name would tell them apart.`,
  )
  expect((await ask('GET', `/v1/cohorts/${cohort.id}`)).body.name_note).toContain(other.id)
  await ask('PATCH', `/v1/cohorts/${other.id}`, { name: 'Everybody' })
  expect((await ask('GET', `/v1/cohorts/${cohort.id}`)).body.name_note).toBeUndefined()
})

test('the times of an account are by a clock that exists', async () => {
  const { ask } = await chain()
  expect((await ask('GET', '/v1/accounts/current')).body.time_zone).toBe('UTC')
  const patched = await ask('PATCH', '/v1/accounts/current', { time_zone: 'America/New_York' })
  expect(patched.body.time_zone).toBe('America/New_York')
  const { status, body } = await ask('PATCH', '/v1/accounts/current', { time_zone: 'EST5EDT4' })
  expect([status, body.note]).toEqual([400, expect.stringContaining('"EST5EDT4" is no time zone')])
})

test('the money of an account is of a currency that exists', async () => {
  const { ask } = await chain()
  expect((await ask('GET', '/v1/accounts/current')).body.currency).toBe('USD')
  expect((await ask('PATCH', '/v1/accounts/current', { currency: 'EUR' })).body.currency).toBe('EUR')
  const { status, body } = await ask('PATCH', '/v1/accounts/current', { currency: 'EURO' })
  expect([status, body.note]).toEqual([400, expect.stringContaining('"EURO" is no currency code of ISO 4217')])
  expect((await ask('GET', '/v1/accounts/current')).body.currency).toBe('EUR')
})

test('computed traits are listed and read, and belong to nobody', async () => {
  const { ask, account_id, set } = await chain()
  expect((await ask('GET', '/v1/traits')).body.map(({ category }: { category: string }) => category)).not.toContain(
    'computed',
  )
  const computed = [{ name: 'orders_total_value', literate: 'total value of orders', unit: '€', stream: 'orders' }]
  const where = { account_id, type: 'persona_sets' as const, id: set.id }
  await updateResource(service.table, where, {
    output: { computed, personas: [], analysis_keys: {}, prefix: 'x/' } as never,
  })
  const listed = (await ask('GET', '/v1/traits')).body.at(-1)
  expect(listed).toMatchObject({
    name: 'orders_total_value',
    literate: 'Total value of orders',
    unit: '€',
    category: 'computed',
    stream_name: 'orders',
  })
  expect((await ask('GET', `/v1/traits/${listed.id}`)).body).toEqual(listed)
  expect((await ask('GET', `/v1/traits?ids=${listed.id}`)).body).toEqual([listed])
  // As any trait by its name, too.
  for (const id of [listed.id, 'orders_total_value']) {
    expect((await ask('GET', `/v1/traits/${id}`)).body).toEqual(listed)
    for (const method of ['DELETE', 'PATCH']) {
      const refused = await ask(method, `/v1/traits/${id}`, method === 'PATCH' ? { literate: 'x' } : undefined)
      const because = expect.stringContaining('measured on the stream "orders"')
      expect([refused.status, refused.body.note]).toEqual([409, because])
    }
  }
  expect((await ask('GET', '/v1/traits/other')).body.note).toBe('trait not found: "other"')
})

test('of two traits of one name, that of a dataset is meant', async () => {
  const { ask, account_id, set } = await chain()
  const [real] = (await ask('GET', '/v1/traits')).body
  const computed = [{ name: real.name, literate: 'another', stream: 'orders' }]
  const output = { computed, personas: [], analysis_keys: {}, prefix: 'x/' } as never
  await updateResource(service.table, { account_id, type: 'persona_sets', id: set.id }, { output })
  const all = (await ask('GET', '/v1/traits')).body.filter(({ name }: { name: string }) => name === real.name)
  expect(all.map(({ category }: { category: string }) => category)).toEqual(['user_defined', 'computed'])
  expect((await ask('GET', `/v1/traits/${real.name}`)).body).toEqual(real)
  expect((await ask('PATCH', `/v1/traits/${real.name}`, { literate: 'Years' })).body.literate).toBe('Years')
  expect((await ask('GET', `/v1/traits/${all[1].id}`)).body.category).toBe('computed')
})

test('a name that a person gave stays, and says when the facts it was given on are gone', async () => {
  const { ask, account_id, set } = await chain()
  const difference = (trait: string, direction: 'higher' | 'lower', label: string) => ({
    ...{ trait, direction, value: null, label, figure: '1', others: '2', phrase: label, effect: 1, leads: true },
  })
  const often = difference('orders_count', 'higher', 'Order most often')
  const young = difference('age', 'lower', 'Youngest')
  const spend = difference('orders_total_value', 'higher', 'Spend most')
  const build = (salient: object[], name: string, previous_name?: string) => {
    const interpretation = { summary: `${name} stands for 9 people.`, marketing_strategems: [`Write to ${name}.`] }
    const persona = { id: 'p1', name, previous_name, individuals_count: 9, share: 1, salient, interpretation }
    const renamed = {
      change: 'renamed',
      from: [{ id: 'p1', name: previous_name }],
      to: [{ id: 'p1', name }],
      reason: '…',
    }
    const changes = [
      { change: 'kept', from: [{ id: 'p1', name }], to: [{ id: 'p1', name }] },
      ...(previous_name ? [renamed] : []),
    ]
    const output = { personas: [persona], changes, analysis_keys: {}, computed: [], prefix: 'x/' }
    return updateResource(service.table, { account_id, type: 'persona_sets', id: set.id }, { output: output as never })
  }
  const shown = async () => (await ask('GET', `/v1/persona_sets/${set.id}`)).body
  await build([often, young, spend], 'Frequent Frank')
  await ask('PATCH', `/v1/persona_sets/${set.id}/personas/p1`, { name: 'Our fans' })
  expect((await shown()).personas[0]).toMatchObject({
    name: 'Our fans',
    interpretation: { summary: 'Our fans stands for 9 people.', marketing_strategems: ['Write to Our fans.'] },
  })
  // Two of three facts still hold.
  await build([spend, often], 'High-spending Hal', 'Frequent Frank')
  expect((await shown()).personas[0].name_note).toBeUndefined()
  // One is gone, one has turned round.
  await build([spend, { ...often, direction: 'lower' }], 'High-spending Hal', 'Frequent Frank')
  const { personas, changes } = await shown()
  expect(personas[0].name).toBe('Our fans')
  expect(personas[0].name_note).toBe(
    'This name may be out of date. When it was given, these people stood out by this: Order most often; Youngest. This is no longer among what sets them apart most.',
  )
  // That the automatic name changed concerns nobody while another is shown.
  expect(personas[0]).not.toHaveProperty('previous_name')
  expect(changes.map(({ change }: { change: string }) => change)).toEqual(['kept'])
  await ask('PATCH', `/v1/persona_sets/${set.id}/personas/p1`, { name: null })
  const automatic = await shown()
  expect(automatic.personas[0]).toMatchObject({ name: 'High-spending Hal', previous_name: 'Frequent Frank' })
  expect(automatic.personas[0]).not.toHaveProperty('name_note')
  // Half of what there was is not most of it.
  await build([often, young], 'Frequent Frank')
  await ask('PATCH', `/v1/persona_sets/${set.id}/personas/p1`, { name: 'Our fans' })
  await build([young, spend], 'Young Yuri')
  expect((await shown()).personas[0]).not.toHaveProperty('name_note')
  await build([spend], 'High-spending Hal')
  expect((await shown()).personas[0].name_note).toContain('Order most often; Youngest.')
  expect(automatic.changes.at(-1)).toMatchObject({ change: 'renamed', from: [{ name: 'Frequent Frank' }] })
})
