/**
 * Placeholders: numbers that files hold where nothing is known (999, -1, 1900-01-01), and that no table says are such.
 *
 * A value is one when it looks like one, when several people share it, and when it lies outside of the range of all values that
 * do not look like one: ages from 18 to 80 and a dozen of 999. A value that looks like one inside of the range is a value.
 */

/** So many people share a placeholder, and such a share of those with a value. */
const LEAST_PEOPLE = 3
const LEAST_SHARE = 0.002
/** The others must be so many, and so many different ones: a scale of a few points has codes such as -1, 0, 1. */
const LEAST_OTHERS = 10
/** A run of nines is farther away than this part of the others' range: people do get 99 years old. */
const LEAST_GAP = 0.25

/** Days since 1970 that databases and spreadsheets begin or end with, or that are typed where a date is not known. */
const DATES = [
  ...['0001-01-01', '1000-01-01', '1600-01-01', '1601-01-01', '1700-01-01', '1753-01-01', '1800-01-01', '1850-01-01'],
  ...['1899-12-30', '1899-12-31', '1900-01-01', '1900-01-02', '1901-01-01', '1904-01-01', '1910-01-01', '1970-01-01'],
  ...['1980-01-01', '2037-12-31', '2038-01-19', '2050-12-31', '2079-06-06', '2099-01-01', '2099-12-31', '2100-01-01'],
  ...['2199-12-31', '2200-01-01', '2999-01-01', '2999-12-31', '3000-01-01', '9998-12-31', '9999-01-01', '9999-12-31'],
].map((date) => Date.parse(`${date}T00:00:00Z`) / 86_400_000)

/** The largest and smallest numbers of two and four bytes. */
const LIMITS = new Set([32_767, -32_768, 65_535, 2_147_483_647, -2_147_483_648, 4_294_967_295])

/** Nothing but nines, at least two of them, with or without decimals: 99, 999.99; the codes 98, 97, 96 of surveys as well. */
const NINES = /^(99+(\.9+)?|9\.99+|9+[678])$/
const EIGHTS = /^888+$/

function looksLikeOne(kind: 'number' | 'date', value: number): boolean {
  if (kind === 'date') return DATES.includes(Math.floor(value))
  if (LIMITS.has(value)) return true
  const digits = String(Math.abs(value))
  return NINES.test(digits) || EIGHTS.test(digits) || (value < 0 && value >= -9 && Number.isInteger(value))
}

/** The placeholders among the known values of a trait, ascending. `sorted` ascends and holds no NaN. */
export function placeholdersIn(kind: 'number' | 'date', sorted: Float64Array): number[] {
  const candidates: { value: number; people: number }[] = []
  const others: number[] = []
  for (let from = 0, until = 0; from < sorted.length; from = until) {
    const value = sorted[from]!
    while (until < sorted.length && sorted[until] === value) until++
    if (looksLikeOne(kind, value)) candidates.push({ value, people: until - from })
    else others.push(value)
  }
  if (others.length < LEAST_OTHERS) return []
  const low = others[0]!
  const high = others.at(-1)!
  const least = Math.max(LEAST_PEOPLE, sorted.length * LEAST_SHARE)
  const isOutside = (value: number): boolean => {
    if (kind === 'date') return value < low || value > high
    // A negative number where all others are none needs no distance.
    if (value < 0 && low >= 0) return true
    return Math.max(low - value, value - high) > (high - low) * LEAST_GAP
  }
  return candidates.filter(({ value, people }) => people >= least && isOutside(value)).map(({ value }) => value)
}
