import { describe, expect, test } from 'vitest'
import { columnFormats } from '../../../../shared/contract/reading.ts'
import { mergeColumnReports } from '../../../../shared/lake/ingest/column-report.ts'
import { compileDataset } from '../../../../shared/lake/ingest/compiled-dataset.ts'
import { missingColumns } from '../../../../shared/lake/ingest/missing-columns.ts'
import { type SomeConfig, withDefaults } from '../../../golden/ingest/try-ingest.ts'

const compile = (config: SomeConfig) => compileDataset(withDefaults(config))

test('a plan names every column that a file must have, once', () => {
  const plan = compile({
    identity_sets: { c: { email: 'e', house_number_and_street: ['no', 'st'], external_ids: { crm: 'id' } } },
    output_to_streams: {
      orders: {
        data_map: {
          datetime: { column_name: 'at' },
          value: { column_name: 'price', multiply_by: 'n' },
          since: { column_name: '2020-01-01', format: 'static_date_iso8601' },
        },
        conditions: [{ column_name: 'kind', _eq: 'web' }],
      },
    },
    output_to_traits: { age: { column_name: 'age' } },
    upsert_columns: ['id'],
    incremental_column: 'changed',
    reference_key_columns: ['id'],
    reference_key_column: 'ref',
  })
  expect([...plan.columns].sort()).toEqual(['age', 'at', 'changed', 'e', 'id', 'kind', 'n', 'no', 'price', 'ref', 'st'])
})

describe('what no file could satisfy is said before any is read', () => {
  test.each<[string, SomeConfig, RegExp]>([
    [
      'a phone alone',
      { identity_sets: { c: { phone: 'p' } } },
      /^identity set "c" is not enough to recognise a person/,
    ],
    ['a name alone', { identity_sets: { c: { person_full_name: 'n' } } }, /not enough/],
    [
      'an address without a city',
      { identity_sets: { c: { person_full_name: 'n', house_number_and_street: ['s'], state: 'st' } } },
      /not enough/,
    ],
    [
      'a stream without a time',
      { output_to_streams: { o: { data_map: { value: { column_name: 'v' } } } } },
      /^stream "o" has no datetime/,
    ],
    [
      'money as a time',
      { output_to_streams: { o: { data_map: { datetime: { column_name: 'v', format: 'currency_cents' } } } } },
      /"currency_cents" is not a format of dates/,
    ],
    [
      'a date as money',
      {
        output_to_streams: {
          o: { data_map: { datetime: { column_name: 'd' }, value: { column_name: 'v', format: 'yyyymmdd' } } },
        },
      },
      /not a format of amounts/,
    ],
    [
      'a static date that is none',
      { output_to_traits: { t: { column_name: 'someday', format: 'static_date_iso8601' } } },
      /"someday" is not a date_iso8601/,
    ],
    [
      'traits of the same name but for case',
      { output_to_traits: { Age: { column_name: 'a' }, age: { column_name: 'b' } } },
      /^output_to_traits\.age: "Age" and "age" differ only in upper and lower case/,
    ],
    [
      'streams of the same name but for case',
      {
        output_to_streams: {
          Orders: { data_map: { datetime: { column_name: 'a' } } },
          orders: { data_map: { datetime: { column_name: 'b' } } },
        },
      },
      /^output_to_streams\.orders: "Orders" and "orders" differ only/,
    ],
    [
      'properties of the same name but for case',
      {
        output_to_streams: {
          o: {
            data_map: { datetime: { column_name: 'a' }, colour: { column_name: 'b' }, Colour: { column_name: 'c' } },
          },
        },
      },
      /^output_to_streams\.o\.data_map\.Colour: "colour" and "Colour" differ only/,
    ],
    [
      'kinds of ids of the same name but for case',
      { identity_sets: { a: { external_ids: { CRM: 'x' } }, b: { external_ids: { crm: 'y' } } } },
      /^identity_sets\.b\.external_ids\.crm: "CRM" and "crm" differ only/,
    ],
    [
      'a trait called like the column of people',
      { output_to_traits: { Person_ID: { column_name: 'x' } } },
      /^output_to_traits\.Person_ID: "Person_ID" is the name of the column that says whose/,
    ],
    [
      'a property called like the column of people',
      { output_to_streams: { o: { data_map: { datetime: { column_name: 'd' }, person_id: { column_name: 'x' } } } } },
      /^output_to_streams\.o\.data_map\.person_id: "person_id" is the name of the column/,
    ],
    [
      'a table of numbers',
      { output_to_traits: { t: { column_name: 'x', format: 'currency_cents', transformation_table: { a: 1 } } } },
      /transformation_table/,
    ],
  ])('%s', (_, config, sentence) => {
    expect(() => compile(config)).toThrow(sentence)
  })
  test.each<SomeConfig['identity_sets']>([
    { c: { email_hash: 'h' } },
    { c: { phone: 'p', person_last_name: 'l' } },
    { c: { person_first_name: 'f', person_last_name: 'l', freeform_address: 'a' } },
    { c: { person_full_name: 'n', house_number_and_street: ['s'], postcode: 'z' } },
    { c: { anonymous_id: 'a' } },
  ])('%j is enough', (identity_sets) => {
    expect(() => compile({ identity_sets })).not.toThrow()
  })
})

test('each format of the contract compiles as a trait', () => {
  for (const format of columnFormats) {
    const column_name = format === 'static_date_iso8601' ? '2020-01-01' : 'x'
    expect(() => compile({ output_to_traits: { t: { column_name, format } } })).not.toThrow()
  }
})

test('missing columns are named, with what may have been meant', () => {
  expect(missingColumns(['email', 'a'], ['Email', 'e-mail', 'a'])).toBe(
    'column not found: "email", the file has: "Email", "e-mail", "a" (did you mean "Email"?)',
  )
  expect(missingColumns(['email', 'ordered_at'], ['emial', 'Ordered At', 'zip'])).toBe(
    'columns not found: "email", "ordered_at", the file has: "emial", "Ordered At", "zip" (did you mean "emial", "Ordered At"?)',
  )
  expect(missingColumns(['a'], ['a', 'b'])).toBeUndefined()
})

test('the columns of several files are one list', () => {
  const long = { name: 'n', data_type: 'long', fill_rate: 1, is_nullable: false } as const
  const files = [
    { row_count: 1, columns: [long] },
    { row_count: 3, columns: [{ ...long, data_type: 'double', fill_rate: 1 / 3 } as const, { ...long, name: 'x' }] },
  ]
  expect(mergeColumnReports(files)).toEqual([
    { name: 'n', data_type: 'double', fill_rate: 0.5, is_nullable: true },
    { name: 'x', data_type: 'long', fill_rate: 0.75, is_nullable: true },
  ])
  const text = { ...long, data_type: 'string', fill_rate: 0 } as const
  expect(
    mergeColumnReports([
      { row_count: 5, columns: [text] },
      { row_count: 5, columns: [long] },
    ])[0],
  ).toMatchObject({ data_type: 'long' })
})
