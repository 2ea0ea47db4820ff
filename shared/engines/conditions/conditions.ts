import { CustomerError } from '../../model/errors.ts'
import type { Operators, Scalar } from './config.ts'
import type { Params } from './params.ts'

/** One condition on one column, with what its error sentences need: `trait "age"`, `traits.0`. */
export interface ColumnCondition {
  operators: Operators
  /** The column as SQL, quoted and qualified. */
  column: string
  /** Its DuckDB type. */
  type: string
  says: string
  path: string
}

type Kind = 'text' | 'number' | 'boolean' | 'date'

const comparisons = { _eq: '=', _neq: '<>', _gt: '>', _gte: '>=', _lt: '<', _lte: '<=' } as const

/**
 * All conditions as one boolean expression: every required one, and one of the optional ones if there are any.
 * `TRUE` without conditions. A null is true only where `_null: true` asks for it.
 */
export function allConditions(conditions: ColumnCondition[], params: Params): string {
  const required = conditions.filter(({ operators }) => !operators.optional)
  const optional = conditions.filter(({ operators }) => operators.optional)
  const parts = required.map((condition) => conditionSql(condition, params))
  if (optional.length > 0) parts.push(`(${optional.map((condition) => conditionSql(condition, params)).join(' OR ')})`)
  return parts.join(' AND ') || 'TRUE'
}

/** One condition as a boolean expression that is never null. Its operators are AND-ed, `_null: true` is OR-ed to them. */
function conditionSql(condition: ColumnCondition, params: Params): string {
  const { operators, column } = condition
  const tests = operatorTests(condition, params)
  if (operators._null && operators._nnull)
    fail(condition, '_null and _nnull exclude each other, so nobody can meet both')
  if (operators._null) return `(${[`${column} IS NULL`, ...and(tests)].join(' OR ')})`
  const asked = operators._nnull || operators._null === false
  if (tests.length === 0 && !asked) fail(condition, `it has no operator, give one of ${[...operatorNames].join(', ')}`)
  return `(${[`${column} IS NOT NULL`, ...tests].join(' AND ')})`
}

const operatorNames = [...Object.keys(comparisons), '_in', '_nin', '_matches', '_null', '_nnull']

const and = (tests: string[]) => (tests.length > 0 ? [`(${tests.join(' AND ')})`] : [])

function operatorTests(condition: ColumnCondition, params: Params): string[] {
  const { operators, column, type } = condition
  const tests: string[] = []
  for (const [name, sign] of Object.entries(comparisons)) {
    const operand = operators[name as keyof typeof comparisons]
    if (operand !== undefined && operand !== null) tests.push(compare(condition, name, sign, operand, params))
  }
  for (const [name, glue, sign] of [
    ['_in', ' OR ', '='],
    ['_nin', ' AND ', '<>'],
  ] as const) {
    const operands = operators[name]
    if (!operands) continue
    const each = operands.map((operand) => compare(condition, name, sign, operand, params))
    // One of no values: nobody. None of no values: everybody who has a value.
    tests.push(each.length > 0 ? `(${each.join(glue)})` : name === '_in' ? 'FALSE' : 'TRUE')
  }
  if (operators._matches !== undefined && operators._matches !== null) {
    if (kindOf(type) !== 'text') fail(condition, `_matches compares text, but it holds ${plural[kindOf(type)]}`)
    tests.push(`regexp_matches(${column}, ${params.text(operators._matches)})`)
  }
  return tests
}

/** Text with text, numbers numerically, dates by time (or by day, where the operand is a bare date). */
function compare(condition: ColumnCondition, name: string, sign: string, operand: Scalar, params: Params): string {
  const { column, type } = condition
  const kind = kindOf(type)
  const wrong = (): never =>
    fail(condition, `${name} ${JSON.stringify(operand)} can't be compared with it, because it holds ${plural[kind]}`)
  const ordered = sign !== '=' && sign !== '<>'

  if (kind === 'number') {
    const number = typeof operand === 'string' && operand.trim() !== '' ? Number(operand) : operand
    return typeof number === 'number' && Number.isFinite(number)
      ? `CAST(${column} AS DOUBLE) ${sign} ${params.number(number)}`
      : wrong()
  }
  if (kind === 'boolean') {
    const truth = { true: true, false: false, '1': true, '0': false }[String(operand).toLowerCase()]
    return truth === undefined || ordered ? wrong() : `${column} ${sign} CAST(${params.bind(truth)} AS BOOLEAN)`
  }
  if (kind === 'date') {
    const written = typeof operand === 'string' ? operand.trim() : ''
    const time = /^\d{4}-\d{2}-\d{2}/.test(written) ? Date.parse(inUtc(written)) : Number.NaN
    if (Number.isNaN(time)) return wrong()
    const bareDate = written.length === 10
    // `_lte: "2024-01-31"` means through the end of that day.
    return bareDate
      ? `date_trunc('day', ${column}) ${sign} ${params.moment(time)}`
      : `${column} ${sign} ${params.moment(time)}`
  }
  // Numbers kept as text ("35") are compared as numbers where a number is given to compare with.
  if (ordered && typeof operand === 'number')
    return `coalesce(TRY_CAST(${column} AS DOUBLE) ${sign} ${params.number(operand)}, FALSE)`
  return `${column} ${sign} ${params.text(String(operand))}`
}

/** Times without a zone are UTC here, as everywhere in the lake; JavaScript would take the machine's zone. */
function inUtc(written: string): string {
  return /[T ]\d{2}:\d{2}/.test(written) && !/(Z|[+-]\d{2}:?\d{2})$/i.test(written)
    ? `${written.replace(' ', 'T')}Z`
    : written
}

function kindOf(type: string): Kind {
  if (/^(TIMESTAMP|DATE)/i.test(type)) return 'date'
  if (/^BOOL/i.test(type)) return 'boolean'
  if (/^(U?(TINY|SMALL|BIG|HUGE)?INT|FLOAT|DOUBLE|REAL|DECIMAL)/i.test(type)) return 'number'
  return 'text'
}

const plural: Record<Kind, string> = { text: 'text', number: 'numbers', boolean: 'true or false', date: 'dates' }

function fail({ says, path }: ColumnCondition, why: string): never {
  const message = `condition on ${says}: ${why}`
  throw new CustomerError('VALIDATION_FAILED', message, {
    validationErrors: [{ message, path, context: { errorType: 'condition' } }],
  })
}
