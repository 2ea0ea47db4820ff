import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { unpackEvents } from '../../../shared/engines/events/queued.ts'
import { sha256 } from '../../../shared/model/ids.ts'
import { updateResource } from '../../../shared/ports/store/resources.ts'
import { type Service, startService } from '../../support/service.ts'

let service: Service
beforeAll(async () => {
  service = await startService()
})
afterAll(() => service?.stop())

const ask: Service['ask'] = (...asked) => service.ask(...asked)
const basic = (key: string) => `Basic ${Buffer.from(`${key}:`).toString('base64')}`
const event = { type: 'track', event: 'Bought', userId: 'zebedee', properties: { secret: 'quillfeather' } }
/** The status of a request of one event with this key. */
const sendWith = async (key: string) =>
  (await ask('POST', '/v1/batch', { batch: [event] }, { key: '', authorization: basic(key) })).status
const made = async (config: object = {}) => (await ask('POST', '/v1/sources', { name: 'Website', ...config })).body

/** All that the table holds. */
async function tableText(): Promise<string> {
  const { Items } = await service.table.db.scan({ TableName: service.table.name })
  return JSON.stringify(Items)
}

describe('a write key', () => {
  test('is shown once and stored nowhere', async () => {
    const { id, write_key, write_keys } = await made()
    expect(write_key).toMatch(/^[\w-]{32}$/)
    expect(write_keys).toEqual([{ ends_with: write_key.slice(-4), created_at: expect.any(String) }])
    const read = (await ask('GET', `/v1/sources/${id}`)).body
    expect(read).not.toHaveProperty('write_key')
    expect(read.write_keys).toEqual(write_keys)
    expect(await tableText()).not.toContain(write_key)
    expect(await tableText()).toContain(sha256(write_key))
  })

  test('is not remembered with the Idempotency-Key either', async () => {
    const create = () => ask('POST', '/v1/sources', { name: 'Twice' }, { 'idempotency-key': 'twice' })
    const [first, second] = [await create(), await create()]
    expect(second.body).toEqual({ ...first.body, write_key: undefined })
    expect(await tableText()).not.toContain(first.body.write_key)
  })

  test('that is replaced is valid for the grace, and not at all without one', async () => {
    const { id, write_key: first } = await made()
    const { write_key: second } = (await ask('POST', `/v1/sources/${id}/rotate`)).body
    expect([await sendWith(first), await sendWith(second)]).toEqual([200, 200])
    const third = (await ask('POST', `/v1/sources/${id}/rotate`, { grace_hours: 0 })).body
    expect([await sendWith(first), await sendWith(second), await sendWith(third.write_key)]).toEqual([401, 401, 200])
    expect(third.write_keys).toHaveLength(1)
    // The hashes of keys that have ended are gone, too.
    expect(await tableText()).not.toContain(sha256(first))
  })

  test('ends when its grace is over', async () => {
    const { id, write_key: first } = await made()
    await ask('POST', `/v1/sources/${id}/rotate`, { grace_hours: 168 })
    const sources = (await ask('GET', `/v1/sources/${id}`)).body.write_keys
    expect(Date.parse(sources[1].valid_until) - Date.now()).toBeGreaterThan(167 * 3_600_000)
    const item = { account_id: service.account.account_id, type: 'sources' as const, id }
    const ended = { sha256: sha256(first), ends_with: 'xxxx', created_at: '', valid_until: new Date().toISOString() }
    await updateResource(service.table, item, { write_keys: [ended] })
    expect(await sendWith(first)).toBe(401)
  })

  test('opens nothing where the source is off, archived or deleted', async () => {
    const { id, write_key } = await made()
    const path = `/v1/sources/${id}`
    await ask('PATCH', path, { enabled: false })
    expect(await sendWith(write_key)).toBe(401)
    await ask('PATCH', path, { enabled: true })
    expect(await sendWith(write_key)).toBe(200)
    await ask('POST', `${path}/archive`)
    expect(await sendWith(write_key)).toBe(401)
    await ask('POST', `${path}/unarchive`)
    expect(await sendWith(write_key)).toBe(200)
    expect((await ask('DELETE', path)).status).toBe(204)
    expect(await sendWith(write_key)).toBe(401)
    expect(await tableText()).not.toContain(sha256(write_key))
  })

  test('of another account is not rotated', async () => {
    const { id } = await made()
    const other = await ask('POST', `/v1/sources/${id}/rotate`, {}, { key: service.account.test_key })
    expect(other.status).toBe(404)
  })
})

