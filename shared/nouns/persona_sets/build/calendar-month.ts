/**
 * Months since January of the year 0 at a moment, both here in microseconds since 1970 (UTC, Gregorian). Whole-number
 * arithmetic, for it is asked often: https://howardhinnant.github.io/date_algorithms.html#civil_from_days
 */
export function monthOf(micros: number): number {
  const days = Math.floor(micros / 86_400_000_000) + 719_468
  const era = Math.floor(days / 146_097)
  const day = days - era * 146_097
  const leapDays = ((day / 1460) | 0) - ((day / 36_524) | 0) + ((day / 146_096) | 0)
  const year = ((day - leapDays) / 365) | 0
  const dayOfYear = day - (365 * year + ((year / 4) | 0) - ((year / 100) | 0))
  // Years begin in March here, so that a leap day is the last of its year.
  const month = (((5 * dayOfYear + 2) / 153) | 0) + 2
  return (era * 400 + year) * 12 + month
}

/** The moment at which a month ends and the next one begins. Years 0 to 99 are meant as such, not as those since 1900. */
export const endOfMonth = (month: number): number =>
  new Date(0).setUTCFullYear(Math.floor(month / 12), (month % 12) + 1, 1) * 1000

/** `2025-11` */
export const monthName = (month: number): string =>
  `${String(Math.floor(month / 12)).padStart(4, '0')}-${String((month % 12) + 1).padStart(2, '0')}`
