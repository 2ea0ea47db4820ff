import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { keepEvents } from '../../../shared/nouns/profiles/keep-events.ts'
import { readProfile } from '../../../shared/nouns/profiles/read-profile.ts'
import { readSettings } from '../../../shared/nouns/profiles/read-settings.ts'
import { readTraits } from '../../../shared/nouns/profiles/read-traits.ts'
import { listRejections } from '../../../shared/ports/store/observed-events.ts'
import { startProfiles } from '../../support/profiles.ts'

let live: Awaited<ReturnType<typeof startProfiles>>
beforeAll(async () => {
  live = await startProfiles()
})
afterAll(() => live.stop())

const now = Date.now()
const identify = (traits: object, more: object = {}) => ({
  ...{ type: 'identify', messageId: 'm1', userId: 'u1', traits },
  timestamp: new Date(now - 60_000).toISOString(),
  ...more,
})

async function sentTo(first: object, second: object, later = 5000) {
  const { ctx } = live
  const account = await live.account()
  await keepEvents(ctx, account.account_id, [account.message([first], now)])
  await keepEvents(ctx, account.account_id, [account.message([second], now + later)])
  const settings = await readSettings(ctx.table, account.account_id)
  const profile = await readProfile(ctx, account.account_id, settings, { kind: 'user_id', value: 'u1' })
  const traits = profile ? await readTraits(ctx, account.account_id, profile) : new Map()
  const rejections = await listRejections(ctx.table, account.account_id, account.source_id)
  return {
    facts: profile?.facts,
    traits: Object.fromEntries([...traits].map(([name, { value }]) => [name, value])),
    codes: rejections.map(({ code, message_id, accepted }) => ({ code, message_id, accepted })),
  }
}

describe('a message id that comes again', () => {
  test('with the same content counts once, at its first moment, whatever the clock of the retry says', async () => {
    const retry = identify({ plan: 'pro' }, { sentAt: new Date(now - 3000).toISOString() })
    const { facts, traits, codes } = await sentTo(identify({ plan: 'pro' }), retry)
    expect(facts).toMatchObject([{ time: now - 60_000 }])
    expect(traits).toEqual({ plan: 'pro' })
    expect(codes).toEqual([])
  })

  test('with another content is listed, and the first one counts', async () => {
    const { traits, codes } = await sentTo(identify({ plan: 'pro' }), identify({ plan: 'free' }))
    expect(traits).toEqual({ plan: 'pro' })
    expect(codes).toEqual([{ code: 'conflicting_duplicate', message_id: 'm1', accepted: false }])
  })

  test('by another person is another message', async () => {
    const { traits, codes } = await sentTo(identify({ plan: 'pro' }), identify({ plan: 'free' }, { userId: 'u2' }))
    expect(traits).toEqual({ plan: 'pro' })
    expect(codes).toEqual([])
  })
})

test('an event of nobody is listed, and lies in the log alone', async () => {
  const objects = live.objects.size
  const nobody = identify({ plan: 'pro' }, { userId: '000-000' })
  const { facts, codes } = await sentTo(nobody, { ...nobody, messageId: 'm2' })
  expect(facts).toBeUndefined()
  expect(codes.map(({ code, accepted }) => [code, accepted])).toEqual([
    ['no_matching_identifiers', true],
    ['no_matching_identifiers', true],
  ])
  expect(live.objects.size).toBe(objects + 2)
})
