import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createKey, signInUrl } from '../../../bin/account.ts'
import { sha256 } from '../../../shared/model/ids.ts'
import { sessionOf } from '../../../shared/nouns/sessions/session-of.ts'
import { newSignIn, takeToken } from '../../../shared/nouns/sessions/sign-in.ts'
import { getSession } from '../../../shared/ports/store/sessions.ts'
import { type Service, startService } from '../../support/service.ts'

let service: Service
beforeAll(async () => {
  service = await startService()
})
afterAll(() => service?.stop())

const send = (method: string, path: string, headers: Record<string, string>, body?: unknown) =>
  fetch(`${service.url}/v1${path}`, {
    method,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })

/** Signs in as a browser does; gives the cookie that it would keep. */
async function signIn(body: unknown = { api_key: service.account.live_key }) {
  const answer = await send('POST', '/sessions', {}, body)
  const header = answer.headers.get('set-cookie') ?? ''
  return { answer, header, cookie: header.split(';')[0]! }
}
const own = { 'sec-fetch-site': 'same-origin' }
const day = 86_400_000

describe('a session', () => {
  test('opens with a key, and its cookie is for this host and no script', async () => {
    const { answer, header } = await signIn()
    expect(answer.status).toBe(201)
    expect(await answer.json()).toMatchObject({ account_id: service.account.account_id, mode: 'live' })
    expect(header).toMatch(/^__Host-moira=[\w-]{43}; Path=\/; Max-Age=604800; HttpOnly; Secure; SameSite=Strict$/)
    expect(JSON.stringify([...answer.headers])).not.toContain(service.account.live_key)
  })
  test('is accepted where a key is, and sees its own account only', async () => {
    const { cookie } = await signIn({ api_key: service.account.test_key })
    const account = await (await send('GET', '/accounts/current', { cookie })).json()
    expect(account).toMatchObject({ id: service.account.test_account_id, mode: 'test' })
    expect((await send('GET', '/persona_sets', { cookie: `other=1; ${cookie}` })).status).toBe(200)
  })
  test.each<[string, Record<string, string>, number]>([
    ['own page', own, 201],
    ['page of another site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['page of a sister host', { 'sec-fetch-site': 'same-site' }, 403],
    ['address bar', { 'sec-fetch-site': 'none' }, 403],
    ['program that says nothing', {}, 403],
  ])('changes something from an %s: %s → %i', async (_, headers, status) => {
    const { cookie } = await signIn()
    expect((await send('POST', '/cohorts', { cookie, ...headers }, { name: 'Everybody' })).status).toBe(status)
  })
  test('reads without it: pictures and downloads are no requests of a script', async () => {
    const { cookie } = await signIn()
    expect((await send('GET', '/sessions/current', { cookie })).status).toBe(200)
  })
  test('goes when somebody signs out, with its cookie', async () => {
    const { cookie } = await signIn()
    const out = await send('DELETE', '/sessions/current', { cookie, ...own })
    expect([out.status, out.headers.get('set-cookie')]).toEqual([
      204,
      expect.stringContaining('__Host-moira=; Path=/; Max-Age=0'),
    ])
    const after = await send('GET', '/sessions/current', { cookie })
    expect([after.status, ((await after.json()) as { error: string }).error]).toEqual([401, 'INVALID_AUTHORIZATION'])
  })
  test('is nothing that a key has', async () => {
    expect((await service.ask('GET', '/v1/sessions/current')).status).toBe(404)
  })
  test.each([
    ['an unknown key', { api_key: `live_${'a'.repeat(43)}` }, 401],
    ['no key at all', { api_key: 'hello' }, 401],
    ['a token that nobody made', { token: 'a'.repeat(43) }, 401],
    ['both', { api_key: 'a', token: 'b' }, 400],
    ['neither', {}, 400],
  ])('does not open with %s', async (_, body, status) => {
    const { answer, header } = await signIn(body)
    expect([answer.status, header]).toEqual([status, ''])
  })
  test('does not open with a key that may only read profiles', async () => {
    const { account_id } = service.account
    const { key } = await createKey({ account_id, scope: 'profiles:read' }, service.table)
    const { answer, header } = await signIn({ api_key: key })
    expect([answer.status, header]).toEqual([403, ''])
  })
  test('a made-up cookie opens nothing', async () => {
    expect((await send('GET', '/accounts', { cookie: '__Host-moira=abc' })).status).toBe(401)
  })
})

describe('in time', () => {
  const secretOf = (cookie: string) => cookie.split('=')[1]!
  const ends = async (cookie: string, at: number) =>
    sessionOf(service.table, secretOf(cookie), new Date(at)).then(
      () => 'open',
      (error: Error) => error.message,
    )

  test('a session that nobody uses ends after twelve hours', async () => {
    const { cookie } = await signIn()
    const now = Date.now()
    expect(await ends(cookie, now + 12.1 * 3_600_000)).toContain('has ended')
  })
  test('use keeps it, and seven days end it', async () => {
    const { cookie } = await signIn()
    const now = Date.now()
    for (let hours = 10; hours < 168; hours += 10) expect(await ends(cookie, now + hours * 3_600_000)).toBe('open')
    expect(await ends(cookie, now + 7 * day + 1000)).toContain('has ended')
  })
  test('use does not bring back one that somebody signed out of', async () => {
    const { cookie } = await signIn()
    await send('DELETE', '/sessions/current', { cookie, ...own })
    expect(await ends(cookie, Date.now() + 3_600_000)).toContain('has ended')
    expect(await getSession(service.table, sha256(secretOf(cookie)))).toBeUndefined()
  })
})

describe('a link', () => {
  test('signs in once, to one of those who use it at the same moment', async () => {
    const url = await signInUrl(service.account.account_id, 'https://dashboard.example/', service.table)
    const token = /^https:\/\/dashboard\.example\/#token=([\w-]{43})$/.exec(url)![1]
    const answers = await Promise.all([1, 2, 3].map(() => signIn({ token })))
    expect(answers.map(({ answer }) => answer.status).sort()).toEqual([201, 401, 401])
  })
  test('is too old after ten minutes, and used up by the attempt', async () => {
    const now = Date.now()
    const token = await newSignIn(service.table, { account_id: service.account.account_id }, { now: new Date(now) })
    const late = takeToken(service.table, token, new Date(now + 601_000))
    await expect(late).rejects.toThrow('too old')
    await expect(takeToken(service.table, token, new Date(now))).rejects.toThrow('was used')
  })
  test('is for accounts that exist', async () => {
    await expect(signInUrl('nobody', 'https://dashboard.example', service.table)).rejects.toThrow('no account "nobody"')
  })
})
