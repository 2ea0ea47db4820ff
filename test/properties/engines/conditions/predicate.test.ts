import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { CohortColumns, CohortRule, Operators } from '../../../../shared/engines/conditions/config.ts'
import { cohortPredicate } from '../../../../shared/engines/conditions/predicate/cohort-predicate.ts'
import type { Event, Person, Value } from '../../../../shared/engines/conditions/predicate/person.ts'
import { cohortSql } from '../../../../shared/engines/conditions/sql/cohort-sql.ts'
import { quoteName } from '../../../../shared/engines/sql/quote.ts'

// One rule, the same people, the same moment: who is a member by the SQL in a real DuckDB, and who by the predicate.

const columns = {
  traits: {
    age: 'DOUBLE',
    visits: 'BIGINT',
    spent: 'DECIMAL(18,4)',
    'size "eu"': 'VARCHAR',
    gender: 'VARCHAR',
    member: 'BOOLEAN',
    signed_up: 'TIMESTAMP',
    born: 'DATE',
  },
  orders: { datetime: 'TIMESTAMP', value: 'DECIMAL(18,4)', product: 'VARCHAR', gift: 'BOOLEAN', pieces: 'BIGINT' },
  clicks: { datetime: 'TIMESTAMP', value: 'DOUBLE', product: 'VARCHAR', shown: 'TIMESTAMP' },
}
const streams = ['orders', 'clicks'] as const
const addressParts = ['postcode', 'state', 'city'] as const

const day = 86_400_000
const start = Date.parse('2024-02-27T00:00:00Z')
// Midnights, and the microseconds beside them, are where off-by-one lives.
const moments = fc
  .tuple(fc.nat(6), fc.constantFrom(0, 0, 0.001, day / 2, day - 0.001))
  .map(([days, rest]) => start + days * day + rest)
const texts = fc.oneof(
  fc.constantFrom('a', 'A', 'ab', 'a.b', 'a\nb', 'é', 'ß', 'ẞ', '𝒳', '\uffee', '', "o'neil", 'Yes', 'no', 'true'),
  fc.constantFrom(
    '9',
    '35',
    '035',
    '100',
    ' 35 ',
    '1e3',
    '1_000',
    '+-5',
    '.5',
    '5.',
    'inf',
    '-nan',
    '0x10',
    '$9',
    '9,5',
  ),
  fc.string({ unit: fc.constantFrom('a', 'B', '1', ' ', 'é', '\ud83d\ude00', '-'), maxLength: 3 }),
)
const numbers = fc.constantFrom(-1, 0, 0.1, 0.3, 1, 9, 34.9999, 35, 35.5, 100, 1e15)
const valuesFor: Record<string, fc.Arbitrary<Value>> = {
  DOUBLE: fc.oneof(fc.constantFrom(-0.25, 0, 0.25, 0.5, 35, 35.5, 1000), fc.integer({ min: -3, max: 3 })),
  BIGINT: fc.constantFrom<Value>(-1, 0, 1, 9, 35, 100, 9_007_199_254_740_993n),
  'DECIMAL(18,4)': fc.constantFrom(-5, 0, 0.1, 0.2, 0.3, 0.0001, 10, 35.5, 34.9999),
  VARCHAR: texts,
  BOOLEAN: fc.boolean(),
  TIMESTAMP: moments,
  DATE: fc.nat(6).map((days) => start + days * day),
}

const row = (types: Record<string, string>): fc.Arbitrary<Event> =>
  fc.record(
    Object.fromEntries(
      Object.entries(types).map(([name, type]) => [
        name,
        fc.option(valuesFor[type]!, { freq: name === 'datetime' ? 20 : 4 }),
      ]),
    ),
  )
const person: fc.Arbitrary<Person> = fc.record({
  traits: row(columns.traits),
  events: fc.record({
    orders: fc.array(row(columns.orders), { maxLength: 4 }),
    clicks: fc.array(row(columns.clicks), { maxLength: 3 }),
  }),
  address: fc.record({
    postcode: fc.option(fc.constantFrom('05401', 'SW1A 1AA', 'sw1a1aa', '')),
    state: fc.option(fc.constantFrom('VT', 'vt', 'ny')),
    city: fc.option(fc.constantFrom('Straße', 'STRAẞE', 'strasse', 'Saint-Denis', 'saint denis', 'ᾳ')),
  }),
})

