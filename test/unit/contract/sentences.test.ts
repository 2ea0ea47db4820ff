import { expect, test } from 'vitest'
import { checked } from '../../../shared/contract/sentences.ts'
import type { CustomerError } from '../../../shared/model/errors.ts'
import { CohortConfig } from '../../../shared/nouns/cohorts/contract.ts'
import { DatasetConfig } from '../../../shared/nouns/datasets/contract.ts'
import { PersonaSetConfig } from '../../../shared/nouns/persona_sets/contract.ts'
import { TargetConfig } from '../../../shared/nouns/targets/contract.ts'

function refused(schema: Parameters<typeof checked>[0], value: unknown): CustomerError {
  try {
    checked(schema, value)
  } catch (error) {
    return error as CustomerError
  }
  throw new Error('it was taken')
}

const dataset = (more: object) => ({
  options: { type: 'hosted_csv', upload_directory: 'orders' },
  identity_sets: { customer: { email: 'email' } },
  ...more,
})

test('an unknown field is refused by name, with the field that was meant', () => {
  const error = refused(DatasetConfig, dataset({ identity_sets: { customer: { emial: 'account_email' } } }))
  expect(error.code).toBe('VALIDATION_FAILED')
  expect(error.message).toBe('unknown field: "emial" in identity_sets.customer (did you mean "email"?)')
  expect(error.validationErrors).toEqual([
    {
      message: error.message,
      path: 'identity_sets.customer.emial',
      suggestion: 'email',
      context: { errorType: 'unknown_field' },
    },
  ])
})

test('a field that resembles none lists what there is', () => {
  expect(refused(PersonaSetConfig, { cohort_id: 'x', zzz: 1 }).message).toContain('there is: "cohort_id", "name"')
})

test.each([
  ['a wrong type', CohortConfig, { min_count: 'three' }, 'min_count must be a number, but is "three"'],
  ['a fraction', CohortConfig, { min_count: 1.5 }, 'min_count must be a whole number, but is 1.5'],
  ['a missing field', PersonaSetConfig, {}, 'cohort_id is missing'],
  ['no object', CohortConfig, [], 'body must be an object, but is []'],
  ['nothing', CohortConfig, undefined, 'body is missing'],
  ['a blank name', CohortConfig, { name: '  ' }, 'name must not be empty'],
  [
    'too many clusters',
    PersonaSetConfig,
    { cohort_id: 'x', number_of_clusters: 21 },
    'number_of_clusters must be at most 20, but is 21',
  ],
  [
    'no clusters',
    PersonaSetConfig,
    { cohort_id: 'x', number_of_clusters: 0 },
    'number_of_clusters must be at least 1, but is 0',
  ],
  [
    'an enumeration',
    CohortConfig,
    { recency: { occurrence: 'frist' } },
    'recency.occurrence must be one of "first", "last", but is "frist" (did you mean "first"?)',
  ],
  [
    'another connection',
    TargetConfig,
    { scope_id: 'x', options: { type: 'facebook' } },
    'options.type must be "hosted_csv": a file to download; connections to other services do not exist',
  ],
  [
    'another mode',
    TargetConfig,
    { scope_id: 'x', options: { type: 'hosted_csv' }, representation: { mode: 'x' } },
    'representation.mode must be "identified", "referenced", "hashed" or "aggregated"',
  ],
  [
    'a promise that is not kept',
    DatasetConfig,
    dataset({ privacy: 'delete' }),
    'privacy is not supported: leave the people out of the files instead',
  ],
])('%s gets its sentence', (_what, schema, value, sentence) => {
  expect(refused(schema, value).message).toBe(sentence)
})

test('names that become columns and files must look like it, and the sentence says why', () => {
  const error = refused(DatasetConfig, dataset({ output_to_traits: { 'a/b': { column_name: 'x' } } }))
  expect(error.message).toMatch(/^name "a\/b" must have 1 to 64 letters.*becomes the name of a column and a file$/)
  expect(error.validationErrors?.[0]?.path).toBe('output_to_traits.a/b')
})

test('every mistake is told, the first in the note', () => {
  const error = refused(CohortConfig, { min_count: -1, max_count: 'x', nmae: 'y' })
  expect(error.validationErrors).toHaveLength(3)
  expect(error.message).toContain('(and 2 more, see validationErrors)')
})

test('an endless value is cut short', () => {
  expect(refused(CohortConfig, { min_count: 'x'.repeat(1_000_000) }).message.length).toBeLessThan(200)
})

test('a street in one column is a list of one', () => {
  const config = checked(DatasetConfig, dataset({ identity_sets: { a: { house_number_and_street: 'street' } } }))
  expect(config.identity_sets.a?.house_number_and_street).toEqual(['street'])
})

test.each<[datetime: object, message: string]>([
  [{}, 'must be one of column_name and column_names'],
  [{ column_name: 'at', column_names: ['day', 'hour'] }, 'must be one of column_name and column_names'],
])('a time stands in one column or in several: %j', (datetime, message) => {
  const streams = { output_to_streams: { orders: { data_map: { datetime } } } }
  const error = refused(DatasetConfig, dataset(streams))
  expect(error.message).toContain(message)
  expect(error.validationErrors?.[0]?.path).toBe('output_to_streams.orders.data_map.datetime.column_name')
})

test('a time zone that nobody knows is refused', () => {
  const options = { type: 'hosted_csv', upload_directory: 'orders', time_zone: 'Berlin' }
  expect(refused(DatasetConfig, dataset({ options })).message).toContain('like "Europe/Berlin"')
})
