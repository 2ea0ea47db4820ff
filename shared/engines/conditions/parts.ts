import { CustomerError } from '../../model/errors.ts'
import { requireName } from '../names/known-name.ts'
import { quoteName } from '../sql/quote.ts'
import { given } from './check.ts'
import { allConditions } from './conditions.ts'
import type { CohortConfig, CohortQuery } from './config.ts'
import type { Params } from './params.ts'
import { placesSql } from './places.ts'

/**
 * The events that count for a cohort, as a SELECT of `person_id, datetime, value`: those of its stream that meet the
 * stream conditions and are known at `asOf`.
 */
export function eventsSql(config: CohortConfig, query: CohortQuery, params: Params): string {
  const { relations, columns } = query
  if (!relations.stream) {
    throw new CustomerError('VALIDATION_FAILED', `stream not found: "${config.stream_name}"`)
  }
  const properties = Object.keys(columns.stream).filter((name) => name !== 'person_id')
  const conditions = (config.stream_conditions ?? []).map((operators, i) => {
    const path = `stream_conditions.${i}`
    requireName(`property of stream "${config.stream_name}"`, operators.property, properties, `${path}.property`)
    const column = `e.${quoteName(operators.property)}`
    return {
      operators,
      column,
      type: columns.stream[operators.property]!,
      says: `property "${operators.property}"`,
      path,
    }
  })
  const needsValue = given(config.min_value) || given(config.max_value)
  if (needsValue) requireName(`property of stream "${config.stream_name}"`, 'value', properties, 'min_value')
  return `SELECT e.person_id, e.datetime, ${needsValue ? 'e.value' : 'NULL::DOUBLE AS value'}
    FROM ${relations.stream} AS e
    WHERE e.datetime <= ${params.moment(query.asOf)} AND ${allConditions(conditions, params)}`
}

/** Whether it says more of people than their events. */
export const hasEligible = ({ traits, place_conditions }: CohortConfig): boolean =>
  Boolean(traits?.length || place_conditions?.length)

/** The people who meet the trait and place conditions, as a SELECT of `person_id, first_seen`; undefined when all do. */
export function eligibleSql(config: CohortConfig, query: CohortQuery, params: Params): string | undefined {
  const { relations, columns } = query
  const traits = config.traits ?? []
  const places = config.place_conditions ?? []
  if (!hasEligible(config)) return undefined
  const names = Object.keys(columns.traits).filter((name) => name !== 'person_id')
  const conditions = traits.map((operators, i) => {
    requireName('trait', operators.name, names, `traits.${i}.name`)
    const column = `t.${quoteName(operators.name)}`
    return {
      operators,
      column,
      type: columns.traits[operators.name]!,
      says: `trait "${operators.name}"`,
      path: `traits.${i}`,
    }
  })
  // People without a row of traits are people whose traits are all null.
  const join = traits.length > 0 ? `LEFT JOIN ${relations.traits} AS t ON t.person_id = p.person_id` : ''
  return `SELECT p.person_id, p.first_seen FROM ${relations.people} AS p ${join}
    WHERE ${allConditions(conditions, params)} AND ${placesSql(places, params, columns.people)}`
}

/** What a person's events must add up to, as an expression over a count and a sum; `TRUE` when nothing is asked. */
export function totalsSql(config: CohortConfig, count: string, value: string, params: Params): string {
  const tests: string[] = []
  if (given(config.min_count)) tests.push(`${count} >= ${params.number(config.min_count)}`)
  if (given(config.max_count)) tests.push(`${count} <= ${params.number(config.max_count)}`)
  // Events without a value add nothing.
  const sum = `CAST(coalesce(${value}, 0) AS DOUBLE)`
  if (given(config.min_value)) tests.push(`${sum} >= ${params.number(config.min_value)}`)
  if (given(config.max_value)) tests.push(`${sum} <= ${params.number(config.max_value)}`)
  return tests.join(' AND ') || 'TRUE'
}

/** A day in milliseconds, and a bound on days (100,000 years) that keeps every moment inside DuckDB's TIMESTAMP. */
const dayMs = 86_400_000
const mostDays = 36_500_000

export function daysInMs(days: number): number {
  return Math.min(Math.max(days, -mostDays), mostDays) * dayMs
}
