import { randomUUID } from 'node:crypto'
import type { Clock } from '../clock.ts'
import type { Bus } from '../events/bus.ts'
import { ServiceError } from '../http.ts'
import type { Journal } from '../journal.ts'
import { arn } from '../place.ts'
import type { Machine } from './definition.ts'
import { StateError } from './errors.ts'
import { runMachine, type World } from './interpreter.ts'

export interface Execution {
  arn: string
  machine: string
  name: string
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED'
  /** Milliseconds. */
  started: number
  stopped: number | null
  input: string
  output: string | null
  error: string | null
  cause: string | null
}

type Ending = Pick<Execution, 'status'> & Partial<Pick<Execution, 'output' | 'error' | 'cause'>>

/** Runs state machines, keeps a journal of what ran, and tells the bus of every change of status. */
export function createExecutions(
  journal: Journal,
  clock: Clock,
  bus: Bus,
  machines: Map<string, Machine>,
  invoke: World['invoke'],
) {
  const running = new Map<string, AbortController>()
  let stopping = false
  const read = (executionArn: string) =>
    journal.prepare('SELECT * FROM executions WHERE arn = ?').get(executionArn) as unknown as Execution | undefined

  const announce = (execution: Execution) => {
    const { arn: executionArn, machine: stateMachineArn, started: startDate, stopped: stopDate, ...rest } = execution
    const included = (text: string | null) => (text === null ? null : { included: true })
    bus.publish({
      source: 'aws.states',
      'detail-type': 'Step Functions Execution Status Change',
      resources: [executionArn],
      detail: {
        ...{ executionArn, stateMachineArn, startDate, stopDate, ...rest },
        ...{ inputDetails: included(rest.input), outputDetails: included(rest.output) },
      },
    })
  }

  const end = (executionArn: string, { status, output = null, error = null, cause = null }: Ending) => {
    const { changes } = journal
      .prepare(
        `UPDATE executions SET status = ?, output = ?, error = ?, cause = ?, stopped = ? WHERE arn = ? AND status = 'RUNNING'`,
      )
      .run(status, output, error, cause, clock.now(), executionArn)
    if (changes) announce(read(executionArn)!)
  }

  const wait: World['wait'] = (seconds, signal) =>
    new Promise((resolve, reject) => {
      const cancel = clock.at(clock.now() + seconds * 1000, () => {
        signal.removeEventListener('abort', abort)
        resolve()
      })
      const abort = () => {
        cancel()
        reject(signal.reason)
      }
      if (signal.aborted) abort()
      else signal.addEventListener('abort', abort, { once: true })
    })

  const run = async (execution: Execution, machine: Machine, stop: AbortController) => {
    const { arn: Id, name: Name, started } = execution
    const input = JSON.parse(execution.input)
    const context = {
      Execution: {
        Id,
        Name,
        Input: input,
        RoleArn: arn('iam', 'role/local'),
        StartTime: new Date(started).toISOString(),
      },
      StateMachine: { Id: execution.machine, Name: execution.machine.split(':').at(-1)! },
    }
    if (machine.TimeoutSeconds !== undefined) {
      const late = () => stop.abort({ status: 'TIMED_OUT' } satisfies Ending)
      wait(machine.TimeoutSeconds, stop.signal).then(late, () => {})
    }
    let ending: Ending
    try {
      const output = await runMachine(machine, input, context, { invoke, wait, now: clock.now }, stop.signal)
      ending = { status: 'SUCCEEDED', output: JSON.stringify(output) }
    } catch (error) {
      if (stop.signal.aborted) ending = stop.signal.reason
      else if (error instanceof StateError) ending = { status: 'FAILED', error: error.error, cause: error.cause }
      else ending = { status: 'FAILED', error: 'States.Runtime', cause: String(error) }
    }
    running.delete(Id)
    // The journal says RUNNING when the cloud stops: the next start ends it as ABORTED.
    if (!stopping) end(Id, ending)
    if (!stop.signal.aborted) stop.abort(ending)
  }

  return {
    /** Starts an execution, or gives the running one of the same name and input. A name stays taken for good. */
    start(machineArn: string, name: string | undefined, input: string): Execution {
      const machine = machines.get(machineArn)
      if (!machine) throw new ServiceError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${machineArn}'`)
      const chosen = name ?? randomUUID()
      const executionArn = `${machineArn.replace(':stateMachine:', ':execution:')}:${chosen}`
      const before = read(executionArn)
      if (before) {
        if (before.status === 'RUNNING' && before.input === input) return before
        throw new ServiceError('ExecutionAlreadyExists', `Execution Already Exists: '${executionArn}'`)
      }
      journal
        .prepare(
          `INSERT INTO executions (arn, machine, name, status, started, input) VALUES (?, ?, ?, 'RUNNING', ?, ?)`,
        )
        .run(executionArn, machineArn, chosen, clock.now(), input)
      const execution = read(executionArn)!
      announce(execution)
      const stop = new AbortController()
      running.set(executionArn, stop)
      setImmediate(run, execution, machine, stop)
      return execution
    },
    describe(executionArn: string): Execution {
      const execution = read(executionArn)
      if (!execution) throw new ServiceError('ExecutionDoesNotExist', `Execution Does Not Exist: '${executionArn}'`)
      return execution
    },
    /** Ends a running execution as ABORTED; one that has ended stays as it is. */
    stop(executionArn: string, error?: string, cause?: string): Execution {
      this.describe(executionArn)
      const ending: Ending = { status: 'ABORTED', error: error ?? null, cause: cause ?? null }
      running.get(executionArn)?.abort(ending)
      end(executionArn, ending)
      return this.describe(executionArn)
    },
    /** Newest first. */
    list(): Execution[] {
      return journal
        .prepare('SELECT * FROM executions ORDER BY started DESC, rowid DESC')
        .all() as unknown as Execution[]
    },
    /** Ends what was running when the cloud last stopped. */
    recover() {
      for (const { arn: executionArn } of journal
        .prepare(`SELECT arn FROM executions WHERE status = 'RUNNING'`)
        .all()) {
        end(executionArn as string, { status: 'ABORTED', cause: 'the local cloud was stopped while this was running' })
      }
    },
    halt() {
      stopping = true
      for (const stop of running.values()) stop.abort({ status: 'ABORTED' } satisfies Ending)
    },
  }
}

export type Executions = ReturnType<typeof createExecutions>
