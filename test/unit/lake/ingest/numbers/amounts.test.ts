import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { codes } from 'currency-codes'
import { afterAll, expect, test } from 'vitest'
import { currencyTable } from '../../../../../bin/currency-table.ts'
import { amountOf, type DecimalMark, markOf, numeralOf } from '../../../../../shared/engines/amounts/amount.ts'
import { CURRENCY_CODES, CURRENCY_SIGNS } from '../../../../../shared/engines/amounts/currencies.ts'
import { patience } from '../../../../support/patience.ts'
import { readAmounts, stopReading } from '../../../../support/read-amounts.ts'

afterAll(stopReading)

const read = (text: string, mark: DecimalMark): number | undefined => {
  const amount = amountOf(text)
  const numeral = amount && numeralOf(amount.figures, mark)
  return numeral === undefined ? undefined : Number(numeral) * (amount!.negative ? -1 : 1)
}

test('the table of currencies is that of the packages', () => {
  const file = join(import.meta.dirname, '../../../../../shared/engines/amounts/currencies.ts')
  expect(readFileSync(file, 'utf8')).toBe(currencyTable())
  expect(codes().filter((code) => /^[A-W]/.test(code) && !CURRENCY_CODES.includes(code))).toEqual([])
})

const CONVENTIONS: [written: string, mark: DecimalMark][] = [
  ['1,234.56', '.'],
  ['1.234,56', ','],
  ['1 234,56', ','],
  ["1'234.56", '.'],
]

test(
  'every currency of ISO 4217 and every sign, before and behind, in four conventions',
  async () => {
    const cells = [...CURRENCY_CODES, ...CURRENCY_SIGNS].flatMap((currency) =>
      CONVENTIONS.flatMap(([written, mark]) => {
        const isCode = CURRENCY_CODES.includes(currency)
        const dressed = [
          `${currency}${written}`,
          ...(isCode ? [`${currency} ${written}`] : [`${currency}\u00a0${written}`]),
        ]
        const behind = /^[A-Za-z]$/.test(currency) ? [] : [`${written}\u202f${currency}`, `${written}${currency}`]
        return [...dressed, ...behind].flatMap((text) => [
          { text, mark, value: 1234.56 },
          { text: `-${text}`, mark, value: -1234.56 },
          ...(isCode ? [{ text: `(${text})`, mark, value: -1234.56 }] : []),
        ])
      }),
    )
    expect(cells.length).toBeGreaterThan(10_000)
    expect(cells.filter(({ text, mark, value }) => read(text, mark) !== value)).toEqual([])
    for (const mark of ['.', ','] as const) {
      const own = cells.filter((cell) => cell.mark === mark)
      const found = await readAmounts(
        own.map(({ text }) => text),
        mark,
      )
      expect(own.filter(({ value }, i) => found[i] !== value)).toEqual([])
    }
  },
  patience(60),
)

test('amounts as CLDR writes them', () => {
  const failing: string[] = []
  for (const locale of ['en', 'de', 'fr', 'de-CH', 'pt-BR', 'sv', 'pl', 'ja', 'en-IN', 'en-ZA', 'he', 'fr-CA']) {
    for (const currency of CURRENCY_CODES) {
      const format = new Intl.NumberFormat(locale, { style: 'currency', currency, minimumFractionDigits: 2 })
      const text = format.format(-1234567.5)
      if (read(text, '.') !== -1234567.5) failing.push(`${locale} ${text} is ${read(text, '.')}`)
    }
  }
  expect(failing).toEqual([])
})

test.each([
  ['12.50-', -12.5],
  ['1,234.56-', -1234.56],
  ['−3.25', -3.25],
  ['12,50-', -12.5],
  ['1.234,56- €', -1234.56],
  ['$ (10.00)', -10],
  ['$(10.00)', -10],
  ['($10.00)', -10],
  ['$-5', -5],
  ['USD -5.00', -5],
  ['&#36;45.50', 45.5],
  ['-&#36;5.00', -5],
  ['&euro;&nbsp;7,50', 7.5],
  ['&#x20ac;7,50', 7.5],
  ['&#107;&#114; 1 234,50', 1234.5],
  ['$ -   ', 0],
  ['- €', 0],
  ['₹1,23,456.00', 123456],
  ['1,23,45,678', 12345678],
  ['1.234.567', 1234567],
  ['1’234’567.5', 1234567.5],
  ['12,- €', 12],
  ['CHF 12.–', 12],
  ['.5', 0.5],
  ['$.50', 0.5],
  ['Rs.50', 50],
  ['0,123', 0.123],
  ['١٬٢٣٤٫٥', 1234.5],
])('%s', async (text, value) => {
  expect(read(text, '.')).toBe(value)
  expect(await readAmounts([text], '.')).toEqual([value])
})

test.each([
  '-',
  'abc',
  '01.02.2023',
  '2023-01-05',
  '12:30',
  '555-1234',
  '5K',
  '5M',
  'R2',
  'Q1',
  'item 5',
  '1.2.3',
  '10.0.0.1',
  '12 34',
  '(5',
  '5)',
  '12&amp;5',
  '1,2,3',
  '$',
  '',
  '50 %',
])('%s is no amount', async (text) => {
  expect(read(text, '.')).toBe(undefined)
  expect(await readAmounts([text], '.')).toEqual([null])
})

test.each([
  ['1.234', 'open'],
  ['1,234', 'open'],
  ['12', undefined],
  ['1 234', undefined],
  ['1.234.567', ','],
  ['1,234,567', '.'],
  ['12.5', '.'],
  ['12,50', ','],
  ['1234.567', '.'],
  ['0.123', '.'],
  ['1.234,5', ','],
])('the decimal mark that %s tells', (figures, mark) => {
  expect(markOf(figures)).toBe(mark)
})
