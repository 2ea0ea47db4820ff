import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createAccount, createKey } from '../../../bin/account.ts'
import { personId } from '../../../shared/engines/identity/key.ts'
import { segmentId } from '../../../shared/engines/profiles/segment-id.ts'
import { keepEvents } from '../../../shared/nouns/profiles/keep-events.ts'
import { spaceLimit } from '../../../shared/nouns/profiles/space-limit.ts'
import { addSpaceRequests } from '../../../shared/ports/store/requests.ts'
import { startApi } from '../../support/api-server.ts'
import { startProfiles } from '../../support/profiles.ts'
import { request } from '../../support/request.ts'

type Account = Awaited<ReturnType<Awaited<ReturnType<typeof startProfiles>>['account']>>

let live: Awaited<ReturnType<typeof startProfiles>>
let api: Awaited<ReturnType<typeof startApi>>
let shop: Account
let key: string
beforeAll(async () => {
  live = await startProfiles()
  api = await startApi()
  shop = await live.account()
  key = await shop.key()
  await keep(shop, events)
})
afterAll(async () => {
  await api?.stop()
  await live?.stop()
})

const keep = (account: Account, of: readonly object[], receivedAt?: number) =>
  keepEvents(live.ctx, account.account_id, [account.message(of, receivedAt)])

const basic = (token: string) => ({ authorization: `Basic ${Buffer.from(`${token}:`).toString('base64')}` })
const askAt = (path: string, headers: Record<string, string> = basic(key)) =>
  request('GET', `${api.url}${path}`, undefined, headers)
const space = (account: Account = shop) => `/v1/spaces/${account.account_id}`
const ask = (path: string, headers?: Record<string, string>) => askAt(`${space()}/collections/${path}`, headers)
const user = (path: string, headers?: Record<string, string>) => ask(`users/profiles/${path}`, headers)

const at = (second: number) => new Date(Date.parse('2026-03-10T00:00:00Z') + second * 1000).toISOString()
/** Bob visits, says who he is, buys; Kim does not know him. */
const events: Record<string, unknown>[] = [
  {
    type: 'page',
    anonymousId: 'a1',
    name: 'Home',
    messageId: 'm0',
    timestamp: at(0),
    properties: { url: 'https://x' },
  },
  { type: 'screen', anonymousId: 'a1', name: 'Main', messageId: 'm1', timestamp: at(1) },
  {
    type: 'identify',
    anonymousId: 'a1',
    userId: 'u1',
    messageId: 'm2',
    timestamp: at(2),
    traits: { email: 'Bob+shop@Example.com', browser: 'Firefox', age: 40, city: 'Ghent', gone: 1 },
  },
  { type: 'track', userId: 'u1', event: 'Item Purchased', messageId: 'm3', timestamp: at(3), properties: { price: 2 } },
  { type: 'track', userId: 'u1', event: 'Item Viewed', messageId: 'm4', timestamp: at(4) },
  { type: 'identify', userId: 'u1', messageId: 'm5', timestamp: at(5), traits: { age: 41, gone: null } },
  { type: 'group', userId: 'u1', groupId: 'g1', messageId: 'm6', timestamp: at(6), traits: { plan: 'pro', size: 3 } },
  { type: 'group', anonymousId: 'k1', groupId: 'g/2 x', messageId: 'm7', timestamp: at(7) },
  { type: 'track', anonymousId: 'k1', event: 'Item Viewed', messageId: 'm8', timestamp: at(8) },
]
const bob = segmentId(personId('anonymous_id', 'a1'))

describe('a person is found', () => {
  test.each([
    'user_id:u1',
    'anonymous_id:a1',
    'email:bob%2Bshop@example.com',
    'email:bob+shop@example.com',
    'email:Bob%2BShop%40Example.com',
    `segment_id:${bob}`,
    bob,
  ])('by %s', async (asked) => {
    const { status, body } = await user(`${asked}/traits`)
    expect(body.traits ?? body).toEqual({
      age: 41,
      browser: 'Firefox',
      city: 'Ghent',
      email: 'Bob+shop@Example.com',
    })
    expect(status).toBe(200)
  })
})

