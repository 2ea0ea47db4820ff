import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AcceptedEvent } from '../../../../shared/engines/events/event.ts'
import { type Fact, identifierText } from '../../../../shared/engines/identity/fact.ts'
import { blockedValues } from '../../../../shared/engines/identity/normalize-identifier.ts'
import { resolveFacts } from '../../../../shared/engines/identity/resolve-facts.ts'
import { rulesOf } from '../../../../shared/engines/identity/rules.ts'
import { factOf } from '../../../../shared/engines/profiles/fact.ts'
import { withDuck } from '../../../../shared/lake/duck.ts'
import { lakeKind } from '../../../../shared/lake/events/lake-kind.ts'
import { identifiersSql } from '../../../../shared/lake/people/people-sql.ts'
import { rulesOfAccount } from '../../../../shared/nouns/profiles/read-settings.ts'
import { SourceConfig } from '../../../../shared/nouns/sources/contract.ts'
import { inFolder } from '../../../golden/ingest/try-ingest.ts'
import { resolvedPeople } from '../../../support/resolved-people.ts'
import { sourceInLake } from '../../../support/source-in-lake.ts'

/** Few values and few moments, so that much meets. */
const one = (...values: string[]) => fc.option(fc.constantFrom(...values), { nil: undefined })
const someone = fc.record({
  user: one('u1', 'u2', 'u3'),
  cookie: fc.constantFrom('a1', 'a2', 'a3', 'a4', 'guest', '000'),
  emails: fc.array(fc.constantFrom('jo@example.com', 'Jo@Example.com', 'al@example.com', 'guest'), { maxLength: 2 }),
  loyalty: one('L1', 'L2'),
  device: one('d1', 'd2'),
  first: one('Jo', 'Al'),
  second: fc.nat({ max: 3 }),
})
const events = fc.array(someone, { minLength: 1, maxLength: 14 }).map((all) =>
  all.map(({ user, cookie, emails, loyalty, device, first, second }, i): AcceptedEvent => {
    const [own, other] = emails
    return {
      type: 'identify',
      messageId: `m${i}`,
      anonymousId: cookie,
      ...(user && { userId: user }),
      traits: {
        ...(own && { email: own }),
        ...(loyalty && { loyaltyId: loyalty }),
        ...(first && { firstName: first, lastName: 'Fox' }),
      },
      context: { ...(other && { traits: { email: other } }), ...(device && { device: { type: 'ios', id: device } }) },
      timestamp: `2024-05-01T00:00:0${second}.000Z`,
      receivedAt: '2024-05-01T00:00:00.000Z',
    }
  }),
)

const settings = {
  identifiers: [
    { kind: 'user_id', limit: 1 },
    { kind: 'loyalty_id', limit: 1 },
    { kind: 'email', limit: 2 },
    { kind: 'anonymous_id', limit: 2 },
    { kind: 'ios.id' },
  ],
  blocked_values: ['guest'],
}
const { identifiers, blocked_values } = SourceConfig.parse({ name: 'Website', ...settings })

/** People as the live half finds them: by the facts of the messages, one by one. */
function livePeople(messages: readonly AcceptedEvent[]): Record<string, string[]> {
  const promotion = {
    source: 's',
    kinds: identifiers.map(({ kind }) => kind),
    blocked: blockedValues(blocked_values),
    rulesFor: rulesOfAccount({ identifiers }),
  }
  const facts = messages.flatMap((message): Fact[] => {
    const fact = factOf(message, promotion)
    return fact ? [{ ...fact, identifiers: fact.identifiers.map((id) => ({ ...id, kind: lakeKind(id.kind) })) }] : []
  })
  const lake = identifiers.map((setting) => ({ ...setting, kind: lakeKind(setting.kind) }))
  const kinds = new Set(facts.flatMap((fact) => fact.identifiers.map(({ kind }) => kind)))
  const { people } = resolveFacts(facts, rulesOf(kinds, { identifiers: lake }))
  return Object.fromEntries(people.map((person) => [person.id, person.identifiers.map(identifierText).sort()]))
}

/** People as a build finds them. */
const builtPeople = (parts: readonly (readonly AcceptedEvent[])[], partitions = 1): Promise<Record<string, string[]>> =>
  inFolder((folder) =>
    withDuck({ memoryMb: 256, threads: 1, tmp: folder }, async (db) => {
      const { datasets, range } = await resolvedPeople(db, folder, {
        sample: {},
        partitions,
        also: async (lake) => [(await sourceInLake(db, folder, lake, parts, settings)).manifest],
      })
      const people: Record<string, string[]> = {}
      for (const { person_id, kind, value } of await db.rows<Record<string, string>>(identifiersSql(datasets, range))) {
        people[person_id!] ??= []
        people[person_id!]!.push(`${kind}:${value}`)
      }
      for (const all of Object.values(people)) all.sort()
      return people
    }),
  )

describe('a build finds the people whom the live half finds', () => {
  test('whatever the messages, in whichever parts and order they are written', async () => {
    await fc.assert(
      fc.asyncProperty(events, fc.nat(14), fc.boolean(), async (all, cut, turned) => {
        const parts = [all.slice(0, cut), all.slice(cut)].filter((part) => part.length)
        if (turned) parts.reverse()
        expect(await builtPeople(parts)).toEqual(livePeople(all))
      }),
      { numRuns: 25 },
    )
  })

  test('also when the account is cut into partitions', async () => {
    await fc.assert(
      fc.asyncProperty(events, async (all) => {
        const parts = [all.slice(0, 3), all.slice(3)].filter((part) => part.length)
        expect(await builtPeople(parts, 2)).toEqual(livePeople(all))
      }),
      { numRuns: 5 },
    )
  })
})
