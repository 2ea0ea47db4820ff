import type { ChoiceRule } from './choice.ts'
import { parsePath } from './paths.ts'

export interface Retrier {
  ErrorEquals: string[]
  IntervalSeconds?: number
  MaxAttempts?: number
  BackoffRate?: number
  MaxDelaySeconds?: number
}

export interface State {
  Type: 'Task' | 'Map' | 'Wait' | 'Choice' | 'Pass' | 'Succeed' | 'Fail'
  Next?: string
  End?: boolean
  InputPath?: string | null
  OutputPath?: string | null
  ResultPath?: string | null
  Parameters?: unknown
  ResultSelector?: unknown
  Retry?: Retrier[]
  Catch?: { ErrorEquals: string[]; Next: string; ResultPath?: string | null }[]
  Resource?: string
  TimeoutSeconds?: number
  Seconds?: number
  SecondsPath?: string
  Timestamp?: string
  TimestampPath?: string
  Choices?: ChoiceRule[]
  Default?: string
  Result?: unknown
  Error?: string
  ErrorPath?: string
  Cause?: string
  CausePath?: string
  ItemsPath?: string
  ItemSelector?: unknown
  MaxConcurrency?: number
  ItemProcessor?: Machine & { ProcessorConfig?: { Mode?: 'INLINE' | 'DISTRIBUTED' } }
  ToleratedFailureCount?: number
  ToleratedFailurePercentage?: number
}

export interface Machine {
  StartAt: string
  States: Record<string, State>
  TimeoutSeconds?: number
}

const TYPES = new Set(['Task', 'Map', 'Wait', 'Choice', 'Pass', 'Succeed', 'Fail'])
const REFUSED = [
  'ItemReader',
  'ItemBatcher',
  'ResultWriter',
  'Iterator',
  'HeartbeatSeconds',
  'TimeoutSecondsPath',
  'Assign',
  'Arguments',
  'Output',
]

/** Refuses by name what the local engine does not do, when the cloud starts rather than in the middle of a run. */
export function checkMachine(machine: Machine, where: string): void {
  const refuse = (what: string) => {
    throw new Error(`state machine ${where}: ${what} is not supported locally`)
  }
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    for (const [name, item] of Object.entries(value)) {
      if (name === 'QueryLanguage' && item === 'JSONata') refuse('JSONata')
      if (typeof item === 'string' && (name.endsWith('.$') || /Path$|^Variable$/.test(name))) parsePath(item)
      walk(item)
    }
  }
  walk(machine)
  for (const [name, state] of Object.entries(machine.States)) {
    if (!TYPES.has(state.Type)) refuse(`${name}: a ${state.Type} state`)
    for (const field of REFUSED) if (field in state) refuse(`${name}: ${field}`)
    if (state.Type === 'Task' && !/:states:::lambda:invoke$|:lambda:.*:function:/.test(state.Resource ?? ''))
      refuse(`${name}: ${state.Resource}`)
    for (const field of ['Parameters', 'ItemSelector', 'ResultSelector'] as const) {
      if (typeof state[field] === 'string') refuse(`${name}: ${field} that is a text`)
    }
    if (state.ItemProcessor) checkMachine(state.ItemProcessor, `${where}/${name}`)
  }
}
