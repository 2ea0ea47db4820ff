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

const unitsIn = (currency: string, ...resources: Resource[]) => {
  const dimensions = [...chooseDimensions({}, people, 'orders'), traitDimension('salary', 'DOUBLE')]
  return Object.fromEntries(withUnits(dimensions, resources, currency).map(({ name, unit }) => [name, unit]))
}
const unitsOf = (...resources: Resource[]) => unitsIn('USD', ...resources)
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

test('the value of events is money unless its column says another format; a trait only if all columns say so', () => {
  expect(unitsOf(dataset(money()))).toMatchObject({ orders_total_value: '$', salary: undefined })
  const mixed = unitsOf(dataset(money('currency_dollars'), money('currency_dollars')), dataset(money(), money()))
  expect(mixed).toMatchObject({ orders_total_value: '$', salary: undefined })
  expect(unitsOf(dataset(money('percent')))).toMatchObject({ orders_total_value: undefined })
})

test('a unit that somebody gave to a trait counts before its columns', () => {
  expect(unitsOf(dataset(money(), money('currency_dollars')), salary('k€'))).toMatchObject({ salary: 'k€' })
})

test.each([
  ['EUR', '€'],
  ['GBP', '£'],
  ['CHF', 'CHF'],
])('money is said in the currency of the account: %s', (currency, symbol) => {
  const units = unitsIn(currency, dataset(money('currency_dollars'), money('currency_cents')), salary())
  expect([units.orders_total_value, units.orders_average_value, units.salary]).toEqual([symbol, symbol, symbol])
  expect(unitsIn(currency, dataset(money()), salary('$'))).toMatchObject({ salary: '$' })
})
