import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Fact } from '../../../../shared/engines/identity/fact.ts'
import { resolveFacts } from '../../../../shared/engines/identity/resolve-facts.ts'
import { defaultRules, type Rules } from '../../../../shared/engines/identity/rules.ts'
import { idsOf, logOf, type PlainRecord, resolved } from '../../../support/identity-log.ts'
import { LOG_KINDS, randomLog } from '../../../support/random-log.ts'

const standard = defaultRules(LOG_KINDS)
const tight: Rules = {
  ...standard,
  kinds: standard.kinds.map((rule) => ({ ...rule, limit: rule.kind === 'user_id' ? 1 : 2 })),
  sharedAbove: 2,
}
const log = randomLog({ maxLength: 30, size: 'max' })

/** A fact has no postal address but that of its identifiers. */
const withoutAddress = ({ address: _, ...record }: PlainRecord): PlainRecord => record

const factOf = ({ time = 0, object = 0, row = 0, first, last, generation, ids }: PlainRecord): Fact => ({
  identifiers: Object.entries(ids).flatMap(([kind, value]) => (value ? [{ kind, value }] : [])),
  name: { first: first ?? null, last: last ?? null, generation: generation ?? null },
  time,
  tie: `${object}#${String(row).padStart(4, '0')}`,
})

describe('facts', () => {
  test('are resolved as the records of files are: the same people, ids, founders, identifiers and drops', () => {
    fc.assert(
      fc.property(log, fc.boolean(), (all, isTight) => {
        const records = all.map(withoutAddress)
        const rules = isTight ? tight : standard
        const told = logOf(records)
        const expected = resolved(told, rules)
        const { people, personOf, setAside } = resolveFacts(records.map(factOf), rules)
        expect(personOf.map((person) => people[person]?.id ?? null)).toEqual(idsOf(expected))
        expect(people.map(({ id }) => id)).toEqual(expected.ids)
        expect(people.map(({ founder }) => founder)).toEqual([...expected.founder])
        const found = (some: { person: number; kind: string; text: string }[]) =>
          some.map(({ person, kind, text }) => `${kind}:${text} → ${person}`).sort()
        expect(
          found(
            people.flatMap(({ identifiers }, person) =>
              identifiers.map(({ kind, value }) => ({ person, kind, text: value })),
            ),
          ),
        ).toEqual(
          found(
            Array.from(expected.identifiers.value, (value, i) => ({
              person: expected.identifiers.person[i]!,
              ...told.texts[value]!,
            })),
          ),
        )
        for (const [reason, count] of Object.entries(expected.drops)) {
          const own = setAside.filter((one) => one.reason === reason)
          expect({ reason, count: own.length }).toEqual({ reason, count })
        }
      }),
      { numRuns: 300, seed: 21 },
    )
  })

  test('give the same answer in any arrangement', () => {
    const shuffled = log.chain((records) =>
      fc.tuple(fc.constant(records), fc.shuffledSubarray([...records.keys()], { minLength: records.length })),
    )
    fc.assert(
      fc.property(shuffled, ([records, arrived]) => {
        const facts = records.map(factOf)
        const one = resolveFacts(facts, tight)
        const other = resolveFacts(
          arrived.map((i) => facts[i]!),
          tight,
        )
        const asGiven = <T extends { fact: number }>(some: T[]) => some.map((it) => ({ ...it, fact: arrived[it.fact] }))
        expect(asGiven(other.merges)).toEqual(one.merges)
        expect(asGiven(other.setAside)).toEqual(one.setAside)
        expect(
          other.people.map((person) => ({
            ...person,
            founder: arrived[person.founder],
            facts: person.facts.map((fact) => arrived[fact]),
          })),
        ).toEqual(one.people)
      }),
      { numRuns: 200, seed: 22 },
    )
  })

  test('are joined by the merges that are reported, and by nothing else', () => {
    fc.assert(
      fc.property(log, (records) => {
        const facts = records.map(factOf)
        const { people, merges } = resolveFacts(facts, tight)
        // Each id that was ever given is in use, or was merged away once, into one that was in use then.
        const gone = new Map(merges.map(({ from, into }) => [from, into]))
        expect(gone.size).toBe(merges.length)
        const inUse = new Set(people.map(({ id }) => id))
        for (const [from, into] of gone) {
          expect(inUse.has(from)).toBe(false)
          let end = into
          for (let steps = 0; gone.has(end) && steps <= merges.length; steps++) end = gone.get(end)!
          expect(inUse.has(end)).toBe(true)
        }
      }),
      { numRuns: 200, seed: 23 },
    )
  })

  test('say whom a fact joined, in a component that is plainly one person as well', () => {
    const fact = (time: number, ...texts: string[]): Fact => ({
      identifiers: texts.map((text) => ({ kind: text.split(':')[0]!, value: text.split(':')[1]! })),
      time,
      tie: '',
    })
    const facts = [
      fact(3, 'anonymous_id:a2', 'email:jo@example.com'),
      fact(1, 'anonymous_id:a1', 'email:jo@example.com'),
      fact(2, 'anonymous_id:a2'),
    ]
    const { people, personOf, merges, setAside } = resolveFacts(facts, standard)
    expect(people).toHaveLength(1)
    expect(people[0]).toMatchObject({ founder: 1, facts: [1, 2, 0] })
    expect(personOf).toEqual([0, 0, 0])
    expect(merges).toEqual([{ fact: 0, into: people[0]!.id, from: expect.not.stringMatching(people[0]!.id) }])
    expect(setAside).toEqual([])
  })

  test('have one user_id each: further ones are set aside', () => {
    const identifiers = ['u1', 'u2'].map((value) => ({ kind: 'user_id', value }))
    const { people, setAside } = resolveFacts([{ identifiers, time: 0, tie: '' }], standard)
    expect(people.map(({ identifiers }) => identifiers)).toEqual([[identifiers[0]]])
    expect(setAside).toEqual([{ fact: 0, identifier: identifiers[1], reason: 'limit' }])
  })

  test('of no kind without a rule', () => {
    const facts = [{ identifiers: [{ kind: 'loyalty', value: '7' }], time: 0, tie: '' }]
    expect(() => resolveFacts(facts, defaultRules(['email']))).toThrow('no identity rule for the kind "loyalty"')
  })
})
