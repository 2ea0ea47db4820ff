import { holds } from './choice.ts'
import type { Machine, Retrier, State } from './definition.ts'
import { covers, StateError } from './errors.ts'
import { fillTemplate, findPath, readPath, type View, writePath } from './paths.ts'

/** The functions and the clock that the interpreter calls. */
export interface World {
  /** Calls a function; throws a StateError that carries what the function threw. */
  invoke(functionArn: string, payload: unknown): Promise<unknown>
  /** Resolves after so many seconds of the cloud's clock, rejects when the signal is aborted. */
  wait(seconds: number, signal: AbortSignal): Promise<void>
  now(): number
}

/** The context object, `$$`. */
export interface Context {
  Execution: { Id: string; Name: string; Input: unknown; RoleArn: string; StartTime: string }
  StateMachine: { Id: string; Name: string }
  State?: { Name: string; EnteredTime: string; RetryCount: number }
  Map?: { Item: { Index: number; Value: unknown } }
}

/** Input and output of every state end here (Step Functions quotas). */
const STATE_LIMIT = 256 * 1024

/** Runs a machine to its output. Rejects with a StateError, or with the signal's reason when it is aborted. */
export async function runMachine(
  machine: Machine,
  input: unknown,
  context: Context,
  world: World,
  signal: AbortSignal,
): Promise<unknown> {
  let name: string | undefined = machine.StartAt
  let data = input
  while (name !== undefined) {
    signal.throwIfAborted()
    const state: State | undefined = machine.States[name]
    if (!state) throw new StateError('States.Runtime', `no state named "${name}"`)
    ;({ next: name, data } = await runState(name, state, data, context, world, signal))
  }
  return data
}

type Step = { next: string | undefined; data: unknown }

async function runState(
  name: string,
  state: State,
  data: unknown,
  outer: Context,
  world: World,
  signal: AbortSignal,
): Promise<Step> {
  const tries: number[] = []
  for (let count = 0; ; count++) {
    const context: Context = {
      ...outer,
      State: { Name: name, EnteredTime: new Date(world.now()).toISOString(), RetryCount: count },
    }
    try {
      const step = await attempt(state, data, context, world, signal)
      checkSize(step.data, name)
      return step
    } catch (thrown) {
      signal.throwIfAborted()
      const error =
        thrown instanceof StateError ? thrown : new StateError('States.Runtime', String((thrown as Error).message))
      const delay = retryDelay(state.Retry ?? [], error.error, tries)
      if (delay !== undefined) {
        await world.wait(delay, signal)
        continue
      }
      const catcher = state.Catch?.find(({ ErrorEquals }) => covers(ErrorEquals, error.error))
      if (!catcher) throw error
      const result = { Error: error.error, Cause: error.cause }
      return {
        next: catcher.Next,
        data: catcher.ResultPath === null ? data : writePath(catcher.ResultPath ?? '$', data, result),
      }
    }
  }
}

/** Seconds until the next try, undefined when no retrier has any left. Each retrier counts its own. */
function retryDelay(retriers: Retrier[], error: string, tries: number[]): number | undefined {
  const index = retriers.findIndex(({ ErrorEquals }) => covers(ErrorEquals, error))
  const retrier = retriers[index]
  if (!retrier) return undefined
  const done = tries[index] ?? 0
  const { MaxAttempts = 3, IntervalSeconds = 1, BackoffRate = 2, MaxDelaySeconds = Number.POSITIVE_INFINITY } = retrier
  if (done >= MaxAttempts) return undefined
  tries[index] = done + 1
  return Math.min(MaxDelaySeconds, IntervalSeconds * BackoffRate ** done)
}

async function attempt(
  state: State,
  data: unknown,
  context: Context,
  world: World,
  signal: AbortSignal,
): Promise<Step> {
  const view = { input: data, context }
  const input = state.InputPath === null ? {} : readPath(state.InputPath ?? '$', view)
  const at = { input, context }
  const next = state.Next
  switch (state.Type) {
    case 'Succeed':
      return { next: undefined, data: output(state, input, context) }
    case 'Fail': {
      const read = (text?: string, path?: string) => (path ? String(readPath(path, at)) : (text ?? ''))
      throw new StateError(read(state.Error, state.ErrorPath), read(state.Cause, state.CausePath))
    }
    case 'Choice': {
      const chosen = state.Choices?.find((rule) => holds(rule, at))?.Next ?? state.Default
      if (!chosen)
        throw new StateError('States.NoChoiceMatched', 'no rule of the Choice state matched, and it has no default')
      return { next: chosen, data: output(state, input, context) }
    }
    case 'Wait':
      await world.wait(waitSeconds(state, at, world.now()), signal)
      return { next, data: output(state, input, context) }
    default: {
      const parameters = state.Parameters === undefined ? input : fillTemplate(state.Parameters, at)
      const raw = await work(state, parameters, at, world, signal)
      const result =
        state.ResultSelector === undefined ? raw : fillTemplate(state.ResultSelector, { input: raw, context })
      const merged = state.ResultPath === null ? data : writePath(state.ResultPath ?? '$', data, result)
      return { next, data: output(state, merged, context) }
    }
  }
}

