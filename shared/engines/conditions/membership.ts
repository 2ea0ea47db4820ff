import { membershipPeriods } from './sql/membership-sql.ts'

/** One row of `membershipSql`. */
export interface MembershipRow {
  period: 'day' | 'week' | 'month'
  /** `YYYY-MM-DD`, the first day of the period. */
  date: string
  count: number
}

export interface Membership {
  days: { date: string; count: number }[]
  weeks: { date: string; count: number }[]
  months: { date: string; count: number }[]
}

/** The membership of a whole cohort from the rows of its shards: a person lives in one shard, so the counts add up. */
export function sumMembership(shards: MembershipRow[][]): Membership {
  const sums = { day: new Map<string, number>(), week: new Map<string, number>(), month: new Map<string, number>() }
  for (const { period, date, count } of shards.flat()) sums[period].set(date, (sums[period].get(date) ?? 0) + count)
  const newest = (period: MembershipRow['period']) =>
    [...sums[period]]
      .map(([date, count]) => ({ date, count }))
      .sort((a, b) => (a.date < b.date ? -1 : 1))
      .slice(-membershipPeriods[period])
  return { days: newest('day'), weeks: newest('week'), months: newest('month') }
}

/**
 * Who became a member, from the rows of `arrivalsSql` of all shards: each period from the first with somebody to that of
 * `asOf` (milliseconds since 1970), also those with nobody.
 */
export function sumArrivals(shards: MembershipRow[][], asOf: number): Membership {
  const sparse = sumMembership(shards)
  const filled = (counts: { date: string; count: number }[], period: MembershipRow['period']) => {
    const known = new Map(counts.map(({ date, count }) => [date, count]))
    const first = counts[0]?.date
    return first === undefined
      ? []
      : periodsBetween(first, asOf, period)
          .map((date) => ({ date, count: known.get(date) ?? 0 }))
          .slice(-membershipPeriods[period])
  }
  return {
    days: filled(sparse.days, 'day'),
    weeks: filled(sparse.weeks, 'week'),
    months: filled(sparse.months, 'month'),
  }
}

/**
 * The first days of all periods from `first` (the first day of one) to that which holds the moment `asOf`, `YYYY-MM-DD`.
 */
export function periodsBetween(first: string, asOf: number, period: MembershipRow['period']): string[] {
  const dates: string[] = []
  for (const date = new Date(first); date.getTime() <= asOf; ) {
    dates.push(date.toISOString().slice(0, 10))
    if (period === 'month') date.setUTCMonth(date.getUTCMonth() + 1)
    else date.setUTCDate(date.getUTCDate() + (period === 'week' ? 7 : 1))
  }
  return dates
}
