import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createBus } from '../../../../local/events/bus.ts'
import type { BusEvent } from '../../../../local/events/bus-event.ts'
import { listen } from '../../../../local/http.ts'
import { createJsonPort } from '../../../../local/json-port.ts'
import { createMailbox } from '../../../../local/mail/mailbox.ts'
import { CREDENTIALS, REGION } from '../../../../local/place.ts'
import { createSchedules } from '../../../../local/scheduler/schedules.ts'
import { type ChoiceRule, holds } from '../../../../local/states/choice.ts'
import { checkMachine, type Machine, type State } from '../../../../local/states/definition.ts'
import { StateError } from '../../../../local/states/errors.ts'
import { createExecutions } from '../../../../local/states/executions.ts'
import { statesFace } from '../../../../local/states/face.ts'
import { type Context, runMachine, type World } from '../../../../local/states/interpreter.ts'
import { findPath, writePath } from '../../../../local/states/paths.ts'
import { openParts } from '../../../machines/fixture/parts.ts'

const LAMBDA = 'arn:aws:lambda:us-east-1:000000000000:function:f'
const context = {
  Execution: { Id: 'id', Name: 'name', Input: {}, RoleArn: 'role', StartTime: '2026-01-01T00:00:00Z' },
  StateMachine: { Id: 'm', Name: 'm' },
}

/** Runs states in written order; the function answers what `answers` says for its n-th call. */
async function run(
  States: Record<string, State>,
  input: unknown = {},
  answer: (payload: unknown, call: number) => unknown = (payload) => payload,
) {
  const machine: Machine = { StartAt: Object.keys(States)[0]!, States }
  checkMachine(machine, 'test')
  const waits: number[] = []
  const payloads: unknown[] = []
  const world: World = {
    invoke: async (_, payload) => answer(structuredClone(payload), payloads.push(structuredClone(payload))),
    wait: async (seconds, signal) => {
      waits.push(seconds)
      // A time-out that nobody waits for any more never comes.
      if (seconds > 1000)
        await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    },
    now: () => Date.parse('2026-01-01T00:00:00Z'),
  }
  const output = await runMachine(machine, input, context as Context, world, new AbortController().signal)
  return { output, waits, payloads }
}
const fails = (promise: Promise<unknown>) =>
  promise.then(
    () => 'nothing failed',
    (error: StateError) => error.error,
  )
const throwing = (error: string) => () => {
  throw new StateError(error, 'why')
}

describe('data flow', () => {
  const task = { Type: 'Task', Resource: LAMBDA, End: true } as const

  test('InputPath, Parameters, ResultSelector, ResultPath and OutputPath work in this order', async () => {
    const { output, payloads } = await run(
      {
        task: {
          ...task,
          InputPath: '$.a',
          Parameters: { 'x.$': '$.b', fixed: 1, 'id.$': '$$.Execution.Id', deep: [{ 'y.$': '$.b' }] },
          ResultSelector: { 'sum.$': '$.s' },
          ResultPath: '$.r.t',
          OutputPath: '$.r',
        },
      },
      { a: { b: 2 }, r: { old: true } },
      () => ({ s: 3, dropped: true }),
    )
    expect(payloads).toEqual([{ x: 2, fixed: 1, id: 'id', deep: [{ y: 2 }] }])
    expect(output).toEqual({ old: true, t: { sum: 3 } })
  })

  test('lambda:invoke wraps what the function returns, the function ARN does not', async () => {
    const invoke = {
      ...task,
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: { FunctionName: LAMBDA, 'Payload.$': '$' },
    }
    expect((await run({ invoke }, { a: 1 })).output).toMatchObject({ Payload: { a: 1 }, StatusCode: 200 })
    expect((await run({ task }, { a: 1 })).output).toEqual({ a: 1 })
  })

  test('ResultPath null keeps the input', async () => {
    expect((await run({ task: { ...task, ResultPath: null } }, { a: 1 }, () => 'dropped')).output).toEqual({ a: 1 })
  })

  test('a path that is not there fails the execution', async () => {
    expect(await fails(run({ task: { ...task, InputPath: '$.nothing' } }))).toBe('States.Runtime')
  })

  test('more than 256 KiB fails, and no wildcard catches it', async () => {
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'rescue' }]
    const states: Record<string, State> = {
      task: { Type: 'Task', Resource: LAMBDA, Next: 'rescue', Catch },
      rescue: { Type: 'Succeed' },
    }
    expect(await fails(run(states, {}, () => 'x'.repeat(256 * 1024)))).toBe('States.DataLimitExceeded')
    expect((await run(states, {}, () => 'x'.repeat(256 * 1024 - 2))).output).toHaveLength(256 * 1024 - 2)
  })

  test('paths read and write by dots, brackets and indexes', () => {
    const view = { input: { a: [{ 'b c': 1 }] }, context: { Map: { Item: { Index: 4 } } } }
    expect(findPath("$.a[0]['b c']", view)).toBe(1)
    expect(findPath('$$.Map.Item.Index', view)).toBe(4)
    expect(findPath('$.a[1].x', view)).toBeUndefined()
    expect(writePath('$.a.b', { a: { c: 1 } }, 2)).toEqual({ a: { c: 1, b: 2 } })
    expect(writePath('$.x.y', {}, 2)).toEqual({ x: { y: 2 } })
    expect(writePath('$', { a: 1 }, 2)).toBe(2)
  })
})

