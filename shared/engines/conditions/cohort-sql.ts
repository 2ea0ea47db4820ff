import { admitsNoEvents, checkCohort, given } from './check.ts'
import type { CohortConfig, CohortQuery, Recency, Statement } from './config.ts'
import { Params } from './params.ts'
import { daysInMs, eligibleSql, eventsSql, hasEligible, totalsSql } from './parts.ts'

/**
 * The statement that gives the members of a cohort in one shard: `person_id UUID`, ascending. Without a stream: all
 * people who meet the trait and place conditions. With one: those of them whose events do, at least one event unless
 * `min_count` or `max_count` is 0. Throws a CustomerError that names the unknown property or trait, or the condition
 * that can't be applied to its column's type.
 */
export function cohortSql(config: CohortConfig, query: CohortQuery): Statement {
  checkCohort(config)
  const params = new Params()
  const eligible = eligibleSql(config, query, params)
  const everybody = `SELECT person_id FROM ${query.relations.people}`
  if (!config.stream_name) {
    return { sql: `SELECT person_id FROM (${eligible ?? everybody}) ORDER BY person_id`, params: params.values }
  }
  const totals = `totals AS (
    SELECT person_id, count(*) AS n, sum(value) AS v, min(datetime) AS first_at, max(datetime) AS last_at
    FROM (${eventsSql(config, query, params)}) GROUP BY person_id)`
  const sql = admitsNoEvents(config)
    ? `WITH ${totals}
       SELECT person_id FROM (${eligible ?? everybody}) LEFT JOIN totals USING (person_id)
       WHERE ${totalsSql(config, 'coalesce(n, 0)', 'v', params)} ORDER BY person_id`
    : `WITH ${totals}
       SELECT person_id FROM totals
       ${eligible ? `SEMI JOIN (${eligible}) USING (person_id)` : ''}
       WHERE ${totalsSql(config, 'n', 'v', params)} AND ${recencySql(config.recency, query.asOf, params)} ORDER BY person_id`
  return { sql, params: params.values }
}

/** Which relations the statements of a cohort read, beside its stream. */
export const relationsRead = (config: CohortConfig): ('people' | 'traits')[] => [
  ...(!config.stream_name || hasEligible(config) || admitsNoEvents(config) ? ['people' as const] : []),
  ...(config.traits?.length ? ['traits' as const] : []),
]

function recencySql(recency: Recency | null | undefined, asOf: number, params: Params): string {
  if (!recency) return 'TRUE'
  const event = recency.occurrence === 'first' ? 'first_at' : 'last_at'
  const tests: string[] = []
  if (given(recency.min_days)) tests.push(`${event} <= ${params.moment(asOf - daysInMs(recency.min_days))}`)
  if (given(recency.max_days)) tests.push(`${event} >= ${params.moment(asOf - daysInMs(recency.max_days))}`)
  return tests.join(' AND ') || 'TRUE'
}