const dateWords = fc.constantFrom(
  '2024-02-29',
  '2024-03-01 12:00',
  '2024-02-28T23:59:59.999+00:00',
  'Mar 1, 2024',
  '29.02.2024',
)
const operandsFor: Record<string, fc.Arbitrary<string | number | boolean>> = {
  DOUBLE: fc.oneof(numbers, fc.constantFrom('35', '$1,000', '(0,25)')),
  BIGINT: fc.oneof(numbers, fc.constant('1_0')),
  'DECIMAL(18,4)': fc.oneof(numbers, fc.constantFrom('0.1', '$35.50')),
  VARCHAR: fc.oneof(texts, texts, numbers, fc.boolean()),
  BOOLEAN: fc.constantFrom<(string | number | boolean)[]>(true, false, 'Yes', 'no', 1, '0'),
  TIMESTAMP: dateWords,
  DATE: dateWords,
}
const patterns = fc.constantFrom(
  ...[
    '^a',
    'a.b',
    '(?s)a.b',
    '(?i)é|B',
    '^$',
    '\\d+',
    '[[:alpha:]]',
    '\\pL',
    '^.$',
    '(?m)^b',
    '\\Qa.b\\E',
    '1\\z',
    '\\b9\\b',
  ],
  ...['a{0,2}', '(?i)ss|ß', '[^a-z]', '\\s', '(?P<n>a)|b', '\\x{1F600}'],
)

/** Mostly one operator, sometimes two; now and then one that its column can't take. */
function operatorsFor(type: string): fc.Arbitrary<Operators> {
  const fits = operandsFor[type]!
  const one = fc.oneof(
    { arbitrary: fits, weight: 40 },
    { arbitrary: fc.constantFrom('??', '03/04/2024', true), weight: 1 },
  )
  const ordering = type === 'BOOLEAN' ? ['_eq', '_neq'] : ['_eq', '_neq', '_gt', '_gte', '_lt', '_lte']
  const comparison = fc
    .tuple(fc.constantFrom(...ordering), one)
    .map(([name, operand]): Operators => ({ [name]: operand }))
  const list = fc
    .tuple(fc.constantFrom('_in', '_nin'), fc.array(fits, { maxLength: 3 }))
    .map(([name, operands]): Operators => ({ [name]: operands }))
  const nulls = fc.constantFrom<Operators>(
    { _null: true },
    { _null: false },
    { _nnull: true },
    { _null: true, _nnull: false },
  )
  const match = type === 'VARCHAR' ? [patterns.map((_matches): Operators => ({ _matches }))] : []
  const test = fc.oneof(comparison, comparison, list, nulls, ...match)
  return fc
    .tuple(test, fc.option(test, { freq: 2 }), fc.boolean())
    .map(([first, second, optional]) => ({ ...first, ...second, ...(optional && { optional }) }))
}

const conditionsOn = <Key extends string>(key: Key, types: Record<string, string>) =>
  fc.array(
    fc
      .constantFrom(...Object.keys(types))
      .chain((name) =>
        operatorsFor(types[name]!).map(
          (operators) => ({ [key]: name, ...operators }) as Record<Key, string> & Operators,
        ),
      ),
    { minLength: 1, maxLength: 3 },
  )
const places = fc.array(
  fc.record(
    {
      place_id: fc.constantFrom(
        'postcode:sw1a-1aa',
        'STATE: VT',
        'city:strasse',
        'city:STRAẞE',
        'city:SAINT DENIS',
        'city:ᾼ',
        'state:NY',
      ),
      invert: fc.boolean(),
    },
    { requiredKeys: ['place_id'] },
  ),
  { minLength: 1, maxLength: 2 },
)
const seldom = <T>(arbitrary: fc.Arbitrary<T>, freq = 2) => fc.option(arbitrary, { nil: undefined, freq })
const few = fc.integer({ min: 0, max: 3 })
const sums = fc.constantFrom(-5, 0, 0.25, 0.3, 0.6, 10)
const rule: fc.Arbitrary<CohortRule> = fc.constantFrom(...streams, undefined).chain((stream_name) =>
  fc.record({
    traits: seldom(conditionsOn('name', columns.traits)),
    place_conditions: seldom(places),
    ...(stream_name && {
      stream_name: fc.constant(stream_name),
      stream_conditions: seldom(conditionsOn('property', columns[stream_name])),
      min_count: seldom(few),
      max_count: seldom(few),
      min_value: seldom(sums),
      max_value: seldom(sums),
      recency: seldom(
        fc.record({
          occurrence: fc.constantFrom('first' as const, 'last' as const),
          min_days: seldom(fc.constantFrom(0, 0.5, 1, 2)),
          max_days: seldom(fc.constantFrom(0, 1, 1.5, 3, 1e9)),
        }),
      ),
    }),
  }),
)

