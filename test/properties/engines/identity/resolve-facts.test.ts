import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { byStamp, type Fact, identifierText } from '../../../../shared/engines/identity/fact.ts'
import { NONE } from '../../../../shared/engines/identity/log.ts'
import { logOfFacts } from '../../../../shared/engines/identity/log-of-facts.ts'
import { type Resolution, resolveIdentities } from '../../../../shared/engines/identity/resolve.ts'
import { type ResolvedFacts, resolveFacts } from '../../../../shared/engines/identity/resolve-facts.ts'
import { defaultRules } from '../../../../shared/engines/identity/rules.ts'
import { idsOf, logOf, type PlainRecord, resolved } from '../../../support/identity-log.ts'
import { allRules, factOf, facts, log, slowFact, someRules, standard } from '../../../support/random-facts.ts'
import { slowFold } from '../../../support/slow-fold.ts'

/** The resolution by texts, as the slow fold gives it. */
function toldOf(facts: readonly Fact[], { people, personOf, setAside, merges }: ResolvedFacts) {
  return {
    idOf: new Map(personOf.flatMap((person, i) => (person < 0 ? [] : [[i, people[person]!.id] as const]))),
    drops: setAside.map(({ fact, identifier, reason }) => `${fact} ${identifierText(identifier)} ${reason}`).sort(),
    merges: merges.map(({ fact, into, from }) => `${fact} ${from} → ${into}`).sort(),
    holds: people.flatMap(({ id, identifiers }) => identifiers.map((one) => `${identifierText(one)} → ${id}`)).sort(),
    founders: people.map(({ founder, id }) => `${JSON.stringify(facts[founder])} ${id}`),
  }
}

/** A fact has no postal address but that of its identifiers. */
const withoutAddress = ({ address: _, ...record }: PlainRecord): PlainRecord => record