describe('settings', () => {
  test('have the defaults of Segment', async () => {
    const { identifiers, ...source } = await made()
    expect(source).toMatchObject({ enabled: true, identify: true, allowed_origins: [], cadence: 'daily' })
    expect(identifiers.slice(0, 2)).toEqual([
      { kind: 'user_id', limit: 1, window: 'ever' },
      { kind: 'email', limit: 5, window: 'ever' },
    ])
    expect(identifiers).toHaveLength(11)
  })

  test.each([
    [{ name: undefined }, 'name is missing'],
    [{ identifiers: [{ kind: 'E-Mail' }] }, 'identifiers.0.kind must be a small letter'],
    [{ identifiers: [{ kind: 'email' }, { kind: 'email' }] }, 'identifiers has "email" twice'],
    [{ identifiers: [{ kind: 'group_id' }] }, 'group_id identifies a company'],
    [{ identifiers: [{ kind: 'email', limit: 0 }] }, 'identifiers.0.limit must be at least 1'],
    [{ allowed_origins: ['www.example.com'] }, 'allowed_origins.0 must be a scheme and a host'],
    [{ cadence: 'weekly' }, 'cadence must be one of'],
    [{ retention_days: 0 }, 'retention_days must be at least 1'],
    [{ write_key: 'mine' }, 'unknown field: "write_key"'],
  ])('%j are refused', async (config, sentence) => {
    const { status, body } = await ask('POST', '/v1/sources', { name: 'Website', ...config })
    expect([status, body.note]).toEqual([400, expect.stringContaining(sentence)])
  })
})

describe('a customer sees', () => {
  test('events whose fields have no name, too', async () => {
    const { id, write_key } = await made()
    await ask('POST', '/v1/track', { ...event, properties: { '': 1 } }, { key: '', authorization: basic(write_key) })
    expect((await ask('GET', `/v1/sources/${id}/events`)).body).toMatchObject([
      { accepted: true, fields: { properties: { '': 'number' } } },
    ])
  })

  test('why events were rejected, and a sample of events without their values', async () => {
    const { id, write_key } = await made()
    const late = { ...event, messageId: 'm3', timestamp: new Date(Date.now() + 7_200_000).toISOString() }
    const batch = [{ ...event, messageId: 'm1' }, { type: 'page', messageId: 'm2', name: 'zebedee' }, late]
    await ask('POST', '/v1/batch', { batch }, { key: '', authorization: basic(write_key) })
    const rejections = (await ask('GET', `/v1/sources/${id}/rejections`)).body
    expect(rejections).toMatchObject([
      { index: 1, message_id: 'm2', code: 'no_user_anon_id', accepted: false },
      { index: 2, message_id: 'm3', code: 'future_timestamp', accepted: true },
    ])
    const events = (await ask('GET', `/v1/sources/${id}/events?limit=2`)).body
    expect(events).toMatchObject([
      { accepted: false, code: 'no_user_anon_id', type: 'page', fields: { name: 'text(7)' } },
      { accepted: true, type: 'track', event: 'Bought', fields: { properties: { secret: 'text(12)' } } },
    ])
    expect(JSON.stringify([rejections, events])).not.toMatch(/zebedee|quillfeather/)
    expect(await tableText()).not.toMatch(/zebedee|quillfeather/)
    // The queue alone has them.
    expect(unpackEvents(service.aws.messages.at(-1)!.body).events).toHaveLength(2)

    const next = { batch: [{ type: 'group', userId: 'u' }] }
    await ask('POST', '/v1/batch', next, { key: '', authorization: basic(write_key) })
    const newest = (await ask('GET', `/v1/sources/${id}/rejections`)).body
    expect(newest.map(({ code }: { code: string }) => code)).toEqual([
      'no_group_id',
      'no_user_anon_id',
      'future_timestamp',
    ])
    expect((await ask('GET', `/v1/sources/${id}/events?limit=101`)).status).toBe(400)
    const other = { key: service.account.test_key }
    expect((await ask('GET', `/v1/sources/${id}/rejections`, undefined, other)).status).toBe(404)
  })
})
