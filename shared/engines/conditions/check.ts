import { CustomerError } from '../../model/errors.ts'
import type { CohortRule } from './config.ts'

/**
 * Refuses a config that no data can satisfy or that says nothing clear, before anything is read. Mistakes that depend
 * on the columns (unknown properties, wrong types) are refused by `cohortSql`.
 */
export function checkCohort(config: CohortRule): void {
  if (!config.stream_name) {
    for (const field of needStream) {
      const given = config[field]
      if (given !== undefined && given !== null && !(Array.isArray(given) && given.length === 0)) {
        refuse(field, `${field} needs a stream_name: without a stream there are no events to look at`)
      }
    }
  }
  inOrder('min_count', 'max_count', config.min_count, config.max_count)
  inOrder('min_value', 'max_value', config.min_value, config.max_value)
  const { recency } = config
  if (!recency) return
  inOrder('recency.min_days', 'recency.max_days', recency.min_days, recency.max_days)
  if (config.max_count === 0)
    refuse('recency', 'recency looks at an event, but max_count 0 asks for people who have none')
}

const needStream = ['min_count', 'max_count', 'min_value', 'max_value', 'recency', 'stream_conditions'] as const

/** People without any event are members too: only where the counts say so, by `min_count: 0` or `max_count: 0`. */
export function admitsNoEvents(config: CohortRule): boolean {
  return !config.recency && (config.min_count === 0 || (config.max_count === 0 && !given(config.min_count)))
}

/** Neither absent nor cleared by a merge patch. */
export function given<T>(value: T | null | undefined): value is T {
  return value !== undefined && value !== null
}

function inOrder(low: string, high: string, min?: number | null, max?: number | null): void {
  if (given(min) && given(max) && min > max)
    refuse(low, `${low} ${min} is more than ${high} ${max}, so nobody can meet both`)
}

function refuse(path: string, message: string): never {
  throw new CustomerError('VALIDATION_FAILED', message, {
    validationErrors: [{ message, path, context: { errorType: 'cohort' } }],
  })
}
