import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalEmail, canonicalExternal } from '../../../../shared/engines/identity/normalize.ts'
import { defaultRules } from '../../../../shared/engines/identity/rules.ts'
import { logOf, type PlainRecord, resolved } from '../../../support/identity-log.ts'

interface Message {
  type?: string
  timestamp?: string
  userId?: string
  anonymousId?: string
  traits?: { email?: string }
  repeat?: string
}
interface Case {
  name: string
  send: Message[]
  profiles: string[][]
  /** Limits in a window of time, which files do not have. */
  rules?: object
  /** The things that the person does afterwards. */
  then?: object
}

const file = new URL('../../../golden/identity/segment/identity.json', import.meta.url)
const cases: Case[] = JSON.parse(readFileSync(file, 'utf8')).cases
/** An alias names two ids, and is no record of a person. */
const asRecords = cases.filter(({ rules, then, send }) => !rules && !then && send.every(({ type }) => type !== 'alias'))

/** Messages as records; those without a timestamp happen one after another. */
function recordsOf(send: readonly Message[]): PlainRecord[] {
  const all = send.flatMap((message) => {
    const [first = 1, last = 1] = message.repeat?.split('..').map(Number) ?? []
    return Array.from({ length: last - first + 1 }, (_, i) => ({
      ...message,
      ...(message.anonymousId && { anonymousId: message.anonymousId.replace('%d', String(first + i)) }),
    }))
  })
  return all.map((message, i) => ({
    time: message.timestamp ? Date.parse(message.timestamp) : i,
    row: i,
    ids: {
      user_id: canonicalExternal(message.userId),
      anonymous_id: canonicalExternal(message.anonymousId),
      email: canonicalEmail(message.traits?.email),
    },
  }))
}

/** Each person's identifiers, `kind:value`, in the alphabet's order. */
function profilesOf(records: PlainRecord[]): string[][] {
  const log = logOf(records)
  const { identifiers, people } = resolved(log, defaultRules(['user_id', 'anonymous_id', 'email']))
  const profiles = Array.from({ length: people }, (): string[] => [])
  identifiers.value.forEach((value, i) => {
    const { kind, text } = log.texts[value]!
    profiles[identifiers.person[i]!]!.push(`${kind}:${text}`)
  })
  return profiles.map((profile) => profile.sort()).sort()
}

describe('messages of an event stream are resolved as rows of a file are', () => {
  test.each(asRecords.map((one) => [one.name, one] as const))('%s', (_, { send, profiles }) => {
    const records = recordsOf(send)
    const expected = profiles.map((profile) => [...profile].sort()).sort()
    fc.assert(
      fc.property(fc.shuffledSubarray(records, { minLength: records.length }), (arrived) => {
        expect(profilesOf(arrived)).toEqual(expected)
      }),
      { numRuns: 30 },
    )
  })
})
