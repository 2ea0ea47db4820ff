import type { Operation, Operations } from './operation.ts'

export interface Match {
  name: string
  operation: Operation
  params: Record<string, string>
}

/** The operation that a request means, or undefined. Fixed words win over parameters: `/accounts/current`. */
export function matchOperation(ops: Operations, method: string, path: string): Match | undefined {
  const asked = segments(path).map(decoded)
  let best: (Match & { fixed: number }) | undefined
  for (const [name, operation] of Object.entries(ops)) {
    if (operation.method !== method) continue
    const params = paramsOf(segments(operation.path), asked)
    if (!params) continue
    const fixed = asked.length - Object.keys(params).length
    if (!best || fixed > best.fixed) best = { name, operation, params, fixed }
  }
  return best && { name: best.name, operation: best.operation, params: best.params }
}

function paramsOf(template: string[], asked: string[]): Record<string, string> | undefined {
  if (template.length !== asked.length) return undefined
  const params: Record<string, string> = {}
  for (const [index, word] of template.entries()) {
    const given = asked[index]!
    if (word.startsWith('{')) params[word.slice(1, -1)] = given
    else if (word !== given) return undefined
  }
  return params
}

/** A slash at the end is forgiven. */
const segments = (path: string): string[] => path.replace(/\/$/, '').split('/').slice(1)

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    // The gateway decodes paths before it hands them on: a bare percent sign is no escape any more.
    return segment
  }
}
