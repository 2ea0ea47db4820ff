import { describe, expect, test } from 'vitest'
import { conceptOf } from '../../../../../shared/engines/personas/encode/concept.ts'
import { encode, encodeOne } from '../../../../../shared/engines/personas/encode/encoder.ts'
import { fitEncoder } from '../../../../../shared/engines/personas/encode/fit-encoder.ts'
import { orderLabels, parseBand } from '../../../../../shared/engines/personas/encode/ordered-bands.ts'
import { createRandom, sampleRows, uuidOf } from '../../../../../shared/engines/personas/random.ts'
import { categories, flags, gaussian, numbers, tableOf } from '../../../../support/persona-tables.ts'

const random = createRandom('encoder test')
const many = <T>(of: (i: number) => T): T[] => Array.from({ length: 400 }, (_, i) => of(i))
const plan = (encoder: ReturnType<typeof fitEncoder>, name: string) =>
  encoder.traits.find((trait) => trait.name === name)!

describe('bands', () => {
  test.each([
    ['35-49K', { low: 35_000, high: 49_000 }],
    ['$50,000 - $74,999', { low: 50_000, high: 74_999 }],
    ['65+', { low: 65, high: Infinity }],
    ['45-54', { low: 45, high: 54 }],
    ['Under $25K', { low: -Infinity, high: 25_000 }],
    ['less than 18 years', { low: -Infinity, high: 18 }],
    ['1.5M or more', { low: 1_500_000, high: Infinity }],
    ['18 to 24', { low: 18, high: 24 }],
  ])('%s states its bounds', (label, bounds) => {
    expect(parseBand(label)).toMatchObject(bounds)
  })

  test.each(['Homeowner', '2 Adults No Kids', '', 'A1', '12 Main Street'])('%j states none', (label) => {
    expect(parseBand(label)).toBeNull()
  })

  test('are put in order, whatever order they come in', () => {
    expect(orderLabels(['250K+', '35-49K', 'Under 15K', '100-124K', '15-24K'])).toEqual([
      'Under 15K',
      '15-24K',
      '35-49K',
      '100-124K',
      '250K+',
    ])
    expect(orderLabels(['high', 'low', 'medium'])).toEqual(['low', 'medium', 'high'])
    expect(orderLabels(['3+', '0', '2', '1'])).toEqual(['0', '1', '2', '3+'])
  })

  test('postcodes, two values and mixed words are no scale', () => {
    expect(orderLabels(['01234', '02345', '03456'])).toBeNull()
    expect(orderLabels(['1', '2'])).toBeNull()
    expect(orderLabels(['35-49K', 'Unknown', '65+'])).toBeNull()
  })
})