test.each([
  ['cafe-eclair-co', 200],
  ['Café Éclair & Co.', 404],
  ['cafe', 404],
  ['', 404],
])('a space by the slug of its account: %j is answered %i', async (slug, status) => {
  const { live_key } = await createAccount({ name: 'Café Éclair & Co.', email: 'owner@example.com' }, live.ctx.table)
  const answer = await askAt(`/v1/spaces/${encodeURIComponent(slug)}/collections/users/profiles`, basic(live_key))
  expect(answer.status).toBe(status)
})

test('a path of namespaces, another name of spaces, answers the same', async () => {
  const [one, other] = await Promise.all([
    user('user_id:u1/traits'),
    askAt(`/v1/namespaces/${shop.account_id}/collections/users/profiles/user_id:u1/traits`),
  ])
  expect(other).toMatchObject({ status: 200, body: one.body })
})

test('an identifier may hold slashes and colons, also where the gateway decoded the path', async () => {
  await keep(shop, [
    { type: 'identify', userId: 'a/b:c/traits', messageId: 'slash', timestamp: at(9), traits: { x: 1 } },
  ])
  for (const path of ['user_id:a/b:c/traits/traits', 'user_id:a%2Fb%3Ac%2Ftraits/traits']) {
    expect((await user(path)).body.traits).toEqual({ x: 1 })
  }
})

test('answers have an id each, are kept by nobody, and no page of a browser may read them', async () => {
  const answers = await Promise.all([
    user('user_id:u1/traits'),
    user('user_id:nobody/traits'),
    user('user_id:u1/traits', {}),
  ])
  expect(new Set(answers.map(({ headers }) => headers.get('request-id'))).size).toBe(3)
  for (const { headers } of answers) {
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('access-control-allow-origin')).toBeNull()
  }
})

describe('who may ask', () => {
  const refused = (code: string) => ({ error: { code, message: expect.any(String) } })
  test.each<[string, () => Record<string, string> | Promise<Record<string, string>>, number, string?]>([
    ['a key as user name of Basic', () => basic(key), 200],
    ['a key as Bearer', () => ({ authorization: `Bearer ${key}` }), 200],
    ['a key that may only read profiles', async () => basic(await shop.key({ scope: 'profiles:read' })), 200],
    ['nobody', () => ({}), 401, 'authentication_error'],
    ['no key at all', () => basic('secret'), 401, 'authentication_error'],
    ['an unknown key', () => basic(`live_${'x'.repeat(43)}`), 401, 'authentication_error'],
    [
      'a key that is over',
      async () => basic(await shop.key({ expires_on: '2020-01-01' })),
      401,
      'authentication_error',
    ],
    ['another account', async () => basic(await (await live.account()).key()), 404, 'not_found'],
  ])('%s', async (_, headers, status, code) => {
    const answer = await user('user_id:u1/traits', await headers())
    expect(answer.status).toBe(status)
    if (code) expect(answer.body).toEqual(refused(code))
  })

  test("another account's space is answered as one that never was", async () => {
    const other = basic(await (await live.account()).key())
    const [its, none] = await Promise.all([
      user('user_id:u1/traits', other),
      askAt('/v1/spaces/nobodys/collections/users/profiles/user_id:u1/traits', other),
    ])
    expect([its.status, its.body]).toEqual([none.status, none.body])
  })

  test('the same identifiers in two accounts are two people', async () => {
    const other = await live.account()
    await keep(other, [{ type: 'identify', userId: 'u1', messageId: 'm2', timestamp: at(2), traits: { age: 7 } }])
    const theirs = await askAt(`${space(other)}/collections/users/profiles/user_id:u1/traits`, basic(await other.key()))
    expect(theirs.body.traits).toEqual({ age: 7 })
    expect((await user('user_id:u1/traits')).body.traits.age).toBe(41)
  })

  test('a key is made for a scope, of an account that there is', async () => {
    const { account_id } = await createAccount({ name: 'Shop', email: 'owner@example.com' }, live.ctx.table)
    const made = await createKey({ account_id, scope: 'profiles:read' }, live.ctx.table)
    const answer = await askAt(`/v1/spaces/${account_id}/collections/users/profiles`, basic(made.key))
    expect(answer).toMatchObject({ status: 200, body: { data: [], cursor: { has_more: false } } })
    await expect(createKey({ account_id: 'nobodys', scope: 'all' }, live.ctx.table)).rejects.toThrow(
      'no account "nobodys"',
    )
  })

  test('a key that may only read profiles is refused by the rest of the API', async () => {
    const reading = await shop.key({ scope: 'profiles:read' })
    for (const [method, path] of [
      ['GET', '/v1/sources'],
      ['GET', '/v1/accounts'],
      ['POST', '/v1/sources'],
      ['DELETE', `/v1/sources/${shop.source_id}`],
    ] as const) {
      const answer = await request(method, `${api.url}${path}`, method === 'POST' ? { name: 'x' } : undefined, {
        authorization: `Bearer ${reading}`,
      })
      expect(answer, path).toMatchObject({ status: 403, body: { error: 'FORBIDDEN' } })
    }
  })

  test('more than 100 requests a second are too many', async () => {
    const busy = await live.account()
    const window = Math.floor(Date.now() / 1000 / spaceLimit.seconds) * spaceLimit.seconds
    for (const later of [0, 1, 2]) {
      await addSpaceRequests(
        live.ctx.table,
        busy.account_id,
        window + later * spaceLimit.seconds,
        spaceLimit.refusedAbove,
      )
    }
    const headers = basic(await busy.key())
    const draw = vi.spyOn(Math, 'random').mockReturnValue(0)
    try {
      const answer = await askAt(`${space(busy)}/collections/users/profiles/user_id:u1/traits`, headers)
      expect(answer).toMatchObject({ status: 429, body: refused('rate_limit_error') })
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    } finally {
      draw.mockRestore()
    }
  })
})