describe('errors', () => {
  const retrying = (Retry: State['Retry'], more: Partial<State> = {}): Record<string, State> => ({
    task: { Type: 'Task', Resource: LAMBDA, End: true, Retry, ...more },
  })

  test('are tried again with growing waits, as often as it says', async () => {
    const { waits, payloads } = await run(
      retrying([
        { ErrorEquals: ['Transient'], IntervalSeconds: 2, BackoffRate: 3, MaxAttempts: 3, MaxDelaySeconds: 10 },
      ]),
      {},
      (_, call) => (call < 4 ? throwing('Transient')() : 'ok'),
    )
    expect(waits).toEqual([2, 6, 10])
    expect(payloads).toHaveLength(4)
  })

  test('each retrier counts its own; an error that none names is final', async () => {
    const errors = ['A', 'B', 'A', 'C']
    const states = retrying([
      { ErrorEquals: ['A'], MaxAttempts: 2 },
      { ErrorEquals: ['B'], MaxAttempts: 1, IntervalSeconds: 5 },
    ])
    expect(await fails(run(states, {}, (_, call) => throwing(errors[call - 1]!)()))).toBe('C')
    expect(await fails(run(states, {}, throwing('A')))).toBe('A')
  })

  test('MaxAttempts 0 takes an error out of a later wildcard', async () => {
    const states = retrying([{ ErrorEquals: ['CustomerError'], MaxAttempts: 0 }, { ErrorEquals: ['States.ALL'] }])
    let calls = 0
    const answer = () => {
      calls++
      throw new StateError('CustomerError', 'why')
    }
    expect(await fails(run(states, {}, answer))).toBe('CustomerError')
    expect(calls).toBe(1)
  })

  test('a catcher puts error and cause where it says', async () => {
    const states: Record<string, State> = {
      task: {
        Type: 'Task',
        Resource: LAMBDA,
        Next: 'never',
        Catch: [{ ErrorEquals: ['States.TaskFailed'], Next: 'rescue', ResultPath: '$.error' }],
      },
      never: { Type: 'Fail' },
      rescue: { Type: 'Pass', End: true },
    }
    expect((await run(states, { a: 1 }, throwing('Any'))).output).toEqual({
      a: 1,
      error: { Error: 'Any', Cause: 'why' },
    })
  })

  test('a task that takes longer than its time-out fails with States.Timeout', async () => {
    const never = () => new Promise(() => {})
    expect(await fails(run(retrying([], { TimeoutSeconds: 5 }), {}, never))).toBe('States.Timeout')
    expect((await run(retrying([], { TimeoutSeconds: 5000 }), {}, () => 'quick')).output).toBe('quick')
  })

  test('Fail fails with its name', async () => {
    expect(await fails(run({ end: { Type: 'Fail', Error: 'Mine', Cause: 'text' } }))).toBe('Mine')
    expect(
      await fails(run({ end: { Type: 'Fail', ErrorPath: '$.e', CausePath: '$.c' } }, { e: 'Theirs', c: 'x' })),
    ).toBe('Theirs')
  })
})

