import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createAccount } from '../../../bin/account.ts'
import { nouns } from '../../../shared/nouns/nouns.ts'
import { planBuilds } from '../../../shared/planner/plan-builds.ts'
import { listResources, updateResource } from '../../../shared/ports/store/resources.ts'
import { type Service, startService } from '../../support/service.ts'

/** Bodies and queries as clients of the vendor send them, and what must come of them. */

let service: Service
beforeAll(async () => {
  service = await startService()
})
afterAll(() => service?.stop())

let account_id: string
let ids: Record<'dataset' | 'cohort' | 'set' | 'scope', string>
let ask: (method: string, path: string, body?: unknown) => ReturnType<Service['ask']>

beforeEach(async () => {
  const account = await createAccount({ name: 'Shop', email: 'a@example.com' }, service.table)
  account_id = account.account_id
  ask = (method, path, body) => service.ask(method, `/v1${path}`, body, { key: account.live_key })
  const make = async (path: string, body: unknown) => (await ask('POST', path, body)).body.id as string
  const dataset = await make('/datasets', {
    options: { type: 'hosted_csv', upload_directory: 'orders' },
    identity_sets: { customer: { email: 'email', phone: 'phone' } },
    output_to_streams: { orders: { data_map: { datetime: { column_name: 'at' }, value: { column_name: 'total' } } } },
    output_to_traits: { age: { column_name: 'age' }, kids: { column_name: 'kids' } },
  })
  const cohort = await make('/cohorts', { name: 'Customers', stream_name: 'orders' })
  const set = await make('/persona_sets', { name: 'Shoppers', cohort_id: cohort })
  const payload = { persona_set_ids: [set], attributes: ['age'] }
  const scope = await make('/scopes', { name: 'Everybody', population: { cohort_ids: [cohort] }, payload })
  ids = { dataset, cohort, set, scope }
})

const target = (more: object) =>
  ask('POST', '/targets', { scope_id: ids.scope, options: { type: 'hosted_csv' }, ...more })
/** Publishes personas of the set as a good build does. */
const builtSet = () =>
  updateResource(
    service.table,
    { account_id, type: 'persona_sets', id: ids.set },
    {
      status: 'ready',
      output: {
        ...{ prefix: 'x/', shards: 1, population_count: 20, dimensions: [], moved_count: 0, moves: [], changes: [] },
        ...{ as_of: '2024-05-01T00:00:00.000Z', analysis_keys: {}, csv_key: 'set.csv', computed: [] },
        fitted: { as_of: '2024-05-01T00:00:00.000Z', population_count: 20 },
        personas: ['p1', 'p2'].map((id) => ({
          ...{ id, name: `Persona ${id}`, individuals_count: 10, share: 0.5, details: { center: {} }, salient: [] },
          ...{ color_slot: 0, interpretation: { summary: '', marketing_strategems: [] } },
        })),
      },
    },
  )

/** Publishes what good builds of all that is there would, as far as the answers show it. */
async function allBuilt(last_updated_output_at: string): Promise<void> {
  const stream = {
    event_count: 1,
    people_count: 1,
    properties: { datetime: 'TIMESTAMP', value: 'DOUBLE' },
    digest: 'd',
  }
  const people = {
    ...{ prefix: 'people/', shards: 1, people_count: 9, record_count: 9, drops: {}, references: [] },
    parts: { people: 'a', identifiers: 'b', references: 'c' },
    streams: { orders: { ...stream, oldest: last_updated_output_at, newest: last_updated_output_at } },
    traits: { age: { type: 'BIGINT', known_count: 9, distinct_count: 9, digest: 'd' } },
  }
  const status = { status: 'ready' as const, last_updated_output_at }
  await updateResource(
    service.table,
    { account_id, type: 'people', id: account_id },
    { ...status, output: people as never },
  )
  await builtSet()
  for (let round = 0; round < 4; round++) {
    const resources = await listResources(service.table, account_id)
    const { builds } = planBuilds(nouns, { resources, uploads: [], logs: {} }, new Date().toISOString())
    for (const { resource, digest } of builds) {
      const made = {
        built_digest: digest,
        output_digest: digest,
        output: resource.output ?? ({ columns: [] } as never),
      }
      await updateResource(service.table, resource, { ...status, ...made })
    }
  }
}

