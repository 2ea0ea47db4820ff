import type { CohortRule } from '../config.ts'
import { intervalSteps } from './membership-sql.ts'
import { Params } from './params.ts'
import type { CohortQuery, Statement } from './query.ts'

/**
 * The statement that counts in one shard who became a member, by the period in which that happened: rows `period` ('day',
 * 'week', 'month'), `date` (text, the first day of the period), `count`. A period without any has no row. Who left and came
 * back counts again, in one period once.
 */
export function arrivalsSql(rule: CohortRule, query: CohortQuery): Statement {
  const params = new Params()
  const steps = intervalSteps(rule, query, params)
  const asOf = params.moment(query.asOf)
  // An interval that begins where another one ends goes on with it: only an event lies between.
  const sql = `WITH ${steps.join(',\n')},
    meant AS (
      SELECT person_id, since, max(coalesce(until, 'infinity'::TIMESTAMP)) OVER (
        PARTITION BY person_id ORDER BY since, until ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
      FROM intervals WHERE since <= ${asOf} AND (until IS NULL OR since < until)),
    arrivals AS (SELECT person_id, since FROM meant WHERE before IS NULL OR before < since)
    SELECT period, strftime(date_trunc(period, since), '%Y-%m-%d') AS date, CAST(count(DISTINCT person_id) AS INTEGER) AS count
    FROM arrivals, (VALUES ('day'), ('week'), ('month')) AS periods(period)
    GROUP BY ALL ORDER BY period, date`
  return { sql, params: params.values }
}

/**
 * The statement that says how a cohort's members of each kind changed by month in one shard: rows `date` (text, the first day
 * of the month), `kind`, `change`. The sum of the changes up to a month is the number at its end, or at `asOf`. The kind of a
 * person is as it is today.
 * @param kinds a relation of `person_id, kind`, quoted; people who are not in it have the kind null
 */
export function changesByKindSql(rule: CohortRule, query: CohortQuery, kinds: string): Statement {
  const params = new Params()
  const steps = intervalSteps(rule, query, params)
  const asOf = params.moment(query.asOf)
  const sql = `WITH ${steps.join(',\n')},
    changes AS (
      SELECT person_id, since AS moment, 1 AS change FROM intervals WHERE since <= ${asOf} AND (until IS NULL OR since < until)
      UNION ALL
      SELECT person_id, until, -1 FROM intervals WHERE since < until AND until <= ${asOf})
    SELECT strftime(date_trunc('month', moment), '%Y-%m-%d') AS date, kind, CAST(sum(change) AS INTEGER) AS change
    FROM changes LEFT JOIN ${kinds} USING (person_id) GROUP BY ALL`
  return { sql, params: params.values }
}
