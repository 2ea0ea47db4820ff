/**
 * Months since January of the year 0 at a moment in microseconds since 1970 (UTC, Gregorian). Whole-number arithmetic, for
 * it is asked with every event: https://howardhinnant.github.io/date_algorithms.html#civil_from_days
 */
export function monthOf(micros: number): number {
  const days = Math.floor(micros / 86_400_000_000) + 719_468
  const era = Math.floor(days / 146_097)
  const day = days - era * 146_097
  const leapDays = Math.floor(day / 1460) - Math.floor(day / 36_524) + Math.floor(day / 146_096)
  const year = Math.floor((day - leapDays) / 365)
  const dayOfYear = day - (365 * year + Math.floor(year / 4) - Math.floor(year / 100))
  // Years begin in March here, so that a leap day is the last of its year.
  const month = Math.floor((5 * dayOfYear + 2) / 153) + 2
  return (era * 400 + year) * 12 + month
}

/** `2025-11` */
export const monthName = (month: number): string =>
  `${String(Math.floor(month / 12)).padStart(4, '0')}-${String((month % 12) + 1).padStart(2, '0')}`
