/** An event pattern of EventBridge: a tree whose leaves are lists of what the value may be. */
export type Pattern = { [field: string]: Pattern | unknown[] }

/** Whether an event matches a pattern (docs: EventBridge user guide, "Comparison operators"). */
export function matches(pattern: Pattern, event: unknown): boolean {
  return Object.entries(pattern).every(([field, wanted]) => {
    if (field === '$or') return (wanted as Pattern[]).some((alternative) => matches(alternative, event))
    const value = isRecord(event) ? event[field] : undefined
    if (Array.isArray(wanted)) return matchesLeaf(wanted, value)
    // An array of objects matches when one of them does.
    return Array.isArray(value) ? value.some((item) => matches(wanted, item)) : matches(wanted, value)
  })
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

function matchesLeaf(wanted: unknown[], value: unknown): boolean {
  const present = value !== undefined
  const values = Array.isArray(value) ? value : [value]
  return wanted.some((rule) => {
    if (isRecord(rule) && 'exists' in rule) return rule.exists === present
    return present && values.some((one) => matchesRule(rule, one))
  })
}

type Comparison = (argument: never, value: unknown) => boolean

const caseless = (value: unknown) => String(value).toLowerCase()

const COMPARISONS: Record<string, Comparison> = {
  prefix: (start: string | { 'equals-ignore-case': string }, value) =>
    typeof start === 'string'
      ? typeof value === 'string' && value.startsWith(start)
      : caseless(value).startsWith(caseless(start['equals-ignore-case'])),
  suffix: (end: string | { 'equals-ignore-case': string }, value) =>
    typeof end === 'string'
      ? typeof value === 'string' && value.endsWith(end)
      : caseless(value).endsWith(caseless(end['equals-ignore-case'])),
  'equals-ignore-case': (text: string, value) => typeof value === 'string' && caseless(value) === caseless(text),
  wildcard: (glob: string, value) =>
    typeof value === 'string' &&
    new RegExp(
      `^${glob
        .split('*')
        .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
        .join('.*')}$`,
      's',
    ).test(value),
  'anything-but': (rule: unknown, value) =>
    !(Array.isArray(rule) ? rule : [rule]).some((one) => matchesNegated(one, value)),
  numeric: (comparison: (string | number)[], value) => typeof value === 'number' && compareNumbers(comparison, value),
}

/** Refuses a pattern with an operator that is not known, when the cloud starts rather than at the first event. */
export function checkPattern(pattern: Pattern, rule: string): void {
  for (const [field, wanted] of Object.entries(pattern)) {
    if (field === '$or') for (const alternative of wanted as Pattern[]) checkPattern(alternative, rule)
    else if (!Array.isArray(wanted)) checkPattern(wanted, rule)
    else {
      const operators = wanted.flatMap((one) => (isRecord(one) ? Object.keys(one) : []))
      const unknown = operators.find((name) => name !== 'exists' && !COMPARISONS[name])
      if (unknown) throw new Error(`rule ${rule}: the event pattern's "${unknown}" is not supported locally`)
    }
  }
}

/** Inside anything-but, `{ prefix: ["a", "b"] }` may list several. */
function matchesNegated(rule: unknown, value: unknown): boolean {
  if (!isRecord(rule)) return rule === value
  return Object.entries(rule).some(([name, argument]) =>
    (Array.isArray(argument) ? argument : [argument]).some((one) => matchesRule({ [name]: one }, value)),
  )
}

function matchesRule(rule: unknown, value: unknown): boolean {
  if (!isRecord(rule)) return rule === value
  return Object.entries(rule).every(([name, argument]) => {
    const comparison = COMPARISONS[name]
    if (!comparison) throw new Error(`event pattern: "${name}" is not supported locally`)
    return comparison(argument as never, value)
  })
}

function compareNumbers(comparison: (string | number)[], value: number): boolean {
  for (let index = 0; index < comparison.length; index += 2) {
    const limit = Number(comparison[index + 1])
    const holds = {
      '<': value < limit,
      '<=': value <= limit,
      '=': value === limit,
      '>=': value >= limit,
      '>': value > limit,
    }
    if (!holds[comparison[index] as '<']) return false
  }
  return true
}
