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
