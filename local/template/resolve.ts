import { ACCOUNT_ID, REGION } from '../place.ts'
import type { Stack } from './assembly.ts'
import type { Identity } from './identify.ts'

/** The values that the intrinsic functions of one stack may look up. */
export interface Scope {
  stack: Stack
  parameters: Record<string, string>
  identity(logicalId: string): Identity
  /** Value of an export of any stack. */
  imported(name: string): unknown
}

type Intrinsic = (argument: never, scope: Scope) => unknown

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : String(value).split(','))

const INTRINSICS: Record<string, Intrinsic> = {
  Ref: (name: string, scope) => reference(name, scope),
  'Fn::GetAtt': (argument: string | [string, string], scope) => {
    const [id, attribute] = Array.isArray(argument) ? argument : (argument.split(/\.(.*)/s) as [string, string])
    return scope.identity(id).attributes[attribute] ?? `${scope.identity(id).ref}.${attribute}`
  },
  'Fn::Join': ([separator, values]: [string, unknown], scope) => list(resolve(values, scope)).join(separator),
  'Fn::Sub': (argument: string | [string, Record<string, unknown>], scope) => {
    const [text, variables] = Array.isArray(argument) ? argument : [argument, {}]
    return text.replace(/\$\{(!?)([^}]+)\}/g, (_, escaped: string, name: string) => {
      if (escaped) return `\${${name}}`
      if (name in variables) return String(resolve(variables[name], scope))
      if (name.includes('.') && !name.includes('::')) return String(resolve({ 'Fn::GetAtt': name }, scope))
      return String(reference(name, scope))
    })
  },
  'Fn::Select': ([index, values]: [unknown, unknown], scope) =>
    list(resolve(values, scope))[Number(resolve(index, scope))],
  'Fn::Split': ([separator, text]: [string, unknown], scope) => String(resolve(text, scope)).split(separator),
  'Fn::ImportValue': (name: unknown, scope) => scope.imported(String(resolve(name, scope))),
  'Fn::FindInMap': ([map, first, second]: unknown[], scope) => {
    const [name, top, key] = [map, first, second].map((part) => String(resolve(part, scope)))
    const found = scope.stack.template.Mappings?.[name!]?.[top!]?.[key!]
    if (found === undefined) throw new Error(`no mapping ${name}.${top}.${key} in stack ${scope.stack.name}`)
    return found
  },
  'Fn::Base64': (text: unknown, scope) => Buffer.from(String(resolve(text, scope))).toString('base64'),
  'Fn::If': ([name, yes, no]: [string, unknown, unknown], scope) => resolve(condition(name, scope) ? yes : no, scope),
  'Fn::Equals': ([a, b]: [unknown, unknown], scope) => String(resolve(a, scope)) === String(resolve(b, scope)),
  'Fn::And': (parts: unknown[], scope) => parts.every((part) => resolve(part, scope)),
  'Fn::Or': (parts: unknown[], scope) => parts.some((part) => resolve(part, scope)),
  'Fn::Not': ([part]: [unknown], scope) => !resolve(part, scope),
  Condition: (name: string, scope) => condition(name, scope),
}

const PSEUDO: Record<string, string> = {
  'AWS::AccountId': ACCOUNT_ID,
  'AWS::Region': REGION,
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
}

/** Stands for `AWS::NoValue`: the property that holds it vanishes. */
const NO_VALUE = Symbol('AWS::NoValue')

function reference(name: string, scope: Scope): unknown {
  if (name === 'AWS::NoValue') return NO_VALUE
  if (name === 'AWS::StackName') return scope.stack.name
  if (name === 'AWS::StackId') return `arn:aws:cloudformation:${REGION}:${ACCOUNT_ID}:stack/${scope.stack.name}/local`
  if (name in PSEUDO) return PSEUDO[name]
  const parameter = scope.stack.template.Parameters?.[name]
  if (!parameter) return scope.identity(name).ref
  const value = scope.parameters[name] ?? parameter.Default
  if (value === undefined)
    throw new Error(`parameter ${name} of stack ${scope.stack.name} has no default and no value was given`)
  return parameter.Type.startsWith('List<') || parameter.Type === 'CommaDelimitedList'
    ? String(value).split(',')
    : String(value)
}

/** Whether a named condition of the stack holds. */
export function condition(name: string, scope: Scope): boolean {
  const conditions = scope.stack.template.Conditions ?? {}
  if (!(name in conditions)) throw new Error(`stack ${scope.stack.name} has no condition "${name}"`)
  return Boolean(resolve(conditions[name], scope))
}

/** Replaces every intrinsic function in a value of the template. An unknown one is refused by name. */
export function resolve(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) return value.map((item) => resolve(item, scope)).filter((item) => item !== NO_VALUE)
  if (typeof value === 'string' && value.includes('{{resolve:'))
    throw new Error(`dynamic reference not supported locally: ${value}`)
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value)
  const [name, argument] = entries[0] ?? []
  if (entries.length === 1 && name && isIntrinsic(name, argument)) {
    const intrinsic = INTRINSICS[name]
    if (!intrinsic) throw new Error(`${name} is not supported locally (stack ${scope.stack.name})`)
    return intrinsic(argument as never, scope)
  }
  return Object.fromEntries(
    entries.map(([key, item]) => [key, resolve(item, scope)] as const).filter(([, item]) => item !== NO_VALUE),
  )
}

/** A lone "Condition" is an intrinsic only with a name behind it: policies have a property of that name. */
function isIntrinsic(name: string, argument: unknown): boolean {
  if (name === 'Condition') return typeof argument === 'string'
  return name === 'Ref' || name.startsWith('Fn::')
}
