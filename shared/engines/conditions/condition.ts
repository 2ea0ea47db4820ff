import { CustomerError } from '../../model/errors.ts'
import { requireName } from '../names/known-name.ts'
import { given } from './check.ts'
import type { CohortColumns, CohortRule, Operators, Scalar, Written } from './config.ts'
import { isAmbiguousDate, momentOf, numberOf, truthOf } from './operand.ts'

/** How a value stands to an operand. */
export type Sign = '=' | '<>' | '>' | '>=' | '<' | '<='

/**
 * One comparison of a value that is there, its operand already read as the column's type asks. Both back ends are made
 * from these, so neither reads an operand by itself.
 */
export type Test =
  | { compares: 'number'; sign: Sign; operand: number }
  | { compares: 'boolean'; sign: '=' | '<>'; operand: boolean }
  /** By time, in milliseconds since 1970; where the operand is a day, by the value's day. */
  | { compares: 'moment'; sign: Sign; operand: number; byDay: boolean }
  /** Letter by letter, by code point. */
  | { compares: 'text'; sign: Sign; operand: string }
  /** The number that a text writes; a text that writes none does not meet it. */
  | { compares: 'written number'; sign: Sign; operand: number }
  | { compares: 'pattern'; operand: string }
  | { compares: 'any' | 'all'; tests: readonly Test[] }

/** One condition on one column. */
export interface Condition {
  column: string
  /** Whether people or events without a value meet it. */
  absent: boolean
  /** The tests that a value must meet, all of them; undefined: no value meets it. */
  present: readonly Test[] | undefined
}

/** Conditions that hold together: each required one, and one of the optional ones where there are any. */
export interface Conditions {
  required: readonly Condition[]
  optional: readonly Condition[]
}

/**
 * The rule's conditions on traits, read against the columns' types. Throws a CustomerError that names an unknown trait, or
 * the operand that the trait's type can't be compared with; `at`: where the conditions stand.
 */
export function traitConditions(
  { traits }: Pick<CohortRule, 'traits'>,
  columns: CohortColumns,
  at = 'traits',
): Conditions {
  const names = Object.keys(columns.traits).filter((name) => name !== 'person_id')
  return conditionsOf(traits ?? [], (operators, i) => {
    requireName('trait', operators.name, names, `${at}.${i}.name`)
    const type = columns.traits[operators.name]!
    const written = columns.written?.traits[operators.name]
    return { column: operators.name, operators, type, written, says: `trait "${operators.name}"`, path: `${at}.${i}` }
  })
}

/** The same of the events of the rule's stream. A rule on values needs a property `value`. */
export function streamConditions(rule: CohortRule, columns: CohortColumns): Conditions {
  const what = `property of stream "${rule.stream_name}"`
  const names = Object.keys(columns.stream).filter((name) => name !== 'person_id')
  const conditions = conditionsOf(rule.stream_conditions ?? [], (operators, i) => {
    const { property } = operators
    const path = `stream_conditions.${i}`
    requireName(what, property, names, `${path}.property`)
    const [type, written] = [columns.stream[property]!, columns.written?.stream[property]]
    return { column: property, operators, type, written, says: `property "${property}"`, path }
  })
  if (needsValue(rule)) requireName(what, 'value', names, 'min_value')
  return conditions
}

export const needsValue = (rule: CohortRule): boolean => given(rule.min_value) || given(rule.max_value)

interface Asked {
  column: string
  operators: Operators
  /** DuckDB's. */
  type: string
  written: Written | undefined
  /** For sentences: `trait "age"`. */
  says: string
  path: string
}

function conditionsOf<Given extends Operators>(
  all: readonly Given[],
  asked: (one: Given, i: number) => Asked,
): Conditions {
  const read = all.map((one, i) => ({ optional: one.optional, condition: conditionOf(asked(one, i)) }))
  const those = (optional: boolean) => read.filter((one) => Boolean(one.optional) === optional)
  return {
    required: those(false).map(({ condition }) => condition),
    optional: those(true).map(({ condition }) => condition),
  }
}