test('clustering_dimensions count, and the old modeling_fields beside them do not', async () => {
  const both = { modeling_fields: ['age'], clustering_dimensions: { traits: ['kids'] } }
  const { body } = await ask('POST', '/persona_sets', { name: 'Both', cohort_id: ids.cohort, ...both })
  expect(body.clustering_dimensions).toEqual({ traits: ['kids'] })
  const old = await ask('POST', '/persona_sets', { name: 'Old', cohort_id: ids.cohort, modeling_fields: ['age'] })
  expect(old.body).toMatchObject({ clustering_dimensions: { traits: ['age'] }, modeling_fields: ['age'] })
  const now = await ask('POST', '/persona_sets', {
    ...{ name: 'New', cohort_id: ids.cohort, clustering_dimensions: { traits: ['age'] } },
  })
  expect(now.body).not.toHaveProperty('modeling_fields')
})

test('a filter names a persona that its set has, in the payload of the scope', async () => {
  const filter = (persona_set_id: string, persona_id: string) => ({
    filter: { persona: [{ persona_set_id, persona_id, _eq: true }] },
  })
  // Before the first build nobody knows its personas.
  expect((await target(filter(ids.set, 'p1'))).status).toBe(201)
  await builtSet()
  expect((await target({ name: 'b', ...filter(ids.set, 'p1') })).status).toBe(201)
  const wrong = await target({ name: 'c', ...filter(ids.set, 'nonsense') })
  expect(wrong).toMatchObject({ status: 400, body: { note: expect.stringContaining('"nonsense"') } })
  expect(JSON.stringify(wrong.body)).toContain('p1')
  const other = (await ask('POST', '/persona_sets', { name: 'Other', cohort_id: ids.cohort })).body.id as string
  expect(await target({ name: 'd', ...filter(other, 'p1') })).toMatchObject({
    ...{ status: 400, body: { note: expect.stringContaining('payload') } },
  })
})

test('a structure keeps the column that it meant when a resource gets another name', async () => {
  const human = 'fdy_persona_set_shoppers_persona_name'
  const { body } = await target({ custom_structure: [{ scope_col: human, output_col: 'persona' }] })
  const machine = `fdy_persona_set_${ids.set.replaceAll('-', '_')}_persona_name`
  expect(body.custom_structure).toEqual([{ scope_col: machine, output_col: 'persona' }])
})

test.each([
  [
    'the same output twice',
    [
      ['email', 'a'],
      ['phone', 'a'],
    ],
    '"a"',
  ],
  ['a column that the scope does not give', [['emial', 'a']], '"emial"'],
])('a structure is refused with %s', async (_, columns, said) => {
  const custom_structure = columns.map(([scope_col, output_col]) => ({ scope_col, output_col }))
  expect(await target({ custom_structure })).toMatchObject({
    status: 400,
    body: { note: expect.stringContaining(said) },
  })
})

test.each([
  ['/accounts?ids=00000000-0000-4000-8000-000000000000', []],
  ['/accounts?ids=', []],
  ['/cohorts?ids=', []],
  ['/persona_sets?ids=', []],
])('GET %s is an empty list', async (path, expected) => {
  expect(await ask('GET', path)).toMatchObject({ status: 200, body: expected })
})

test('null is what a field is without, also of fields that only the vendor has', async () => {
  const nothing = { modeling_field_max_observation_date: null, analysis_config: null }
  expect((await ask('PATCH', `/persona_sets/${ids.set}`, nothing)).status).toBe(200)
  expect((await ask('PATCH', `/persona_sets/${ids.set}`, { analysis_config: {} })).status).toBe(400)
})

