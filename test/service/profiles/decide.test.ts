import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { identifierText } from '../../../shared/engines/identity/fact.ts'
import { keepEvents } from '../../../shared/nouns/profiles/keep-events.ts'
import { startApi } from '../../support/api-server.ts'
import { startProfiles } from '../../support/profiles.ts'
import { request } from '../../support/request.ts'

let live: Awaited<ReturnType<typeof startProfiles>>
let api: Awaited<ReturnType<typeof startApi>>
beforeAll(async () => {
  live = await startProfiles()
  api = await startApi()
})
afterAll(async () => {
  await api?.stop()
  await live?.stop()
})

const at = (second: number) => new Date(Date.parse('2026-03-10T00:00:00Z') + second * 1000).toISOString()
interface Id {
  id: string
  type: string
}
const idOf = (text: string): Id => ({ type: text.split(':')[0]!, id: text.slice(text.indexOf(':') + 1) })
const textOf = ({ type, id }: Id) => identifierText({ kind: type, value: id })

/** An account with these events, and ways to ask about it. */
async function shopWith(events: readonly object[]) {
  const account = await live.account()
  const sent = events.map((event, i) => ({ type: 'track', messageId: `m${i}`, timestamp: at(i), ...event }))
  const keep = () => keepEvents(live.ctx, account.account_id, [account.message(sent)])
  await keep()
  const key = await account.key()
  const space = `${api.url}/v1/spaces/${account.account_id}`
  const headers = { authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}` }
  const get = (path: string) => request('GET', `${space}/${path}`, undefined, headers)
  const user = (path: string) => get(`collections/users/profiles/${path}`)
  const post = (path: string, body: unknown, more = {}) =>
    request('POST', `${space}/collections/users/profiles/${path}`, body, { ...headers, ...more })
  return {
    account,
    keep,
    get,
    user,
    post,
    async people(ids: readonly string[]): Promise<string[][]> {
      const found = await Promise.all(ids.map((id) => user(`${id}/external_ids`)))
      return found.map(({ body }) => (body.data ?? []).map(textOf).sort())
    },
    list: async () => (await get('collections/users/profiles')).body.data.length as number,
  }
}

const identify = (more: object) => ({ type: 'identify', ...more })
/** Two visitors and their mailbox: one person. */
const kim = [
  { event: 'Seen', userId: 'u1', anonymousId: 'a1' },
  identify({ anonymousId: 'a1', traits: { email: 'kim@example.com', one: 1 } }),
  identify({ anonymousId: 'a9', traits: { email: 'kim@example.com', nine: 9 } }),
  { event: 'Bought', anonymousId: 'a9' },
]

interface Case {
  name: string
  send: { type?: string; userId?: string; anonymousId?: string }[]
  then: { separate: [string, string] }
  profiles: string[][]
}
const file = new URL('../../golden/identity/segment/identity.json', import.meta.url)
const cases = (JSON.parse(readFileSync(file, 'utf8')) as { cases: Case[] }).cases.filter(({ then }) => then)

describe('un-merge', () => {
  test.each(cases.map((one) => [one.name, one] as const))('%s', async (_, { send, then, profiles }) => {
    const shop = await shopWith(send.map((one) => ({ ...(one.type !== 'identify' && { event: 'Seen' }), ...one })))
    const [leaves, from] = then.separate
    const separation = { external_ids: [idOf(leaves)], from: idOf(from) }
    expect(await shop.people(profiles.map(([one]) => one!))).not.toEqual(profiles)
    const answer = await shop.post(`${from}/separate`, separation)
    expect(answer.status, JSON.stringify(answer.body)).toBe(200)
    const all = answer.body.data.map(({ external_ids }: { external_ids: Id[] }) => external_ids.map(textOf).sort())
    expect(all.sort()).toEqual([...profiles].sort())
    // Also when all messages are sent again.
    for (let again = 0; again < 2; again++) {
      for (const expected of profiles) expect(await shop.people(expected)).toEqual(expected.map(() => expected))
      await shop.keep()
    }
  })

  test('each has the events and traits that it brought, and the list has both', async () => {
    const shop = await shopWith(kim)
    expect(await shop.list()).toBe(1)
    const { body } = await shop.post('user_id:u1/separate', {
      external_ids: [idOf('anonymous_id:a9')],
      from: idOf('user_id:u1'),
    })
    expect(await shop.list()).toBe(2)
    expect((await shop.user('user_id:u1/traits')).body.traits).toEqual({ email: 'kim@example.com', one: 1 })
    expect((await shop.user('anonymous_id:a9/traits')).body.traits).toEqual({ email: 'kim@example.com', nine: 9 })
    const messages = async (id: string) =>
      (await shop.user(`${id}/events`)).body.data.map(({ message_id }: { message_id: string }) => message_id)
    expect(await messages('user_id:u1')).toEqual(['m1', 'm0'])
    expect(await messages('anonymous_id:a9')).toEqual(['m3', 'm2'])
    for (const { segment_id } of body.data) {
      expect((await shop.user(`segment_id:${segment_id}/metadata`)).body.metadata.segment_id).toBe(segment_id)
    }
    expect((await shop.user('user_id:u1/history')).body.data.at(-1)).toMatchObject({
      type: 'separate',
      external_ids: [{ id: 'a9' }, { id: 'u1' }],
      triggering_event_id: null,
    })
  })

  test('a separation that is taken back leaves what was before', async () => {
    const shop = await shopWith(kim)
    const before = (await shop.user('user_id:u1/traits')).body
    const separation = { external_ids: [idOf('anonymous_id:a9')], from: idOf('user_id:u1') }
    await shop.post('user_id:u1/separate', separation)
    const { body } = await shop.post('user_id:u1/rejoin', separation)
    expect(body.data).toHaveLength(1)
    expect((await shop.user('user_id:u1/traits')).body).toEqual(before)
    expect(await shop.list()).toBe(1)
    // Again is no failure.
    expect((await shop.post('user_id:u1/rejoin', separation)).status).toBe(200)
  })
})

describe('a deleted identifier', () => {
  test('links nothing and finds nobody, also when all events come again; traits and events stay', async () => {
    const shop = await shopWith(kim)
    const answer = await shop.post('user_id:u1/external_ids/delete', {
      delete_external_ids: [idOf('email:Kim@example.com')],
    })
    expect(answer.status, JSON.stringify(answer.body)).toBe(200)
    for (let again = 0; again < 2; again++) {
      expect((await shop.user('email:kim@example.com/traits')).status).toBe(404)
      expect(await shop.people(['user_id:u1', 'anonymous_id:a9'])).toEqual([
        ['anonymous_id:a1', 'user_id:u1'],
        ['anonymous_id:a9'],
      ])
      expect((await shop.user('user_id:u1/traits')).body.traits).toMatchObject({ one: 1 })
      await shop.keep()
    }
    expect(await shop.list()).toBe(2)
  })
})

describe('a decision that is refused', () => {
  const [a1, a9, u1] = ['anonymous_id:a1', 'anonymous_id:a9', 'user_id:u1'].map(idOf) as [Id, Id, Id]
  test.each<[string, string, unknown, number, string]>([
    ['of nobody', 'user_id:nobody/separate', { external_ids: [a9], from: u1 }, 404, 'not_found'],
    [
      'of an identifier of others',
      'user_id:u1/separate',
      { external_ids: [idOf('user_id:x')], from: u1 },
      404,
      'eid_not_found',
    ],
    [
      'from an identifier of others',
      'user_id:u1/separate',
      { external_ids: [a9], from: idOf('email:x@x.example') },
      404,
      'eid_not_found',
    ],
    ['of itself', 'user_id:u1/separate', { external_ids: [a1, u1], from: u1 }, 400, 'invalid_request_error'],
    ['without from', 'user_id:u1/separate', { external_ids: [a9] }, 400, 'validation_error'],
    ['of none', 'user_id:u1/separate', { external_ids: [], from: u1 }, 400, 'validation_error'],
    ['of no JSON', 'user_id:u1/separate', '{', 400, 'invalid_request_error'],
    ['two at once', 'user_id:u1/external_ids/delete', { delete_external_ids: [a1, a9] }, 400, 'validation_error'],
    ['of a user_id', 'user_id:u1/external_ids/delete', { delete_external_ids: [u1] }, 400, 'unsupported_eid_type'],
    [
      'of one that is not there',
      'user_id:u1/external_ids/delete',
      { delete_external_ids: [idOf('email:x@x.example')] },
      404,
      'eid_not_found',
    ],
    [
      'of the last',
      'anonymous_id:alone/external_ids/delete',
      { delete_external_ids: [idOf('anonymous_id:alone')] },
      400,
      'invalid_request_error',
    ],
  ])('%s', async (_, path, body, status, code) => {
    const shop = await shopWith([...kim, { event: 'Seen', anonymousId: 'alone' }])
    const answer = await shop.post(path, body, { 'content-type': 'application/json' })
    expect([answer.status, answer.body.error?.code], JSON.stringify(answer.body)).toEqual([status, code])
    // Nothing is repeated that names somebody.
    expect(answer.body.error.message).not.toMatch(/x\.example|alone|kim/)
    expect((await shop.people(['user_id:u1']))[0]).toHaveLength(4)
  })

  test('by a key that may only read', async () => {
    const shop = await shopWith(kim)
    const key = await shop.account.key({ scope: 'profiles:read' })
    const answer = await shop.post(
      'user_id:u1/separate',
      { external_ids: [a9], from: u1 },
      { authorization: `Bearer ${key}` },
    )
    expect(answer).toMatchObject({ status: 403, body: { error: { code: 'forbidden' } } })
    expect((await shop.people(['user_id:u1']))[0]).toHaveLength(4)
  })
})

describe('explain', () => {
  const chainOf = async (shop: Awaited<ReturnType<typeof shopWith>>, from: string, to: string) => {
    const { body } = await shop.user(`${from}/explain?with=${encodeURIComponent(to)}`)
    const chain = body.chain.map((link: { external_ids: Id[]; message_id: string }) => [
      ...link.external_ids.map(textOf),
      link.message_id,
    ])
    return { same: body.same_profile, chain, body }
  }
  test('the facts that join two identifiers, one after another', async () => {
    const { same, chain } = await chainOf(await shopWith(kim), 'user_id:u1', 'anonymous_id:a9')
    expect(same).toBe(true)
    expect(chain).toEqual([
      ['user_id:u1', 'anonymous_id:a1', 'm0'],
      ['anonymous_id:a1', 'email:kim@example.com', 'm1'],
      ['email:kim@example.com', 'anonymous_id:a9', 'm2'],
    ])
  })
  test('why two are not one: the identifier that was set aside on the way', async () => {
    const shop = await shopWith([
      { event: 'Seen', userId: 'u1', anonymousId: 'kiosk' },
      { event: 'Seen', userId: 'u2', anonymousId: 'kiosk' },
    ])
    const { same, chain, body } = await chainOf(shop, 'user_id:u1', 'user_id:u2')
    expect(same).toBe(false)
    expect(chain).toEqual([
      ['user_id:u1', 'anonymous_id:kiosk', 'm0'],
      ['anonymous_id:kiosk', 'user_id:u2', 'm1'],
    ])
    expect(body.chain[1].set_aside).toMatchObject([{ type: 'anonymous_id', id: 'kiosk', reason: 'limit' }])
  })
  test('of those whom nothing joins there is no chain; of one and the same it is empty', async () => {
    const shop = await shopWith([...kim, { event: 'Seen', userId: 'other' }])
    expect(await chainOf(shop, 'user_id:u1', 'user_id:other')).toMatchObject({ same: false, chain: [] })
    expect(await chainOf(shop, 'user_id:u1', 'user_id:u1')).toMatchObject({ same: true, chain: [] })
    expect((await shop.user('user_id:u1/explain?with=nobody')).body.error.code).toBe('validation_error')
    expect((await shop.user('user_id:u1/explain')).body.error.code).toBe('validation_error')
  })
})

test('history: merges with the event that made them, also of those who were taken in before', async () => {
  const visits = ['x', 'y', 'z'].map((anonymousId) => ({ event: 'Seen', anonymousId }))
  const shop = await shopWith(visits)
  const ids = await Promise.all(
    ['x', 'y', 'z'].map(async (id) => (await shop.user(`anonymous_id:${id}/metadata`)).body.metadata.segment_id),
  )
  const [x, y, z] = ids
  const say = (messageId: string, second: number, anonymousId: string, email: string) =>
    identify({ messageId, timestamp: at(second), anonymousId, traits: { email } })
  for (const events of [
    [say('j0', 10, 'z', 'z@example.com'), say('j1', 11, 'y', 'z@example.com')],
    [say('j2', 12, 'x', 'x@example.com'), say('j3', 13, 'y', 'x@example.com')],
  ]) {
    await keepEvents(live.ctx, shop.account.account_id, [shop.account.message(events)])
  }
  const { body } = await shop.user('anonymous_id:z/history')
  const merges = body.data.map((one: Record<string, string>) => [
    one.type,
    one.segment_id,
    one.canonical_segment_id,
    one.triggering_event_id,
  ])
  expect(merges).toEqual([
    ['merge', z, y, 'j1'],
    ['merge', y, x, 'j3'],
  ])
  const first = await shop.user('anonymous_id:z/history?limit=1')
  const rest = await shop.user(`anonymous_id:z/history?limit=1&next=${first.body.cursor.next}`)
  expect([...first.body.data, ...rest.body.data]).toEqual(body.data)
  expect(rest.body.cursor.has_more).toBe(false)
})

test('violations: identifiers that did not link, newest first, page by page', async () => {
  const shop = await shopWith(
    Array.from({ length: 6 }, (_, i) => ({ event: 'Seen', userId: `u${i}`, anonymousId: 'kiosk', messageId: `v${i}` })),
  )
  const { body } = await shop.get('violations')
  expect(body.data.length).toBeGreaterThanOrEqual(5)
  expect(body.data[0]).toMatchObject({ external_id: { type: 'anonymous_id', id: 'kiosk' }, message_id: 'v5' })
  const times = body.data.map(({ timestamp }: { timestamp: string }) => timestamp)
  expect(times).toEqual([...times].sort().reverse())
  const paged: unknown[] = []
  let next = ''
  do {
    const page = (await shop.get(`violations?limit=2${next && `&next=${next}`}`)).body
    paged.push(...page.data)
    next = page.cursor.next
  } while (next)
  expect(paged).toEqual(body.data)
  expect((await shop.get('violations?next=!')).body.error.code).toBe('invalid_request_error')
  expect((await shop.get('violations?limit=501')).body.error.code).toBe('validation_error')
})
