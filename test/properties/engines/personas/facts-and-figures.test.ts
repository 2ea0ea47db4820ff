import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Column } from '../../../../shared/engines/personas/columns.ts'
import { takeRows } from '../../../../shared/engines/personas/columns.ts'
import { describeShard, mergeDescriptions } from '../../../../shared/engines/personas/describe/describe.ts'
import { finishDescription } from '../../../../shared/engines/personas/describe/description.ts'
import { wordsFor } from '../../../../shared/engines/personas/describe/descriptors.ts'
import { factOf, headlineOf } from '../../../../shared/engines/personas/describe/fact.ts'
import { interpret } from '../../../../shared/engines/personas/describe/interpretation.ts'
import { fitEncoder } from '../../../../shared/engines/personas/encode/fit-encoder.ts'
import { createRandom } from '../../../../shared/engines/personas/random.ts'
import { categories, flags, numbers, tableOf } from '../../../support/persona-tables.ts'

const PEOPLE = 240
const K = 3

/** Orders of few and of many, of which some are of a product: shares of single people and of all orders may differ in direction. */
function shop(seed: string, stream = 'orders') {
  const random = createRandom(seed)
  const persona = Int32Array.from({ length: PEOPLE }, () => random.below(K))
  const per = <T>(of: (p: number) => T): T[] => Array.from(persona, of)
  const level = Array.from({ length: 40 }, () => random.unit())
  const at = (p: number, t: number) => level[p * 8 + t]!
  const orders = Int32Array.from(per((p) => 1 + Math.floor(random.unit() ** 4 * 60 * at(p, 0))))
  const bought = Array.from(orders, (n, i) => {
    const persons = persona[i]!
    // Who orders much may like other things than who orders once.
    const liking = n > 10 ? at(persons, 1) : at(persons, 2)
    return Array.from({ length: n }, () => Number(random.unit() < liking * 0.6)).reduce((a, b) => a + b, 0)
  })
  const share: Column = {
    ...numbers(
      'share:tea',
      Array.from(orders, (n, i) => bought[i]! / n),
      {
        literate: `share of "Green tea" among ${stream}`,
        source: 'stream',
        subject: 'Green tea',
        concept: 'product_share',
      },
    ),
    of: orders,
  } as Column
  const table = tableOf(
    share,
    numbers(`${stream}_count`, Array.from(orders), {
      source: 'stream',
      literate: `number of ${stream}`,
      concept: 'order_count',
    }),
    numbers(
      'total',
      per((p) => Math.exp(3 * random.unit() * at(p, 3)) * 10),
      { source: 'stream', literate: `total value of ${stream}`, unit: '$', concept: 'order_value' },
    ),
    numbers(
      'recency',
      per((p) => 400 * random.unit() * at(p, 4)),
      { source: 'stream', literate: `days since the last ${stream.slice(0, -1)}`, unit: 'days', concept: 'recency' },
    ),
    numbers(
      'tenure',
      per((p) => 400 + 400 * random.unit() * at(p, 2)),
      { source: 'stream', literate: `days since the first ${stream.slice(0, -1)}`, unit: 'days', concept: 'tenure' },
    ),
    categories(
      'income',
      per(
        (p) =>
          ['Under $25K', '$25K-50K', '$50K-75K', 'Over $75K'][Math.min(3, Math.floor(random.unit() * 6 * at(p, 5)))]!,
      ),
    ),
    categories(
      'pets',
      per((p) => (random.unit() < at(p, 6) ? 'none' : ['dog', 'cat'][random.below(2)]!)),
    ),
    flags(
      'newsletter',
      per((p) => random.unit() < at(p, 7)),
    ),
  )
  return { table, persona, orders, bought }
}

/** The number that a figure begins with; bands have none. */
const numberIn = (figure: string): number => {
  const found = /-?[\d,]+(?:\.\d+)?/.exec(figure.replace(/^(mostly|typically).*/, ''))
  const number = found ? Number(found[0].replaceAll(',', '')) : Number.NaN
  if (/^under .* %/.test(figure)) return number / 2
  return /^over .* %/.test(figure) ? (number + 100) / 2 : number
}
/** Which way a label points: the words that the builder has for more and for less. */
const LESS =
  /^(Rarely|Fewe|Low|Seldom|Order less|Order least|Spend less|Spend least|Ordered more recently|Ordered most recently|First ordered more recently|First ordered most recently|No |Not)/