describe('the encoder says what it did per trait', () => {
  test('skewed numbers are clipped and logged, even ones only scaled', () => {
    const encoder = fitEncoder(
      tableOf(
        numbers(
          'spend',
          many(() => Math.exp(2 + 1.2 * gaussian(random))),
        ),
        numbers(
          'score',
          many(() => 50 + 5 * gaussian(random)),
        ),
      ),
    )
    expect(plan(encoder, 'spend').steps.join()).toMatch(/clipped.*log.*z-score/)
    expect(plan(encoder, 'score').steps.join()).not.toMatch(/log/)
    expect(encoder.dimensions).toBe(2)
  })

  test('a number has the variance 1, a trait of few values 0.4, however many', () => {
    const table = tableOf(
      numbers(
        'n',
        many(() => gaussian(random)),
      ),
      categories(
        'two',
        many(() => ['a', 'b'][random.below(2)]!),
      ),
      categories(
        'nine',
        many(() => 'abcdefghi'[random.below(9)]!),
      ),
      flags(
        'flag',
        many(() => random.unit() < 0.4),
      ),
      categories(
        'band',
        many(() => ['18-24', '25-34', '35+'][random.below(3)]!),
      ),
    )
    const encoder = fitEncoder(table)
    const { matrix, n, d } = encode(encoder, table)
    for (const trait of encoder.traits) {
      let variance = 0
      for (let j = trait.offset; j < trait.offset + trait.width; j++) {
        let sum = 0
        let square = 0
        for (let i = 0; i < n; i++) {
          sum += matrix[i * d + j]!
          square += matrix[i * d + j]! ** 2
        }
        variance += square / n - (sum / n) ** 2
      }
      expect(variance, trait.name).toBeCloseTo(trait.name === 'n' ? 1 : 0.4, 2)
      expect(trait.weight, trait.name).toBe(trait.name === 'n' ? 1 : 0.4)
    }
  })

  test('the shares of one mix together count as one trait', () => {
    const share = (product: string) =>
      numbers(
        `share_product:${product}`,
        many(() => random.unit()),
        { subject: product },
      )
    const table = tableOf(
      numbers(
        'spend',
        many(() => gaussian(random)),
      ),
      ...['tea', 'coffee', 'cake', 'bread'].map(share),
    )
    const encoder = fitEncoder(table)
    expect(encoder.traits.map((trait) => trait.weight)).toEqual([1, 0.25, 0.25, 0.25, 0.25])
    const { matrix, n, d } = encode(encoder, table)
    let square = 0
    for (let i = 0; i < n; i++) for (let j = 1; j < d; j++) square += matrix[i * d + j]! ** 2
    expect(square / n).toBeCloseTo(1, 1)
  })

  test('drops what cannot tell people apart, and says why', () => {
    const spend = many(() => gaussian(random))
    const encoder = fitEncoder(
      tableOf(
        numbers(
          'constant',
          many(() => 7),
        ),
        numbers(
          'rare',
          many((i) => (i < 20 ? i : null)),
        ),
        numbers(
          'empty',
          many(() => null),
        ),
        numbers(
          'customer_id',
          many((i) => 10_000 + i),
        ),
        categories(
          'note',
          many((i) => `note ${i}`),
        ),
        numbers('spend', spend),
        numbers(
          'spend_in_cents',
          spend.map((x) => x * 100),
        ),
        categories(
          'colour',
          many((i) => (i % 3 ? 'red' : 'blue')),
        ),
        categories(
          'farbe',
          many((i) => (i % 3 ? 'rot' : 'blau')),
        ),
        flags(
          'never',
          many(() => false),
        ),
      ),
    )
    const reasons = Object.fromEntries(encoder.traits.map((trait) => [trait.name, trait.kept || trait.reason]))
    expect(reasons).toEqual({
      constant: 'no spread: nearly everybody has the same value',
      rare: 'known for 5.0 % of people only, 20 % are needed',
      empty: 'no value is known',
      customer_id: 'looks like an identifier: whole numbers, all different',
      note: 'looks like an identifier or free text: most values occur once',
      spend: true,
      spend_in_cents: 'says the same as "spend" (r 1.00)',
      colour: true,
      farbe: 'says the same as "colour" (V 1.00)',
      never: 'no spread: more than 99 % have the same value',
    })
  })

  test('two measures that go together are both kept, an age beside a year of birth is not', () => {
    const length = many(() => 50 + 10 * gaussian(random))
    const age = many(() => 20 + random.below(60))
    const encoder = fitEncoder(
      tableOf(
        numbers('length', length),
        numbers(
          'width',
          length.map((x) => x / 5 + 0.4 * gaussian(random)),
        ),
        numbers('age', age),
        numbers(
          'birth_year',
          age.map((x) => 2026 - x - (random.unit() < 0.5 ? 1 : 0)),
        ),
      ),
    )
    expect(encoder.traits.map((trait) => [trait.name, trait.same_as])).toEqual([
      ['length', null],
      ['width', null],
      ['age', null],
      ['birth_year', 'age'],
    ])
  })

  test('many values are folded into the frequent ones and "other"', () => {
    const states = many((i) => (i % 2 ? `state ${i % 6}` : `rare ${i % 100}`))
    const encoder = fitEncoder(
      tableOf(
        categories('state', states),
        numbers(
          'n',
          many(() => gaussian(random)),
        ),
      ),
    )
    const state = plan(encoder, 'state')
    expect(state.width).toBeLessThanOrEqual(13)
    expect(state.steps[0]).toMatch(/rare values folded into "other"/)
    // A value never seen before is one of the others.
    expect(encodeOne(encoder, { state: 'Atlantis' }).matrix).toEqual(encodeOne(encoder, { state: 'rare 98' }).matrix)
  })

  test('a column of which only the 255 most frequent values were read is judged by all of them', () => {
    const people = 1500
    /** As the lake is read: the most frequent values, and one label for what is rarer. */
    const read = (name: string, values: string[]) => {
      const counts = new Map<string, number>()
      for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
      const frequent = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).slice(0, 255)
      const labels = [...frequent.map(([value]) => value).sort(), '(other)']
      const codes = values.map((value) => (labels.includes(value) ? labels.indexOf(value) : labels.length - 1))
      return { ...categories(name, []), codes: Int32Array.from(codes), labels }
    }
    const each = (of: (i: number) => string) => Array.from({ length: people }, (_, i) => of(i))
    const encoder = fitEncoder(
      tableOf(
        read(
          'code',
          each((i) => `M${i}`),
        ),
        read(
          'surname',
          each((i) => `Name${i % 700}`),
        ),
        read(
          'town',
          each((i) => (i % 3 === 0 ? 'Springfield' : i % 3 === 1 ? 'Shelbyville' : `Town${i % 900}`)),
        ),
        read(
          'colour',
          each((i) => ['red', 'blue', '(other)'][i % 3]!),
        ),
      ),
    )
    const [code, surname, town, colour] = encoder.traits
    const identifier = 'looks like an identifier or free text: most values occur once'
    expect(code).toMatchObject({ kept: false, reason: identifier, transform: null, bins: { labels: [] } })
    // 255 of them have two or three people, so the others have no more.
    expect(surname!.reason).toMatch(/^at least \d+ different values, none common enough/)
    expect(town).toMatchObject({ kept: true, transform: { labels: ['Shelbyville', 'Springfield'], other: true } })
    expect(town!.steps[0]).toMatch(/^at least \d+ rare values folded into "other"$/)
    expect((town!.bins as { labels: string[] }).labels).not.toContain('(other)')
    // A value that a customer wrote is a value like any other.
    expect(colour).toMatchObject({ kept: true, transform: { labels: ['(other)', 'blue', 'red'], other: false } })
  })

  test('asked-for dimensions are the only ones, even with little coverage', () => {
    const table = tableOf(
      numbers(
        'a',
        many((i) => (i < 20 ? i : null)),
      ),
      numbers(
        'b',
        many(() => gaussian(random)),
      ),
    )
    const encoder = fitEncoder(table, { dimensions: ['a'] })
    expect(encoder.traits.map((trait) => trait.kept)).toEqual([true, false])
    expect(plan(encoder, 'b').reason).toMatch(/not among/)
  })

  test('missing values are neutral and lower the coverage', () => {
    const table = tableOf(
      numbers(
        'a',
        many(() => gaussian(random)),
      ),
      flags(
        'b',
        many((i) => i % 2 === 0),
      ),
    )
    const encoder = fitEncoder(table)
    const one = encodeOne(encoder, { a: null, b: true })
    expect(one.matrix[0]).toBe(0)
    expect(one.coverage[0]).toBeCloseTo(0.4 / 1.4, 2)
    expect([...one.known]).toEqual([0, 1])
  })

  test.each([
    ['total_orders', 'order_count'],
    ['total_sessions', 'other'],
    ['purchase_count', 'order_count'],
    ['login_count', 'other'],
    ['order_total', 'order_value'],
    ['total_spend', 'order_value'],
    ['Total', 'order_value'],
    ['account_age_days', 'tenure'],
    ['age', 'age'],
    ['last_order_date', 'recency'],
    ['number_of_children', 'children'],
    ...[
      'age_of_vehicle',
      'vehicle_age',
      'house age',
      'homeAge',
      'age of the main home',
      'device_age_days',
      'lead_generation',
      'dog_age',
    ].map((name): [string, string] => [name, 'other']),
    ...[
      'customer_age',
      'age_group',
      'age of home owner',
      'home_owner_age',
      'lead_age',
      'age_at_first_order',
      'estimated age',
      'birth_year',
      'generation',
    ].map((name): [string, string] => [name, 'age']),
    ...['age_of_youngest_child', 'child_age', 'place_of_birth', 'birthplace'].map((name): [string, string] => [
      name,
      'sensitive',
    ]),
  ])('%s is about: %s', (name, concept) => {
    expect(conceptOf({ name })).toBe(concept)
  })

  test('protected traits are recognised by name unless the column says otherwise', () => {
    const values = many(() => gaussian(random))
    const encoder = fitEncoder(
      tableOf(
        numbers('Age', values),
        numbers('maritalStatus', values),
        numbers('orders', values),
        numbers('age_of_account', values, { protected: false }),
      ),
    )
    expect(encoder.traits.map((trait) => trait.protected)).toEqual([true, true, false, false])
  })
})

describe('seeded randomness', () => {
  test('is the same on every machine', () => {
    const draw = createRandom('a seed')
    expect([draw.bits(), draw.bits(), draw.below(100)]).toMatchInlineSnapshot(`
      [
        3417280015,
        3887068161,
        38,
      ]
    `)
    expect(uuidOf('persona:x:0')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })

  test('samples are ascending, different rows', () => {
    const rows = sampleRows(1000, 50, createRandom(1))
    expect(new Set(rows).size).toBe(50)
    expect([...rows]).toEqual([...rows].sort((a, b) => a - b))
  })
})
