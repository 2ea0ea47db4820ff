import { expect, test } from 'vitest'
import type { PeopleFacts } from '../../../../shared/lake/people-facts.ts'
import { attributesOf, streamsNamed, streamsOf } from '../../../../shared/nouns/scopes/attributes.ts'

const trait = { digest: '', type: 'VARCHAR', known_count: 1, distinct_count: 1 }
const stream = (properties: Record<string, string>) => ({
  ...{ digest: '', event_count: 1, people_count: 1, newest: '', oldest: '' },
  properties: { datetime: 'TIMESTAMP', ...properties },
})
const people = (traits: string[] = ['age']): Pick<PeopleFacts, 'streams' | 'traits'> => ({
  traits: Object.fromEntries(traits.map((name) => [name, trait])),
  streams: { orders: stream({ value: 'DECIMAL(18,4)', product: 'VARCHAR' }), 'shop visits': stream({}) },
})

test('traits, four totals of every stream, and all its measures, by name', () => {
  expect(attributesOf(people()).names).toEqual([
    'age',
    ...['orders_count', 'orders_value', 'orders_first', 'orders_last'],
    // A visit has no value to add up.
    ...['shop visits_count', 'shop visits_first', 'shop visits_last'],
    ...['orders_recency_days', 'orders_tenure_days', 'orders_distinct_product'],
    ...['orders_total_value', 'orders_average_value', 'shop visits_recency_days', 'shop visits_tenure_days'],
    'orders_share_product:<value>',
  ])
})

test('a share is one of any value, colons too', () => {
  const { find } = attributesOf(people())
  expect(find('orders_share_product:Lamp: red')).toMatchObject({
    from: 'dimension',
    dimension: { stream: 'orders', measure: 'share', property: 'product', value: 'Lamp: red' },
  })
  expect(find('orders_share_product')).toBeUndefined()
  expect(find('orders_share_product:')).toBeUndefined()
  expect(find('orders_share_colour:red')).toBeUndefined()
})

test('a trait keeps its name, and what is measured is called otherwise, as in a persona set', () => {
  const { find } = attributesOf(people(['orders_count', 'orders_recency_days']))
  expect(find('orders_count')).toEqual({ from: 'trait', trait: 'orders_count' })
  expect(find('orders_count_2')).toEqual({ from: 'events', stream: 'orders', total: 'count' })
  expect(find('orders_recency_days_2')).toMatchObject({ dimension: { measure: 'recency' } })
})

test('words of programs are no attributes', () => {
  const { find } = attributesOf(people())
  for (const name of ['constructor', 'toString', '__proto__', 'orders', '']) expect(find(name)).toBeUndefined()
})

test('the streams that a name may be about', () => {
  expect(streamsNamed('orders_count')).toEqual(['orders'])
  expect(streamsNamed('shop_orders_recency_days')).toContain('shop_orders')
  expect(streamsNamed('orders_share_product:a_count')).toEqual(['orders'])
  expect(streamsNamed('orders_count_2')).toEqual(['orders'])
  expect(streamsNamed('age')).toEqual([])
  expect(streamsNamed('_count')).toEqual([])
  const { find } = attributesOf(people())
  expect(streamsOf([find('age')!, find('orders_first')!, find('orders_average_value')!])).toEqual(['orders'])
})
