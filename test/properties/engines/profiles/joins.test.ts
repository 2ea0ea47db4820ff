import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { joinFacts, packComponent, unpackComponent } from '../../../../shared/engines/profiles/component.ts'
import type { LiveFact } from '../../../../shared/engines/profiles/fact.ts'
import type { GraphUpdate } from '../../../../shared/engines/profiles/graph-update.ts'
import { joinTraits, type SaidTrait, type SaidTraits } from '../../../../shared/engines/profiles/traits.ts'

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 })
const identifier = fc.record({ kind: fc.constantFrom('user_id', 'email', 'anonymous_id'), value: text })
const name = fc.record({
  first: fc.option(text, { nil: null }),
  last: fc.option(text, { nil: null }),
  generation: fc.option(fc.constantFrom('sr', 'jr'), { nil: null }),
})
/** Few keys and moments, so that equal facts of different moments meet. */
const fact: fc.Arbitrary<LiveFact> = fc
  .tuple(
    fc.record(
      {
        identifiers: fc.array(identifier, { minLength: 1, maxLength: 3 }),
        name,
        time: fc.nat({ max: 5 }),
        tie: fc.constantFrom('\uffffm1', '\uffffm2', 'orders.csv#1'),
        source: fc.constantFrom('one', 'two'),
        at: identifier,
      },
      { requiredKeys: ['identifiers', 'time', 'tie', 'source'] },
    ),
    fc.constantFrom('f1', 'f2', 'f3', 'f4'),
  )
  .map(([said, key]) => ({ ...said, key }))
const facts = fc.array(fact, { maxLength: 8 })
const sortedFacts = (known: ReadonlyMap<string, LiveFact>) =>
  [...known.values()].map(({ key, time, tie }) => ({ key, time, tie })).sort((a, b) => (a.key < b.key ? -1 : 1))

const update: fc.Arbitrary<GraphUpdate> = fc.record({
  what: fc.constantFrom('merge', 'split'),
  person: text,
  into: text,
  message: text,
  time: fc.nat(),
})

describe('facts', () => {
  test('are the same set in whatever order and how often they come, and each at its earliest', () => {
    fc.assert(
      fc.property(facts, facts, (one, other) => {
        const both = joinFacts(joinFacts(new Map(), one), other)
        expect(sortedFacts(joinFacts(joinFacts(new Map(), other), [...one, ...one]))).toEqual(sortedFacts(both))
        for (const known of both.values()) {
          const same = [...one, ...other].filter(({ key }) => key === known.key)
          expect(known.time).toBe(Math.min(...same.map(({ time }) => time)))
        }
        expect(joinFacts(both, [...one, ...other]), 'nothing new is the same object').toBe(both)
      }),
    )
  })

  test('come back from their bytes as they were, with the history', () => {
    fc.assert(
      fc.property(facts, fc.array(update, { maxLength: 5 }), (all, history) => {
        const known = joinFacts(new Map(), all)
        expect(unpackComponent(packComponent({ facts: known, history }))).toEqual({ facts: known, history })
      }),
    )
  })
})

const said: fc.Arbitrary<SaidTrait> = fc.record({
  value: fc.constantFrom(null, 'pro', 3, true),
  time: fc.nat({ max: 4 }),
  message: fc.constantFrom('m1', 'm2', 'm3'),
  source: fc.constant('one'),
  fact: fc.constant('f1'),
})
/** One message says one thing of a trait. */
const traits = fc
  .array(fc.tuple(fc.constantFrom('plan', 'city'), said), { maxLength: 6 })
  .map((all) => all.map(([trait, one]) => [trait, { ...one, value: `${one.time}${one.message}` }] as const))

test('the last word on a trait is the same in whatever order and how often messages come', () => {
  fc.assert(
    fc.property(traits, (all) => {
      const join = (of: typeof all) =>
        of.reduce<SaidTraits>((known, one) => joinTraits(known, new Map([one])), new Map())
      const known = join(all)
      expect(new Map([...join([...all].reverse())].sort())).toEqual(new Map([...known].sort()))
      expect(joinTraits(known, join(all))).toBe(known)
      for (const [trait, { time }] of known) {
        expect(time).toBe(Math.max(...all.filter(([other]) => other === trait).map(([, one]) => one.time)))
      }
    }),
  )
})
