import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CohortRule } from '../../../../../web/api/types.ts'
import { comparisons, toDraft, toRule } from '../../../../../web/pages/cohort/draft.ts'

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })
const scalar = fc.oneof(fc.constantFrom('a', 'b c', '0'), fc.integer(), fc.boolean())
/** One comparison each, as the rows have them. */
const comparison = fc.constantFrom(...comparisons).chain((is) => {
  if (is === '_null' || is === '_nnull') return fc.constant({ [is]: true })
  const several = fc.array(scalar, { minLength: 1, maxLength: 3 })
  return (is === '_in' || is === '_nin' ? several : scalar).map((value) => ({ [is]: value }))
})
const condition = fc
  .tuple(comparison, fc.boolean())
  .map(([said, optional]) => ({ ...said, ...(optional && { optional: true }) }))
const without = (rule: object) => Object.fromEntries(Object.entries(rule).filter(([, value]) => value !== undefined))
const bounds = (low: string, high: string) =>
  fc.tuple(fc.nat(9), fc.nat(9), fc.constantFrom('low', 'high', 'both')).map(([a, b, which]) =>
    without({
      [low]: which === 'high' ? undefined : Math.min(a, b),
      [high]: which === 'low' ? undefined : Math.max(a, b),
    }),
  )
const ofEvents = fc
  .record({
    count: maybe(bounds('min_count', 'max_count')),
    value: maybe(bounds('min_value', 'max_value')),
    recency: maybe(
      fc
        .tuple(fc.constantFrom('first', 'last'), bounds('min_days', 'max_days'))
        .map(([occurrence, days]) => ({ occurrence, ...days })),
    ),
    stream_conditions: maybe(
      fc.array(
        condition.map((said) => ({ property: 'product', ...said })),
        { minLength: 1, maxLength: 3 },
      ),
    ),
  })
  .map(({ count, value, ...rest }) => ({ stream_name: 'orders', ...count, ...value, ...rest }))
const rule = fc
  .record({
    events: fc.oneof(fc.constant({}), ofEvents),
    traits: maybe(
      fc.array(
        condition.map((said) => ({ name: 'age', ...said })),
        { minLength: 1, maxLength: 3 },
      ),
    ),
    place_conditions: maybe(fc.constant([{ place_id: 'state:NY' }, { place_id: 'city:Boston', invert: true }])),
  })
  .map(({ events, ...rest }) => without({ ...events, ...rest }) as CohortRule)

test('every rule of one comparison a condition comes back from its rows as it was', () => {
  fc.assert(
    fc.property(rule, (given) => {
      expect(toRule(toDraft(given)!)).toEqual(given)
    }),
  )
})

test.each<[string, CohortRule, CohortRule]>([
  [
    'two comparisons that must both hold are two rows',
    { traits: [{ name: 'age', _gte: 30, _lt: 40 }] },
    {
      traits: [
        { name: 'age', _gte: 30 },
        { name: 'age', _lt: 40 },
      ],
    },
  ],
  ['not unknown is known', { traits: [{ name: 'age', _null: false }] }, { traits: [{ name: 'age', _nnull: true }] }],
])('%s', (_, given, same) => {
  expect(toRule(toDraft(given)!)).toEqual(same)
})

test.each<[string, CohortRule]>([
  ['two comparisons of which any is enough', { traits: [{ name: 'age', _gte: 30, _lt: 40, optional: true }] }],
  ['a value or none', { traits: [{ name: 'age', _gte: 30, _null: true }] }],
  ['an empty list, which nobody meets', { traits: [{ name: 'age', _in: [] }] }],
])('rows do not say %s', (_, given) => {
  expect(toDraft(given)).toBeUndefined()
})

test('rows that say nothing yet are no conditions', () => {
  const draft = {
    name: '',
    stream: '',
    rows: [
      { kind: 'count' as const, least: 2, most: undefined },
      { kind: 'trait' as const, name: '', is: '_in' as const, values: ['a'], optional: false },
      { kind: 'trait' as const, name: 'age', is: '_gte' as const, values: [], optional: false },
      { kind: 'place' as const, places: [], invert: false },
    ],
  }
  expect(toRule(draft)).toEqual({})
  expect(toRule({ ...draft, stream: 'orders' })).toEqual({ stream_name: 'orders', min_count: 2 })
})
