import { findPath, readPath, type View } from './paths.ts'

/** One rule of a Choice state. */
export interface ChoiceRule {
  Next?: string
  Variable?: string
  And?: ChoiceRule[]
  Or?: ChoiceRule[]
  Not?: ChoiceRule
  [comparison: string]: unknown
}

const ORDER: Record<string, (sign: number) => boolean> = {
  Equals: (sign) => sign === 0,
  LessThan: (sign) => sign < 0,
  GreaterThan: (sign) => sign > 0,
  LessThanEquals: (sign) => sign <= 0,
  GreaterThanEquals: (sign) => sign >= 0,
}

const KINDS: Record<string, (value: unknown) => string | number | undefined> = {
  String: (value) => (typeof value === 'string' ? value : undefined),
  Numeric: (value) => (typeof value === 'number' ? value : undefined),
  Boolean: (value) => (typeof value === 'boolean' ? Number(value) : undefined),
  Timestamp: (value) =>
    typeof value === 'string' && /^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$/.test(value) ? Date.parse(value) : undefined,
}

const TESTS: Record<string, (value: unknown) => boolean> = {
  IsPresent: (value) => value !== undefined,
  IsNull: (value) => value === null,
  IsString: (value) => typeof value === 'string',
  IsNumeric: (value) => typeof value === 'number',
  IsBoolean: (value) => typeof value === 'boolean',
  IsTimestamp: (value) => KINDS.Timestamp!(value) !== undefined,
}

/** Whether a rule of a Choice state holds. Values of another type than the comparison's never match. */
export function holds(rule: ChoiceRule, view: View): boolean {
  if (rule.And) return rule.And.every((part) => holds(part, view))
  if (rule.Or) return rule.Or.some((part) => holds(part, view))
  if (rule.Not) return !holds(rule.Not, view)
  const operator = Object.keys(rule).find((name) => !['Next', 'Variable', 'Comment', 'Assign'].includes(name))!
  const test = TESTS[operator]
  if (test) return test(findPath(rule.Variable!, view)) === rule[operator]
  const value = readPath(rule.Variable!, view)
  if (operator === 'StringMatches') return typeof value === 'string' && globOf(String(rule[operator])).test(value)
  const [, kind, order, fromPath] = /^(String|Numeric|Boolean|Timestamp)(\w*?)(Path)?$/.exec(operator) ?? []
  if (!kind || !ORDER[order!]) throw new Error(`the local Step Functions does not know the comparison ${operator}`)
  const left = KINDS[kind]!(value)
  const right = KINDS[kind]!(fromPath ? readPath(String(rule[operator]), view) : rule[operator])
  if (left === undefined || right === undefined) return false
  return ORDER[order!]!(left < right ? -1 : left > right ? 1 : 0)
}

function globOf(pattern: string): RegExp {
  const parts = pattern
    .split(/(?<!\\)\*/)
    .map((part) => part.replace(/\\\*/g, '*').replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`, 's')
}