describe('facts', () => {
  test('are resolved as the records of files are: the same people, ids, founders, identifiers and drops', () => {
    fc.assert(
      fc.property(log, someRules, (all, name) => {
        const rules = allRules[name]
        const records = all.map(withoutAddress)
        const told = logOf(records.map((record) => ({ ...record, time: 1000 * record.time! })))
        const expected = resolved(told, rules)
        const { people, personOf, setAside } = resolveFacts(records.map(factOf), rules)
        expect(personOf.map((person) => people[person]?.id ?? null)).toEqual(idsOf(expected))
        expect(people.map(({ id }) => id)).toEqual(expected.ids)
        expect(people.map(({ founder }) => founder)).toEqual([...expected.founder])
        const holds = Array.from(expected.identifiers.value, (value, i) => {
          const { kind, text } = told.texts[value]!
          return `${kind}:${text} → ${expected.identifiers.person[i]}`
        })
        const found = people.flatMap(({ identifiers }, i) => identifiers.map((one) => `${identifierText(one)} → ${i}`))
        expect(found.sort()).toEqual(holds.sort())
        for (const [reason, count] of Object.entries(expected.drops)) {
          const own = setAside.filter((one) => one.reason === reason)
          expect({ reason, count: own.length }).toEqual({ reason, count })
        }
      }),
      { numRuns: 300, seed: 21 },
    )
  })

  test('give what the slow, obvious fold gives: with windows, caps, parted identifiers, several e-mails', () => {
    const met = new Map<string, number>()
    fc.assert(
      fc.property(facts, someRules, ({ facts, apart }, name) => {
        const rules = allRules[name]
        const expected = slowFold(
          facts.map(slowFact),
          rules,
          apart.map(([one, other]) => [identifierText(one), identifierText(other)]),
        )
        const actual = toldOf(facts, resolveFacts(facts, rules, apart))
        expect(actual.idOf).toEqual(expected.idOf)
        expect(actual.drops).toEqual(expected.drops.sort())
        expect(actual.merges).toEqual(expected.merges.sort())
        expect(actual.holds).toEqual(expected.holds)
        for (const reason of new Set(expected.drops.map((drop) => drop.split(' ').at(-1)!)))
          met.set(reason, (met.get(reason) ?? 0) + 1)
      }),
      { numRuns: 400, seed: 24 },
    )
    for (const reason of ['limit', 'shared', 'conflict', 'names', 'apart', 'merge_cap', 'identifier_cap'])
      expect(met.get(reason) ?? 0, reason).toBeGreaterThan(5)
  })

  test('give the same answer in any arrangement, and however often they are said again later', () => {
    const arranged = facts.chain((of) =>
      fc.record({
        of: fc.constant(of),
        name: someRules,
        arrived: fc.shuffledSubarray([...of.facts.keys()], { minLength: of.facts.length }),
        again: fc.subarray([...of.facts.keys()]),
      }),
    )
    fc.assert(
      fc.property(arranged, ({ of: { facts, apart }, name, arrived, again }) => {
        const rules = allRules[name]
        // Within the same millisecond, so that no window ends between the two.
        const said = [...arrived, ...again]
        const one = resolveFacts(facts, rules, apart)
        const other = resolveFacts(
          said.map((i, at) => (at < arrived.length ? facts[i]! : { ...facts[i]!, tie: `9#${at}` })),
          rules,
          apart,
        )
        const asGiven = <T extends { fact: number }>(some: T[]) => some.map((it) => ({ ...it, fact: said[it.fact]! }))
        expect(asGiven(other.merges)).toEqual(one.merges)
        expect(asGiven(other.setAside)).toEqual(one.setAside)
        expect(said.map((_, at) => other.personOf[at])).toEqual(said.map((i) => one.personOf[i]))
        expect(other.people.map(({ founder, facts: _, ...person }) => ({ ...person, founder: said[founder] }))).toEqual(
          one.people.map(({ facts: _, ...person }) => person),
        )
      }),
      { numRuns: 300, seed: 22 },
    )
  })

  test('give the same people where nobody listens, and only the components that need it are folded', () => {
    fc.assert(
      fc.property(facts, someRules, ({ facts, apart }, name) => {
        const { log } = logOfFacts([...facts].sort(byStamp), apart)
        const told = ({ person, founder, canonical, identifiers, drops }: Resolution) => ({
          drops,
          founders: Array.from(person, (one) => (one === NONE ? null : [founder[one], canonical[one]])),
          holds: Array.from(identifiers.value, (value, i) => `${value} → ${founder[identifiers.person[i]!]}`).sort(),
        })
        const listener = { setAside: () => {}, merged: () => {} }
        expect(told(resolveIdentities(log, allRules[name]))).toEqual(
          told(resolveIdentities(log, allRules[name], listener)),
        )
      }),
      { numRuns: 300, seed: 25 },
    )
  })

  test('are joined by the merges that are reported, and by nothing else', () => {
    fc.assert(
      fc.property(facts, someRules, ({ facts, apart }, name) => {
        const rules = allRules[name]
        const { people, merges } = resolveFacts(facts, rules, apart)
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

  test('of hundreds of kinds are resolved as those of a few', () => {
    const kinds = Array.from({ length: 300 }, (_, i) => `visitor_id_${String(i).padStart(3, '0')}`)
    const facts = kinds.map((kind, i): Fact => {
      const identifiers = [{ kind, value: 'v' }, ...(i % 2 ? [{ kind: 'user_id', value: `u${i >> 1}` }] : [])]
      return {
        identifiers: i % 2 ? identifiers : [...identifiers, { kind: kinds[i + 1]!, value: 'v' }],
        time: i,
        tie: '',
      }
    })
    const { people } = resolveFacts(facts, defaultRules([...kinds, 'user_id']))
    expect(people).toHaveLength(150)
    for (const {
      facts: [one, other],
    } of people)
      expect(other).toBe(one! + 1)
  })

  test('of no kind without a rule', () => {
    const facts = [{ identifiers: [{ kind: 'loyalty', value: '7' }], time: 0, tie: '' }]
    expect(() => resolveFacts(facts, defaultRules(['email']))).toThrow('no identity rule for the kind "loyalty"')
  })
})