describe('a question that is refused', () => {
  const notFound = { error: { code: 'not_found', message: 'Profile was not found.' } }
  test.each<[string, number, string, (object | RegExp)?]>([
    ['users/profiles/user_id:nobody/traits', 404, 'not_found', notFound],
    ['users/profiles/user_id:000/traits', 404, 'not_found', notFound],
    ['users/profiles/segment_id:use_1/traits', 404, 'not_found', notFound],
    [`users/profiles/${segmentId(personId('user_id', 'nobody'))}/traits`, 404, 'not_found', notFound],
    ['accounts/profiles/group_id:nobodys/traits', 404, 'not_found', notFound],
    ['users/profiles/bob@example.com/traits', 400, 'validation_error', /named by an identifier/],
    ['users/profiles/E-mail:bob@example.com/traits', 400, 'validation_error', /named by an identifier/],
    ['accounts/profiles/user_id:u1/traits', 400, 'validation_error', /group_id/],
    [
      'persons/profiles/user_id:u1/traits',
      400,
      'validation_error',
      /collection must be users or accounts, but is "persons"/,
    ],
    ['accounts/profiles', 400, 'invalid_request_error', /not listed/],
    ['accounts/profiles/group_id:g1/events', 400, 'invalid_request_error', /events are of users/],
    ['users/profiles/user_id:u1/shoes', 404, 'not_found', /no operation/],
    ['users/profiles/user_id:u1', 404, 'not_found', /no operation/],
    ['users/profiles/user_id:u1/traits?limit=0', 400, 'validation_error', /limit must be at least 1, but is 0/],
    ['users/profiles/user_id:u1/traits?limit=201', 400, 'validation_error', /limit must be at most 200, but is 201/],
    ['users/profiles/user_id:u1/traits?limit=ten', 400, 'validation_error', /limit/],
    ['users/profiles/user_id:u1/external_ids?limit=101', 400, 'validation_error', /at most 100/],
    ['users/profiles/user_id:u1/links?limit=21', 400, 'validation_error', /at most 20/],
    ['users/profiles/user_id:u1/traits?class=shoe', 400, 'validation_error', /one of "audience", "computed_trait"/],
    ['users/profiles/user_id:u1/traits?verbose=1', 400, 'validation_error', /one of "true", "false"/],
    ['users/profiles/user_id:u1/traits?incude=age', 400, 'validation_error', /did you mean "include"/],
    [
      'users/profiles/user_id:u1/events?start=yesterday',
      400,
      'validation_error',
      /start must be a time of ISO 8601, but is "yesterday"/,
    ],
    ['users/profiles/user_id:u1/events?sort=up', 400, 'validation_error', /one of "asc", "desc"/],
    ['users/profiles/user_id:u1/events?next=x', 400, 'invalid_request_error', /next/],
    ['users/profiles/user_id:u1/external_ids?next=x', 400, 'invalid_request_error', /next/],
    ['accounts/profiles/group_id:g1/links?next=~', 400, 'invalid_request_error', /next/],
    ['users/profiles?next=x', 400, 'invalid_request_error', /next/],
  ])('%s', async (path, status, code, expected) => {
    const answer = await ask(path)
    expect(answer.status, JSON.stringify(answer.body)).toBe(status)
    expect(answer.body.error.code).toBe(code)
    if (expected instanceof RegExp) expect(answer.body.error.message).toMatch(expected)
    else expect(answer.body).toEqual(expected)
  })
})

