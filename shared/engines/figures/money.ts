import { plainNumber } from './number.ts'

/** A sum in a currency: `$1,725`, `-$12`, `SEK 300`. @param amount writes the sum without its sign */
export function money(symbol: string, x: number, amount: (abs: number) => string = plainNumber): string {
  return `${x < 0 ? '-' : ''}${symbol}${/\p{L}$/u.test(symbol) ? ' ' : ''}${amount(Math.abs(x))}`
}

/**
 * `$` of USD, `SEK` of SEK: a symbol of letters alone, such as `kr` of three currencies or `R`, is no symbol that everybody reads as
 * money. @param currency an ISO 4217 code
 */
export function symbolOf(currency: string): string {
  const format = new Intl.NumberFormat('en-US', { style: 'currency', currency, currencyDisplay: 'narrowSymbol' })
  const symbol = format.formatToParts(0).find(({ type }) => type === 'currency')?.value
  return symbol && /\p{Sc}/u.test(symbol) ? symbol : currency
}

const CURRENCIES = new Set(Intl.supportedValuesOf('currency'))

/** Whether a unit is the symbol or the code of a currency: these stand before the number, other units behind it. */
export const isMoneyUnit = (unit: string): boolean => /^[A-Z]*\p{Sc}$/u.test(unit) || CURRENCIES.has(unit)
