import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createAccount } from '../../../bin/account.ts'
import type { ResourceType } from '../../../shared/model/resource.ts'
import type { DatasetOutput } from '../../../shared/nouns/datasets/output.ts'
import type { PeopleOutput } from '../../../shared/nouns/people/output.ts'
import type { PersonaSetOutput } from '../../../shared/nouns/persona_sets/output.ts'
import { scheduleNoun } from '../../../shared/nouns/schedules/schedules.ts'
import { getResource, updateResource } from '../../../shared/ports/store/resources.ts'
import type { ApiContext } from '../../../shared/verbs/noun.ts'
import { type Service, startService } from '../../support/service.ts'

let service: Service
beforeAll(async () => {
  service = await startService()
})
afterAll(() => service?.stop())

let account_id: string
let ids: Record<'dataset' | 'cohort' | 'set' | 'scope' | 'target', string>
let ask: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => ReturnType<Service['ask']>

beforeEach(async () => {
  const account = await createAccount({ name: 'Shop', email: 'a@example.com' }, service.table)
  account_id = account.account_id
  ask = (method, path, body, headers = {}) => service.ask(method, path, body, { key: account.live_key, ...headers })
  const make = async (path: string, body: unknown) => (await ask('POST', `/v1/${path}`, body)).body.id as string
  const dataset = await make('datasets', {
    options: { type: 'hosted_csv', upload_directory: 'orders' },
    identity_sets: { customer: { email: 'email' } },
    output_to_streams: { orders: { data_map: { datetime: { column_name: 'at' }, value: { column_name: 'total' } } } },
    output_to_traits: { age: { column_name: 'age' } },
    reference_key_column: 'customer_no',
  })
  const cohort = await make('cohorts', { name: 'Customers', stream_name: 'orders' })
  const set = await make('persona_sets', { cohort_id: cohort })
  const scope = await make('scopes', { population: { cohort_ids: [cohort] }, payload: { persona_set_ids: [set] } })
  const target = await make('targets', { scope_id: scope, options: { type: 'hosted_csv' } })
  ids = { dataset, cohort, set, scope, target }
})

/** Publishes an output as a good build does. */
const built = (type: ResourceType, id: string, output: object) =>
  updateResource(
    service.table,
    { account_id, type, id },
    { output, status: 'ready', last_updated_output_at: '2024-05-01T00:00:00.000Z' },
  )

const personas = ['p1', 'p2'].map((id, index) => ({
  id,
  name: `Persona ${index + 1}`,
  individuals_count: 10,
  share: 0.5,
  details: { center: { age: 40 } },
  salient: [],
  color_slot: 0,
  interpretation: { summary: `Persona ${index + 1} stands for 10 people.`, marketing_strategems: [] },
}))

const builtSet = () =>
  built('persona_sets', ids.set, {
    prefix: 'x/',
    shards: 1,
    as_of: '2024-05-01T00:00:00.000Z',
    population_count: 20,
    personas,
    dimensions: ['age'],
    fitted: { as_of: '2024-05-01T00:00:00.000Z', population_count: 20 },
    computed: [{ name: 'orders_count', literate: 'number of orders', stream: 'orders' }],
    analysis_keys: { dimensions: 'dimensions.json', flow: 'flow.json', portraits: 'portraits.json' },
    csv_key: 'set.csv',
    moved_count: 0,
    moves: [],
    changes: [{ change: 'kept', from: [{ id: 'p1', name: 'Persona 1' }], to: [{ id: 'p1', name: 'Persona 1' }] }],
  } satisfies PersonaSetOutput)

