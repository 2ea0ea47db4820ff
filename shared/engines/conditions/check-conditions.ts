import { streamConditions, traitConditions } from './condition.ts'
import type { CohortColumns, CohortRule } from './config.ts'

/**
 * Refuses conditions that a build would refuse: on a column that is not there, without an operator, or with an operand that
 * the column's type can't be compared with. Throws a CustomerError that says where. Patterns: check-patterns.ts.
 */
export function checkConditions(rule: CohortRule, columns: CohortColumns): void {
  traitConditions(rule, columns)
  if (rule.stream_name) streamConditions(rule, columns)
}
