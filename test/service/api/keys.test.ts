import { afterAll, beforeAll, expect, test } from 'vitest'
import { createAccount } from '../../../bin/account.ts'
import { sha256 } from '../../../shared/model/ids.ts'
import { getApiKey } from '../../../shared/ports/store/api-keys.ts'
import { type Service, startService } from '../../support/service.ts'
import { signIn } from '../../support/signed-in.ts'

let service: Service
beforeAll(async () => {
  service = await startService()
})
afterAll(() => service?.stop())

const make = async (body: object = { name: 'warehouse' }) => (await service.ask('POST', '/v1/keys', body)).body

test('a new key is shown once, opens the account, and says when it was used', async () => {
  const made = await make()
  expect(made.key).toMatch(/^live_[\w-]{43}$/)
  expect(made.prefix).toBe(made.key.slice(0, 9))
  const listed = async () =>
    (await service.ask('GET', '/v1/keys')).body.find(({ id }: { id: string }) => id === made.id)
  expect(JSON.stringify(await listed())).not.toContain(made.key)
  expect(await listed()).toMatchObject({ name: 'warehouse', scope: 'all' })
  expect((await listed()).last_used_on).toBeUndefined()
  expect((await service.ask('GET', '/v1/cohorts', undefined, { key: made.key })).status).toBe(200)
  expect((await listed()).last_used_on).toBe(new Date().toISOString().slice(0, 10))
  expect(JSON.stringify(await getApiKey(service.table, sha256(made.key)))).not.toContain(made.key)
})

test('repeated with the same Idempotency-Key it is one key, and its text comes once', async () => {
  const headers = { 'idempotency-key': 'once' }
  const first = await service.ask('POST', '/v1/keys', { name: 'again' }, headers)
  const second = await service.ask('POST', '/v1/keys', { name: 'again' }, headers)
  expect([second.body.id, second.body.key]).toEqual([first.body.id, undefined])
})

test('a revoked key opens nothing, and sessions that it opened end', async () => {
  const { id, key } = await make()
  const session = await signIn(service, { api_key: key })
  expect((await service.ask('DELETE', `/v1/keys/${id}`)).status).toBe(204)
  expect((await service.ask('GET', '/v1/cohorts', undefined, { key })).status).toBe(401)
  expect((await session.ask('GET', '/cohorts')).status).toBe(401)
  expect((await service.ask('DELETE', `/v1/keys/${id}`)).status).toBe(404)
})

test('a key that may only read profiles makes no keys', async () => {
  const { key, scope } = await make({ name: 'servers', scope: 'profiles:read' })
  expect(scope).toBe('profiles:read')
  expect((await service.ask('POST', '/v1/keys', { name: 'more' }, { key })).status).toBe(403)
})

test('keys are of one account and one mode', async () => {
  const { id } = await make()
  const other = await createAccount({ name: 'Other', email: 'other@example.com' }, service.table)
  for (const key of [other.live_key, service.account.test_key]) {
    const listed = (await service.ask('GET', '/v1/keys', undefined, { key })).body
    expect(listed.map(({ id: one }: { id: string }) => one)).not.toContain(id)
    expect((await service.ask('DELETE', `/v1/keys/${id}`, undefined, { key })).status).toBe(404)
  }
  const made = await service.ask('POST', '/v1/keys', { name: 'tests' }, { key: service.account.test_key })
  expect(made.body.key).toMatch(/^test_/)
})

test.each([
  [{}, 'name'],
  [{ name: '' }, 'name'],
  [{ name: 'x', scope: 'everything' }, 'scope'],
  [{ name: 'x', expires_on: 'tomorrow' }, 'expires_on'],
  [{ name: 'x', expires_on: '2020-01-01T00:00:00Z' }, 'expires_on'],
  [{ name: 'x', key: 'live_mine' }, 'key'],
])('%j is refused, and the sentence names %s', async (body, field) => {
  const { status, body: refusal } = await service.ask('POST', '/v1/keys', body)
  expect([status, refusal.validationErrors[0].path]).toEqual([400, field])
})

test('a key that expires is refused from then on', async () => {
  const { key } = await make({ name: 'short', expires_on: new Date(Date.now() + 1500).toISOString() })
  const status = async () => (await service.ask('GET', '/v1/cohorts', undefined, { key })).body?.error ?? 'open'
  expect(await status()).toBe('open')
  await expect.poll(status).toBe('EXPIRED_API_KEY')
})

test('an account has at most 50 keys', async () => {
  const { live_key: key } = await createAccount({ name: 'Many', email: 'many@example.com' }, service.table)
  const make = (i: number) => service.ask('POST', '/v1/keys', { name: `key ${i}` }, { key })
  for (let i = 1; i < 50; i++) expect((await make(i)).status).toBe(201)
  expect((await make(50)).body.error).toBe('MAX_RESOURCES_REACHED')
})
