import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { counted } from '../../../../shared/engines/figures/count.ts'
import { dayOf, isoDay } from '../../../../shared/engines/figures/day.ts'
import { isMoneyUnit, money, symbolOf } from '../../../../shared/engines/figures/money.ts'
import { percent, percentReached } from '../../../../shared/engines/figures/percent.ts'
import { singular } from '../../../../shared/engines/figures/singular.ts'

describe('percent', () => {
  test.each([
    [0, 0, '0 %'],
    [0.0004, 0, 'under 1 %'],
    [0.0004, 1, 'under 0.1 %'],
    [0.0004, 2, '0.04 %'],
    [0.006, 0, 'under 1 %'],
    [0.15, 0, '15 %'],
    [0.1523, 1, '15.2 %'],
    [0.994, 0, '99 %'],
    [0.9996, 0, 'over 99 %'],
    [0.9996, 1, 'over 99.9 %'],
    [0.9996, 2, '99.96 %'],
    [1, 3, '100 %'],
  ])('%d with %i more digits is %s', (share, more, text) => {
    expect(percent(share, more)).toBe(text)
  })

  test('nobody is 0 %, everybody 100 %, and no one else; a larger share is never said to be smaller', () => {
    const least = (text: string) => {
      const points = Number(/[\d.]+/.exec(text)![0])
      return text.startsWith('under') ? points / 2 : text.startsWith('over') ? (points + 100) / 2 : points
    }
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 0, max: 4 }),
        (one, other, more) => {
          expect(percent(one, more) === '0 %').toBe(one === 0)
          expect(percent(one, more) === '100 %').toBe(one === 1)
          const [low, high] = [Math.min(one, other), Math.max(one, other)]
          expect(least(percent(low, more))).toBeLessThanOrEqual(least(percent(high, more)))
        },
      ),
    )
  })

  test('a share that misses a limit is not said to reach it', () => {
    expect([0.0499, 0.05, 0.19996].map(percentReached)).toEqual(['4.9 %', '5.0 %', '19.9 %'])
  })
})

describe('money', () => {
  test.each([
    ['USD', 1725, '$1,725'],
    ['EUR', -12, '-€12'],
    ['GBP', 3.14, '£3.1'],
    ['SEK', 300, 'SEK 300'],
    ['DKK', 300, 'DKK 300'],
    ['ZAR', 80, 'ZAR 80'],
    ['PLN', 80, 'PLN 80'],
    ['CHF', 80, 'CHF 80'],
    ['BRL', 80, 'R$80'],
  ])('of %s %d is written %s', (currency, x, text) => {
    expect(money(symbolOf(currency), x)).toBe(text)
  })

  test('the symbol of every currency is known as money, and is its code or a sign', () => {
    for (const currency of Intl.supportedValuesOf('currency')) {
      const symbol = symbolOf(currency)
      expect(isMoneyUnit(symbol), currency).toBe(true)
      expect(symbol === currency || /\p{Sc}/u.test(symbol), symbol).toBe(true)
    }
    // A customer's own unit stays behind the number.
    expect(['days', 'kr', 'kg', '%'].filter(isMoneyUnit)).toEqual([])
  })
})

test.each([
  ['orders', 'order'],
  ['orders in May', 'order in May'],
  ['categories', 'category'],
  ['movies', 'movie'],
  ['days', 'day'],
  ['boxes', 'box'],
  ['watches', 'watch'],
  ['purchases', 'purchase'],
  ['addresses', 'address'],
  ['series', 'series'],
  ['children', 'child'],
  ['people in household', 'person in household'],
  ['web visits', 'web visit'],
  ['keys', 'key'],
  ['address', 'address'],
  ['status', 'status'],
  ['kg', 'kg'],
])('one of many %s is one %s', (many, one) => {
  expect(singular(many)).toBe(one)
})

test('things are counted', () => {
  expect([counted(1, 'person', 'people'), counted(1200, 'person', 'people'), counted(0, 'persona')]).toEqual([
    '1 person',
    '1,200 people',
    '0 personas',
  ])
})

test('every month has one spelling of three letters', () => {
  const days = Array.from({ length: 12 }, (_, month) => dayOf(new Date(Date.UTC(2025, month, month + 1)).toISOString()))
  expect(days[8]).toBe('9 Sep 2025')
  for (const day of days) expect(day).toMatch(/^\d{1,2} [A-Z][a-z]{2} 2025$/)
  expect([dayOf('2025-12-31T23:30:00.000Z'), dayOf('soon'), isoDay(20_000)]).toEqual([
    '31 Dec 2025',
    'soon',
    '2024-10-04',
  ])
})
