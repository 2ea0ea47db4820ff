import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createAccount } from '../../../bin/account.ts'
import type { Role } from '../../../shared/model/role.ts'
import { newSignIn, takeToken } from '../../../shared/nouns/sessions/sign-in.ts'
import { type Service, startService } from '../../support/service.ts'
import { mailedToken, type SignedIn, send, signIn } from '../../support/signed-in.ts'

let service: Service
let owner: SignedIn
beforeAll(async () => {
  service = await startService()
  owner = await ownerSession()
})
afterAll(() => service?.stop())

const ownerEmail = 'owner@example.com'
let count = 0

/** Asks for a link with the address, and signs in with what was mailed. */
async function byMail(email: string): Promise<SignedIn> {
  await send(service, 'POST', '/sessions/links', {}, { email })
  return signIn(service, { token: mailedToken(service, email) })
}
/** The account's first owner: links of one address are limited, so one session serves all tests. */
const ownerSession = () => byMail(ownerEmail)

/** Invites somebody with this role; gives the member and the browser of the one who followed the link. */
async function invite(role: Role, by: SignedIn = owner) {
  const email = `person-${++count}@example.com`
  const { status, body } = await by.ask('POST', '/members', { email, role })
  expect([status, body?.role]).toEqual([201, role])
  return { email, id: body.id as string, session: await signIn(service, { token: mailedToken(service, email) }) }
}

describe('a member', () => {
  test('is invited by a mail whose link signs in once, in the role', async () => {
    const email = 'New.Person@Example.com'
    const { status, body } = await owner.ask('POST', '/members', { email, role: 'editor' })
    expect([status, body]).toMatchObject([201, { email: 'new.person@example.com', role: 'editor' }])
    const token = mailedToken(service, 'new.person@example.com')
    const session = await signIn(service, { token })
    const current = (await session.ask('GET', '/sessions/current')).body
    expect(current).toMatchObject({ role: 'editor', email: 'new.person@example.com', can_switch: true })
    const replayed = await send(service, 'POST', '/sessions', {}, { token })
    expect([replayed.status, replayed.cookie, replayed.body.error]).toEqual([401, '', 'INVALID_AUTHORIZATION'])
    const listed = (await owner.ask('GET', '/members')).body as { email: string; last_signed_in_at?: string }[]
    expect(listed.find((one) => one.email === 'new.person@example.com')?.last_signed_in_at).toBeDefined()
  })
  test('an invitation is too old after seven days, and a link after ten minutes', async () => {
    const of = { account_id: service.account.account_id }
    const now = new Date()
    const later = (seconds: number) => new Date(now.getTime() + seconds * 1000)
    const invitation = () => newSignIn(service.table, of, { now, seconds: 7 * 86_400 })
    await expect(takeToken(service.table, await invitation(), later(7 * 86_400 - 1))).resolves.toMatchObject(of)
    await expect(takeToken(service.table, await invitation(), later(7 * 86_400 + 1))).rejects.toThrow('too old')
    await expect(takeToken(service.table, await newSignIn(service.table, of, { now }), later(601))).rejects.toThrow()
  })
  test('with an address that is a member already is refused, whatever its capitals', async () => {
    const { email } = await invite('viewer')
    const { status, body } = await owner.ask('POST', '/members', { email: email.toUpperCase() })
    expect([status, body.error]).toEqual([409, 'CONFLICT'])
    // An address is personal data.
    expect(JSON.stringify(body).toLowerCase()).not.toContain(email)
  })
  test.each(['hello', 'a@b', 'a b@example.com', 'a@example.com,b@example.com', `${'a'.repeat(250)}@example.com`, ''])(
    'with the address "%s" is refused in a sentence that does not repeat it',
    async (email) => {
      const { status, body } = await owner.ask('POST', '/members', { email })
      expect([status, body.validationErrors[0].path]).toEqual([400, 'email'])
      if (email) expect(JSON.stringify(body)).not.toContain(email)
    },
  )
  test('is of one account: another account sees, changes and removes nobody of it', async () => {
    const { id } = await invite('owner')
    const other = await createAccount({ name: 'Other', email: 'other@example.com' }, service.table)
    const stranger = await signIn(service, { api_key: other.live_key })
    expect((await stranger.ask('PATCH', `/members/${id}`, { role: 'viewer' })).status).toBe(404)
    expect((await stranger.ask('DELETE', `/members/${id}`)).status).toBe(404)
    expect((await stranger.ask('GET', '/members')).body.map(({ email }: { email: string }) => email)).toEqual([
      'other@example.com',
    ])
  })
  test('a key for tests reaches no member', async () => {
    const session = await signIn(service, { api_key: service.account.test_key })
    for (const [method, path, body] of [
      ['GET', '/members', undefined],
      ['POST', '/members', { email: 'x@example.com' }],
    ] as const) {
      expect((await session.ask(method, path, body)).status, `${method} ${path}`).toBe(403)
    }
  })
})

