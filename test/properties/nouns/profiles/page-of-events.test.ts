import { deflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { AcceptedEvent } from '../../../../shared/engines/events/event.ts'
import type { LiveFact } from '../../../../shared/engines/profiles/fact.ts'
import type { ProfilesContext } from '../../../../shared/nouns/profiles/context.ts'
import { type Position, pageOfEvents } from '../../../../shared/nouns/profiles/page-of-events.ts'
import { profileKeys } from '../../../../shared/ports/store/profile-keys.ts'

const noon = Date.parse('2026-03-10T12:00:00.000Z')
const now = noon + 3_600_000
const minute = 60_000

/** A table that answers range queries, a few items at a time, as few as a page of 1 MB may hold. */
function tableOf(items: readonly { pk: string; sk: string }[], most: number): ProfilesContext {
  const query = async (input: {
    ExpressionAttributeValues: Record<string, string>
    ScanIndexForward: boolean
    Limit: number
    ExclusiveStartKey?: { sk: string }
  }) => {
    const { ':pk': pk, ':from': from, ':to': to } = input.ExpressionAttributeValues
    const all = items.filter((one) => one.pk === pk && one.sk >= from! && one.sk <= to!)
    all.sort((one, other) => (one.sk < other.sk ? -1 : 1) * (input.ScanIndexForward ? 1 : -1))
    const start = input.ExclusiveStartKey ? all.findIndex(({ sk }) => sk === input.ExclusiveStartKey!.sk) + 1 : 0
    const Items = all.slice(start, start + Math.min(input.Limit, most))
    return { Items, ...(start + Items.length < all.length && { LastEvaluatedKey: Items.at(-1) }) }
  }
  return { profiles: { name: 'profiles', db: { query } }, now: () => new Date(now) } as unknown as ProfilesContext
}

const fact = (value: string): LiveFact => ({
  key: value,
  identifiers: [{ kind: 'anonymous_id', value }],
  time: noon,
  tie: '',
  source: 's',
})
const profile = { facts: ['a', 'b', 'c'].map(fact) }

const anyEvent = fc.record({
  at: fc.constantFrom('a', 'b', 'c'),
  fact: fc.constantFrom('a', 'b', 'c', 'of another'),
  time: fc.integer({ min: -12, max: 12 }).map((minutes) => noon + minutes * minute),
  slack: fc.integer({ min: -5, max: 5 }).map((minutes) => minutes * minute),
  name: fc.constantFrom('One', 'Two'),
})
const anyQuestion = fc.record({
  /** So many items has a page of the table. */
  most: fc.integer({ min: 1, max: 4 }),
  from: fc.option(
    fc.integer({ min: -12, max: 12 }).map((minutes) => noon + minutes * minute),
    { nil: undefined },
  ),
  to: fc.option(
    fc.integer({ min: -12, max: 12 }).map((minutes) => noon + minutes * minute),
    { nil: undefined },
  ),
  only: fc.option(fc.constant('One'), { nil: undefined }),
  limit: fc.integer({ min: 1, max: 6 }),
  sort: fc.constantFrom('asc' as const, 'desc' as const),
})

test('pages give the events of a person by their moments, each once, wherever and under whichever time they lie', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyEvent, { maxLength: 60, size: 'max' }),
      anyQuestion,
      async (events, { only, most, ...question }) => {
        const items = events.map(({ at, fact: key, time, slack, name }, i) => ({
          ...profileKeys.event('acc', { at: fact(at).identifiers[0]! }, new Date(time + slack).toISOString(), `m${i}`),
          ...{ timestamp: new Date(time).toISOString(), source: 's', fact: key, said: '', expires_at: now },
          body: deflateRawSync(JSON.stringify({ type: 'track', event: name, messageId: `m${i}` })),
        }))
        const ctx = tableOf(items, most)
        const isAsked = ({ event }: AcceptedEvent) => !only || event === only
        const seen: string[] = []
        let after: Position | undefined
        do {
          const page = await pageOfEvents(ctx, 'acc', profile, { ...question, isAsked, after })
          expect(page.events.length).toBeLessThanOrEqual(question.limit)
          seen.push(...page.events.map(({ message }) => message))
          after = page.next
        } while (after)
        const { from = 0, to = now, sort } = question
        const expected = events
          .map((event, i) => ({ ...event, message: `m${i}` }))
          .filter(
            (one) => one.fact !== 'of another' && one.time >= from && one.time <= to && (!only || one.name === only),
          )
          .sort((one, other) => one.time - other.time || (one.message < other.message ? -1 : 1))
          .map(({ message }) => message)
        expect(seen).toEqual(sort === 'asc' ? expected : expected.reverse())
      },
    ),
    { numRuns: 300 },
  )
})

test('a filter that fits nothing ends, and the cursor goes on where the reading ended', async () => {
  const events = Array.from({ length: 5200 }, (_, i) => i)
  const items = events.map((i) => ({
    ...profileKeys.event('acc', { at: fact('a').identifiers[0]! }, new Date(noon - i * 1000).toISOString(), `m${i}`),
    ...{ timestamp: new Date(noon - i * 1000).toISOString(), source: 's', fact: 'a', said: '', expires_at: now },
    body: deflateRawSync(JSON.stringify({ type: 'track', event: 'One', messageId: `m${i}` })),
  }))
  const ctx = tableOf(items, 500)
  const isAsked = ({ messageId }: AcceptedEvent) => messageId === 'm5199'
  const first = await pageOfEvents(ctx, 'acc', profile, { isAsked, limit: 100, sort: 'desc' })
  expect(first.events).toEqual([])
  expect(first.next).toBeDefined()
  const second = await pageOfEvents(ctx, 'acc', profile, { isAsked, limit: 100, sort: 'desc', after: first.next })
  expect(second.events.map(({ message }) => message)).toEqual(['m5199'])
  expect(second.next).toBeUndefined()
})
