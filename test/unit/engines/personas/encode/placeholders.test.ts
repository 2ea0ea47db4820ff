import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { encode } from '../../../../../shared/engines/personas/encode/encoder.ts'
import { fitEncoder } from '../../../../../shared/engines/personas/encode/fit-encoder.ts'
import { placeholdersIn } from '../../../../../shared/engines/personas/encode/placeholders.ts'
import { numbers, tableOf } from '../../../../support/persona-tables.ts'

const DAY = 86_400_000
const dayOf = (date: string) => Date.parse(`${date}T00:00:00Z`) / DAY
const sorted = (values: number[]) => Float64Array.from(values).sort()
/** So many different numbers from `low` to `high`. */
const between = (low: number, high: number, many = 100) =>
  Array.from({ length: many }, (_, i) => Math.round(low + ((high - low) * i) / (many - 1)))
const many = (value: number, people = 5) => new Array<number>(people).fill(value)
const birthdays = between(dayOf('1940-05-01'), dayOf('2004-09-30'))

describe('numbers that stand for no value', () => {
  test.each<[string, 'number' | 'date', number[], number[]]>([
    ['999 of ages', 'number', [...between(18, 80), ...many(999)], [999]],
    ['99 of ages of working people', 'number', [...between(18, 64), ...many(99)], [99]],
    ['-1 of ages', 'number', [...between(18, 80), ...many(-1)], [-1]],
    ['-1 of counts from 0', 'number', [...between(0, 40), ...many(-1)], [-1]],
    ['-99 and 999 together', 'number', [...between(18, 80), ...many(-99), ...many(999)], [-99, 999]],
    ['998 and 999 together', 'number', [...between(18, 80), ...many(998), ...many(999)], [998, 999]],
    ['9999.99 of money', 'number', [...between(1, 4000), ...many(9999.99)], [9999.99]],
    ['-999 where values are negative too', 'number', [...between(-100, 80), ...many(-999)], [-999]],
    ['the largest number of four bytes', 'number', [...between(0, 90_000), ...many(2_147_483_647)], [2_147_483_647]],
    ['most people', 'number', [...between(18, 80), ...many(999, 500)], [999]],
    ['1900-01-01 of birthdays', 'date', [...birthdays, ...many(dayOf('1900-01-01'))], [dayOf('1900-01-01')]],
    ['9999-12-31 of an end of contract', 'date', [...birthdays, ...many(dayOf('9999-12-31'))], [dayOf('9999-12-31')]],
  ])('%s', (_, kind, values, expected) => {
    expect(placeholdersIn(kind, sorted(values))).toEqual(expected)
  })

  test.each<[string, 'number' | 'date', number[]]>([
    ['999 of one person, who may have it', 'number', [...between(18, 80), 999]],
    ['999 within the range', 'number', [...between(0, 5000), ...many(999)]],
    ['99 of the old', 'number', [...between(18, 97), ...many(99)]],
    ['-1 where others are negative', 'number', [...between(-20, 20), ...many(-1)]],
    ['a rating of -1, 0 and 1', 'number', [...many(-1, 30), ...many(0, 30), ...many(1, 30)]],
    ['0', 'number', [...between(18, 80), ...many(0)]],
    ['a far value that does not look like one', 'number', [...between(18, 80), ...many(4_321)]],
    ['1970-01-01 among birthdays', 'date', [...birthdays, ...many(dayOf('1970-01-01'))]],
    ['a day before all others that nobody types', 'date', [...birthdays, ...many(dayOf('1911-03-07'))]],
    ['nothing else', 'number', many(999, 200)],
  ])('not %s', (_, kind, values) => {
    expect(placeholdersIn(kind, sorted(values))).toEqual([])
  })

  test('a table with placeholders is encoded as one with blanks there', () => {
    const placeholder = fc.constantFrom(-1, -9, -99, 999, 9999, 99_999, 2_147_483_647)
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 75 }), { minLength: 60, maxLength: 200 }),
        placeholder,
        fc.integer({ min: 3, max: 20 }),
        (ages, value, people) => {
          fc.pre(new Set(ages).size >= 10)
          const marked = tableOf(numbers('age', [...ages, ...many(value, people)]))
          const blank = tableOf(numbers('age', [...ages, ...new Array<null>(people).fill(null)]))
          const [a, b] = [fitEncoder(marked), fitEncoder(blank)]
          expect({ ...a.traits[0], steps: [], transform: { ...a.traits[0]!.transform, missing: undefined } }).toEqual({
            ...b.traits[0],
            steps: [],
            transform: { ...b.traits[0]!.transform, missing: undefined },
          })
          expect(a.traits[0]!.steps[0]).toBe(
            `${value} taken as missing: ${people} people share it outside of the range of the others`,
          )
          expect(encode(a, marked)).toEqual(encode(b, blank))
        },
      ),
    )
  })

  test('are values where the customer says so, and where they are measured', () => {
    const column = numbers('age', [...between(18, 80), ...many(999)])
    const asValues = fitEncoder(tableOf(column), { placeholdersAsValues: ['age'] })
    const measured = fitEncoder(tableOf({ ...column, source: 'stream' }))
    for (const { traits } of [asValues, measured]) {
      expect(traits[0]!.coverage).toBe(1)
      expect(traits[0]!.transform).not.toHaveProperty('missing')
    }
  })
})
