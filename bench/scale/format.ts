import type { Price } from './prices.ts'

/** A row of a Markdown table. */
export const row = (...cells: (string | number)[]): string => `| ${cells.join(' | ')} |`

export const number = (value: number): string => Math.round(value).toLocaleString('en')

/** Of people or rows, two digits at the least. */
export const millions = (value: number): string => {
  const many = value / 1e6
  return many >= 10 ? number(many) : many.toFixed(1).replace(/\.0$/, '')
}

export const units = (value: number): string => (value >= 100 ? number(value) : value.toFixed(2))

export const money = (dollars: number): string => `$${dollars >= 100 ? number(dollars) : dollars.toFixed(2)}`

export const pricePer = ({ dollars, per }: Price): string => `${dollars}${per === 1 ? '' : ' a million'}`

/** Of seconds, in the unit that a person would choose. */
export const time = (seconds: number): string => {
  if (seconds < 120) return `${seconds.toFixed(0)} s`
  return seconds < 7200 ? `${(seconds / 60).toFixed(0)} min` : `${(seconds / 3600).toFixed(1)} h`
}
