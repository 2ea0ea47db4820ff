import type * as z from 'zod'
import { nearestName } from '../engines/names/nearest-name.ts'
import { CustomerError, type ValidationError } from '../model/errors.ts'

type Issue = z.core.$ZodIssue
type RawIssue = z.core.$ZodRawIssue

/** Checks a value against its schema; everything that is wrong with it becomes one VALIDATION_FAILED in plain English. */
export function checked<Schema extends z.ZodType>(schema: Schema, value: unknown, what = 'body'): z.output<Schema> {
  // Which fields there are is known only while zod looks, in the schema that refuses.
  const known = new Map<string, string[]>()
  const result = schema.safeParse(value, {
    error: (issue) => {
      if (issue.code === 'unrecognized_keys') known.set(pathOf(issue.path), fieldsOf(issue))
      return sentenceOf(issue)
    },
  })
  if (result.success) return result.data
  const found = result.error.issues.flatMap((issue) => errorsOf(issue, known, what))
  const rest = found.length > 1 ? ` (and ${found.length - 1} more, see validationErrors)` : ''
  throw new CustomerError('VALIDATION_FAILED', `${found[0]!.message}${rest}`, { validationErrors: found })
}

const pathOf = (path: readonly PropertyKey[] | undefined): string => (path ?? []).map(String).join('.')

function fieldsOf(issue: RawIssue): string[] {
  const definition = (issue.inst as { _zod?: { def?: { shape?: object } } } | undefined)?._zod?.def
  return Object.keys(definition?.shape ?? {})
}

function errorsOf(issue: Issue, known: Map<string, string[]>, what: string): ValidationError[] {
  const path = pathOf(issue.path)
  const context = { errorType: issue.code ?? 'custom' }
  if (issue.code === 'unrecognized_keys') {
    const fields = known.get(path) ?? []
    return issue.keys.map((key) => {
      const suggestion = nearestName(key, fields)
      const within = path ? ` in ${path}` : ''
      const hint = suggestion ? ` (did you mean "${suggestion}"?)` : `, there is: ${listed(fields)}`
      const message = `unknown field: "${short(key)}"${within}${hint}`
      const where = path ? `${path}.${key}` : key
      return { message, path: where, ...(suggestion && { suggestion }), context: { errorType: 'unknown_field' } }
    })
  }
  if (issue.code === 'invalid_key') {
    const name = String(issue.path?.at(-1) ?? '')
    return [{ message: `name "${short(name)}" ${issue.issues[0]?.message ?? 'is not allowed'}`, path, context }]
  }
  return [{ message: `${path || what} ${issue.message}`, path, context }]
}

/** The second half of a sentence whose first half is the path. */
function sentenceOf(issue: RawIssue): string {
  const given = issue.input === undefined ? 'is missing' : `but is ${short(JSON.stringify(issue.input) ?? 'nothing')}`
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is missing' : `must be ${nouns[issue.expected] ?? issue.expected}, ${given}`
    case 'invalid_value':
      return issue.input === undefined
        ? `is missing, one of: ${listed(issue.values.map(String))}`
        : `must be one of ${listed(issue.values.map(String))}, ${given}${near(issue.input, issue.values)}`
    case 'too_small':
      return issue.origin === 'string'
        ? 'must not be empty'
        : issue.origin === 'array'
          ? `must have at least ${issue.minimum} items`
          : `must be ${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}, ${given}`
    case 'too_big':
      return issue.origin === 'string'
        ? `must have at most ${issue.maximum} characters`
        : issue.origin === 'array'
          ? `must have at most ${issue.maximum} items`
          : `must be ${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}, ${given}`
    case 'invalid_union':
      return issue.discriminator
        ? `has an unknown ${issue.discriminator}`
        : `has a form that is not understood, ${given}`
    default:
      return 'is not understood'
  }
}

const nouns: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
}

function near(input: unknown, values: readonly unknown[]): string {
  const nearest = typeof input === 'string' ? nearestName(input, values.map(String)) : undefined
  return nearest ? ` (did you mean "${nearest}"?)` : ''
}

const listed = (names: string[]): string => names.map((name) => `"${name}"`).join(', ')
const short = (text: string): string => (text.length > 80 ? `${text.slice(0, 80)}…` : text)
