import { expect, test } from 'vitest'
import { chooseDimensions, traitDimension } from '../../../../../shared/lake/features/choose-dimensions.ts'
import type { Resource } from '../../../../../shared/model/resource.ts'
import type { PeopleOutput } from '../../../../../shared/nouns/people/output.ts'
import { withUnits } from '../../../../../shared/nouns/persona_sets/build/units.ts'

const people = {
  streams: { orders: { properties: { datetime: 'TIMESTAMP', value: 'DECIMAL(18,4)', product: 'VARCHAR' } } },
  traits: {},
} as unknown as PeopleOutput

const dataset = (value: object, trait?: object) =>
  ({
    type: 'datasets',
    config: {
      output_to_streams: { orders: { data_map: { datetime: { column_name: 'at' }, value } } },
      ...(trait && { output_to_traits: { salary: trait } }),
    },
  }) as unknown as Resource
const salary = (unit?: string) => ({ type: 'traits', config: { name: 'salary', unit } }) as unknown as Resource

const unitsOf = (...resources: Resource[]) => {
  const dimensions = [...chooseDimensions({}, people, 'orders'), traitDimension('salary', 'DOUBLE')]
  return Object.fromEntries(withUnits(dimensions, resources).map(({ name, unit }) => [name, unit]))
}
const money = (format?: string) => ({ column_name: 'x', ...(format && { format }) })

test('a trait keeps its name where a measure of a stream would be called so too', () => {
  const traits = { orders_count: { type: 'DOUBLE' }, orders_count_2: { type: 'DOUBLE' }, age: { type: 'DOUBLE' } }
  const dimensions = chooseDimensions({}, { ...people, traits } as unknown as PeopleOutput, 'orders')
  const names = dimensions.map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  expect(dimensions.filter(({ source }) => source === 'trait').map(({ name }) => name)).toEqual(
    Object.keys(traits).sort(),
  )
  expect(dimensions.find(({ measure }) => measure === 'count')?.name).toBe('orders_count_3')
  expect(names).toContain('orders_recency_days')
})

test('dollars and cents are told in dollars; counts, days and shares keep what they have', () => {
  expect(unitsOf(dataset(money('currency_cents'), money('currency_dollars')), salary())).toEqual({
    orders_count: undefined,
    orders_recency_days: 'days',
    orders_tenure_days: 'days',
    orders_total_value: '$',
    orders_average_value: '$',
    orders_distinct_product: undefined,
    orders_share_product: undefined,
    salary: '$',
  })
})

test('of money without a currency, or of two minds, nothing is said', () => {
  expect(unitsOf(dataset(money()))).toMatchObject({ orders_total_value: undefined, salary: undefined })
  const mixed = unitsOf(dataset(money('currency_dollars')), dataset(money()))
  expect(mixed).toMatchObject({ orders_total_value: undefined })
})

test('a unit that somebody gave to a trait counts before its columns', () => {
  expect(unitsOf(dataset(money(), money('currency_dollars')), salary('k€'))).toMatchObject({ salary: 'k€' })
})
