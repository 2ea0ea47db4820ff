/** A day in milliseconds, and a bound on days (100,000 years) that keeps every moment inside DuckDB's TIMESTAMP. */
const dayMs = 86_400_000
const mostDays = 36_500_000

export function daysInMs(days: number): number {
  return Math.min(Math.max(days, -mostDays), mostDays) * dayMs
}
