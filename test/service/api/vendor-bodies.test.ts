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
