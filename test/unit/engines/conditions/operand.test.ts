import { describe, expect, it } from 'vitest'
import type { CohortColumns, Scalar } from '../../../../shared/engines/conditions/config.ts'
import { momentOf, numberOf, truthOf } from '../../../../shared/engines/conditions/operand.ts'
import { cohortPredicate } from '../../../../shared/engines/conditions/predicate/cohort-predicate.ts'
import { cohortSql } from '../../../../shared/engines/conditions/sql/cohort-sql.ts'

const utc = (text: string) => ({ at: Date.parse(text), isDay: false })
const day = (text: string) => ({ at: Date.parse(text), isDay: true })

describe('true or false in the words of files', () => {
  const words: [boolean | undefined, Scalar[]][] = [
    [true, [true, 'true', 'TRUE', 't', 'Yes', ' yes ', 'YES', 'y', 'Y', '1', 1]],
    [false, [false, 'false', 'False', 'f', 'No', 'NO', 'n', '0', 0]],
    [undefined, ['', 'maybe', 'yess', 'on', '2', 2, -1, 'null', 'x', 'constructor']],
  ]
  it.each(words.flatMap(([truth, all]) => all.map((word) => [word, truth] as const)))('%j: %s', (word, truth) => {
    expect(truthOf(word)).toBe(truth)
  })
})

describe('numbers in the words of files', () => {
  const written: [Scalar, number | undefined][] = [
    [1000, 1000],
    ['1000', 1000],
    [' 1e3 ', 1000],
    ['$1,000', 1000],
    ['$1,000.50', 1000.5],
    ['1,000,000', 1_000_000],
    ['1.000,50 €', 1000.5],
    ['€ 12,50', 12.5],
    ['£9', 9],
    ['USD 20', 20],
    ['20 eur', 20],
    ['1 000', 1000],
    ["1'000", 1000],
    ['($5.25)', -5.25],
    ['CHF 1’000.50', 1000.5],
    ['₹1,00,000', 100_000],
    ['kr 500', 500],
    ['5.25-', -5.25],
    ['−5', -5],
    ['¥ 1,000', 1000],
    ['(1.234,50 €)', -1234.5],
    ['2x', undefined],
    ['-$3', -3],
    ['', undefined],
    [' ', undefined],
    ['$', undefined],
    ['1,00,0', undefined],
    ['1.2.3', undefined],
    ['Infinity', undefined],
    ['1e999', undefined],
    ['old', undefined],
    [true, undefined],
    ['Yes', undefined],
  ]
  it.each(written)('%j: %s', (operand, number) => {
    expect(numberOf(operand)).toBe(number)
  })

  it.each([
    ['1.000', 1, 1000],
    ['1,000', 1000, 1],
    ['1.000 €', 1, 1000],
    ['12.5', 12.5, 12.5],
    ['12,5', 12.5, 12.5],
    ['1.234,5', 1234.5, 1234.5],
    ['1e3', 1000, 1000],
    [1.5, 1.5, 1.5],
  ] as const)('%j by the decimal mark of the column', (operand, byPoint, byComma) => {
    expect(numberOf(operand, '.')).toBe(byPoint)
    expect(numberOf(operand, ',')).toBe(byComma)
  })
})

