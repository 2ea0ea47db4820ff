import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createAccount, type NewAccount } from '../../../bin/account.ts'
import { sha256 } from '../../../shared/model/ids.ts'
import { putApiKey } from '../../../shared/ports/store/api-keys.ts'
import { listResources } from '../../../shared/ports/store/resources.ts'
import { type Service, startService } from '../../support/service.ts'

let service: Service
let other: NewAccount
const ask: Service['ask'] = (...request) => service.ask(...request)
beforeAll(async () => {
  service = await startService()
  other = await createAccount({ name: 'Somebody Else', email: 'else@example.com' }, service.table)
})
afterAll(() => service?.stop())

const dataset = (more: object = {}) => ({
  options: { type: 'hosted_csv', upload_directory: 'orders' },
  identity_sets: { customer: { email: 'account_email' } },
  output_to_streams: { orders: { data_map: { datetime: { column_name: 'updated_at' } } } },
  ...more,
})

describe('who asks', () => {
  test.each([
    ['without a key', { key: '' }, 'MISSING_API_KEY'],
    ['with another scheme', { key: '', authorization: 'Basic abc' }, 'MALFORMED_API_KEY'],
    ['with a key of another form', { key: 'sk_live_123' }, 'MALFORMED_API_KEY'],
    ['with a key that nobody has', { key: `live_${'A'.repeat(43)}` }, 'INVALID_AUTHORIZATION'],
  ])('%s', async (_how, headers, code) => {
    const answer = await ask('GET', '/v1/cohorts', undefined, headers)
    expect(answer).toMatchObject({
      status: 401,
      body: { error: code, id: expect.any(String), note: expect.any(String) },
    })
  })

  test('with a key that expired', async () => {
    const key = `live_${'B'.repeat(43)}`
    const { account_id } = service.account
    const created_at = '2020-01-01T00:00:00.000Z'
    await putApiKey(service.table, sha256(key), { account_id, mode: 'live', created_at, expires_on: created_at })
    expect(await ask('GET', '/v1/cohorts', undefined, { key })).toMatchObject({
      status: 401,
      body: { error: 'EXPIRED_API_KEY' },
    })
  })

  test('answers carry the headers of a careful service', async () => {
    const { headers } = await ask('GET', '/v1/cohorts')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('strict-transport-security')).toContain('max-age')
  })
})

describe('another account', () => {
  test('its ids answer as ids that never existed, whatever is asked of them', async () => {
    const made = await ask('POST', '/v1/datasets', dataset(), { key: other.live_key })
    const cohort = await ask('POST', '/v1/cohorts', { stream_name: 'orders' }, { key: other.live_key })
    expect(cohort.status).toBe(201)
    const never = '00000000-0000-4000-8000-000000000000'
    const asks: [string, (id: string) => string, unknown?][] = [
      ['GET', (id) => `/v1/datasets/${id}`],
      ['PATCH', (id) => `/v1/datasets/${id}`, { name: 'x' }],
      ['DELETE', (id) => `/v1/datasets/${id}`],
      ['POST', (id) => `/v1/datasets/${id}/force_update`],
      ['POST', (id) => `/v1/datasets/${id}/archive`],
      ['GET', (id) => `/v1/datasets/${id}/rejects.csv`],
      ['GET', (id) => `/v1/accounts/${id}`],
    ]
    for (const [method, path, body] of asks) {
      const theirs = await ask(method, path(made.body.id), body)
      const nobodys = await ask(method, path(never), body)
      expect(theirs.status).toBe(404)
      expect(theirs.body.note.replace(made.body.id, never)).toBe(nobodys.body.note)
      expect({ ...theirs.body, id: '', note: '' }).toEqual({ ...nobodys.body, id: '', note: '' })
    }
    const account = await ask('GET', `/v1/accounts/${other.account_id}`)
    expect(account.body.note).toBe(`account not found: "${other.account_id}"`)

    const set = await ask('POST', '/v1/persona_sets', { cohort_id: cohort.body.id })
    expect(set).toMatchObject({
      status: 400,
      body: {
        error: 'VALIDATION_FAILED',
        note: `cohort not found: "${cohort.body.id}"`,
        validationErrors: [{ path: 'cohort_id' }],
      },
    })
    expect((await ask('GET', '/v1/datasets')).body).toEqual([])
    expect((await ask('GET', `/v1/datasets?ids=${made.body.id}`)).body).toEqual([])
  })

  test('the twin for tests shares nothing', async () => {
    const { test_key, test_account_id, account_id } = service.account
    const twin = await ask('GET', '/v1/accounts/current', undefined, { key: test_key })
    expect(twin.body).toMatchObject({ id: test_account_id, mode: 'test', twin_account_id: account_id })
    await ask('POST', '/v1/uploads/orders/a.csv', 'a\n1\n', { key: test_key })
    expect((await ask('GET', '/v1/uploads')).body).toEqual([])
  })

  test('no path leads into its drop folder', async () => {
    await ask('POST', '/v1/uploads/orders/a.csv', 'a\n1\n', { key: other.live_key })
    for (const path of [`..%2F${other.account_id}%2Forders/a.csv`, `%2E%2E/${other.account_id}%2Forders%2Fa.csv`]) {
      for (const method of ['GET', 'DELETE']) {
        expect(await ask(method, `/v1/uploads/${path}`)).toMatchObject({ status: 404, body: { error: 'NOT_FOUND' } })
      }
      expect([400, 404]).toContain((await ask('POST', `/v1/uploads/${path}`, 'x')).status)
    }
    expect((await ask('GET', '/v1/uploads/orders/a.csv', undefined, { key: other.live_key })).status).toBe(200)
  })
})