let instance: DuckDBInstance
let connection: DuckDBConnection
beforeAll(async () => {
  instance = await DuckDBInstance.create(':memory:', { threads: '1' })
  connection = await instance.connect()
})
afterAll(() => {
  connection.closeSync()
  instance.closeSync()
})

const idOf = (place: number) => `00000000-0000-0000-0000-${String(place).padStart(12, '0')}`

function literal(value: Value, type: string): string {
  if (value === null || value === undefined) return `NULL::${type}`
  if (type === 'TIMESTAMP' || type === 'DATE') return `make_timestamp(${Math.round(Number(value) * 1000)})::${type}`
  return `'${String(value).replaceAll("'", "''")}'::${type}`
}

async function table(name: string, types: Record<string, string>, rows: [number, Event][]): Promise<void> {
  const named = Object.entries(types)
  const empty = `SELECT NULL::UUID AS person_id, ${named.map(([each, type]) => `NULL::${type} AS ${quoteName(each)}`)} WHERE false`
  const tuples = rows.map(
    ([at, values]) => `('${idOf(at)}'::UUID, ${named.map(([each, type]) => literal(values[each], type))})`,
  )
  const filled = tuples.length > 0 ? ` UNION ALL VALUES ${tuples}` : ''
  await connection.run(`CREATE OR REPLACE TABLE ${quoteName(name)} AS ${empty}${filled}`)
}

async function load(people: readonly Person[]): Promise<void> {
  const address = Object.fromEntries(addressParts.map((part) => [part, 'VARCHAR']))
  await table(
    'people',
    { first_seen: 'TIMESTAMP', ...address },
    people.map((one, i) => [i, { ...one.address }]),
  )
  // A person without any trait may have a row of nulls or none.
  const known = people.flatMap((one, i): [number, Event][] =>
    i % 3 === 0 && nothingIn(one.traits) ? [] : [[i, one.traits]],
  )
  await table('traits', columns.traits, known)
  for (const stream of streams) {
    const events = people.flatMap((one, i) => one.events[stream]!.map((event): [number, Event] => [i, event]))
    await table(stream, columns[stream], events)
  }
}
const nothingIn = (values: Event) => Object.values(values).every((value) => value === null)

const isCustomers = (error: unknown): error is Error => error instanceof Error && error.name === 'CustomerError'
function attempt<Result>(run: () => Result): Result | string {
  try {
    return run()
  } catch (error) {
    if (isCustomers(error)) return error.message
    throw error
  }
}

it('the predicate and the SQL have the same members, or refuse a rule in the same words', async () => {
  const seen = { instants: 0, some: 0, refused: 0 }
  await fc.assert(
    fc.asyncProperty(
      fc.array(person, { minLength: 3, maxLength: 12 }),
      fc.array(rule, { minLength: 8, maxLength: 8 }),
      fc.array(moments, { minLength: 4, maxLength: 4 }),
      async (people, rules, instants) => {
        await load(people)
        for (const one of rules) {
          const stream = one.stream_name as (typeof streams)[number] | undefined
          const of: CohortColumns = { traits: columns.traits, stream: stream ? columns[stream] : {} }
          const predicate = attempt(() => cohortPredicate(one, of))
          for (const asOf of instants) {
            const relations = { people: 'people', traits: 'traits', ...(stream && { stream }) }
            const statement = attempt(() => cohortSql(one, { relations, columns: of, asOf }))
            seen.instants++
            if (typeof statement === 'string' || typeof predicate === 'string') {
              expect(predicate).toBe(statement)
              seen.refused++
              continue
            }
            const rows = (await connection.runAndReadAll(statement.sql, statement.params)).getRowsJson()
            const members = people.flatMap((each, i) => (predicate(each, asOf) ? [idOf(i)] : []))
            expect({ rule: one, members }).toEqual({ rule: one, members: rows.map(([id]) => id) })
            if (members.length > 0 && members.length < people.length) seen.some++
          }
        }
      },
    ),
    { numRuns: 65 },
  )
  // Rules that everybody or nobody meets, or that are refused, would prove little.
  expect(seen.instants).toBeGreaterThanOrEqual(2000)
  expect(seen.some / seen.instants).toBeGreaterThan(0.1)
  expect(seen.refused / seen.instants).toBeLessThan(0.5)
})