describe('dates in the words of files', () => {
  const written: [Scalar, ReturnType<typeof momentOf>][] = [
    ['2024-01-31', day('2024-01-31')],
    [' 2024-01-31 ', day('2024-01-31')],
    ['2024/1/31', day('2024-01-31')],
    ['20240131', day('2024-01-31')],
    ['31.01.2024', day('2024-01-31')],
    ['31/1/2024', day('2024-01-31')],
    ['1/31/2024', day('2024-01-31')],
    ['01-31-2024', day('2024-01-31')],
    ['5/5/2024', day('2024-05-05')],
    ['Jan 31, 2024', day('2024-01-31')],
    ['january 31 2024', day('2024-01-31')],
    ['31 Jan 2024', day('2024-01-31')],
    ['31-JAN-2024', day('2024-01-31')],
    ['Sep. 1, 2024', day('2024-09-01')],
    ['5. März 2024', day('2024-03-05')],
    ['5 de mayo de 2024', day('2024-05-05')],
    ['1 août 2024', day('2024-08-01')],
    ['2024-02-29', day('2024-02-29')],
    ['2024-01-31T18:30:00Z', utc('2024-01-31T18:30:00Z')],
    ['2024-01-31 18:30', utc('2024-01-31T18:30:00Z')],
    ['2024-01-31T18:30:00.250+01:00', utc('2024-01-31T17:30:00.250Z')],
    ['2024-01-31T00:30:00+0100', utc('2024-01-30T23:30:00Z')],
    ['31.01.2024 18:30:05', utc('2024-01-31T18:30:05Z')],
    ['1/31/2024 6:30 PM', utc('2024-01-31T18:30:00Z')],
    ['Jan 31, 2024 12:05 am', utc('2024-01-31T00:05:00Z')],
    ['2024-01-31 18:30 UTC', utc('2024-01-31T18:30:00Z')],
    ['03/04/2024', undefined],
    ['2024-02-30', undefined],
    ['2023-02-29', undefined],
    ['31.13.2024', undefined],
    ['1/31/24', undefined],
    ['2024', undefined],
    [2024, undefined],
    ['Foo 31, 2024', undefined],
    ['2024-01-31 25:00', undefined],
    ['2024-01-31 13:30 PM', undefined],
    ['2024-01-31x', undefined],
    ['', undefined],
    [true, undefined],
  ]
  it.each(written)('%j', (operand, moment) => {
    expect(momentOf(operand)).toEqual(moment)
  })

  it.each([
    ['03/04/2024', '2024-04-03', '2024-03-04'],
    ['3.4.2024', '2024-04-03', '2024-03-04'],
    ['13/04/2024', '2024-04-13', '2024-04-13'],
    ['04/13/2024', '2024-04-13', '2024-04-13'],
    ['2024-03-04', '2024-03-04', '2024-03-04'],
  ])('%s in the order of the column', (operand, dayFirst, monthFirst) => {
    expect(momentOf(operand, true)).toEqual(day(dayFirst))
    expect(momentOf(operand, false)).toEqual(day(monthFirst))
  })
})

const columns: CohortColumns = {
  stream: {},
  traits: { subscribed: 'BOOLEAN', spent: 'DOUBLE', signed_up: 'TIMESTAMP', zip: 'VARCHAR' },
}
const query = { relations: { people: 'people', traits: 'traits' }, columns, asOf: 0 }

describe('operands that a trait can not be compared with are refused in both back ends, by name, type and value', () => {
  const refused: [string, Record<string, Scalar | Scalar[]>, string][] = [
    [
      'subscribed',
      { _eq: 'maybe' },
      '_eq "maybe" can\'t be compared with it, because it holds true or false: write true or false, "Yes" or "No"',
    ],
    [
      'subscribed',
      { _in: ['Yes', 'perhaps'] },
      '_in "perhaps" can\'t be compared with it, because it holds true or false: write true or false, "Yes" or "No"',
    ],
    [
      'subscribed',
      { _gt: 'No' },
      '_gt "No" can\'t be compared with it, because it holds true or false: give _eq or _neq',
    ],
    ['subscribed', { _matches: '^Y' }, '_matches "^Y" compares text, but it holds true or false'],
    [
      'spent',
      { _gte: 'much' },
      '_gte "much" can\'t be compared with it, because it holds numbers: write one like 1000 or "$1,000.50"',
    ],
    [
      'spent',
      { _nin: [1, true] },
      '_nin true can\'t be compared with it, because it holds numbers: write one like 1000 or "$1,000.50"',
    ],
    [
      'signed_up',
      { _lt: 'soon' },
      '_lt "soon" can\'t be compared with it, because it holds dates: write one like "2024-01-31" or "2024-01-31T18:30:00Z"',
    ],
    [
      'signed_up',
      { _lt: '03/04/2024' },
      '_lt "03/04/2024" can\'t be compared with it, because it holds dates, and this may be either of two days: write it like 2024-01-31',
    ],
  ]
  it.each(refused)('%s %j', (name, operators, why) => {
    const rule = { traits: [{ name, ...operators }] }
    const sentence = `condition on trait "${name}": ${why}`
    expect(() => cohortSql(rule, query)).toThrow(sentence)
    expect(() => cohortPredicate(rule, columns)).toThrow(sentence)
  })
})

describe('digits kept as text take the operators of text', () => {
  const meets = (operators: Record<string, Scalar | Scalar[]>, zip: string) =>
    cohortPredicate({ traits: [{ name: 'zip', ...operators }] }, columns)(
      { traits: { zip }, events: {}, address: {} },
      0,
    )
  const examples: [Record<string, Scalar | Scalar[]>, string, boolean][] = [
    [{ _matches: '^0' }, '02139', true],
    [{ _matches: '^[1-9]' }, '02139', false],
    [{ _eq: '02139' }, '02139', true],
    [{ _eq: '2139' }, '02139', false],
    [{ _in: ['10001', '02139'] }, '02139', true],
    [{ _lt: '1' }, '02139', true],
    [{ _gt: 3000 }, '02139', false],
  ]
  it.each(examples)('%j of %s: %s', (operators, zip, met) => {
    expect(meets(operators, zip)).toBe(met)
  })
})