describe('what is asked', () => {
  test('an operation that does not exist', async () => {
    for (const [method, path] of [
      ['PUT', '/v1/cohorts/x'],
      ['GET', '/v1/outcomes'],
      ['GET', '/'],
      ['POST', '/v1/traits'],
    ] as const) {
      expect(await ask(method, path)).toMatchObject({
        status: 404,
        body: { error: 'NOT_FOUND', id: expect.any(String) },
      })
    }
  })

  test('a body that is no JSON, of another type, or a form', async () => {
    expect(await ask('POST', '/v1/cohorts', '{"name":', { 'content-type': 'application/json' })).toMatchObject({
      status: 400,
      body: { error: 'BAD_REQUEST', note: 'the body is not JSON' },
    })
    expect((await ask('POST', '/v1/cohorts', 'name: x', { 'content-type': 'text/yaml' })).body.note).toContain(
      '"text/yaml"',
    )
    const form = { 'content-type': 'multipart/form-data; boundary=x' }
    expect((await ask('POST', '/v1/uploads/orders/a.csv', 'x', form)).body.note).toContain('application/octet-stream')
  })

  test('names and texts that JSON can say and nobody could keep', async () => {
    const json = { 'content-type': 'application/json' }
    for (const [word, note] of [
      ['__proto__', 'nothing can be called "__proto__": call it otherwise'],
      ['constructor', 'name "constructor" is a word that programs keep for themselves: call it otherwise'],
      ['toString', 'name "toString" is a word that programs keep for themselves: call it otherwise'],
    ] as const) {
      for (const place of ['output_to_traits', 'output_to_streams', 'identity_sets']) {
        const body = `{"options":{"type":"hosted_csv","upload_directory":"o"},"identity_sets":{"a":{"email":"e"}},"${place}":{"${word}":{}}}`
        const answer = await ask('POST', '/v1/datasets', body, json)
        expect(answer, `${place} ${word}`).toMatchObject({ status: 400, body: { error: 'VALIDATION_FAILED' } })
        const notes = [answer.body.note, ...(answer.body.validationErrors ?? []).map((one: Error) => one.message)]
        expect(notes).toContain(note)
      }
    }
    for (const body of [{ name: 'a\0b' }, { traits: [{ name: 'age', _in: ['\0'] }] }, { 'a\0': 1 }]) {
      expect((await ask('POST', '/v1/cohorts', body)).body.note).toBe(
        'the body holds a NUL character (\\u0000), which no text may have',
      )
    }
    expect((await ask('GET', '/v1/streams')).status).toBe(200)
  })

  test('an id or a file name longer than any there could be is not there', async () => {
    const long = 'x'.repeat(3000)
    for (const [method, path] of [
      ['GET', `cohorts/${long}`],
      ['POST', `scopes/${long}/force_update`],
      ['GET', `persona_sets/${long}/analysis/flow`],
      ['GET', `streams/${long}`],
      ['GET', `uploads/orders/${long}.csv`],
      ['DELETE', `uploads/${long}/a.csv`],
      ['GET', `uploads/orders/${'\u4e2d'.repeat(340)}.csv`],
    ] as const) {
      expect(await ask(method, `/v1/${path}`), path).toMatchObject({ status: 404, body: { error: 'NOT_FOUND' } })
    }
  })

  test('a body that nests without end', async () => {
    const deep = `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`
    const answer = await ask('POST', '/v1/cohorts', deep, { 'content-type': 'application/json' })
    expect(answer).toMatchObject({
      status: 400,
      body: { error: 'BAD_REQUEST', note: expect.stringContaining('nests deeper') },
    })
  })

  test('a body that is too large says where a large file goes', async () => {
    const file = await ask('POST', '/v1/uploads/orders/big.csv', new Uint8Array(4_600_000))
    expect(file).toMatchObject({ status: 413, body: { error: 'PAYLOAD_TOO_LARGE' } })
    expect(file.body.note).toContain('POST /v1/uploads/orders/big.csv/url')
    const json = await ask('POST', '/v1/cohorts', { name: 'x'.repeat(300_000) })
    expect(json).toMatchObject({ status: 413, body: { error: 'PAYLOAD_TOO_LARGE' } })
  })

  test('an upload without bytes, or under a name that is none', async () => {
    expect((await ask('POST', '/v1/uploads/orders/a.csv', '')).body.note).toContain('empty')
    expect((await ask('POST', '/v1/uploads/orders/a.exe', 'x')).body.note).toContain('.csv, .txt, .gz or .bz2')
    expect((await ask('POST', '/v1/uploads/-orders/a.csv', 'x')).body.note).toContain('directory')
    expect((await ask('POST', '/v1/uploads/orders/a.exe/url')).status).toBe(400)
    expect((await ask('POST', '/v1/uploads/orders/FILE.CSV', 'x')).status).toBe(200)
  })

  test('identity sets that recognise nobody', async () => {
    const sets = {
      phone_alone: { customer: { phone: 'phone' } },
      name_alone: { customer: { person_first_name: 'a', person_last_name: 'b', city: 'c' } },
      none: {},
    }
    for (const identity_sets of Object.values(sets)) {
      const answer = await ask('POST', '/v1/datasets', dataset({ identity_sets }))
      expect(answer).toMatchObject({
        status: 400,
        body: { validationErrors: [{ path: expect.stringMatching(/^identity_sets/) }] },
      })
    }
  })

  test('a dataset that no file could satisfy is refused at once, not when it is read', async () => {
    const stream = (data_map: object) => dataset({ output_to_streams: { orders: { data_map } } })
    const at = { column_name: 'at' }
    for (const [body, path] of [
      [stream({ value: { column_name: 'total' } }), 'output_to_streams.orders'],
      [
        stream({ datetime: at, product: { column_name: 'sku', multiply_by: 'n' } }),
        'output_to_streams.orders.data_map.product',
      ],
      [stream({ datetime: { ...at, format: 'currency_cents' } }), 'output_to_streams.orders.data_map.datetime'],
      [dataset({ options: { type: 'hosted_csv', upload_directory: 'orders', delimiter: 'ab' } }), 'options.delimiter'],
    ] as const) {
      expect(await ask('POST', '/v1/datasets', body)).toMatchObject({
        status: 400,
        body: { validationErrors: [{ path }] },
      })
    }
  })

  test('a stream or a trait that nobody makes, with the one that was meant', async () => {
    await ask('POST', '/v1/datasets', dataset())
    const answer = await ask('POST', '/v1/cohorts', { stream_name: 'ordres' })
    expect(answer.body).toMatchObject({
      error: 'VALIDATION_FAILED',
      note: 'stream not found: "ordres", there is: "orders" (did you mean "orders"?)',
      validationErrors: [{ path: 'stream_name', suggestion: 'orders' }],
    })
    const trait = await ask('POST', '/v1/cohorts', { traits: [{ name: 'age', _gt: 1 }] })
    expect(trait.body.note).toBe('trait not found: "age", there is none')
    const contradiction = await ask('POST', '/v1/cohorts', { stream_name: 'orders', min_count: 3, max_count: 2 })
    expect(contradiction.body.note).toContain('min_count 3 is more than max_count 2')
  })

  test('a refused body leaves nothing behind', async () => {
    const before = await listResources(service.table, service.account.account_id)
    const events = service.aws.events.length
    await ask('POST', '/v1/datasets', dataset({ nmae: 'x', output_to_streams: { visits: { data_map: {} } } }))
    await ask('POST', '/v1/persona_sets', { cohort_id: 'nobody' })
    expect(await listResources(service.table, service.account.account_id)).toHaveLength(before.length)
    expect(service.aws.events).toHaveLength(events)
  })

  test('more ids than a list takes', async () => {
    const many = Array.from({ length: 101 }, (_, index) => `ids=${index}`).join('&')
    expect((await ask('GET', `/v1/cohorts?${many}`)).status).toBe(400)
    expect((await ask('GET', '/v1/cohorts?limit=5')).body.note).toContain('unknown field: "limit"')
  })
})

test('a bug is a plain 500 that tells nothing, and its event still reaches the log by its id', async () => {
  service.aws.fail(10)
  const answer = await ask('GET', '/v1/uploads')
  service.aws.fail(0)
  expect(answer).toMatchObject({ status: 500, body: { error: 'INTERNAL_SERVER_ERROR', id: expect.any(String) } })
  expect(JSON.stringify(answer.body)).not.toContain('planted')
})

test('the description of the API needs no key', async () => {
  const answer = await ask('GET', '/openapi.json', undefined, { key: '' })
  expect(answer).toMatchObject({ status: 200, body: { openapi: '3.1.0' } })
})