describe('traits', () => {
  test.each([
    ['', ['age', 'browser', 'city', 'email']],
    ['?limit=200', ['age', 'browser', 'city', 'email']],
    ['?include=age,city', ['age', 'city']],
    ['?include=age&include=city', ['age', 'city']],
    ['?include=gone', []],
    ['?include=', []],
    ['?class=audience', []],
    ['?class=computed_trait', []],
    ['?limit=2', ['age', 'browser']],
    ['?limit=2&next=browser', ['city', 'email']],
    ['?limit=2&next=b', ['browser', 'city']],
  ])('%s', async (query, names) => {
    const { body } = await user(`user_id:u1/traits${query}`)
    expect(Object.keys(body.traits)).toEqual(names)
  })
  test('of a page that is not the last the cursor says how to go on, by the id of the profile', async () => {
    const url = `${space()}/collections/users/profiles/${bob}/traits`
    expect((await user('email:bob%2Bshop@example.com/traits?limit=2')).body.cursor).toEqual({
      url,
      has_more: true,
      next: 'browser',
      limit: 2,
    })
    expect((await askAt(`${url}?limit=2&next=browser`)).body.cursor).toEqual({
      url,
      has_more: false,
      next: '',
      limit: 2,
    })
  })
  test('verbose: who said it, and when', async () => {
    const { body } = await user('user_id:u1/traits?verbose=true&include=age,city')
    expect(body.traits).toEqual({
      age: { value: 41, source_id: shop.source_id, updated_at: at(5) },
      city: { value: 'Ghent', source_id: shop.source_id, updated_at: at(2) },
    })
  })
})

describe('identifiers', () => {
  const shown = (type: string, id: string, second: number, message: string) => ({
    source_id: shop.source_id,
    collection: 'users',
    id,
    type,
    created_at: at(second),
    encoding: 'none',
    first_message_id: message,
  })
  const ofBob = () => [
    shown('anonymous_id', 'a1', 0, 'm0'),
    shown('email', 'bob+shop@example.com', 2, 'm2'),
    shown('user_id', 'u1', 2, 'm2'),
  ]
  test('each with the message that first said it of this person', async () => {
    const { body } = await user('user_id:u1/external_ids')
    expect(body.data).toHaveLength(3)
    expect(body.data).toEqual(expect.arrayContaining(ofBob()))
    expect(body.data[0]).toEqual(ofBob()[0])
    expect(body.cursor).toMatchObject({ has_more: false, next: '', limit: 25 })
  })
  test.each([
    ['include=user_id,anonymous_id', ['anonymous_id', 'user_id']],
    ['include=email', ['email']],
    ['include=phone', []],
  ])('%s', async (query, types) => {
    const { body } = await user(`user_id:u1/external_ids?${query}`)
    expect(body.data.map(({ type }: { type: string }) => type)).toEqual(types)
  })
  test('a cursor says nothing of a person', async () => {
    const { body } = await user('user_id:u1/external_ids?limit=2')
    expect(Buffer.from(body.cursor.next.slice(4), 'base64url').toString()).not.toMatch(/u1|bob|a1/)
  })
})

