import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { acceptEvents } from '../../../shared/engines/events/accept.ts'
import type { AcceptedEvent } from '../../../shared/engines/events/event.ts'
import type { QueuedEvents } from '../../../shared/engines/events/queued.ts'
import { identifierText } from '../../../shared/engines/identity/fact.ts'
import { resolveFacts } from '../../../shared/engines/identity/resolve-facts.ts'
import { createRandom } from '../../../shared/engines/personas/random.ts'
import { joinFacts } from '../../../shared/engines/profiles/component.ts'
import { factOf, type LiveFact, tieOfMessage } from '../../../shared/engines/profiles/fact.ts'
import { whoIsWho } from '../../../shared/engines/profiles/who-is-who.ts'
import type { ConsumerContext } from '../../../shared/nouns/profiles/context.ts'
import { keepEvents } from '../../../shared/nouns/profiles/keep-events.ts'
import { readProfile } from '../../../shared/nouns/profiles/read-profile.ts'
import { type IdentitySettings, rulesOfAccount } from '../../../shared/nouns/profiles/read-settings.ts'
import { readTraits } from '../../../shared/nouns/profiles/read-traits.ts'
import { SourceConfig } from '../../../shared/nouns/sources/contract.ts'
import { defaultIdentifiers } from '../../../shared/nouns/sources/identifiers.ts'
import { keys } from '../../../shared/ports/store/keys.ts'
import type { Table } from '../../../shared/ports/store/table.ts'
import { Killed, memoryTable } from '../../support/memory-table.ts'

const account = 'account-1'
const kinds = defaultIdentifiers.map(({ kind }) => kind)
const rulesFor = rulesOfAccount({ identifiers: defaultIdentifiers })
const settings: IdentitySettings = {
  promotionOf: (source) => ({ source, kinds, rulesFor }),
  rulesFor,
  whoIsWho: whoIsWho(rulesFor, { apart: [], blocked: new Set() }),
  decisions: [],
}

/** The one table with one source, which is all that the consumer reads of it. */
const settingsTable = {
  name: 'moira',
  db: {
    query: async (input: { ExpressionAttributeValues: Record<string, string> }) => ({
      Items:
        input.ExpressionAttributeValues[':prefix'] !== 'RESOURCE#sources#'
          ? []
          : [
              {
                ...keys.resource(account, 'sources', 'source-1'),
                ...{ account_id: account, type: 'sources', id: 'source-1', created_at: '2026-01-01T00:00:00.000Z' },
                config: SourceConfig.parse({ name: 'Shop' }),
              },
            ],
    }),
  },
} as unknown as Table

/** Few values of everything, so that messages meet, and many in one moment. */
const said = fc.record(
  {
    userId: fc.constantFrom('u1', 'u2', 'u3', 'u4'),
    anonymousId: fc.constantFrom('a1', 'a2', 'a3', 'a4', 'a5'),
    email: fc.constantFrom('jo@example.com', 'kim@example.com', 'office@example.com'),
    /** Four of these beside one user_id make it nobody's: a till's walk-in customer. */
    name: fc.constantFrom('Jo Lee', 'Kim Ray', 'Max Orr', 'Uma Dix', 'J Lee'),
    plan: fc.constantFrom('free', 'pro', null),
    minute: fc.nat({ max: 20 }),
    /** Whether the client's clock is an hour slow, or silent. */
    clock: fc.constantFrom('right', 'right', 'right', 'slow', 'silent'),
  },
  { requiredKeys: ['minute', 'clock'] },
)
/** Pages of a visitor are what most messages are. */
const visit = fc.record({
  anonymousId: fc.constantFrom('a1', 'a2', 'a3', 'a4', 'a5'),
  minute: fc.nat({ max: 20 }),
  clock: fc.constant('right' as const),
})
const message = fc.oneof({ weight: 2, arbitrary: visit }, { weight: 3, arbitrary: said })
type Message = typeof said extends fc.Arbitrary<infer Of> ? Of : never

const start = Date.parse('2026-03-10T12:00:00.000Z')