describe('a dataset that was read', () => {
  test('tells its counts, columns and files, and gives its rejects as one CSV', async () => {
    await built('datasets', ids.dataset, {
      row_count: 12,
      accepted_count: 10,
      rejected_count: 2,
      duplicate_count: 1,
      identified_count: 9,
      detected_columns: [{ name: 'email', data_type: 'string', fill_rate: 0.75, is_nullable: true }],
      ambiguous_dates: [{ column_name: 'at', read_as: 'month_first', why: 'undecided' }],
      sample: [{ email: 'a@example.com' }],
      files: [{ path: 'orders/a.csv', row_count: 12, accepted_count: 10, rejected_count: 2 }],
      manifest_key: 'manifest.json',
      rejects_keys: ['a-rejects.csv', 'b-rejects.csv'],
    } satisfies DatasetOutput)
    service.aws.put('lake', 'a-rejects.csv', 'file,line,reason,row\norders/a.csv,3,no date,"x,y"\n')
    service.aws.put('lake', 'b-rejects.csv', 'file,line,reason,row\norders/b.csv,9,no date,z\n')
    const dataset = await ask('GET', `/v1/datasets/${ids.dataset}`)
    expect(dataset.body).toMatchObject({
      row_count: 12,
      identified_count: 9,
      reference_key_columns: ['customer_no'],
      detected_columns: [{ name: 'email', data_type: 'string', fill_rate: 0.75, is_nullable: true }],
      time_zone: 'UTC',
      ambiguous_dates: [{ column_name: 'at', read_as: 'month_first', why: 'undecided' }],
      updates: [{ datetime: '2024-05-01T00:00:00.000Z', rows_added: 12 }],
    })
    expect(dataset.body).not.toHaveProperty('manifest_key')
    const rejects = await ask('GET', `/v1/datasets/${ids.dataset}/rejects.csv`)
    expect(rejects.headers.get('content-type')).toContain('text/csv')
    expect(rejects.body).toBe('file,line,reason,row\norders/a.csv,3,no date,"x,y"\norders/b.csv,9,no date,z\n')
  })

  test('before that there is nothing to show, and the answer says how far it is', async () => {
    const answer = await ask('GET', `/v1/datasets/${ids.dataset}/rejects.csv`)
    expect(answer).toMatchObject({ status: 409, body: { error: 'CONFLICT' } })
    expect(answer.body.note).toContain('its status is new')
  })
})

describe('people that were resolved', () => {
  test('fill streams and traits', async () => {
    await built('people', account_id, {
      prefix: 'people/',
      shards: 1,
      people_count: 9,
      record_count: 12,
      drops: {},
      parts: { people: 'a', identifiers: 'b', references: 'c' },
      streams: {
        orders: {
          digest: 'd',
          event_count: 12,
          people_count: 9,
          newest: '2024-04-30T00:00:00.000Z',
          oldest: '2023-01-01T00:00:00.000Z',
          properties: { datetime: 'TIMESTAMP', value: 'DECIMAL(18,4)' },
        },
      },
      traits: { age: { digest: 'e', type: 'DOUBLE', known_count: 8, distinct_count: 7 } },
      references: [],
    } satisfies PeopleOutput)
    expect((await ask('GET', '/v1/streams/orders')).body).toMatchObject({
      status: 'ready',
      event_count: 12,
      properties: { datetime: { type: 'date' }, value: { type: 'double' } },
    })
    expect((await ask('GET', '/v1/traits')).body).toMatchObject([
      {
        name: 'age',
        status: 'ready',
        type: 'double',
        known_count: 8,
        emitted_by_datasets: [{ dataset_id: ids.dataset, column_name: 'age' }],
      },
    ])
  })

  test('a stream names each column that a time stands in', async () => {
    const output_to_streams = { visits: { data_map: { datetime: { column_names: ['day', 'hour'] } } } }
    const options = { type: 'hosted_csv', upload_directory: 'visits' }
    const made = { options, identity_sets: { customer: { email: 'email' } }, output_to_streams }
    const { body } = await ask('POST', '/v1/datasets', made)
    const { properties } = (await ask('GET', '/v1/streams/visits')).body
    expect(properties.datetime.emitted_by_datasets).toEqual(
      ['day', 'hour'].map((column_name) => ({ dataset_id: body.id, column_name })),
    )
  })

  test('in error, they say so for the streams that they should fill', async () => {
    const error = { status: 'error', status_error: 'column not found: "at"' }
    await updateResource(service.table, { account_id, type: 'datasets', id: ids.dataset }, error)
    expect((await ask('GET', '/v1/streams/orders')).body).toMatchObject(error)
  })
})