function work(
  state: State,
  parameters: unknown,
  view: View,
  world: World,
  signal: AbortSignal,
): Promise<unknown> | unknown {
  if (state.Type === 'Task') return withTimeout(state.TimeoutSeconds, world, signal, runTask(state, parameters, world))
  if (state.Type === 'Map') return runMap(state, view, world, signal)
  return state.Result === undefined ? parameters : state.Result
}

const output = (state: State, data: unknown, context: Context) =>
  state.OutputPath === null ? {} : readPath(state.OutputPath ?? '$', { input: data, context })

function waitSeconds(state: State, view: View, now: number): number {
  const until = state.TimestampPath ? String(readPath(state.TimestampPath, view)) : state.Timestamp
  if (until !== undefined) return Math.max(0, (Date.parse(until) - now) / 1000)
  const seconds = state.SecondsPath ? readPath(state.SecondsPath, view) : state.Seconds
  if (typeof seconds !== 'number' || seconds < 0)
    throw new StateError('States.Runtime', `not a number of seconds to wait: ${JSON.stringify(seconds)}`)
  return seconds
}

async function runTask(state: State, parameters: unknown, world: World): Promise<unknown> {
  if (!state.Resource!.endsWith(':lambda:invoke')) return world.invoke(state.Resource!, parameters)
  const { FunctionName, Payload = {} } = parameters as { FunctionName: string; Payload?: unknown }
  const result = await world.invoke(FunctionName, Payload)
  return { ExecutedVersion: '$LATEST', Payload: result, StatusCode: 200 }
}

async function withTimeout(
  seconds: number | undefined,
  world: World,
  signal: AbortSignal,
  task: Promise<unknown>,
): Promise<unknown> {
  const over = new AbortController()
  const either = AbortSignal.any([signal, over.signal])
  const aborted = new Promise<never>((_, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason), { signal: over.signal }),
  )
  const racers: Promise<unknown>[] = [task, aborted]
  if (seconds !== undefined) {
    const late = () => Promise.reject(new StateError('States.Timeout', `the task took longer than ${seconds} seconds`))
    racers.push(world.wait(seconds, either).then(late))
  }
  // The losers of the race end later, and nobody listens any more.
  for (const racer of racers) racer.catch(() => {})
  try {
    return await Promise.race(racers)
  } finally {
    over.abort()
  }
}

/** Inline and distributed maps differ here only in how a failed item is reported. */
async function runMap(state: State, view: View, world: World, signal: AbortSignal): Promise<unknown[]> {
  const items = findPath(state.ItemsPath ?? '$', view)
  if (!Array.isArray(items))
    throw new StateError('States.Runtime', `${state.ItemsPath ?? '$'} of a Map state is not an array`)
  const processor = state.ItemProcessor!
  const context = view.context as Context
  const distributed = processor.ProcessorConfig?.Mode === 'DISTRIBUTED'
  const tolerated = Math.max(
    state.ToleratedFailureCount ?? 0,
    ((state.ToleratedFailurePercentage ?? 0) / 100) * items.length,
  )
  const siblings = new AbortController()
  const either = AbortSignal.any([signal, siblings.signal])
  const results: unknown[] = new Array(items.length)
  const failures: unknown[] = []
  let following = 0
  const worker = async () => {
    while (following < items.length && !siblings.signal.aborted) {
      const Index = following++
      const inside: Context = { ...context, Map: { Item: { Index, Value: items[Index] } } }
      try {
        const input =
          state.ItemSelector === undefined
            ? items[Index]
            : fillTemplate(state.ItemSelector, { input: view.input, context: inside })
        results[Index] = await runMachine(processor, input, inside, world, either)
      } catch (error) {
        if (siblings.signal.aborted) return
        failures.push(error)
        if (!distributed || failures.length > tolerated) siblings.abort()
      }
    }
  }
  const width = state.MaxConcurrency || items.length
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker))
  signal.throwIfAborted()
  if (siblings.signal.aborted) {
    if (!distributed) throw failures[0]
    const cause = `The specified tolerated failure threshold was exceeded. First failure: ${(failures[0] as Error).message}`
    throw new StateError('States.ExceedToleratedFailureThreshold', cause)
  }
  return results
}

function checkSize(data: unknown, name: string): void {
  if (Buffer.byteLength(JSON.stringify(data) ?? '') <= STATE_LIMIT) return
  const cause = `The state '${name}' returned a result with a size exceeding the maximum number of bytes service limit.`
  throw new StateError('States.DataLimitExceeded', cause)
}
