import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { identifierText } from '../../../shared/engines/identity/fact.ts'
import { keepEvents } from '../../../shared/nouns/profiles/keep-events.ts'
import { readProfile } from '../../../shared/nouns/profiles/read-profile.ts'
import { readSettings } from '../../../shared/nouns/profiles/read-settings.ts'
import { readTraits } from '../../../shared/nouns/profiles/read-traits.ts'
import { defaultIdentifiers } from '../../../shared/nouns/sources/identifiers.ts'
import { startProfiles } from '../../support/profiles.ts'

interface Message {
  type?: string
  timestamp?: string
  userId?: string
  anonymousId?: string
  repeat?: string
}
interface Case {
  name: string
  send: Message[]
  profiles: string[][]
  traits?: Record<string, unknown>
  query_by?: string[]
  rules?: { anonymous_id: { limit: number; window: string } }
  then?: object
}

const file = new URL('../../golden/identity/segment/identity.json', import.meta.url)
const cases = (JSON.parse(readFileSync(file, 'utf8')) as { cases: Case[] }).cases.filter(({ then }) => !then)

/** Messages as clients send them; those without a time happen a second after one another. */
const eventsOf = (send: readonly Message[]): Record<string, unknown>[] =>
  send
    .flatMap(({ repeat, ...message }) => {
      const [first = 1, last = 1] = repeat?.split('..').map(Number) ?? []
      return Array.from({ length: last - first + 1 }, (_, i) => ({
        ...message,
        ...(message.anonymousId && { anonymousId: message.anonymousId.replace('%d', String(first + i)) }),
      }))
    })
    .map((message, i) => ({
      type: 'track',
      ...(message.type !== 'identify' && message.type !== 'alias' && { event: 'Seen' }),
      messageId: `m${i}`,
      ...message,
      // Of one moment the order would be that of the MD5 of the ids, and the cases mean that of the messages.
      timestamp: new Date(
        message.timestamp ? Date.parse(message.timestamp) + i : Date.parse('2026-03-10T00:00:00Z') + i * 1000,
      ).toISOString(),
    }))

let live: Awaited<ReturnType<typeof startProfiles>>
beforeAll(async () => {
  live = await startProfiles()
})
afterAll(() => live.stop())

describe('messages become profiles', () => {
  test.each(cases.map((one) => [one.name, one] as const))(
    '%s',
    async (_, { send, profiles, traits, query_by, rules }) => {
      const weekly = { kind: 'anonymous_id', limit: rules?.anonymous_id.limit, window: 'weekly' }
      const identifiers = defaultIdentifiers.map((one) => (rules && one.kind === weekly.kind ? weekly : one))
      const account = await live.account({ identifiers })
      const { ctx } = live
      const events = eventsOf(send)
      // Each by itself, in the reverse order, and all of them again together: the same people.
      for (const event of [...events].reverse()) await keepEvents(ctx, account.account_id, [account.message([event])])
      await keepEvents(ctx, account.account_id, [account.message(events)])
      const settings = await readSettings(ctx.table, account.account_id)
      const profileOf = (text: string) => {
        const [kind, ...value] = text.split(':')
        return readProfile(ctx, account.account_id, settings, { kind: kind!, value: value.join(':') })
      }
      for (const expected of profiles) {
        for (const one of expected) {
          const profile = await profileOf(one)
          expect(profile?.identifiers.map(identifierText).sort(), one).toEqual([...expected].sort())
        }
      }
      for (const one of traits ? (query_by ?? profiles[0]!) : []) {
        const found = await readTraits(ctx, account.account_id, (await profileOf(one))!)
        expect(Object.fromEntries([...found].map(([name, { value }]) => [name, value]))).toEqual(traits)
      }
    },
  )
})