describe('a persona set that was built', () => {
  test('shows its personas; a name that somebody gave wins, null gives it back', async () => {
    await builtSet()
    const path = `/v1/persona_sets/${ids.set}`
    const set = await ask('GET', path)
    expect(set.body).toMatchObject({ status: 'ready', population_count: 20, personas: [{ name: 'Persona 1' }, {}] })
    expect(set.body).not.toHaveProperty('csv_key')

    const renamed = await ask('PATCH', `${path}/personas/p1`, { name: 'Loyal gardeners' })
    expect(renamed).toMatchObject({ status: 200, body: { id: 'p1', name: 'Loyal gardeners', individuals_count: 10 } })
    const shown = (await ask('GET', path)).body
    expect(shown.personas[0].name).toBe('Loyal gardeners')
    expect(shown.personas[0].interpretation.summary).toBe('Loyal gardeners stands for 10 people.')
    expect(JSON.stringify(shown)).not.toContain('Persona 1')
    expect((await ask('PATCH', `${path}/personas/p1`, { name: null })).body.name).toBe('Persona 1')
    expect(await ask('PATCH', `${path}/personas/p9`, { name: 'x' })).toMatchObject({
      status: 404,
      body: { note: 'persona not found: "p9"' },
    })
    expect((await ask('PATCH', `${path}/personas/p1`, { name: ' ' })).status).toBe(400)

    const portraits = { [set.body.personas[0].id]: '<svg xmlns="http://www.w3.org/2000/svg"/>' }
    service.aws.put('lake', 'portraits.json', JSON.stringify(portraits))
    const address = new URL(set.body.personas[0].avatar)
    expect(address.origin).toBe(service.url)
    const picture = address.pathname + address.search
    const avatar = await ask('GET', picture)
    expect(avatar.headers.get('content-type')).toBe('image/svg+xml')
    // The picture of a build is kept for good; of no build, or another one, it is asked for again.
    expect(avatar.headers.get('cache-control')).toContain('immutable')
    for (const other of [address.pathname, `${picture}0`])
      expect((await ask('GET', other)).headers.get('cache-control')).toBe('private, no-cache')
    expect(avatar.body).toMatch(/^<svg /)
  })

  test('gives its analyses, also for traits that were not clustered on', async () => {
    await builtSet()
    const trait = (trait_name: string, clustered: boolean) => ({ trait_name, clustered, salient: true, bins: [] })
    const dimensions = [{ persona_id: 'p1', traits: [trait('age', true), trait('income', false)] }]
    service.aws.put('lake', 'dimensions.json', JSON.stringify(dimensions))
    service.aws.put(
      'lake',
      'flow.json',
      JSON.stringify([{ persona_id: 'p1', days: [{ date: '2024-01-01', count: 3 }] }]),
    )
    const path = `/v1/persona_sets/${ids.set}/analysis`
    const names = async (query: string) =>
      (await ask('GET', `${path}/dimensions${query}`)).body[0].traits.map(
        (one: { trait_name: string }) => one.trait_name,
      )
    expect(await names('')).toEqual(['age'])
    expect(await names('?traits=income,age')).toEqual(['income', 'age'])
    expect((await ask('GET', `${path}/dimensions?traits=incme`)).body.note).toContain('did you mean "income"?')
    expect((await ask('GET', `${path}/flow`)).body[0].days).toHaveLength(1)
    expect(await ask('GET', `${path}/drift`)).toMatchObject({ status: 404 })
    service.aws.put('exports', 'set.csv', 'email,persona\na@example.com,Persona 1\n')
    expect((await ask('GET', `/v1/persona_sets/${ids.set}/download.csv`)).body).toContain('Persona 1')
  })

  test('before that, an analysis says what it waits for', async () => {
    const note = 'waits for cohort "x"'
    await updateResource(service.table, { account_id, type: 'persona_sets', id: ids.set }, { status_note: note })
    const answer = await ask('GET', `/v1/persona_sets/${ids.set}/selection`)
    expect(answer).toMatchObject({ status: 409 })
    expect(answer.body.note).toContain(`its status is new (${note})`)
  })
})

