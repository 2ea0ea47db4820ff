import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AcceptedEvent, EventType } from '../../../../shared/engines/events/event.ts'
import { promoted, type RawIdentifier } from '../../../../shared/engines/events/promoted.ts'
import { type Fact, type Identifier, identifierText } from '../../../../shared/engines/identity/fact.ts'
import { personId } from '../../../../shared/engines/identity/key.ts'
import { normalizeIdentifier } from '../../../../shared/engines/identity/normalize-identifier.ts'
import { resolveFacts } from '../../../../shared/engines/identity/resolve-facts.ts'
import { type Rules, rulesOf } from '../../../../shared/engines/identity/rules.ts'
import { defaultIdentifiers } from '../../../../shared/nouns/sources/identifiers.ts'

interface Message {
  type?: EventType
  timestamp?: string
  userId?: string
  anonymousId?: string
  previousId?: string
  traits?: Record<string, string | null>
  repeat?: string
}
interface Case {
  name: string
  send: Message[]
  profiles: string[][]
  rules?: Record<string, { limit: number; window: string }>
  then?: { separate: [string, string] }
  violations?: { message: number; external_id: string; code: string }[]
  rejected?: { message: number; code: string }[]
  /** How often two people became one. */
  graph_updates?: number
  parent?: string
}

const file = new URL('../../../golden/identity/segment/identity.json', import.meta.url)
const cases: Case[] = JSON.parse(readFileSync(file, 'utf8')).cases
const kinds = defaultIdentifiers.map(({ kind }) => kind)

/** A message, what it says of somebody, and the identifiers that are blocked. */
type Sent = { number: number; fact: Fact; blocked: RawIdentifier[] }

/** Messages without a timestamp happen one after another. */
function sentOf(send: readonly Message[]): Sent[] {
  const all = send.flatMap((message) => {
    const [first = 1, last = 1] = message.repeat?.split('..').map(Number) ?? []
    return Array.from({ length: last - first + 1 }, (_, i) => ({
      ...message,
      ...(message.anonymousId && { anonymousId: message.anonymousId.replace('%d', String(first + i)) }),
    }))
  })
  return all.map(({ type = 'track', timestamp, repeat: _, ...message }, i) => {
    const moment = timestamp ?? new Date(i).toISOString()
    const event: AcceptedEvent = { type, messageId: `m${i}`, timestamp: moment, receivedAt: moment, ...message }
    const raw = promoted(event, kinds).identifiers
    const values = raw.map(({ kind, value }) => ({ kind, value: normalizeIdentifier(kind, value) }))
    return {
      number: i + 1,
      fact: {
        identifiers: values.flatMap(({ kind, value }): Identifier[] => (value === null ? [] : [{ kind, value }])),
        time: Date.parse(moment),
        tie: `\uffff${String(i).padStart(4, '0')}`,
      },
      blocked: raw.filter((_, one) => values[one]!.value === null),
    }
  })
}

const DAY = 86_400_000

function rulesFor({ rules = {} }: Case): Rules {
  const usual = rulesOf(kinds, { identifiers: defaultIdentifiers })
  return {
    ...usual,
    kinds: usual.kinds.map((rule) => {
      const own = rules[rule.kind]
      return own ? { ...rule, limit: own.limit, window: Number.parseInt(own.window, 10) * DAY } : rule
    }),
  }
}

const identifierOf = (text: string): Identifier => {
  const [kind = '', value = ''] = text.split(':')
  return { kind, value }
}

describe('messages of an event stream', () => {
  test.each(cases.map((one) => [one.name, one] as const))('%s', (_, one) => {
    const sent = sentOf(one.send)
    const rules = rulesFor(one)
    const [leaves, left] = one.then?.separate.map(identifierOf) ?? []
    const apart = leaves && left ? [[leaves, left] as const] : []
    const arrivals = fc
      .tuple(fc.shuffledSubarray(sent, { minLength: sent.length }), fc.subarray(sent))
      .map((parts) => parts.flat())
    fc.assert(
      fc.property(arrivals, (arrived) => {
        const facts = arrived.map(({ fact }) => fact)
        const { people, setAside, merges } = resolveFacts(facts, rules, apart)
        const profiles = people.map(({ identifiers }) => identifiers.map(identifierText).sort())
        expect(profiles.sort()).toEqual(one.profiles.map((profile) => [...profile].sort()).sort())
        if (one.graph_updates !== undefined) expect(merges).toHaveLength(one.graph_updates)
        if (one.parent) expect(people[0]!.id).toBe(personId('anonymous_id', 'a1'))
        if (one.violations) {
          const limits = setAside.map(({ fact, identifier, reason }) => ({
            message: arrived[fact]!.number,
            external_id: identifierText(identifier),
            code: reason as string,
          }))
          const blocked = sent.flatMap(({ number, blocked }) =>
            blocked.map((raw) => ({ message: number, external_id: identifierText(raw), code: 'blocked' })),
          )
          expect([...limits, ...blocked]).toEqual(one.violations)
        }
      }),
      { numRuns: 30, seed: 41 },
    )
    for (const { message } of one.rejected ?? []) expect(sent[message - 1]!.fact.identifiers).toEqual([])
  })
})