describe('a role', () => {
  const cohort = { name: 'Everybody' }
  test.each<[Role, string, string, unknown, number]>([
    ['viewer', 'GET', '/cohorts', undefined, 200],
    ['viewer', 'GET', '/accounts/current', undefined, 200],
    ['viewer', 'POST', '/cohorts', cohort, 403],
    ['viewer', 'PATCH', '/accounts/current', { name: 'Mine' }, 403],
    ['viewer', 'POST', '/uploads/orders/a.csv', {}, 403],
    ['viewer', 'GET', '/keys', undefined, 403],
    ['viewer', 'POST', '/keys', { name: 'mine' }, 403],
    ['viewer', 'GET', '/members', undefined, 403],
    ['viewer', 'POST', '/members', { email: 'friend@example.com', role: 'owner' }, 403],
    ['viewer', 'DELETE', '/sessions/current', undefined, 204],
    ['editor', 'POST', '/cohorts', cohort, 201],
    ['editor', 'GET', '/keys', undefined, 403],
    ['editor', 'POST', '/members', { email: 'friend@example.com' }, 403],
    ['owner', 'GET', '/keys', undefined, 200],
    ['owner', 'GET', '/members', undefined, 200],
  ])('%s: %s %s', async (role, method, path, body, status) => {
    const { session } = await invite(role)
    const answer = await session.ask(method, path, body)
    expect([answer.status, answer.body?.note ?? '']).toEqual([
      status,
      status === 403 ? expect.stringContaining(`you are ${role}`) : '',
    ])
  })
  test('nobody raises themselves: a viewer and an editor change no role', async () => {
    for (const role of ['viewer', 'editor'] as const) {
      const { id, session } = await invite(role)
      expect((await session.ask('PATCH', `/members/${id}`, { role: 'owner' })).status).toBe(403)
      expect((await session.ask('GET', '/sessions/current')).body.role).toBe(role)
    }
  })
  test('holds from the next request on, in both modes', async () => {
    const { id, session } = await invite('editor')
    expect((await session.ask('PATCH', '/sessions/current', { mode: 'test' })).status).toBe(200)
    expect((await session.ask('POST', '/cohorts', cohort)).status).toBe(201)
    await owner.ask('PATCH', `/members/${id}`, { role: 'viewer' })
    expect((await session.ask('POST', '/cohorts', cohort)).status).toBe(403)
    await owner.ask('DELETE', `/members/${id}`)
    expect((await session.ask('GET', '/cohorts')).status).toBe(401)
  })
  test('a link of a member who was taken away opens nothing', async () => {
    const email = 'gone@example.com'
    const { body } = await owner.ask('POST', '/members', { email, role: 'owner' })
    const token = mailedToken(service, email)
    await owner.ask('DELETE', `/members/${body.id}`)
    expect((await send(service, 'POST', '/sessions', {}, { token })).status).toBe(401)
  })
  test('an account keeps an owner, also when two owners take each other’s role at the same moment', async () => {
    const made = await createAccount({ name: 'Two', email: 'one@two.example' }, service.table)
    const first = await byMail('one@two.example')
    const second = await invite('owner', first)
    const [one] = (await first.ask('GET', '/members')).body
    const answers = await Promise.all([
      first.ask('PATCH', `/members/${second.id}`, { role: 'viewer' }),
      second.session.ask('PATCH', `/members/${one.id}`, { role: 'viewer' }),
    ])
    expect(answers.map(({ status }) => status)).toContain(200)
    const key = await signIn(service, { api_key: made.live_key })
    const roles = (await key.ask('GET', '/members')).body.map(({ role }: { role: Role }) => role)
    expect(roles.filter((role: Role) => role === 'owner')).toHaveLength(1)
    const last = (await key.ask('GET', '/members')).body.find(({ role }: { role: Role }) => role === 'owner')
    expect((await key.ask('DELETE', `/members/${last.id}`)).status).toBe(409)
  })
})