describe('a target that was delivered', () => {
  const deliver = async (csv: string) => {
    service.aws.put('exports', 'out.csv', csv)
    const structure = [{ scope_col: 'email', output_col: 'email', is_identity_col: true }]
    await built('targets', ids.target, { key: 'out.csv', row_count: 2, bytes: csv.length, structure })
  }

  test('is downloaded as it is', async () => {
    const csv = 'email,persona\n"a, b@example.com",1\nÉmile@example.com,2\n'
    await deliver(csv)
    const download = await ask('GET', `/v1/targets/${ids.target}/download.csv`)
    expect(download).toMatchObject({ status: 200, body: csv })
    const { options, final_structure } = (await ask('GET', `/v1/targets/${ids.target}`)).body
    expect(final_structure).toEqual([{ scope_col: 'email', output_col: 'email', is_identity_col: true }])
    expect(options.output_url).toBe(`${service.url}/v1/targets/${ids.target}/download.csv`)
    const preview = await ask('POST', `/v1/targets/${ids.target}/preview`)
    expect(preview.body).toMatchObject({
      target_id: ids.target,
      headers: ['email', 'persona'],
      rows: [
        ['a, b@example.com', '1'],
        ['Émile@example.com', '2'],
      ],
    })
    const asCsv = await ask('POST', `/v1/targets/${ids.target}/preview`, undefined, { accept: 'text/csv' })
    expect(asCsv.body).toBe(csv)
  })

  test('above 4 MB the answer is the way to it, and a preview ends with a whole row', async () => {
    await deliver(`email\n${'somebody@example.com\n'.repeat(250_000)}`)
    const download = await ask('GET', `/v1/targets/${ids.target}/download.csv`)
    expect(download.status).toBe(303)
    const file = await fetch(download.headers.get('location')!)
    expect((await file.text()).length).toBeGreaterThan(4_000_000)
    const preview = await ask('POST', `/v1/targets/${ids.target}/preview`)
    expect(preview.body.rows).toHaveLength(1000)
    expect(preview.body.rows.at(-1)).toEqual(['somebody@example.com'])
  })

  test('referenced: only by a column that its dataset keeps', async () => {
    const target = (column_name: string) => ({
      scope_id: ids.scope,
      options: { type: 'hosted_csv' },
      representation: { mode: 'referenced', reference: { dataset_id: ids.dataset, column_name } },
    })
    expect((await ask('POST', '/v1/targets', target('customer_no'))).status).toBe(201)
    const wrong = await ask('POST', '/v1/targets', target('customer'))
    expect(wrong.body.note).toContain('reference column not found: "customer"')
  })
})

describe('uploads', () => {
  test('go up, are listed, come down, and go away', async () => {
    const bytes = Uint8Array.from([0x1f, 0x8b, 0xff, 0x00, 0xe9])
    const up = await ask('POST', '/v1/uploads/orders/a.gz', bytes)
    expect(up.body).toMatchObject({
      subpath: 'orders/a.gz',
      file_size: 5,
      md5_hash: expect.stringMatching(/^[0-9a-f]{32}$/),
    })
    expect((await ask('GET', '/v1/uploads')).body).toMatchObject([
      { subpath: 'orders/a.gz', md5_hash: up.body.md5_hash },
    ])
    const { key } = { key: `${account_id}/orders/a.gz` }
    expect(service.aws.keys()).toContain(`uploads/${key}`)
    expect((await ask('GET', '/v1/uploads/orders/a.gz')).status).toBe(200)
    expect((await ask('DELETE', '/v1/uploads/orders/a.gz')).status).toBe(204)
    expect((await ask('GET', '/v1/uploads/orders/a.gz')).status).toBe(404)
    expect((await ask('DELETE', '/v1/uploads/orders/a.gz')).status).toBe(404)
  })

  test('of any size go to a URL that takes them without a checksum', async () => {
    const { status, body } = await ask('POST', '/v1/uploads/orders/big.csv/url')
    expect(status).toBe(200)
    expect(Date.parse(body.expires_at)).toBeGreaterThan(Date.now())
    expect(body.url).not.toMatch(/checksum/i)
    expect((await fetch(body.url, { method: 'PUT', body: 'a\n1\n' })).status).toBe(200)
    expect((await ask('GET', '/v1/uploads/orders/big.csv')).body).toBe('a\n1\n')
  })
})

