import { setTimeout as sleep } from 'node:timers/promises'
import type { FunctionHost } from '../functions/host.ts'
import type { FunctionSpec } from '../functions/spec.ts'
import { functionNameOf } from '../place.ts'
import type { Queues } from '../sqs/queues.ts'
import type { Executions } from '../states/executions.ts'

/** Lambda waits one and two minutes between the tries of an asynchronous call; nobody wants to wait so long at a desk. */
const RETRY_DELAYS = [1000, 2000]

interface CallTarget {
  Arn: string
}

/** Hands events to targets as EventBridge, Scheduler and Lambda's asynchronous calls do: retries, then the dead letters. */
export function createTargets(options: {
  host: FunctionHost
  specs: FunctionSpec[]
  executions: () => Executions
  queues: Pick<Queues, 'bury'>
  log: (line: string) => void
}) {
  const { host, queues, log } = options
  const specs = new Map(options.specs.map((spec) => [spec.name, spec]))
  const stop = new AbortController()

  const invokeAsynchronously = async (spec: FunctionSpec, event: unknown) => {
    for (let tries = 0; ; tries++) {
      const { payload, failed } = await host.invoke(spec.name, event)
      if (!failed || stop.signal.aborted) return
      const { errorType, errorMessage } = payload as { errorType: string; errorMessage: string }
      log(`${spec.name} failed (${errorType}: ${errorMessage}), try ${tries + 1} of ${spec.retries + 1}`)
      if (tries >= spec.retries) return bury(spec, { requestPayload: event, responsePayload: payload })
      await sleep(RETRY_DELAYS[tries], undefined, { signal: stop.signal }).catch(() => {})
      if (stop.signal.aborted) return
    }
  }

  const bury = ({ name, deadLetter }: FunctionSpec, message: unknown) => {
    if (deadLetter !== undefined) queues.bury(deadLetter, JSON.stringify(message), name)
  }

  return {
    /** Refuses a target that has no local counterpart, by name, when the cloud starts. */
    check(target: CallTarget, where: string): void {
      if (target.Arn.includes(':stateMachine:') || specs.has(functionNameOf(target.Arn))) return
      throw new Error(`${where} has a target that the local cloud does not know: ${target.Arn}`)
    },
    /** Resolves when the target has had the event, or it has been buried. */
    async call({ Arn }: CallTarget, input: unknown): Promise<void> {
      if (stop.signal.aborted) return
      try {
        if (Arn.includes(':stateMachine:'))
          return void options.executions().start(Arn, undefined, JSON.stringify(input))
        const spec = specs.get(functionNameOf(Arn))
        if (!spec) throw new Error('no such function')
        await invokeAsynchronously(spec, input)
      } catch (error) {
        log(`an event for ${Arn} is lost: ${(error as Error).message}`)
      }
    },
    stop: () => stop.abort(),
  }
}
