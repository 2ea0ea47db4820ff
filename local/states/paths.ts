import { StateError } from './errors.ts'

/** `$` the state's input, `$$` the context object. */
export interface View {
  input: unknown
  context: unknown
}

/** Splits a reference path: `$.a.b[0]['c d']`. Filters, wildcards and intrinsic functions are refused. */
export function parsePath(path: string): (string | number)[] {
  const steps: (string | number)[] = []
  let rest = path.replace(/^\$\$?/, '')
  while (rest !== '') {
    const match = /^(?:\.([A-Za-z_][\w-]*)|\[(\d+)\]|\['([^']+)'\]|\["([^"]+)"\])/.exec(rest)
    if (!path.startsWith('$') || !match)
      throw new Error(`the local Step Functions reads simple paths only, not "${path}"`)
    steps.push(match[2] !== undefined ? Number(match[2]) : (match[1] ?? match[3] ?? match[4])!)
    rest = rest.slice(match[0].length)
  }
  return steps
}

/** The value at a path, undefined when there is none. */
export function findPath(path: string, { input, context }: View): unknown {
  return parsePath(path).reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[step] : undefined,
    path.startsWith('$$') ? context : input,
  )
}

/** The value at a path that must exist. */
export function readPath(path: string, view: View): unknown {
  const value = findPath(path, view)
  if (value === undefined) {
    const text = JSON.stringify(path.startsWith('$$') ? view.context : view.input)
    throw new StateError('States.Runtime', `The JSONPath '${path}' could not be found in the input '${text}'`)
  }
  return value
}

/** Sets a value at a reference path of a copy of the input, making the objects on the way. */
export function writePath(path: string, input: unknown, value: unknown): unknown {
  const steps = parsePath(path)
  if (steps.length === 0) return value
  const copy = structuredClone(input)
  let place = (typeof copy === 'object' && copy !== null ? copy : {}) as Record<string, unknown>
  const root = place
  for (const step of steps.slice(0, -1)) {
    if (typeof place[step] !== 'object' || place[step] === null) place[step] = {}
    place = place[step] as Record<string, unknown>
  }
  place[steps.at(-1)!] = value
  return root
}

/** Fills a payload template (Parameters, ResultSelector, ItemSelector): fields named `x.$` hold paths. */
export function fillTemplate(template: unknown, view: View): unknown {
  if (Array.isArray(template)) return template.map((item) => fillTemplate(item, view))
  if (typeof template !== 'object' || template === null) return template
  return Object.fromEntries(
    Object.entries(template).map(([name, value]) =>
      name.endsWith('.$') ? [name.slice(0, -2), readPath(String(value), view)] : [name, fillTemplate(value, view)],
    ),
  )
}
