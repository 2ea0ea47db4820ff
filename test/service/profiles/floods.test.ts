import { afterAll, beforeAll, expect, test } from 'vitest'
import { keepEvents } from '../../../shared/nouns/profiles/keep-events.ts'
import { mostFacts } from '../../../shared/nouns/profiles/link-facts.ts'
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

test('thousands of identifies of one e-mail from a public key: the component is full, and every visitor is somebody', async () => {
  const { ctx } = live
  const account = await live.account()
  const identify = (n: number) => ({
    ...{ type: 'identify', messageId: `m${n}`, timestamp: at(n), anonymousId: `a${n}` },
    traits: { email: 'office@example.com', visit: n },
  })
  const all = Array.from({ length: 3000 }, (_, n) => identify(n))
  for (let first = 0; first < all.length; first += 1000) {
    await keepEvents(ctx, account.account_id, [account.message(all.slice(first, first + 1000))])
  }
  const settings = await readSettings(ctx.table, account.account_id)
  const profileOf = (kind: string, value: string) => readProfile(ctx, account.account_id, settings, { kind, value })
  const office = await profileOf('email', 'office@example.com')
  expect(office?.component.facts.length).toBe(mostFacts)
  expect(office?.component.exact).toBe(false)
  const last = (await profileOf('anonymous_id', 'a2999'))!
  expect(last.identifiers).toEqual([{ kind: 'anonymous_id', value: 'a2999' }])
  expect((await readTraits(ctx, account.account_id, last)).get('visit')?.value).toBe(2999)
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