test.each(['cohorts', 'persona_sets', 'scopes', 'targets', 'datasets', 'traits'] as const)(
  'a resource of %s that was read may be sent back as it is',
  async (type) => {
    if (type === 'targets') await target({ name: 'Sent back' })
    const [one] = (await ask('GET', `/${type}`)).body as unknown as { id: string }[]
    const { body } = await ask('GET', `/${type}/${one!.id}`)
    const back = await ask('PATCH', `/${type}/${one!.id}`, body)
    // Of a trait the words that were shown become given ones.
    const isAsBefore = type !== 'traits'
    const times = isAsBefore ? {} : { updated_at: expect.any(String), last_updated_config_at: expect.any(String) }
    expect(back).toMatchObject({ status: 200, body: { ...body, ...times } })
  },
)

test('two personas of a set have two names', async () => {
  await builtSet()
  const rename = (id: string, name: string) => ask('PATCH', `/persona_sets/${ids.set}/personas/${id}`, { name })
  expect((await rename('p1', 'Ann')).status).toBe(200)
  expect(await rename('p2', 'ann')).toMatchObject({ status: 400, body: { note: expect.stringContaining('"ann"') } })
  expect((await rename('p1', 'Ann')).status).toBe(200)
})

test('an archived resource says so, and its name may change', async () => {
  await ask('POST', `/cohorts/${ids.cohort}/archive`, { cascade_to_all: true })
  expect(await ask('PATCH', `/persona_sets/${ids.set}`, { name: 'Old ones' })).toMatchObject({
    ...{ status: 200, body: { name: 'Old ones' } },
  })
})

test('a field of the vendor’s own data is refused by its name', async () => {
  const sent = { name: 'f', cohort_id: ids.cohort, modeling_fields: ['fig/age'] }
  const { status, body } = await ask('POST', '/persona_sets', sent)
  expect(status).toBe(400)
  expect(JSON.stringify(body)).toContain('fig/age')
  expect(JSON.stringify(body)).not.toContain('letters, digits')
})

test('the answer of a PATCH says new, for itself and for all that is made from it; a name asks for no build', async () => {
  const made = (await target({ name: 'File' })).body
  // Downstream first: the columns of a file are called after what is upstream.
  const types = { targets: String(made.id), scopes: ids.scope, persona_sets: ids.set, cohorts: ids.cohort } as const
  const output_at = '2020-01-01T00:00:00.000Z'
  const trait = ((await ask('GET', '/traits')).body as unknown as { id: string; last_updated_config_at: string }[])[0]!
  await allBuilt(output_at)
  const status = async (type: keyof typeof types) => (await ask('GET', `/${type}/${types[type]}`)).body.status
  for (const type of Object.keys(types) as (keyof typeof types)[]) {
    expect(await status(type), type).toBe('ready')
    const { body } = await ask('PATCH', `/${type}/${types[type]}`, { name: `Other ${type}` })
    expect(body, type).toMatchObject({ status: 'ready', last_updated_config_at: output_at })
  }
  const described = await ask('PATCH', `/traits/${trait.id}`, { description: 'Years' })
  expect(described.body).toMatchObject({ last_updated_config_at: trait.last_updated_config_at })

  const patched = await ask('PATCH', `/cohorts/${ids.cohort}`, { min_count: 2 })
  expect(patched.body).toMatchObject({ status: 'new', stale: true })
  for (const type of ['persona_sets', 'scopes', 'targets'] as const) expect(await status(type), type).toBe('new')
})

test.each([
  ['no operator', { stream_conditions: [{ property: 'value' }] }, 'stream_conditions.0', 'no operator'],
  ['no operator on a trait', { traits: [{ name: 'age' }] }, 'traits.0', 'no operator'],
  ['a property that the stream has not', { stream_conditions: [{ property: 'valu', _eq: 1 }] }, '', '"value"'],
  ['no pattern', { traits: [{ name: 'age', _matches: '(' }] }, 'traits.0._matches', 'RE2'],
  ['no pattern of a property', { stream_conditions: [{ property: 'value', _matches: '(' }] }, '', 'RE2'],
  ['both _null and _nnull', { traits: [{ name: 'age', _null: true, _nnull: true }] }, 'traits.0', '_nnull'],
])('a condition with %s is refused at once', async (_, conditions, path, said) => {
  const rule = { name: 'x', stream_name: 'orders', ...conditions }
  for (const [method, url] of [
    ['POST', '/cohorts'],
    ['PATCH', `/cohorts/${ids.cohort}`],
  ] as const) {
    const { status, body } = await ask(method, url, rule)
    expect(status, method).toBe(400)
    expect(body.note).toContain(said)
    expect(JSON.stringify(body.validationErrors)).toContain(path)
  }
  if (!('traits' in conditions)) return
  const filtered = await target({ name: 'x', filter: { trait: conditions.traits } })
  expect(filtered).toMatchObject({ status: 400, body: { note: expect.stringContaining(said) } })
})

