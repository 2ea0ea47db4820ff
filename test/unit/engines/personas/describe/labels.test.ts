import { describe, expect, test } from 'vitest'
import { wordsFor } from '../../../../../shared/engines/personas/describe/descriptors.ts'
import type { Effect } from '../../../../../shared/engines/personas/describe/effect.ts'
import { factOf } from '../../../../../shared/engines/personas/describe/fact.ts'
import { edgeText, figuresOf, sharesOf } from '../../../../../shared/engines/personas/describe/figures.ts'
import { effectOf } from '../../../../../shared/engines/personas/describe/salience.ts'
import type { TraitDecision } from '../../../../../shared/engines/personas/encode/encoder.ts'
import { fitEncoder } from '../../../../../shared/engines/personas/encode/fit-encoder.ts'
import { chooseDimensions, withValues } from '../../../../../shared/lake/features/choose-dimensions.ts'
import { categories, numbers, tableOf } from '../../../../support/persona-tables.ts'

/** A trait of numbers, as the lake names it. */
function ofStream(stream: string, name: string): TraitDecision {
  const properties = { datetime: 'TIMESTAMP', value: 'DECIMAL(18,4)', product: 'VARCHAR', channel: 'VARCHAR' }
  const people = { streams: { [stream]: { properties } }, traits: {} } as never
  const choice = { clustering_dimensions: { streams: { [stream]: Object.keys(properties) } } }
  const dimensions = withValues(chooseDimensions(choice, people, stream), () => ['Green tea'])
  const { kind: _kind, trait: _trait, labels: _labels, ...found } = dimensions.find((one) => one.name === name)!
  return numbersPlan(name, { ...found, source: 'stream' })
}
function numbersPlan(name: string, facts: object): TraitDecision {
  const values = Array.from({ length: 40 }, (_, i) => i / 40)
  return fitEncoder(tableOf(numbers(name, values, facts))).traits[0]!
}
const labelled = (name: string, labels: string[], facts: object = {}): TraitDecision =>
  fitEncoder(
    tableOf(
      categories(
        name,
        Array.from({ length: 120 }, (_, i) => labels[i % labels.length]!),
        facts,
      ),
    ),
  ).traits[0]!

const effect = (plan: TraitDecision, inside: number, outside: number, more: Partial<Effect> = {}): Effect => ({
  trait: plan.name,
  kind: plan.kind,
  value: null,
  effect: inside - outside,
  inside,
  outside,
  direction: inside > outside ? 'higher' : 'lower',
  leads: true,
  salient: true,
  figures: figuresOf(plan, inside, outside)!,
  ...more,
})
const share = (plan: TraitDecision, value: string, inside: number, outside: number): Effect =>
  effect(plan, inside, outside, {
    value,
    direction: inside > outside ? 'more' : 'less',
    figures: sharesOf(inside, outside)!,
  })

describe('only of a stream of orders, purchases or sales is said that people order, buy or spend', () => {
  const measures = ['count', 'recency_days', 'total_value', 'average_value', 'distinct_product']
  test.each(['orders', 'web_purchases', 'Sales', 'order', 'shop-orders'])('%s', (stream) => {
    const labels = measures.map((name) => {
      const plan = ofStream(stream, `${stream}_${name}`)
      return factOf(plan, effect(plan, 4, 2)).label
    })
    expect(labels).toEqual([
      'Order most often',
      'Ordered longest ago',
      'Spend most',
      'Largest baskets',
      'Buy the most products',
    ])
    const tenure = ofStream(stream, `${stream}_tenure_days`)
    expect(factOf(tenure, effect(tenure, 2, 4)).label).toBe('First ordered most recently')
    expect(factOf(tenure, effect(tenure, 4, 2)).label).toBe('First ordered longest ago')
    const tea = ofStream(stream, `${stream}_share_product:Green tea`)
    expect(factOf(tea, effect(tea, 0.4, 0.2)).label).toBe('Buy green tea')
  })

  // A product may be called after an order.
  test.each(['page_views', 'tickets', 'visits', 'boarders'])('%s', (stream) => {
    for (const name of [...measures, 'tenure_days', 'share_product:Green tea', 'distinct_channel']) {
      const plan = ofStream(stream, `${stream}_${name}`)
      for (const one of [effect(plan, 0.4, 0.2), effect(plan, 0.2, 0.4)]) {
        expect(factOf(plan, one).label).not.toMatch(/\b(order|buy|spend|basket)/i)
        expect(wordsFor(plan, one, null).join()).not.toMatch(/order|spend|basket/i)
      }
    }
    const variety = ofStream(stream, `${stream}_distinct_product`)
    expect(factOf(variety, effect(variety, 4, 2)).label).toBe('Most different products')
    const tea = ofStream(stream, `${stream}_share_product:Green tea`)
    expect(factOf(tea, effect(tea, 0.4, 0.2)).label).toBe('Often green tea')
  })
})

