import { admitsNoEvents, checkCohort, given } from '../check.ts'
import type { CohortRule } from '../config.ts'
import { daysInMs } from '../days.ts'
import { Params } from './params.ts'
import { eligibleSql, eventsSql, totalsSql } from './parts.ts'
import type { CohortQuery, Statement } from './query.ts'

/** How many of the newest days, weeks and months the answer has: enough for a year by day, five by week, twenty by month. */
export const membershipPeriods = { day: 400, week: 260, month: 240 }

/**
 * The statement that counts a cohort's members over time in one shard: rows `period` ('day', 'week', 'month'), `date`
 * (text, the first day of the period), `count`, oldest first. A day's count uses only the events up to its end; the
 * last day ends at `asOf`, so its count is today's population. Traits and addresses are as they are today. A week
 * begins on Monday; weeks and months tell the count of their last day.
 *
 * Between two of a person's events nothing changes but the recency, so each event opens at most one interval of
 * membership. One pass over the events gives the intervals, their ends are counted per day, and a running sum is the
 * answer: no query per day.
 */
export function membershipSql(rule: CohortRule, query: CohortQuery): Statement {
  const params = new Params()
  const steps = intervalSteps(rule, query, params)
  const asOf = params.moment(query.asOf)
  const sql = `WITH ${steps.join(',\n')},
    changes AS (
      SELECT CAST(since AS DATE) AS day, 1 AS change FROM intervals WHERE since <= ${asOf} AND (until IS NULL OR since < until)
      UNION ALL
      SELECT CAST(until AS DATE), -1 FROM intervals WHERE since < until AND until <= ${asOf}),
    changed AS (SELECT day, sum(change) AS change FROM changes GROUP BY day),
    calendar AS (
      SELECT CAST(unnest(generate_series((SELECT min(day)::TIMESTAMP FROM changed), date_trunc('day', ${asOf})::TIMESTAMP, INTERVAL 1 DAY)) AS DATE) AS day),
    days AS (
      SELECT day, sum(coalesce(change, 0)) OVER (ORDER BY day) AS members FROM calendar LEFT JOIN changed USING (day)),
    periods AS (
      SELECT 'day' AS period, day AS date, members FROM days
      UNION ALL SELECT 'week', CAST(date_trunc('week', day) AS DATE), arg_max(members, day) FROM days GROUP BY 2
      UNION ALL SELECT 'month', CAST(date_trunc('month', day) AS DATE), arg_max(members, day) FROM days GROUP BY 2)
    SELECT period, strftime(date, '%Y-%m-%d') AS date, CAST(members AS INTEGER) AS count FROM periods
    QUALIFY row_number() OVER (PARTITION BY period ORDER BY periods.date DESC)
      <= CASE period WHEN 'day' THEN ${membershipPeriods.day} WHEN 'week' THEN ${membershipPeriods.week} ELSE ${membershipPeriods.month} END
    ORDER BY period, date`
  return { sql, params: params.values }
}

/**
 * The steps of a WITH that ends in `intervals(person_id, since, until)`: a person is a member at T when since <= T < until; no
 * until: for good. An interval that begins after `asOf`, or is empty, does not count.
 */
export function intervalSteps(rule: CohortRule, query: CohortQuery, params: Params): string[] {
  checkCohort(rule)
  const eligible = eligibleSql(rule, query, params)
  if (rule.stream_name) return streamIntervals(rule, query, eligible, params)
  const since = knownSince(query, params)
  return [
    `intervals AS (SELECT person_id, ${since} AS since, NULL::TIMESTAMP AS until FROM (${eligible ?? people(query)}))`,
  ]
}

function streamIntervals(rule: CohortRule, query: CohortQuery, eligible: string | undefined, params: Params): string[] {
  const needsPeople = eligible !== undefined || admitsNoEvents(rule)
  const steps = [
    ...(needsPeople ? [`eligible AS (${eligible ?? people(query)})`] : []),
    `events AS (${eventsSql(rule, query, params)})`,
  ]
  const counted = `FROM events ${eligible ? 'SEMI JOIN eligible USING (person_id)' : ''}`
  if (isForGood(rule)) {
    const intervals = `SELECT person_id, min(datetime) AS since, NULL::TIMESTAMP AS until ${counted} GROUP BY person_id`
    return [...steps, `intervals AS (${intervals})`]
  }
  // Of events at the same moment all but the last open an empty interval, so their order does not matter.
  steps.push(`states AS (
      SELECT person_id, datetime, lead(datetime) OVER person AS next, min(datetime) OVER (PARTITION BY person_id) AS first_at,
        row_number() OVER person AS n, sum(value) OVER (person ROWS UNBOUNDED PRECEDING) AS v
      ${counted}
      WINDOW person AS (PARTITION BY person_id ORDER BY datetime))`)
  const { recency } = rule
  const event = recency?.occurrence === 'first' ? 'first_at' : 'datetime'
  const after = (days: number) =>
    `${event} + to_microseconds(CAST(${params.bind(Math.round(daysInMs(days) * 1000))} AS BIGINT))`
  const since = given(recency?.min_days) ? `greatest(datetime, ${after(recency.min_days)})` : 'datetime'
  // The bound itself still counts: membership ends a microsecond, the smallest step of a TIMESTAMP, after it.
  const until = given(recency?.max_days)
    ? `least(coalesce(next, 'infinity'), ${after(recency.max_days)} + INTERVAL 1 MICROSECOND)`
    : 'next'
  const withEvents = `SELECT person_id, ${since} AS since, ${until} AS until FROM states WHERE ${totalsSql(rule, 'n', 'v', params)}`
  const without = admitsNoEvents(rule)
    ? `UNION ALL
       SELECT person_id, ${knownSince(query, params)}, first_at FROM eligible
       LEFT JOIN (SELECT person_id, min(datetime) AS first_at FROM events GROUP BY person_id) USING (person_id)
       WHERE ${totalsSql(rule, '0', '0', params)}`
    : ''
  return [...steps, `intervals AS (${withEvents} ${without})`]
}

/** Any event makes a member, and nothing ends it: a person is one from their first event on. */
const isForGood = ({ min_count, max_count, min_value, max_value, recency }: CohortRule): boolean =>
  ![min_count, max_count, min_value, max_value, recency?.min_days, recency?.max_days].some(given)

/** People count from when they were first seen; those seen later than `asOf`, or at an unknown time, from `asOf` on. */
function knownSince(query: CohortQuery, params: Params): string {
  const asOf = params.moment(query.asOf)
  return `least(coalesce(first_seen, ${asOf}), ${asOf})`
}

const people = (query: CohortQuery) => `SELECT person_id, first_seen FROM ${query.relations.people}`
