import type { Condition, Conditions, Test } from '../condition.ts'
import type { Params } from './params.ts'

/**
 * Conditions as one boolean expression that is never null; `TRUE` without conditions.
 * @param column gives a column as SQL, quoted and qualified
 */
export function conditionsSql(
  { required, optional }: Conditions,
  column: (name: string) => string,
  params: Params,
): string {
  const sqlOf = (condition: Condition) => conditionSql(condition, column(condition.column), params)
  const parts = required.map(sqlOf)
  if (optional.length > 0) parts.push(`(${optional.map(sqlOf).join(' OR ')})`)
  return parts.join(' AND ') || 'TRUE'
}

function conditionSql({ absent, present }: Condition, column: string, params: Params): string {
  const tests = present?.map((test) => testSql(test, column, params))
  if (!absent) return `(${[`${column} IS NOT NULL`, ...(tests ?? ['FALSE'])].join(' AND ')})`
  return tests ? `(${column} IS NULL OR (${tests.join(' AND ')}))` : `(${column} IS NULL)`
}

function testSql(test: Test, column: string, params: Params): string {
  switch (test.compares) {
    case 'number':
      return `CAST(${column} AS DOUBLE) ${test.sign} ${params.number(test.operand)}`
    case 'boolean':
      return `${column} ${test.sign} CAST(${params.bind(test.operand)} AS BOOLEAN)`
    case 'moment':
      return `${test.byDay ? `date_trunc('day', ${column})` : column} ${test.sign} ${params.moment(test.operand)}`
    case 'text':
      return `${column} ${test.sign} ${params.text(test.operand)}`
    case 'written number':
      return `coalesce(TRY_CAST(${column} AS DOUBLE) ${test.sign} ${params.number(test.operand)}, FALSE)`
    case 'pattern':
      return `regexp_matches(${column}, ${params.text(test.operand)})`
    case 'any':
    case 'all': {
      const each = test.tests.map((one) => testSql(one, column, params))
      return test.compares === 'any' ? `(${each.join(' OR ') || 'FALSE'})` : `(${each.join(' AND ') || 'TRUE'})`
    }
  }
}
