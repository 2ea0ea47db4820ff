import { quoteName } from '../../engines/sql/quote.ts'
import type { ScopeConfig } from './contract.ts'

/** The view of a cohort's members. */
export const cohortView = (id: string): string => `cohort ${id}`

/** Everybody who is in one of these cohorts: a SELECT of `person_id`, each person once. */
export const membersSql = (ids: string[]): string =>
  ids.map((id) => `SELECT person_id FROM ${quoteName(cohortView(id))}`).join(' UNION ')

/** The people of a population: a SELECT of `person_id` over the views of its cohorts. */
export function populationSql({ cohort_ids, exclusion_cohort_ids }: ScopeConfig['population']): string {
  const excluded = exclusion_cohort_ids?.length ? ` EXCEPT (${membersSql(exclusion_cohort_ids)})` : ''
  return `(${membersSql(cohort_ids)})${excluded}`
}