describe('events', () => {
  const all = ['m6', 'm5', 'm4', 'm3', 'm2', 'm1', 'm0']
  test.each([
    ['', all],
    ['?sort=asc', all.toReversed()],
    ['?limit=2', ['m6', 'm5']],
    ['?include=Item Purchased,Page Viewed', ['m3', 'm0']],
    ['?include=Screen+Viewed&include=Item%20Viewed', ['m4', 'm1']],
    ['?exclude=Item Viewed,Page Viewed', ['m6', 'm5', 'm3', 'm2', 'm1']],
    [`?start=${at(2)}&end=${at(4)}`, ['m4', 'm3', 'm2']],
    [`?start=${at(2)}&end=${at(4)}&sort=asc&limit=1`, ['m2']],
    [`?start=${at(4)}&end=${at(2)}`, []],
    ['?end=2026-03-10', ['m0']],
  ])('%s', async (query, messages) => {
    const { body } = await user(`user_id:u1/events${query}`)
    expect(body.data.map(({ message_id }: { message_id: string }) => message_id)).toEqual(messages)
  })
  test('as Segment shows them', async () => {
    const { body } = await user('user_id:u1/events?include=Item Purchased,Page Viewed')
    expect(body.data).toEqual([
      {
        external_ids: [{ id: 'u1', type: 'user_id', collection: 'users', encoding: 'none' }],
        context: expect.any(Object),
        type: 'track',
        message_id: 'm3',
        source_id: shop.source_id,
        timestamp: at(3),
        properties: { price: 2 },
        event: 'Item Purchased',
        related: {},
      },
      expect.objectContaining({ event: 'Page Viewed', type: 'page', properties: { name: 'Home', url: 'https://x' } }),
    ])
  })
  test('the cursor is the moment in nanoseconds and the message id, in base64', async () => {
    const { body } = await user('user_id:u1/events?limit=1')
    expect(Buffer.from(body.cursor.next, 'base64url').toString()).toBe(`${Date.parse(at(6))}000000::m6`)
  })
  test('an event of a cookie that several people share is that of the person of its fact', async () => {
    const kiosk = await live.account()
    await keep(kiosk, [
      { type: 'track', event: 'One', userId: 'u1', anonymousId: 'kiosk', messageId: 'k1', timestamp: at(1) },
      { type: 'track', event: 'Two', userId: 'u2', anonymousId: 'kiosk', messageId: 'k2', timestamp: at(2) },
    ])
    const headers = basic(await kiosk.key())
    for (const [id, message] of [
      ['user_id:u1', 'k1'],
      ['user_id:u2', 'k2'],
    ] as const) {
      const { body } = await askAt(`${space(kiosk)}/collections/users/profiles/${id}/events`, headers)
      expect(body.data.map(({ message_id }: { message_id: string }) => message_id)).toEqual([message])
    }
  })
})

test('metadata: who first and last said something, and when', async () => {
  const { body } = await user('email:bob%2Bshop@example.com/metadata?verbose=true')
  expect(body).toEqual({
    metadata: {
      segment_id: bob,
      exact: true,
      created_at: at(0),
      updated_at: at(6),
      expires_at: null,
      first_message_id: 'm0',
      first_source_id: shop.source_id,
      last_message_id: 'm6',
      last_source_id: shop.source_id,
      // No file says anything.
      identity: { as_of_files: null, exact: true, pending: 0 },
    },
  })
})