describe('a link by mail', () => {
  test('the answer is the same whether or not anybody has the address', async () => {
    const { email } = await invite('viewer')
    const before = service.aws.mails.length
    const known = await send(service, 'POST', '/sessions/links', {}, { email })
    const unknown = await send(service, 'POST', '/sessions/links', {}, { email: 'nobody@example.com' })
    expect([unknown.status, unknown.body, unknown.cookie]).toEqual([known.status, known.body, known.cookie])
    expect(service.aws.mails.slice(before).map(({ to }) => to)).toEqual([email])
  })
  test.each(['known', 'unknown'])('an %s address gets five an hour', async (kind) => {
    const email = kind === 'known' ? (await invite('viewer')).email : 'never@example.com'
    const statuses: number[] = []
    for (let i = 0; i < 7; i++) {
      statuses.push((await send(service, 'POST', '/sessions/links', {}, { email })).status)
    }
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429, 429])
  })
  test('is for each account in which the address is a member', async () => {
    const { email } = await invite('viewer')
    const other = await createAccount({ name: 'Second shop', email: 'second@example.com' }, service.table)
    const key = await signIn(service, { api_key: other.live_key })
    expect((await key.ask('POST', '/members', { email, role: 'editor' })).status).toBe(201)
    const before = service.aws.mails.length
    await send(service, 'POST', '/sessions/links', {}, { email })
    expect(service.aws.mails.slice(before).map(({ subject }) => subject)).toEqual(
      expect.arrayContaining(['Sign in to Example Shop on Moira', 'Sign in to Second shop on Moira']),
    )
  })
})

describe('another site', () => {
  test.each(['cross-site', 'same-site'])(
    'a page of a %s cannot sign a browser in, nor ask for a link',
    async (site) => {
      const { live_key: api_key } = service.account
      for (const [path, body] of [
        ['/sessions', { api_key }],
        ['/sessions/links', { email: ownerEmail }],
      ] as const) {
        const answer = await send(service, 'POST', path, { 'sec-fetch-site': site }, body)
        expect([answer.status, answer.cookie], path).toEqual([403, ''])
      }
    },
  )
  test.each([
    ['POST', '/members', { email: 'evil@example.com', role: 'owner' }],
    ['POST', '/keys', { name: 'evil' }],
    ['PATCH', '/sessions/current', { mode: 'test' }],
    ['DELETE', '/sessions', undefined],
  ])('%s %s is refused from there, though the cookie came along', async (method, path, body) => {
    for (const site of ['cross-site', 'same-site', 'none']) {
      expect((await owner.ask(method, path, body, { 'sec-fetch-site': site })).status, site).toBe(403)
    }
  })
})

describe('signing out everywhere', () => {
  test('ends all sessions of the member, and of nobody else', async () => {
    const { email, session } = await invite('viewer')
    const second = await byMail(email)
    const stranger = await invite('viewer')
    expect((await second.ask('DELETE', '/sessions')).status).toBe(204)
    expect((await session.ask('GET', '/cohorts')).status).toBe(401)
    expect((await second.ask('GET', '/cohorts')).status).toBe(401)
    expect((await stranger.session.ask('GET', '/cohorts')).status).toBe(200)
    expect((await (await byMail(email)).ask('GET', '/cohorts')).status).toBe(200)
  })
  test('with a key ends all of the account', async () => {
    const made = await createAccount({ name: 'Out', email: 'out@example.com' }, service.table)
    const session = await byMail('out@example.com')
    await service.ask('DELETE', '/v1/sessions', undefined, { key: made.live_key })
    expect((await session.ask('GET', '/cohorts')).status).toBe(401)
  })
})

describe('test mode', () => {
  test('shows the twin, and nothing of live', async () => {
    const { session } = await invite('editor')
    await session.ask('POST', '/cohorts', { name: 'Live people' })
    const turned = (await session.ask('PATCH', '/sessions/current', { mode: 'test' })).body
    expect(turned).toMatchObject({ mode: 'test', account_id: service.account.test_account_id })
    expect((await session.ask('GET', '/accounts/current')).body.id).toBe(service.account.test_account_id)
    expect(JSON.stringify((await session.ask('GET', '/cohorts')).body)).not.toContain('Live people')
    const back = (await session.ask('PATCH', '/sessions/current', { mode: 'live' })).body
    expect(back).toMatchObject({ mode: 'live', account_id: service.account.account_id })
  })
  test('a key for tests does not lead to live', async () => {
    const session = await signIn(service, { api_key: service.account.test_key })
    expect((await session.ask('GET', '/sessions/current')).body.can_switch).toBe(false)
    expect((await session.ask('PATCH', '/sessions/current', { mode: 'live' })).status).toBe(403)
    expect((await session.ask('GET', '/accounts/current')).body.id).toBe(service.account.test_account_id)
  })
})