describe('a label means none where it can mean nothing else', () => {
  test.each([
    ['pets', ['none', 'dog'], 'none', 'No pets'],
    ['pets', ['No pets', 'dog'], 'No pets', 'No pets'],
    ['children', ['no', '1-2'], 'no', 'No children'],
    ['children', ['Childless', 'two'], 'Childless', 'No children'],
    ['garden', ['No garden', 'large'], 'No garden', 'No garden'],
    ['loyalty_card', ['none', 'silver'], 'none', 'No loyalty card'],
    ['opted', ['N', 'Y', 'U'], 'N', 'Opted N'],
    ['opted', ['N', 'Y', 'unknown'], 'N', 'No opted'],
    ['cars', ['0', '1', '2+'], '0', 'No cars'],
    ['cars', ['0', '1', '2+'], '1', 'Cars 1'],
    ['opted', ['Yes', 'No', 'unknown'], 'Yes', 'Opted'],
    ['favourite_shop', ['No Frills', 'Loblaws', 'Metro'], 'No Frills', 'Favourite shop No Frills'],
    ['country', ['NO', 'SE', 'DK'], 'NO', 'Country NO'],
    ['size', ['N', 'S', 'W'], 'N', 'Size N'],
    ['shift', ['Y', 'X', 'Z'], 'Y', 'Shift Y'],
  ])('%s of %j: %s is "%s"', (name, labels, value, label) => {
    const plan = labelled(name, labels)
    expect(factOf(plan, share(plan, value, 0.8, 0.1)).label).toBe(label)
  })

  test('and who lacks none has some', () => {
    const plan = labelled('pets', ['No pets', 'dog'])
    expect(factOf(plan, share(plan, 'No pets', 0.1, 0.8)).text).toBe('Own pets · 90 %, others 20 %')
    const shop = labelled('favourite_shop', ['No Frills', 'Loblaws', 'Metro'])
    expect(factOf(shop, share(shop, 'No Frills', 0.1, 0.8)).label).toBe('Seldom favourite shop No Frills')
    expect(
      wordsFor(labelled('country_code', ['NO', 'SE', 'DK'], { concept: 'other' }), share(plan, 'NO', 0.8, 0.1), null),
    ).toEqual(['NO'])
  })

  test.each([
    ['Owner', 'more', 'Own their home'],
    ['Owner', 'less', 'Seldom own their home'],
    ['Renter', 'more', 'Rent their home'],
    ['Renter', 'less', 'Seldom rent their home'],
  ])('home ownership: %s, %s', (value, direction, label) => {
    const plan = labelled('home_ownership', ['Owner', 'Renter'])
    const [inside, outside] = direction === 'more' ? [0.8, 0.1] : [0.1, 0.8]
    expect(factOf(plan, share(plan, value, inside, outside)).label).toBe(label)
  })
})

describe('figures', () => {
  test.each([
    ['number_of_categories', {}, 1, '1 category'],
    ['number_of_categories', {}, 1.04, '1 category'],
    ['number_of_categories', {}, 2, '2 categories'],
    ['recency', { literate: 'days since the last order' }, 1, '1 day ago'],
    ['recency', { literate: 'days since the last order' }, 12, '12 days ago'],
    ['stay', { unit: 'days' }, 1, '1 day'],
    ['stay', { unit: 'kg' }, 1, '1 kg'],
    ['age', {}, 1, '1 year'],
    ['total', { unit: 'SEK' }, 300, 'SEK 300'],
    ['total', { unit: '$' }, 1, '$1'],
  ])('%s %j of %d: %s', (name, facts, x, text) => {
    expect(figuresOf(numbersPlan(name, facts), x, 40)!.inside).toBe(text)
  })

  test('shares next to nothing and to all are told apart, and are neither', () => {
    expect(sharesOf(0.0004, 0.00001)).toEqual({ inside: '0.04 %', outside: 'under 0.01 %' })
    expect(sharesOf(0.9996, 0.996)).toEqual({ inside: 'over 99.9 %', outside: '99.6 %' })
  })

  test('an edge is money as a figure is', () => {
    expect([-50, 1234.5].map((x) => edgeText(numbersPlan('total', { unit: 'SEK' }), x))).toEqual([
      '-SEK 50',
      'SEK 1,234.5',
    ])
    expect(edgeText(numbersPlan('total', { unit: '$' }), -50)).toBe('-$50')
  })
})

describe('a band is that of most only where most are in it', () => {
  const bands = ['Under $25K', '$25K-50K', '$50K-75K', 'Over $75K']
  const plan = labelled('income', bands)
  const told = (here: number[], there: number[]) =>
    effectOf(
      plan,
      {
        known: [100, 100],
        bins: [
          [...here, 0],
          [...there, 0],
        ],
      } as never,
      0,
    )!.figures

  test.each([
    [[60, 20, 10, 10], [10, 20, 20, 50], { inside: 'mostly under $25K', outside: 'typically $50K-75K' }],
    [[40, 30, 20, 10], [5, 10, 15, 70], { inside: 'typically $25K-50K', outside: 'mostly over $75K' }],
    [[50, 30, 10, 10], [10, 30, 30, 30], { inside: 'mostly under $25K', outside: 'typically $50K-75K' }],
  ])('%j against %j', (here, there, figures) => {
    expect(told(here, there)).toEqual(figures)
  })
})