describe('schedules', () => {
  const monday = { name: 'Mondays', expression: 'cron(0 9 ? * MON *)', timezone: 'Europe/Berlin' }

  test('each is one of EventBridge Scheduler, which follows it', async () => {
    const made = await ask('POST', '/v1/schedules', { ...monday, scope_id: ids.scope })
    expect(made).toMatchObject({ status: 201, body: { status: 'ready', enabled: true, last_run: null, runs: [] } })
    expect(new Date(made.body.next_run).getTime()).toBeGreaterThan(Date.now())
    const { id } = made.body
    expect(service.aws.schedules.get(id)).toMatchObject({
      GroupName: 'group',
      ScheduleExpression: 'cron(0 9 ? * MON *)',
      ScheduleExpressionTimezone: 'Europe/Berlin',
      State: 'ENABLED',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Arn: 'arn:target',
        RoleArn: 'arn:role',
        Input: JSON.stringify({ account_id, schedule_id: id, scheduled_time: '<aws.scheduler.scheduled-time>' }),
      },
    })
    const off = await ask('PATCH', `/v1/schedules/${id}`, { enabled: false, expression: 'rate(1 hour)' })
    expect(off.body).toMatchObject({ enabled: false, next_run: null })
    expect(service.aws.schedules.get(id)).toMatchObject({ State: 'DISABLED', ScheduleExpression: 'rate(1 hour)' })
    expect((await ask('DELETE', `/v1/scopes/${ids.scope}`)).body.note).toContain('schedule "Mondays"')
    expect((await ask('DELETE', `/v1/schedules/${id}`)).status).toBe(204)
    expect(service.aws.schedules.has(id)).toBe(false)
  })

  test('one that Scheduler was not told of says new, and any PATCH tells', async () => {
    service.aws.fail(20)
    const failed = await ask('POST', '/v1/schedules', { ...monday, scope_id: ids.scope })
    service.aws.fail(0)
    expect(failed.status).toBe(500)
    const [left] = (await ask('GET', '/v1/schedules')).body
    expect(left).toMatchObject({ name: 'Mondays', status: 'new' })
    expect((await ask('PATCH', `/v1/schedules/${left.id}`, {})).body.status).toBe('ready')
    expect(service.aws.schedules.has(left.id)).toBe(true)
  })

  test('overtaken on the way, Scheduler still ends up with what the resource says', async () => {
    const { id } = (await ask('POST', '/v1/schedules', { ...monday, scope_id: ids.scope })).body
    const written = (await getResource(service.table, account_id, 'schedules', id))!
    const told: string[] = []
    const scheduler = {
      async put({ expression }: { expression: string }) {
        told.push(expression)
        if (told.length > 1) return
        const config = { ...written.config, expression: 'rate(2 hours)' }
        await updateResource(service.table, { account_id, type: 'schedules', id }, { config })
      },
    }
    const ctx = { table: service.table, scheduler, now: () => new Date() } as unknown as ApiContext
    await scheduleNoun.observer!.written(ctx, written)
    expect(told).toEqual([monday.expression, 'rate(2 hours)'])
  })

  test('what Scheduler would refuse is refused here, by a sentence', async () => {
    for (const wrong of [{ expression: 'every monday' }, { timezone: 'Mars/Olympus' }, { scope_id: 'nobody' }]) {
      const answer = await ask('POST', '/v1/schedules', { ...monday, scope_id: ids.scope, ...wrong })
      expect(answer).toMatchObject({ status: 400, body: { error: 'VALIDATION_FAILED' } })
    }
    expect((await ask('GET', '/v1/schedules')).body).toEqual([])
  })
})