test('an operand is held against the type that was read, unless the columns changed since', async () => {
  const old = { stream_conditions: [{ property: 'value', _gt: 'abc' }], traits: [{ name: 'age', _gt: 'abc' }] }
  // Before anything is read, age and value may be texts.
  for (const [field, conditions] of Object.entries(old)) {
    const rule = { name: field, stream_name: 'orders', [field]: conditions }
    expect((await ask('POST', '/cohorts', rule)).status).toBe(201)
  }
  await allBuilt(new Date().toISOString())
  for (const [field, conditions] of Object.entries(old)) {
    const { status, body } = await ask('POST', '/cohorts', { name: 'y', stream_name: 'orders', [field]: conditions })
    expect(status).toBe(400)
    expect(body.note).toContain('holds numbers')
  }
  expect((await target({ filter: { trait: old.traits } })).status).toBe(400)
  // One that was taken may still be renamed.
  const [{ id }] = (await ask('GET', '/cohorts')).body.filter(({ name }: { name: string }) => name === 'traits')
  expect((await ask('PATCH', `/cohorts/${id}`, { name: 'z' })).status).toBe(200)
  const changed = { output_to_traits: { age: { column_name: 'other' } } }
  expect((await ask('PATCH', `/datasets/${ids.dataset}`, changed)).status).toBe(200)
  expect((await ask('POST', '/cohorts', { name: 'y', stream_name: 'orders', traits: old.traits })).status).toBe(201)
})

test('a preview of a persona set is not built, and one of a dataset makes no people', async () => {
  const preview = await ask('POST', '/persona_sets', { name: 'Look', cohort_id: ids.cohort, preview: true })
  await allBuilt('2020-01-01T00:00:00.000Z')
  const read = async () => (await ask('GET', `/persona_sets/${preview.body.id}`)).body
  expect(await read()).toMatchObject({ status: 'new', stale: false, status_note: expect.stringContaining('preview') })
  const asked = await ask('PATCH', `/persona_sets/${preview.body.id}`, { preview: false })
  expect(asked.body).toMatchObject({ status: 'new', stale: true })

  const counted = async () => {
    const resources = (await listResources(service.table, account_id)).map((one) =>
      one.type === 'datasets' ? { ...one, output_digest: 'd' } : one,
    )
    const { builds } = planBuilds(nouns, { resources, uploads: [], logs: {} }, new Date().toISOString())
    return builds.some(({ resource }) => resource.type === 'people')
  }
  expect(await counted()).toBe(true)
  await ask('PATCH', `/datasets/${ids.dataset}`, { preview: true })
  expect(await counted()).toBe(false)
})

test.each(['streams', 'traits'] as const)(
  'a refusal to delete one of %s says what to send, and that works',
  async (type) => {
    const name = type === 'streams' ? 'returns' : 'kids'
    const returns = { returns: { data_map: { datetime: { column_name: 'at' } } } }
    await ask('PATCH', `/datasets/${ids.dataset}`, { output_to_streams: returns })
    const refused = await ask('DELETE', `/${type}/${name}`)
    expect(refused.status).toBe(409)
    const [, path, patch] = /PATCH \/v1(\S+) (\{.*\})/.exec(refused.body.note)!
    expect((await ask('PATCH', path!, JSON.parse(patch!))).status).toBe(200)
    expect((await ask('GET', `/${type}/${name}`)).status).toBe(404)
  },
)