/** The event that a client sends. A message has one id and one content, however often it is sent. */
function sent({ userId, anonymousId, email, name, plan, minute, clock }: Message, i: number) {
  const traits = { ...(email && { email }), ...(name && { name }), ...(plan !== undefined && { plan }) }
  const time = start + minute * 60_000 - (clock === 'slow' ? 3_600_000 : 0)
  return {
    ...{ type: 'identify', messageId: `m${i}`, traits },
    ...(userId && { userId }),
    // Nobody sends a message of nobody.
    ...((anonymousId || !userId) && { anonymousId: anonymousId ?? 'a1' }),
    ...(clock !== 'silent' && { timestamp: new Date(time).toISOString() }),
  }
}

/** One request; `lag` is how many milliseconds after its events it comes. A retry has another. */
function requestOf(messages: readonly { message: Message; i: number }[], lag: number): QueuedEvents {
  const receivedAt = start + 21 * 60_000 + lag
  const slow = messages.some(({ message }) => message.clock === 'slow')
  const verdict = acceptEvents(
    {
      batch: messages.map(({ message: one, i }) => sent(one, i)),
      sentAt: new Date(receivedAt - (slow ? 3_600_000 : 0)).toISOString(),
    },
    { call: 'batch', receivedAt, ip: '192.0.2.7', identify: true, newMessageId: () => 'made' },
  )!
  const received_at = new Date(receivedAt).toISOString()
  return { account_id: account, source_id: 'source-1', received_at, events: verdict.accepted }
}

/** The lake as a map, and its events, each message once. */
function memoryLake() {
  const objects = new Map<string, Uint8Array>()
  return {
    objects,
    put: async (key: string, body: string | Uint8Array) => {
      objects.set(key, Buffer.from(body))
      return { key, etag: '', size: body.length, last_modified: '' }
    },
    messages: () =>
      new Set(
        [...objects.values()].flatMap((bytes) =>
          gunzipSync(bytes)
            .toString('utf8')
            .trim()
            .split('\n')
            .map((line) => (JSON.parse(line) as AcceptedEvent).messageId),
        ),
      ),
  }
}

/** The one moment of each message that its item in the table says. */
function momentsIn(items: Iterable<Record<string, unknown>>): Map<string, string> {
  const moments = new Map<string, string>()
  for (const { sk, timestamp } of items) {
    if (!String(sk).startsWith('E#')) continue
    const id = String(sk).split('#').slice(2).join('#')
    expect(moments.has(id), `${id} is kept once`).toBe(false)
    moments.set(id, String(timestamp))
  }
  return moments
}

const logs = fc.record({
  messages: fc.array(message, { minLength: 1, maxLength: 14 }),
  /** In which request each message is, and which are sent again. */
  cuts: fc.array(fc.nat({ max: 5 }), { minLength: 14, maxLength: 14 }),
  again: fc.array(fc.nat({ max: 13 }), { maxLength: 5 }),
  seed: fc.nat({ max: 2 ** 31 }),
})

type Log = typeof logs extends fc.Arbitrary<infer Of> ? Of : never

/** Sends the log through so many consumers at once, each of which may be killed at any write, until nothing is left. */
async function consume(
  { messages, cuts, again, seed }: Log,
  { consumers, deaths }: { consumers: number; deaths: number },
) {
  const { unit: random } = createRandom(seed)
  let left = deaths
  const memory = memoryTable({ random, dies: () => left > 0 && random() < 0.05 && left-- > 0 })
  const lake = memoryLake()
  const ctx: ConsumerContext = {
    ...{ table: settingsTable, profiles: memory.table, lake },
    now: () => new Date('2026-03-20T12:00:00.000Z'),
  }
  const numbered = messages.map((one, i) => ({ message: one, i }))
  const requests = [...Map.groupBy(numbered, ({ message: one, i }) => `${cuts[i]} ${one.clock}`).values()]
  const repeated = again.flatMap((at) => (numbered[at] ? [[numbered[at]!]] : []))
  const queue = [...requests, ...repeated].map((of, i) => requestOf(of, i * 7))
  const all = [...queue]
  const work = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      try {
        await keepEvents(ctx, account, random() < 0.3 && queue.length ? [next, queue[0]!] : [next])
      } catch (error) {
        if (!(error instanceof Killed)) throw error
        // Not deleted: the queue gives it again.
        queue.push(next)
      }
    }
  }
  await Promise.all(Array.from({ length: consumers }, work))
  return { ctx, memory, lake, all }
}