/** Its operators are AND-ed; `_null: true` is OR-ed to them. */
function conditionOf(asked: Asked): Condition {
  const { operators, column } = asked
  const tests = testsOf(asked)
  if (operators._null && operators._nnull) fail(asked, '_null and _nnull exclude each other, so nobody can meet both')
  if (operators._null) return { column, absent: true, present: tests.length > 0 ? tests : undefined }
  const asksForValue = operators._nnull || operators._null === false
  if (tests.length === 0 && !asksForValue) fail(asked, `it has no operator, give one of ${operatorNames.join(', ')}`)
  return { column, absent: false, present: tests }
}

const comparisons = { _eq: '=', _neq: '<>', _gt: '>', _gte: '>=', _lt: '<', _lte: '<=' } as const
const operatorNames = [...Object.keys(comparisons), '_in', '_nin', '_matches', '_null', '_nnull']

function testsOf(asked: Asked): Test[] {
  const { operators, type } = asked
  const tests: Test[] = []
  for (const [name, sign] of Object.entries(comparisons)) {
    const operand = operators[name as keyof typeof comparisons]
    if (given(operand)) tests.push(testOf(asked, name, sign, operand))
  }
  // One of no values: nobody. None of no values: everybody who has a value.
  const { _in, _nin, _matches } = operators
  if (_in) tests.push({ compares: 'any', tests: _in.map((operand) => testOf(asked, '_in', '=', operand)) })
  if (_nin) tests.push({ compares: 'all', tests: _nin.map((operand) => testOf(asked, '_nin', '<>', operand)) })
  if (given(_matches)) {
    const kind = kindOf(type)
    if (kind !== 'text') fail(asked, `_matches ${JSON.stringify(_matches)} compares text, but it holds ${plural[kind]}`)
    tests.push({ compares: 'pattern', operand: _matches })
  }
  return tests
}

/** Text with text, numbers numerically, dates by time (or by day, where the operand is a bare date). */
function testOf(asked: Asked, name: string, sign: Sign, operand: Scalar): Test {
  const kind = kindOf(asked.type)
  const ordered = sign !== '=' && sign !== '<>'
  const wrong = (hint = hints[kind]): never =>
    fail(asked, `${name} ${JSON.stringify(operand)} can't be compared with it, because it holds ${plural[kind]}${hint}`)
  if (kind === 'number') {
    const number = numberOf(operand, asked.written?.decimal_mark)
    return number === undefined ? wrong() : { compares: 'number', sign, operand: number }
  }
  if (kind === 'boolean') {
    if (ordered) return wrong(': give _eq or _neq')
    const truth = truthOf(operand)
    return truth === undefined ? wrong() : { compares: 'boolean', sign, operand: truth }
  }
  if (kind === 'date') {
    const moment = momentOf(operand, asked.written?.day_first)
    // `_lte: "2024-01-31"` means through the end of that day.
    if (moment) return { compares: 'moment', sign, operand: moment.at, byDay: moment.isDay }
    return wrong(
      isAmbiguousDate(operand) ? ', and this may be either of two days: write it like 2024-01-31' : undefined,
    )
  }
  // Numbers kept as text ("35") are compared as numbers where a number is given to compare with.
  if (ordered && typeof operand === 'number') return { compares: 'written number', sign, operand }
  return { compares: 'text', sign, operand: String(operand) }
}

type Kind = 'text' | 'number' | 'boolean' | 'date'

/** How values of a DuckDB type are compared. */
export function kindOf(type: string): Kind {
  if (/^(TIMESTAMP|DATE)/i.test(type)) return 'date'
  if (/^BOOL/i.test(type)) return 'boolean'
  if (/^(U?(TINY|SMALL|BIG|HUGE)?INT|FLOAT|DOUBLE|REAL|DECIMAL)/i.test(type)) return 'number'
  return 'text'
}

const plural: Record<Kind, string> = { text: 'text', number: 'numbers', boolean: 'true or false', date: 'dates' }
const hints: Record<Kind, string> = {
  text: '',
  number: ': write one like 1000 or "$1,000.50"',
  boolean: ': write true or false, "Yes" or "No"',
  date: ': write one like "2024-01-31" or "2024-01-31T18:30:00Z"',
}

function fail({ says, path }: Asked, why: string): never {
  const message = `condition on ${says}: ${why}`
  throw new CustomerError('VALIDATION_FAILED', message, {
    validationErrors: [{ message, path, context: { errorType: 'condition' } }],
  })
}