describe('companies', () => {
  const linksOf = async (path: string) => {
    const { body } = await ask(path)
    return body.data.map(
      ({
        to_collection,
        external_ids: [one],
      }: {
        to_collection: string
        external_ids: { id: string; type: string }[]
      }) => [to_collection, `${one!.type}:${one!.id}`],
    )
  }
  test('a user is linked to companies, and these to their users', async () => {
    expect(await linksOf('users/profiles/email:bob%2Bshop@example.com/links')).toEqual([['accounts', 'group_id:g1']])
    expect(await linksOf('users/profiles/anonymous_id:k1/links')).toEqual([['accounts', 'group_id:g/2 x']])
    expect(await linksOf('accounts/profiles/group_id:g1/links')).toEqual([['users', 'user_id:u1']])
    expect(await linksOf('accounts/profiles/group_id:g%2F2 x/links')).toEqual([['users', 'anonymous_id:k1']])
  })
  test('a company has traits, an identifier, and a last message', async () => {
    const { body } = await ask('accounts/profiles/group_id:g1/traits?include=plan')
    expect(body.traits).toEqual({ plan: 'pro' })
    expect((await ask('accounts/profiles/group_id:g%2F2 x/traits')).body.traits).toEqual({})
    expect((await ask('accounts/profiles/group_id:g1/external_ids')).body.data).toMatchObject([
      { id: 'g1', type: 'group_id', collection: 'accounts' },
    ])
    expect((await ask('accounts/profiles/group_id:g1/metadata')).body.metadata).toMatchObject({ last_message_id: 'm6' })
  })
})

describe('page after page, everything comes once and in its order', () => {
  const many = Array.from({ length: 23 }, (_, i) => i)
  let crowd: Account
  let headers: Record<string, string>
  beforeAll(async () => {
    crowd = await live.account()
    headers = basic(await crowd.key())
    // One person under many identifiers; clocks that are wrong by minutes: keys and moments are sorted differently.
    await keep(
      crowd,
      many.map((i) => ({
        type: 'identify',
        userId: 'u1',
        messageId: `i${i}`,
        timestamp: at(i % 7),
        traits: { [`t${i}`]: i },
        context: { externalIds: [{ type: `kind_${i}`, id: `value ${i}`, collection: 'users', encoding: 'none' }] },
      })),
    )
    for (const i of many) {
      const late = ((i * 7) % 9) * 60_000 - 240_000
      const timestamp = at(i * 20)
      const sentAt = new Date(Date.parse(timestamp) + 1000).toISOString()
      await keep(
        crowd,
        [{ type: 'group', anonymousId: `c${i}`, groupId: `g${i % 5}`, messageId: `c${i}`, timestamp, sentAt }],
        Date.parse(sentAt) + late,
      )
      await keep(
        crowd,
        [
          { type: 'group', userId: 'u1', groupId: `h${i}`, messageId: `h${i}`, timestamp, sentAt },
          { type: 'track', event: 'Seen', anonymousId: `c${i % 4}`, messageId: `s${i}`, timestamp, sentAt },
        ],
        Date.parse(sentAt) + late,
      )
    }
  })
  const pages = async (path: string, limit: number, idsOf: (body: never) => unknown[]) => {
    const all: unknown[] = []
    let next = ''
    for (let page = 0; page < 200; page++) {
      const mark = path.includes('?') ? '&' : '?'
      const more = next && `&next=${encodeURIComponent(next)}`
      const { body, status } = await askAt(`${space(crowd)}/collections/${path}${mark}limit=${limit}${more}`, headers)
      expect(status, JSON.stringify(body)).toBe(200)
      const ids = idsOf(body as never)
      expect(ids.length).toBeLessThanOrEqual(limit)
      all.push(...ids)
      if (!body.cursor.has_more) return all
      next = body.cursor.next
    }
    throw new Error('no end')
  }
  const data = (body: { data: object[] }) => body.data.map((one) => JSON.stringify(one))
  test.each([
    ['users/profiles/user_id:u1/traits', (body: { traits: object }) => Object.keys(body.traits), 200, 23],
    ['users/profiles/user_id:u1/external_ids', data, 100, 24],
    ['users/profiles/user_id:u1/events', data, 100, 46],
    ['users/profiles/user_id:u1/events?sort=asc', data, 100, 46],
    ['users/profiles/anonymous_id:c1/events', data, 100, 7],
    ['users/profiles/user_id:u1/links', data, 20, 23],
    ['accounts/profiles/group_id:g1/links', data, 20, 5],
    ['users/profiles', data, 100, 24],
  ] as const)('%s', async (path, idsOf, most, count) => {
    const by = idsOf as (body: never) => string[]
    const whole = await pages(path, most, by)
    expect(new Set(whole).size).toBe(count)
    expect(whole).toHaveLength(count)
    for (const limit of [1, 2, 3, 7, 20]) expect(await pages(path, limit, by), `limit=${limit}`).toEqual(whole)
  })
  test('events are in the order of their corrected moments', async () => {
    const times = await pages('users/profiles/user_id:u1/events', 3, (body: { data: { timestamp: string }[] }) =>
      body.data.map(({ timestamp }) => timestamp),
    )
    expect(times).toEqual([...times].sort().reverse())
  })
})

