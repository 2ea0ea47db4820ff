import type { Condition, Conditions, Test } from '../condition.ts'
import type { Params } from './params.ts'

/** A column as SQL, quoted and qualified. */
export interface ConditionColumn {
  value: string
  /** Of events of several lines: the list of what each line says, which may be absent; without it `value` is all. */
  lines?: string | undefined
}

/** Conditions as one boolean expression that is never null; `TRUE` without conditions. */
export function conditionsSql(
  { required, optional }: Conditions,
  column: (name: string) => ConditionColumn,
  params: Params,
): string {
  const sqlOf = (condition: Condition) => conditionSql(condition, column(condition.column), params)
  const parts = required.map(sqlOf)
  if (optional.length > 0) parts.push(`(${optional.map(sqlOf).join(' OR ')})`)
  return parts.join(' AND ') || 'TRUE'
}

function conditionSql({ absent, present }: Condition, { value, lines }: ConditionColumn, params: Params): string {
  const tests = present && testsSql(present, value, lines, params)
  if (!absent) return `(${[`${value} IS NOT NULL`, ...(tests ?? ['FALSE'])].join(' AND ')})`
  return tests ? `(${value} IS NULL OR (${tests.join(' AND ')}))` : `(${value} IS NULL)`
}

/**
 * An event of several lines meets a condition when one of its lines does; but what must not be is in none of its lines:
 * `_neq` and `_nin` of a product mean orders without it.
 */
function testsSql(tests: readonly Test[], value: string, lines: string | undefined, params: Params): string[] {
  const own = tests.map((test) => testSql(test, value, params))
  if (!lines || !tests.length) return own
  const count = (some: readonly Test[], not = '') =>
    `len(list_filter(${lines}, lambda line: line IS NOT NULL AND ${not}(${some.map((test) => testSql(test, 'line', params)).join(' AND ')})))`
  const some = tests.filter((test) => !isExcluding(test))
  const each = tests.filter(isExcluding)
  const ofLines = [
    ...(some.length ? [`${count(some)} > 0`] : []),
    ...(each.length ? [`${count(each, 'NOT ')} = 0`] : []),
  ]
  return [`CASE WHEN ${lines} IS NULL THEN ${own.join(' AND ')} ELSE ${ofLines.join(' AND ')} END`]
}

const isExcluding = (test: Test): boolean => test.compares === 'all' || ('sign' in test && test.sign === '<>')

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