describe('every sentence against its two figures', () => {
  test('the figures differ, point the way that the label says, and are those of the people', () => {
    let told = 0
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 8 }), (seed) => {
        const { table, persona, orders, bought } = shop(seed)
        const encoder = fitEncoder(table)
        const description = finishDescription(encoder, describeShard(encoder, K, table, persona))
        const plans = new Map(encoder.traits.map((trait) => [trait.name, trait]))
        description.personas.forEach(({ salient, centre }, p) => {
          const facts = salient.map((effect) => factOf(plans.get(effect.trait)!, effect))
          salient.forEach((effect, i) => {
            const { label, figure, others, text } = facts[i]!
            told++
            expect(text).toBe(`${label} · ${figure}, others ${others}`)
            const isMore = effect.direction === 'higher' || effect.direction === 'more'
            expect(effect.inside > effect.outside, text).toBe(isMore)
            expect(figure.split(' of ')[0], text).not.toBe(others)
            const [ours, theirs] = [numberIn(figure), numberIn(others)]
            // "Have pets" for fewer without: the complement turns both figures.
            const isTurned = effect.direction === 'less' && /^(Own|Have|No |Not)/.test(label)
            if (!Number.isNaN(ours + theirs) && effect.kind !== 'category')
              expect(ours > theirs, text).toBe(isMore !== isTurned)
            if (effect.kind === 'number') expect(LESS.test(label), text).toBe(!isMore)
            if (effect.trait === 'share:tea') {
              const pooled = (isOurs: boolean) => {
                const rows = [...persona.keys()].filter((row) => (persona[row] === p) === isOurs)
                const sum = (of: ArrayLike<number>) => rows.reduce((total, row) => total + of[row]!, 0)
                return sum(bought) / sum(orders)
              }
              expect([effect.inside, effect.outside]).toEqual([pooled(true), pooled(false)])
              expect(centre['share:tea']).toBeCloseTo(pooled(true), 4)
              expect(label).toMatch(/^(Buy|Rarely buy) green tea$/)
            }
          })
          const headline = headlineOf(facts)
          expect(headline.split(' · ').length).toBe(Math.max(1, Math.min(3, facts.length)))
        })
      }),
      { numRuns: 120 },
    )
    expect(told).toBeGreaterThan(200)
  })

  test('of a stream of anything but orders nobody is said to order, buy or spend, in facts, names and advice', () => {
    let told = 0
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 8 }), (seed) => {
        const { table, persona } = shop(seed, 'visits')
        const encoder = fitEncoder(table)
        const { personas } = finishDescription(encoder, describeShard(encoder, K, table, persona))
        const plans = new Map(encoder.traits.map((trait) => [trait.name, trait]))
        for (const one of personas) {
          const labels = one.salient.map((effect) => factOf(plans.get(effect.trait)!, effect).label)
          const words = one.salient.flatMap((effect) => wordsFor(plans.get(effect.trait)!, effect, null))
          told += labels.length
          expect([...labels, ...words].join()).not.toMatch(/order|\bbuy|spend|spent|basket/i)
          const advice = interpret(encoder, one, 'Name').marketing_strategems.join()
          expect(advice).not.toMatch(/order|\bbuy|bought|spend|basket|revenue/i)
        }
      }),
      { numRuns: 40 },
    )
    expect(told).toBeGreaterThan(100)
  })

  test('only one persona of a set leads in a direction, and only it is called by a superlative', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 8 }), (seed) => {
        const { table, persona } = shop(seed)
        const encoder = fitEncoder(table)
        const { personas } = finishDescription(encoder, describeShard(encoder, K, table, persona))
        const plans = new Map(encoder.traits.map((trait) => [trait.name, trait]))
        const labels = personas.flatMap(({ salient }) =>
          salient.map((effect) => factOf(plans.get(effect.trait)!, effect).label),
        )
        const superlatives = labels.filter((label) =>
          /\b(most|least|longest|largest|smallest|highest|lowest|newest|fewest)\b/i.test(label),
        )
        expect(new Set(superlatives).size).toBe(superlatives.length)
      }),
      { numRuns: 60 },
    )
  })

  test('no two personas of a set are given the same suggestion', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 8 }), (seed) => {
        const { table, persona } = shop(seed)
        const encoder = fitEncoder(table)
        const { personas } = finishDescription(encoder, describeShard(encoder, K, table, persona))
        const given = new Set<string>()
        const advice = personas.flatMap(
          (one, p) => interpret(encoder, one, `Name ${p}`, { given }).marketing_strategems,
        )
        expect(advice).toHaveLength(3 * K)
        expect(new Set(advice).size).toBe(advice.length)
      }),
      { numRuns: 60 },
    )
  })

  test('shards add up to the same sentences', () => {
    const { table, persona } = shop('shards')
    const encoder = fitEncoder(table)
    const parts = [0, 1, 2].map((part) => {
      const rows = Array.from({ length: PEOPLE }, (_, i) => i).filter((i) => i % 3 === part)
      return describeShard(
        encoder,
        K,
        takeRows(table, rows),
        Int32Array.from(rows, (row) => persona[row]!),
      )
    })
    const whole = describeShard(encoder, K, table, persona)
    expect(parts.reduce((sum, part) => mergeDescriptions(sum, part))).toEqual(whole)
  })
})