describe('Map', () => {
  const map = (more: Partial<State> = {}, Mode: 'INLINE' | 'DISTRIBUTED' = 'DISTRIBUTED'): Record<string, State> => ({
    map: {
      Type: 'Map',
      End: true,
      ItemsPath: '$.shards',
      ItemSelector: { 'build.$': '$.build', 'shard.$': '$$.Map.Item.Value', 'index.$': '$$.Map.Item.Index' },
      ItemProcessor: {
        ProcessorConfig: { Mode },
        StartAt: 'one',
        States: { one: { Type: 'Task', Resource: LAMBDA, End: true } },
      },
      ...more,
    },
  })

  test('runs every item with its input, and keeps the order', async () => {
    const { output } = await run(map(), { build: 'b', shards: [7, 8] })
    expect(output).toEqual([
      { build: 'b', shard: 7, index: 0 },
      { build: 'b', shard: 8, index: 1 },
    ])
    expect((await run(map({ ResultPath: null }), { build: 'b', shards: [] })).output).toEqual({
      build: 'b',
      shards: [],
    })
  })

  test('runs at most MaxConcurrency at once', async () => {
    let [now, most] = [0, 0]
    const slow = async () => {
      most = Math.max(most, ++now)
      await new Promise((resolve) => setTimeout(resolve, 5))
      now--
      return {}
    }
    await run(map({ MaxConcurrency: 3 }), { build: 'b', shards: Array(10).fill(0) }, slow)
    expect(most).toBe(3)
  })

  test('a distributed one fails by its threshold, an inline one with the error of the item', async () => {
    const failing = (payload: unknown) => ((payload as { shard: number }).shard === 1 ? throwing('ItemError')() : {})
    const input = { build: 'b', shards: [0, 1, 2] }
    expect(await fails(run(map(), input, failing))).toBe('States.ExceedToleratedFailureThreshold')
    expect(await fails(run(map({}, 'INLINE'), input, failing))).toBe('ItemError')
    expect((await run(map({ ToleratedFailureCount: 1, ResultPath: null }), input, failing)).output).toEqual(input)
  })

  test('wants an array', async () => {
    expect(await fails(run(map(), { build: 'b', shards: 5 }))).toBe('States.Runtime')
  })
})

describe('Choice', () => {
  const view = { input: { n: 5, s: 'abc', b: true, t: '2026-01-01T00:00:00Z', nothing: null, other: 5 }, context: {} }
  test.each<[ChoiceRule, boolean]>([
    [{ Variable: '$.n', NumericEquals: 5 }, true],
    [{ Variable: '$.n', NumericLessThan: 5 }, false],
    [{ Variable: '$.n', NumericGreaterThanEquals: 5 }, true],
    [{ Variable: '$.n', NumericEqualsPath: '$.other' }, true],
    [{ Variable: '$.n', StringEquals: '5' }, false],
    [{ Variable: '$.s', StringEquals: 'abc' }, true],
    [{ Variable: '$.s', StringMatches: 'a*' }, true],
    [{ Variable: '$.s', StringMatches: 'a.*' }, false],
    [{ Variable: '$.s', StringGreaterThan: 'abb' }, true],
    [{ Variable: '$.b', BooleanEquals: true }, true],
    [{ Variable: '$.t', TimestampLessThan: '2026-01-02T00:00:00+00:00' }, true],
    [{ Variable: '$.x', IsPresent: false }, true],
    [{ Variable: '$.nothing', IsNull: true }, true],
    [{ Variable: '$.s', IsNumeric: true }, false],
    [{ And: [{ Variable: '$.b', BooleanEquals: true }, { Not: { Variable: '$.n', NumericEquals: 1 } }] }, true],
    [
      {
        Or: [
          { Variable: '$.n', NumericEquals: 1 },
          { Variable: '$.n', NumericEquals: 2 },
        ],
      },
      false,
    ],
  ])('%j is %s', (rule, expected) => {
    expect(holds(rule, view)).toBe(expected)
  })

  test('the first rule that holds decides, else the default, else it fails', async () => {
    const states = (Default?: string): Record<string, State> => ({
      choose: {
        Type: 'Choice',
        Choices: [{ Variable: '$.n', NumericGreaterThan: 9, Next: 'large' }],
        ...(Default && { Default }),
      },
      large: { Type: 'Pass', Result: 'large', End: true },
      small: { Type: 'Pass', Result: 'small', End: true },
    })
    expect((await run(states(), { n: 10 })).output).toBe('large')
    expect((await run(states('small'), { n: 1 })).output).toBe('small')
    expect(await fails(run(states(), { n: 1 }))).toBe('States.NoChoiceMatched')
  })
})