test('the list has every person once, also those whom another took in only under the other id', async () => {
  const joined = await live.account()
  const headers = basic(await joined.key())
  const path = `${space(joined)}/collections/users/profiles`
  const visit = (id: string, second: number) => ({
    type: 'track',
    event: 'Seen',
    anonymousId: id,
    messageId: id,
    timestamp: at(second),
  })
  for (const [i, id] of ['x', 'y', 'z'].entries()) await keep(joined, [visit(id, i)])
  const ids = Object.fromEntries(['x', 'y', 'z'].map((id) => [id, segmentId(personId('anonymous_id', id))]))
  const list = async () => {
    const { body } = await askAt(`${path}?next=0`, headers)
    return body.data.map((one: { segment_id: string }) => one.segment_id).sort()
  }
  expect(await list()).toEqual(Object.values(ids).sort())
  const joins = { type: 'identify', traits: { email: 'z@example.com' } }
  await keep(joined, [
    { ...joins, anonymousId: 'y', messageId: 'j1', timestamp: at(5) },
    { ...joins, anonymousId: 'z', messageId: 'j2', timestamp: at(6) },
  ])
  expect(await list()).toEqual([ids.x, ids.y].sort())
  const { body } = await askAt(`${path}/segment_id:${ids.z}/metadata`, headers)
  expect(body.metadata.segment_id).toBe(ids.y)
})

test('no path and no parameter is a fault of ours', async () => {
  const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }).map(encodeURIComponent)
  const part = fc.constantFrom('traits', 'external_ids', 'events', 'metadata', 'links', 'history', 'explain', 'shoes')
  const name = fc.constantFrom('next', 'with', 'start', 'end', 'include', 'limit', 'sort', 'class')
  const known = fc.constantFrom('users/profiles/user_id:u1', 'accounts/profiles/group_id:g1')
  const path = fc.oneof(
    fc
      .tuple(known, part, name, text)
      .map(([profile, of, parameter, value]) => `${profile}/${of}?${parameter}=${value}`),
    fc
      .tuple(fc.constantFrom('users', 'accounts'), fc.constantFrom('user_id', 'group_id', 'email', 'phone'), text, part)
      .map(([collection, kind, value, of]) => `${collection}/profiles/${kind}:${value}/${of}`),
    text.map((value) => `users/profiles?next=${value}`),
    text.map(
      (value) => `users/profiles/user_id:u1/events?next=${Buffer.from(`${value}000000::m`).toString('base64url')}`,
    ),
    fc
      .nat()
      .map((n) => `users/profiles/user_id:u1/events?next=${Buffer.from(`${n}e9999999999::m`).toString('base64url')}`),
    fc
      .bigInt({ min: 0n, max: 10n ** 21n })
      .map((n) => `users/profiles/user_id:u1/events?next=${Buffer.from(`${n}::m`).toString('base64url')}`),
  )
  await fc.assert(
    fc.asyncProperty(path, async (asked) => {
      const { status, body } = await ask(asked)
      expect([200, 400, 404], `${asked} ${JSON.stringify(body)}`).toContain(status)
    }),
    { numRuns: 250 },
  )
})
