import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  asStream,
  eventFields,
  type ProposedDataset,
  personFields,
  recognises,
  roleOf,
  streamOf,
  take,
  withFormat,
} from '../../web/pages/data/mapping.ts'

const proposal: ProposedDataset = {
  name: 'orders',
  options: { type: 'hosted_csv', upload_directory: 'orders' },
  identity_sets: { customer: { email: 'mail', house_number_and_street: ['street', 'house'] } },
  output_to_streams: {
    orders: {
      data_map: {
        datetime: { column_names: ['day', 'time'] },
        value: { column_name: 'price', multiply_by: 'pieces' },
        colour: { column_name: 'colour' },
      },
      event_key: ['order_no'],
      value_per: 'line',
    },
  },
  output_to_traits: { age: { column_name: 'age' } },
  reference_key_columns: ['row_no'],
}
const columns = [
  'mail',
  'street',
  'house',
  'day',
  'time',
  'price',
  'pieces',
  'colour',
  'order_no',
  'age',
  'row_no',
  'new',
]
const roles = [
  '',
  ...personFields.map((field) => `person:${field}`),
  ...eventFields.map((field) => `event:${field}`),
  'property',
  'key',
  'trait',
  'reference',
]

test('a column is taken as it is said to be, after any changes; nothing of another dataset changes', () => {
  const change = fc.tuple(fc.constantFrom(...columns), fc.constantFrom(...roles))
  fc.assert(
    fc.property(fc.array(change, { maxLength: 8 }), change, (changes, [column, role]) => {
      const before = structuredClone(proposal)
      const changed = changes.reduce((dataset, [one, as]) => take(dataset, one, as), proposal)
      expect(roleOf(take(changed, column, role), column)).toBe(role)
      expect(proposal).toEqual(before)
    }),
  )
})

test('taken as the same again, a column changes nothing that its role does not say', () => {
  for (const column of ['mail', 'colour', 'order_no', 'age', 'row_no']) {
    expect(take(proposal, column, roleOf(proposal, column)), column).toEqual(proposal)
  }
})

test('a field has one column: the other loses it', () => {
  const dataset = take(proposal, 'new', 'person:email')
  expect([roleOf(dataset, 'new'), roleOf(dataset, 'mail')]).toEqual(['person:email', ''])
})

test('a quantity stays with its value, and goes with it', () => {
  expect(roleOf(proposal, 'pieces')).toBe('quantity')
  expect(roleOf(take(proposal, 'pieces', ''), 'pieces')).toBe('')
  expect(take(proposal, 'pieces', '').output_to_streams!.orders!.data_map.value).toEqual({ column_name: 'price' })
})

test('facts about people have no stream, and events get it back', () => {
  const facts = asStream(proposal, undefined)
  expect(streamOf(facts)).toBeUndefined()
  expect(roleOf(facts, 'price')).toBe('')
  expect(streamOf(asStream(facts, 'visits'))).toBe('visits')
  expect(asStream(proposal, 'sales').output_to_streams!.sales).toEqual(proposal.output_to_streams!.orders)
})

test('a format is that of the field, and goes again', () => {
  const said = withFormat(proposal, 'value', 'currency_cents')
  expect(said.output_to_streams!.orders!.data_map.value).toEqual({
    column_name: 'price',
    multiply_by: 'pieces',
    format: 'currency_cents',
  })
  expect(withFormat(said, 'value', undefined)).toEqual(proposal)
})

test.each<[string, Record<string, string | string[]>, boolean]>([
  ['an e-mail', { email: 'a' }, true],
  ['a name alone', { person_full_name: 'a' }, false],
  ['an address alone', { house_number_and_street: ['a'], postcode: 'b' }, false],
  ['a name and an address', { person_last_name: 'a', house_number_and_street: ['b'], postcode: 'c' }, true],
  ['nothing', {}, false],
])('%s recognises a person: %s', (_, person, expected) => {
  expect(recognises({ ...proposal, identity_sets: { person } })).toBe(expected)
})