test('Wait waits by seconds, by a path, or until a time', async () => {
  const wait = (more: Partial<State>): Record<string, State> => ({ wait: { Type: 'Wait', End: true, ...more } })
  expect((await run(wait({ Seconds: 3 }))).waits).toEqual([3])
  expect((await run(wait({ SecondsPath: '$.quiet' }), { quiet: 30 })).waits).toEqual([30])
  expect((await run(wait({ Timestamp: '2026-01-01T00:01:00Z' }))).waits).toEqual([60])
  expect(await fails(run(wait({ SecondsPath: '$.quiet' }), { quiet: 'x' }))).toBe('States.Runtime')
})

test.each<[string, object]>([
  ['JSONata', { QueryLanguage: 'JSONata', States: {} }],
  ['a Parallel state', { States: { p: { Type: 'Parallel' } } }],
  ['ItemReader', { States: { m: { Type: 'Map', ItemReader: {} } } }],
  ['sqs:sendMessage', { States: { t: { Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage' } } }],
  ['simple paths only', { States: { t: { Type: 'Pass', Parameters: { 'x.$': 'States.Format("{}", $.a)' } } } }],
])('a machine with %s is refused when the cloud starts', (what, machine) => {
  expect(() => checkMachine(machine as Machine, 'test')).toThrow(what)
})

describe('the service', () => {
  let parts: ReturnType<typeof openParts>
  let heard: BusEvent[]
  let client: SFNClient
  let executions: ReturnType<typeof createExecutions>
  let close: () => Promise<void>
  const stateMachineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:m'
  const machine: Machine = {
    StartAt: 'wait',
    TimeoutSeconds: 100,
    States: {
      wait: { Type: 'Wait', SecondsPath: '$.seconds', Next: 'task' },
      task: { Type: 'Task', Resource: LAMBDA, End: true },
    },
  }

  async function open(data?: string) {
    parts = openParts(data)
    heard = []
    const bus = createBus(parts.journal, parts.clock, async (_, event) => void heard.push(event as BusEvent))
    bus.start([{ name: 'all', pattern: { source: ['aws.states'] }, targets: [{ Arn: 'test' }] }])
    executions = createExecutions(
      parts.journal,
      parts.clock,
      bus,
      new Map([[stateMachineArn, machine]]),
      async (_, payload) => payload,
    )
    executions.recover()
    const schedules = createSchedules(parts.journal, parts.clock, new Set(), async () => {})
    const server = await listen(
      0,
      createJsonPort({
        faces: { AWSStepFunctions: statesFace(executions) },
        schedules,
        mailbox: createMailbox(parts.journal, parts.clock),
        clock: parts.clock,
      }),
    )
    client = new SFNClient({ endpoint: server.url, region: REGION, credentials: CREDENTIALS, maxAttempts: 1 })
    close = async () => {
      executions.halt()
      bus.stop()
      await server.close()
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }
  beforeEach(() => open())
  afterEach(async () => {
    await close()
    parts.close()
  })

  const start = async (name: string | undefined, seconds: number) =>
    (await client.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify({ seconds }) })))
      .executionArn!
  const describeOne = (executionArn: string) => client.send(new DescribeExecutionCommand({ executionArn }))
  const until = (executionArn: string, status: string) =>
    expect.poll(async () => (await describeOne(executionArn)).status).toBe(status)

  test('a name is taken for good; the same input while it runs is the same execution', async () => {
    const arn = await start('only', 1000)
    expect(arn).toBe('arn:aws:states:us-east-1:000000000000:execution:m:only')
    expect(await start('only', 1000)).toBe(arn)
    await expect(start('only', 2000)).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' })
    await client.send(new StopExecutionCommand({ executionArn: arn }))
    await expect(start('only', 1000)).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' })
  })

  test('succeeds, and tells the bus of start and end', async () => {
    const arn = await start('good', 0)
    await until(arn, 'SUCCEEDED')
    expect(await describeOne(arn)).toMatchObject({
      input: '{"seconds":0}',
      output: '{"seconds":0}',
      name: 'good',
      stateMachineArn,
      startDate: expect.any(Date),
      stopDate: expect.any(Date),
    })
    await expect
      .poll(() => heard.map(({ detail }) => (detail as { status: string }).status))
      .toEqual(['RUNNING', 'SUCCEEDED'])
    expect(heard[1]).toMatchObject({
      'detail-type': 'Step Functions Execution Status Change',
      resources: [arn],
      detail: {
        executionArn: arn,
        stateMachineArn,
        name: 'good',
        input: '{"seconds":0}',
        output: '{"seconds":0}',
        error: null,
      },
    })
  })

  test('waits by the clock, and times out by it', async () => {
    const [soon, late] = [await start('soon', 50), await start('late', 500)]
    await new Promise((resolve) => setTimeout(resolve, 20))
    await parts.clock.advance(60_000)
    await until(soon, 'SUCCEEDED')
    expect((await describeOne(late)).status).toBe('RUNNING')
    await parts.clock.advance(60_000)
    await until(late, 'TIMED_OUT')
  })

  test('a stopped one is aborted at once, with the given error', async () => {
    const arn = await start('stopped', 1000)
    await client.send(new StopExecutionCommand({ executionArn: arn, error: 'E', cause: 'C' }))
    expect(await describeOne(arn)).toMatchObject({ status: 'ABORTED', error: 'E', cause: 'C' })
    await expect
      .poll(() => heard.map(({ detail }) => (detail as { status: string }).status))
      .toEqual(['RUNNING', 'ABORTED'])
  })

  test('refuses what AWS refuses', async () => {
    await expect(
      client.send(new StartExecutionCommand({ stateMachineArn: `${stateMachineArn}x` })),
    ).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' })
    await expect(start('a b', 1)).rejects.toMatchObject({ name: 'InvalidName' })
    await expect(start('x'.repeat(81), 1)).rejects.toMatchObject({ name: 'InvalidName' })
    await expect(client.send(new StartExecutionCommand({ stateMachineArn, input: '{' }))).rejects.toMatchObject({
      name: 'InvalidExecutionInput',
    })
    await expect(describeOne(`${stateMachineArn}:none`)).rejects.toMatchObject({ name: 'ExecutionDoesNotExist' })
    await expect(client.send(new GetExecutionHistoryCommand({ executionArn: 'x' }))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 501 },
    })
  })

  test('what ran when the cloud stopped is aborted at the next start', async () => {
    const arn = await start('interrupted', 1000)
    await close()
    parts.close({ keep: true })
    await open(parts.data)
    expect((await describeOne(arn)).status).toBe('ABORTED')
    await expect.poll(() => heard.map(({ detail }) => (detail as { status: string }).status)).toContain('ABORTED')
    await expect(start('interrupted', 1000)).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' })
  })
})
