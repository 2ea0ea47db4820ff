import { CustomerError } from '../../../model/errors.ts'
import { quoteName } from '../../sql/quote.ts'
import { given } from '../check.ts'
import { needsValue, streamConditions, traitConditions } from '../condition.ts'
import type { CohortRule } from '../config.ts'
import { placesOf } from '../place.ts'
import { conditionsSql } from './conditions-sql.ts'
import type { Params } from './params.ts'
import { placesSql } from './places-sql.ts'
import type { CohortQuery } from './query.ts'

/**
 * The events that count for a cohort, as a SELECT of `person_id, datetime, value`: those of its stream that meet the
 * stream conditions and are known at `asOf`.
 */
export function eventsSql(rule: CohortRule, query: CohortQuery, params: Params): string {
  const { relations, columns } = query
  if (!relations.stream) {
    throw new CustomerError('VALIDATION_FAILED', `stream not found: "${rule.stream_name}"`)
  }
  const conditions = streamConditions(rule, columns)
  const column = (name: string) => ({
    value: `e.${quoteName(name)}`,
    lines: columns.lines?.[name] && `e.${quoteName(columns.lines[name])}`,
  })
  return `SELECT e.person_id, e.datetime, ${needsValue(rule) ? 'e.value' : 'NULL::DOUBLE AS value'}
    FROM ${relations.stream} AS e
    WHERE e.datetime <= ${params.moment(query.asOf)} AND ${conditionsSql(conditions, column, params)}`
}

/**
 * Per person who has some of these events, how many (`n`), the sum of their values (`v`), when the first and the last was.
 * @param events a SELECT of `person_id, datetime, value`
 */
export const eventTotalsSql = (events: string): string =>
  `SELECT person_id, count(*) AS n, sum(value) AS v, min(datetime) AS first_at, max(datetime) AS last_at
    FROM (${events}) GROUP BY person_id`

/** Whether it says more of people than their events. */
export const hasEligible = ({ traits, place_conditions }: CohortRule): boolean =>
  Boolean(traits?.length || place_conditions?.length)

/** The people who meet the trait and place conditions, as a SELECT of `person_id, first_seen`; undefined when all do. */
export function eligibleSql(rule: CohortRule, query: CohortQuery, params: Params): string | undefined {
  const { relations, columns } = query
  if (!hasEligible(rule)) return undefined
  const conditions = traitConditions(rule, columns)
  const places = placesOf(rule.place_conditions ?? [], columns.people)
  // People without a row of traits are people whose traits are all null.
  const join = rule.traits?.length ? `LEFT JOIN ${relations.traits} AS t ON t.person_id = p.person_id` : ''
  return `SELECT p.person_id, p.first_seen FROM ${relations.people} AS p ${join}
    WHERE ${conditionsSql(conditions, (name) => ({ value: `t.${quoteName(name)}` }), params)} AND ${placesSql(places, params)}`
}

/** The sums that a person's events must meet, as an expression over a count and a sum; `TRUE` when nothing is asked. */
export function totalsSql(rule: CohortRule, count: string, value: string, params: Params): string {
  const tests: string[] = []
  if (given(rule.min_count)) tests.push(`${count} >= ${params.number(rule.min_count)}`)
  if (given(rule.max_count)) tests.push(`${count} <= ${params.number(rule.max_count)}`)
  // Events without a value add nothing.
  const sum = `CAST(coalesce(${value}, 0) AS DOUBLE)`
  if (given(rule.min_value)) tests.push(`${sum} >= ${params.number(rule.min_value)}`)
  if (given(rule.max_value)) tests.push(`${sum} <= ${params.number(rule.max_value)}`)
  return tests.join(' AND ') || 'TRUE'
}
