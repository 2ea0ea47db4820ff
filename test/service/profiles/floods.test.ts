import { afterAll, beforeAll, expect, test } from 'vitest'
import { meter } from '../../../bench/events/metered-table.ts'
import { keepEvents } from '../../../shared/nouns/profiles/keep-events.ts'
import { mostFacts } from '../../../shared/nouns/profiles/link-facts.ts'
import { pageOfEvents } from '../../../shared/nouns/profiles/page-of-events.ts'
import { readProfile } from '../../../shared/nouns/profiles/read-profile.ts'
import { readSettings } from '../../../shared/nouns/profiles/read-settings.ts'
import { readTraits } from '../../../shared/nouns/profiles/read-traits.ts'
import { startProfiles } from '../../support/profiles.ts'

let live: Awaited<ReturnType<typeof startProfiles>>
beforeAll(async () => {
  live = await startProfiles()
})
afterAll(() => live.stop())

const at = (n: number) => new Date(Date.parse('2026-03-19T00:00:00.000Z') + n * 1000).toISOString()

test('ten thousand identifies of one e-mail from a public key: the component is full, and every visitor is somebody', async () => {
  const { ctx } = live
  const account = await live.account()
  const identify = (n: number) => ({
    ...{ type: 'identify', messageId: `m${n}`, timestamp: at(n), anonymousId: `a${n}` },
    traits: { email: 'office@example.com', visit: n },
  })
  const all = Array.from({ length: 10_000 }, (_, n) => identify(n))
  for (let first = 0; first < all.length; first += 1000) {
    await keepEvents(ctx, account.account_id, [account.message(all.slice(first, first + 1000))])
  }
  const settings = await readSettings(ctx.table, account.account_id)
  const profileOf = (kind: string, value: string) => readProfile(ctx, account.account_id, settings, { kind, value })
  const office = await profileOf('email', 'office@example.com')
  expect(office?.component.facts.length).toBe(mostFacts)
  expect(office?.component.exact).toBe(false)
  const last = (await profileOf('anonymous_id', 'a9999'))!
  expect(last.identifiers).toEqual([{ kind: 'anonymous_id', value: 'a9999' }])
  expect((await readTraits(ctx, account.account_id, last)).get('visit')?.value).toBe(9999)
})

/** `EVENTS=1000000 npm test -- test/service/profiles/floods.test.ts` sends a million: an hour on two cores. */
const many = Number(process.env.EVENTS ?? 20_000)

test(`${many} events of one user cost as much each as the first ones, to write and to read`, async () => {
  const { ctx } = live
  const account = await live.account()
  const units = meter(ctx.profiles)
  const now = Date.now()
  // Within the 14 days for which the table keeps events.
  const apart = Math.min(30_000, (13 * 24 * 3_600_000) / many)
  const seen = (n: number) => ({
    ...{
      type: 'track',
      event: 'Seen',
      messageId: `m${n}`,
      timestamp: new Date(now - (many - n) * apart).toISOString(),
    },
    ...{ userId: 'u1', anonymousId: 'a1' },
  })
  const keep = async (first: number) => {
    const events = Array.from({ length: 1000 }, (_, n) => seen(first + n))
    await keepEvents(ctx, account.account_id, [account.message(events, now)])
    return units.take().write / 1000
  }
  const settings = await readSettings(ctx.table, account.account_id)
  const readPage = async (sort: 'asc' | 'desc') => {
    units.take()
    const profile = (await readProfile(ctx, account.account_id, settings, { kind: 'anonymous_id', value: 'a1' }))!
    const { events } = await pageOfEvents(ctx, account.account_id, profile, { limit: 25, sort })
    return { first: events[0]!.message, facts: profile.facts.length, read: units.take().read }
  }
  expect(await keep(0)).toBeLessThan(1.1)
  const early = { asc: await readPage('asc'), desc: await readPage('desc') }
  let written = 0
  for (let first = 1000; first < many; first += 1000) written = Math.max(written, await keep(first))
  expect(written, 'the event alone is written').toBe(1)
  for (const sort of ['asc', 'desc'] as const) {
    const late = await readPage(sort)
    expect(late).toMatchObject({ first: sort === 'asc' ? 'm0' : `m${many - 1}`, facts: 1 })
    expect(late.read).toBeLessThanOrEqual(early[sort].read * 1.2)
  }
})

test('a user with three hundred cookies is one person', async () => {
  const { ctx } = live
  const account = await live.account()
  const seen = (n: number) => ({
    ...{ type: 'track', event: 'Seen', messageId: `m${n}`, timestamp: at(n) },
    ...{ userId: 'u1', anonymousId: `a${n}` },
  })
  const all = Array.from({ length: 300 }, (_, n) => seen(n))
  await keepEvents(ctx, account.account_id, [account.message(all)])
  const settings = await readSettings(ctx.table, account.account_id)
  const profile = await readProfile(ctx, account.account_id, settings, { kind: 'user_id', value: 'u1' })
  expect(profile?.facts.length).toBe(300)
  // Five cookies, as the limit says, and the user.
  expect(profile?.identifiers.length).toBe(6)
})
