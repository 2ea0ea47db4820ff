import { admitsNoEvents, checkCohort, given } from '../check.ts'
import type { CohortRule, Recency } from '../config.ts'
import { daysInMs } from '../days.ts'
import { Params } from './params.ts'
import { eligibleSql, eventsSql, eventTotalsSql, hasEligible, totalsSql } from './parts.ts'
import type { CohortQuery, Statement } from './query.ts'

/**
 * The statement that gives the members of a cohort in one shard: `person_id UUID`, ascending. Without a stream: all
 * people who meet the trait and place conditions. With one: those of them whose events do, at least one event unless
 * `min_count` or `max_count` is 0. Throws a CustomerError that names the unknown property or trait, or the condition
 * that can't be applied to its column's type.
 */
export function cohortSql(rule: CohortRule, query: CohortQuery): Statement {
  checkCohort(rule)
  const params = new Params()
  const eligible = eligibleSql(rule, query, params)
  const everybody = `SELECT person_id FROM ${query.relations.people}`
  if (!rule.stream_name) {
    return { sql: `SELECT person_id FROM (${eligible ?? everybody}) ORDER BY person_id`, params: params.values }
  }
  const totals = `totals AS (${eventTotalsSql(eventsSql(rule, query, params))})`
  const sql = admitsNoEvents(rule)
    ? `WITH ${totals}
       SELECT person_id FROM (${eligible ?? everybody}) LEFT JOIN totals USING (person_id)
       WHERE ${totalsSql(rule, 'coalesce(n, 0)', 'v', params)} ORDER BY person_id`
    : `WITH ${totals}
       SELECT person_id FROM totals
       ${eligible ? `SEMI JOIN (${eligible}) USING (person_id)` : ''}
       WHERE ${totalsSql(rule, 'n', 'v', params)} AND ${recencySql(rule.recency, query.asOf, params)} ORDER BY person_id`
  return { sql, params: params.values }
}

/** Which relations the statements of a cohort read, beside its stream. */
export const relationsRead = (rule: CohortRule): ('people' | 'traits')[] => [
  ...(!rule.stream_name || hasEligible(rule) || admitsNoEvents(rule) ? ['people' as const] : []),
  ...(rule.traits?.length ? ['traits' as const] : []),
]

function recencySql(recency: Recency | null | undefined, asOf: number, params: Params): string {
  if (!recency) return 'TRUE'
  const event = recency.occurrence === 'first' ? 'first_at' : 'last_at'
  const tests: string[] = []
  if (given(recency.min_days)) tests.push(`${event} <= ${params.moment(asOf - daysInMs(recency.min_days))}`)
  if (given(recency.max_days)) tests.push(`${event} >= ${params.moment(asOf - daysInMs(recency.max_days))}`)
  return tests.join(' AND ') || 'TRUE'
}
