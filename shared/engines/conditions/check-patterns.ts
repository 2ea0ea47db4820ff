import { CustomerError, isCustomerError } from '../../model/errors.ts'
import { given } from './check.ts'
import type { Operators } from './config.ts'
import { patternTest } from './predicate/pattern.ts'

/**
 * Refuses conditions with a pattern that is not RE2; `at`: where they stand. Throws a CustomerError that says where. RE2's parser
 * is 150 KB: only those who take conditions from somebody import this.
 */
export function checkPatterns(conditions: readonly Pick<Operators, '_matches'>[] | null | undefined, at: string): void {
  for (const [i, { _matches }] of (conditions ?? []).entries())
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
