import type { BusEvent } from './bus.ts'

/** A target as the template writes it. */
export interface Target {
  Arn: string
  Input?: string
  InputPath?: string
  InputTransformer?: { InputPathsMap?: Record<string, string>; InputTemplate: string }
}

/** What a target gets: the event, a constant, a part of the event, or a template filled from it. */
export function targetInput(target: Target, event: BusEvent, rule: string, now: number): unknown {
  if (target.Input !== undefined) return JSON.parse(target.Input)
  if (target.InputPath !== undefined) return at(event, target.InputPath)
  if (!target.InputTransformer) return event
  const { InputPathsMap = {}, InputTemplate } = target.InputTransformer
  const reserved: Record<string, unknown> = {
    'aws.events.rule-name': rule,
    'aws.events.event.ingestion-time': new Date(now).toISOString(),
    'aws.events.event': event,
    'aws.events.event.json': event,
  }
  const lookUp = (name: string) => (name in reserved ? reserved[name] : at(event, InputPathsMap[name] ?? ''))
  // Inside quotes a variable becomes text; alone it becomes JSON.
  const filled = InputTemplate.replace(/"(?:[^"\\]|\\.)*"|<([^<>\s]+)>/g, (part, name?: string) => {
    if (name) return JSON.stringify(lookUp(name)) ?? 'null'
    return part.replace(/<([^<>\s]+)>/g, (_, inner: string) => {
      const value = lookUp(inner)
      return JSON.stringify(typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).slice(1, -1)
    })
  })
  return JSON.parse(filled)
}

/** The value at a simple JSONPath such as `$.detail.bucket.name`. */
function at(value: unknown, path: string): unknown {
  if (!path.startsWith('$')) return undefined
  return path
    .slice(1)
    .split(/\.|\[|\]/)
    .filter(Boolean)
    .reduce<unknown>((part, name) => (part as Record<string, unknown> | undefined)?.[name.replaceAll("'", '')], value)
}