/** Everything that a build from scratch would find in the same messages. */
function fromScratch(messages: readonly Message[], moments: ReadonlyMap<string, string>) {
  const events = messages.map((one, i): AcceptedEvent => {
    const [event] = requestOf([{ message: one, i }], 0).events
    return { ...event!, timestamp: moments.get(`m${i}`)! }
  })
  const facts = events.map((event) => factOf(event, { source: 'source-1', kinds, rulesFor })!)
  const distinct: LiveFact[] = [...joinFacts(new Map(), facts).values()]
  return { events, facts, distinct, resolved: resolveFacts(distinct, settings.rulesFor(distinct)) }
}

async function expectScratch({ messages }: Log, { ctx, memory, lake }: Awaited<ReturnType<typeof consume>>) {
  const moments = momentsIn(memory.items.values())
  const ids = messages.map((_, i) => `m${i}`).sort()
  expect([...moments.keys()].sort(), 'every message is in the table').toEqual(ids)
  expect([...lake.messages()].sort(), 'every message is in the log').toEqual(ids)
  const { events, facts, distinct, resolved } = fromScratch(messages, moments)
  for (const [index, person] of resolved.people.entries()) {
    const own = new Set(person.facts.map((fact) => distinct[fact]!.key))
    const traits: Record<string, unknown> = {}
    const said = events
      .filter((_, i) => own.has(facts[i]!.key))
      .sort(
        (a, b) =>
          Date.parse(a.timestamp) - Date.parse(b.timestamp) ||
          (tieOfMessage(a.messageId) < tieOfMessage(b.messageId) ? -1 : 1),
      )
    for (const event of said) Object.assign(traits, event.traits)
    for (const name of Object.keys(traits)) if (traits[name] === null) delete traits[name]
    for (const identifier of person.identifiers) {
      // An address of a couple finds both; the table shows the first.
      const holders = resolved.people.filter(({ identifiers }) =>
        identifiers.some((one) => identifierText(one) === identifierText(identifier)),
      )
      if (holders[0] !== resolved.people[index]) continue
      const profile = await readProfile(ctx, account, settings, identifier)
      expect(profile?.id).toBe(person.id)
      expect(profile?.identifiers.map(identifierText).sort()).toEqual(person.identifiers.map(identifierText).sort())
      expect(profile?.facts.map(({ key, time, tie }) => ({ key, time, tie })).sort(byKey)).toEqual(
        person.facts.map((fact) => pick(distinct[fact]!)).sort(byKey),
      )
      expect(Object.fromEntries([...(await readTraits(ctx, account, profile!))].map(([n, t]) => [n, t.value]))).toEqual(
        traits,
      )
    }
  }
}
const pick = ({ key, time, tie }: LiveFact) => ({ key, time, tie })
const byKey = (one: { key: string }, other: { key: string }) => (one.key < other.key ? -1 : 1)

describe('the table is a build from scratch of the messages', () => {
  test('in whatever requests and order they come, how often, from four consumers that are killed between any two writes', async () => {
    await fc.assert(
      fc.asyncProperty(logs, async (log) => {
        await expectScratch(log, await consume(log, { consumers: 4, deaths: 12 }))
      }),
      { numRuns: 200 },
    )
  })

  test('and a message that comes again writes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(logs, async (log) => {
        const done = await consume(log, { consumers: 1, deaths: 0 })
        const { writes } = done.memory.counts
        const objects = done.lake.objects.size
        for (const request of done.all) await keepEvents(done.ctx, account, [request])
        expect(done.memory.counts.writes).toBe(writes)
        expect(done.lake.objects.size).toBe(objects)
      }),
      { numRuns: 60 },
    )
  })
})
