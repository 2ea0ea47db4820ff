import { CustomerError, isCustomerError } from '../../model/errors.ts'
import { given } from './check.ts'
import { streamConditions, traitConditions } from './condition.ts'
import type { CohortColumns, CohortRule, Operators } from './config.ts'
import { patternTest } from './predicate/pattern.ts'

/**
 * Refuses conditions that a build would refuse: on a column that is not there, without an operator, with an operand that the
 * column's type can't be compared with, or with a pattern that is not RE2. Throws a CustomerError that says where.
 */
export function checkConditions(rule: CohortRule, columns: CohortColumns): void {
  checkTraitConditions(rule.traits, columns, 'traits')
  if (!rule.stream_name) return
  streamConditions(rule, columns)
  checkPatterns(rule.stream_conditions, 'stream_conditions')
}

/** The same of conditions on traits alone, which stand `at` a field. */
export function checkTraitConditions(traits: CohortRule['traits'], columns: CohortColumns, at: string): void {
  traitConditions({ traits }, columns, at)
  checkPatterns(traits, at)
}

function checkPatterns(conditions: readonly Pick<Operators, '_matches'>[] = [], at: string): void {
  for (const [i, { _matches }] of conditions.entries())
    if (given(_matches)) checkPattern(_matches, `${at}.${i}._matches`)
}

function checkPattern(pattern: string, path: string): void {
  try {
    patternTest(pattern)
  } catch (error) {
    if (!isCustomerError(error)) throw error
    const { message } = error
    throw new CustomerError('VALIDATION_FAILED', message, {
      validationErrors: [{ message, path, context: { errorType: 'condition' } }],
    })
  }
}
