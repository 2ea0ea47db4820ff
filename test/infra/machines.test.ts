import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import validate from 'asl-validator'
import { describe, expect, test } from 'vitest'
import { logicalId } from '../../cdk/functions.ts'
import { root } from '../../cdk/if-changed.ts'
import { StateError } from '../../local/states/errors.ts'
import { runMachine, type World } from '../../local/states/interpreter.ts'
import { machines } from '../../shared/nouns/nouns.ts'
import { actionsOf, type Json, ofType, resourcesOf, serviceTemplate, statementsOf } from './assembly.ts'

/** The definition as Step Functions gets it, with an ARN for each function that the template names. */
function definitionOf(id: string): Json {
  const parts = serviceTemplate.Resources[id]!.Properties.DefinitionString['Fn::Join'][1]
  const text = parts.map((part: string | { 'Fn::GetAtt': [string] }) =>
    typeof part === 'string' ? part : `arn:aws:lambda:eu-central-1:111122223333:function:${part['Fn::GetAtt'][0]}`,
  )
  return JSON.parse(text.join(''))
}

const executionContext = {
  Execution: { Id: 'id', Name: 'name', Input: {}, RoleArn: 'role', StartTime: '2026-01-01T00:00:00Z' },
  StateMachine: { Id: 'm', Name: 'm' },
}

const functionOf = (state: Json) => state.Parameters.FunctionName.split(':').at(-1)

describe.each(machines.map((one) => [one.name, one] as const))('%s', (name, machine) => {
  const definition = definitionOf(`Machine${logicalId(name)}`)
  const steps = machine.steps.map((step) => step.name)
  const mappedOver = Object.fromEntries(machine.steps.map((step) => [step.name, step.over]))
  const maps = steps
    .filter((step) => mappedOver[step])
    .map((step) => [step, definition.States[`every ${step}`]] as const)
  const children = maps.map(([step, map]) => map.ItemProcessor.States[step])
  const tasks = [...Object.values<Json>(definition.States), ...children].filter((state) => state.Type === 'Task')
  const stateOf = (step: string) => (mappedOver[step] ? `every ${step}` : step)

  test('is valid Amazon States Language', () => {
    const { isValid, errorsText } = validate(definition)
    expect(isValid, errorsText()).toBe(true)
  })

  test('runs its steps in order, all in its one function, which is told the step', () => {
    const order: string[] = []
    // Of two ways the longer one.
    const after = ({ Next, Choices }: Json): string | undefined => Choices?.[0].Next ?? Next
    for (let at = definition.StartAt; at; at = after(definition.States[at])) {
      if (definition.States[at].Type !== 'Choice') order.push(at)
    }
    const whole = steps.map(stateOf)
    expect(order).toEqual(name === 'ingest' ? ['quiet period', ...whole] : whole)
    expect(new Set(tasks.map(functionOf))).toEqual(new Set([logicalId(`steps/${name}`)]))
    expect(tasks.map((task) => task.Parameters.Payload.step).sort()).toEqual([...steps].sort())
    const source = readFileSync(join(root, 'functions', 'steps', `${name}.ts`), 'utf8')
    const known = source.slice(source.indexOf('machine({')).matchAll(/^ {2}(\w+): /gm)
    expect([...known].map(([, step]) => step)).toEqual(steps)
  })

  test('maps over lists of the plan, and keeps the state small', () => {
    for (const [step, map] of maps) {
      expect(map).toMatchObject({
        Type: 'Map',
        ItemsPath: `$.plan.${mappedOver[step]}`,
        ItemSelector: { 'build.$': '$.build', 'item.$': '$$.Map.Item.Value' },
        ResultPath: null,
        ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } },
      })
    }
    expect(mappedOver[steps.at(-2)!]).toBe('shards')
    expect(definition.States.prepare).toMatchObject({ ResultPath: '$.plan' })
    expect(definition.States.finish).toMatchObject({ ResultPath: null, End: true })
  })

  test('never tries again what the customer must mend; catches no failure; comes free some day', () => {
    for (const task of tasks) {
      const first = (error: string) => task.Retry.find(({ ErrorEquals }: Json) => ErrorEquals.includes(error))
      expect(first('Lambda.TooManyRequestsException').MaxAttempts).toBeGreaterThan(10)
      const anything = task.Retry.findIndex(({ ErrorEquals }: Json) => ErrorEquals.includes('States.TaskFailed'))
      for (const error of ['CustomerError', 'SupersededBuild']) {
        expect(first(error).MaxAttempts).toBe(0)
        expect(task.Retry.indexOf(first(error))).toBeLessThan(anything)
      }
      // A build that a later attempt replaced is no failure: it ends well, at the step that finds it out.
      const isPrepare = task === definition.States.prepare
      expect(task.Catch).toEqual(
        isPrepare ? [{ ErrorEquals: ['SupersededBuild'], ResultPath: null, Next: 'superseded' }] : undefined,
      )
      expect(task.TimeoutSeconds).toBeGreaterThan(900)
    }
    // A resource whose machine hangs must come free some day.
    expect(definition.TimeoutSeconds).toBeGreaterThan(0)
  })

  test('ends well where a later attempt holds the resource', async () => {
    const world: World = {
      invoke: async () => {
        throw new StateError('SupersededBuild', 'claimed by a later attempt')
      },
      wait: async (seconds, signal) => {
        if (seconds > 900)
          await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
      },
      now: () => 0,
    }
    const input = { build: { resource_id: 'x' }, quiet_seconds: 1 }
    const run = runMachine(definition as never, input, executionContext as never, world, new AbortController().signal)
    await expect(run).resolves.toEqual(input)
  })

  test('goes on where a process was killed midway, whichever it was', async () => {
    const lists = { shards: [0], partitioned: true, batches: [0], ranges: [0], partitions: [0] }
    const called: string[] = []
    const world: World = {
      invoke: async (_, payload) => {
        const { step } = payload as { step: string }
        called.push(step)
        if (called.filter((one) => one === step).length === 1) throw new StateError('Runtime.ExitError', 'killed')
        return { ...lists, done: true }
      },
      wait: async (seconds, signal) => {
        // A time-out that nobody waits for any more never comes.
        if (seconds > 900)
          await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
      },
      now: () => 0,
    }
    const input = { build: { resource_id: 'x' }, quiet_seconds: 1 }
    await runMachine(definition as never, input, executionContext as never, world, new AbortController().signal)
    expect(called).toEqual(steps.flatMap((step) => [step, step]))
  })

  test('is traced and logged without its data, and may run its own steps only', () => {
    const { TracingConfiguration, LoggingConfiguration, RoleArn } =
      serviceTemplate.Resources[`Machine${logicalId(name)}`]!.Properties
    expect(TracingConfiguration).toEqual({ Enabled: true })
    expect(LoggingConfiguration).toMatchObject({ Level: 'ALL', IncludeExecutionData: false })
    const invoke = statementsOf(RoleArn['Fn::GetAtt'][0]).filter((one) =>
      actionsOf(one).includes('lambda:InvokeFunction'),
    )
    const may = invoke.flatMap(resourcesOf).map((arn) => (arn as { 'Fn::GetAtt': [string] })['Fn::GetAtt'][0])
    expect(may).toEqual([logicalId(`steps/${name}`)])
  })
})

test('an account that one function resolves leaves out the steps of one that is cut into partitions', () => {
  const { States } = definitionOf('MachineResolve')
  expect(States.prepare.Next).toBe('one function or many')
  expect(States['one function or many']).toMatchObject({
    Type: 'Choice',
    Choices: [{ Variable: '$.plan.partitioned', BooleanEquals: true, Next: 'every link' }],
    Default: 'every shard',
  })
  expect(States['connect is done']).toMatchObject({
    Choices: [{ Variable: '$.call.done', BooleanEquals: true, Next: 'every cut' }],
    Default: 'connect',
  })
  const { steps } = machines.find(({ name }) => name === 'resolve')!
  expect(steps.filter(({ partitioned }) => partitioned)).toEqual(steps.slice(1, -2))
  expect(States.settle).toMatchObject({ ResultPath: '$.plan', ResultSelector: { 'shards.$': '$.Payload.shards' } })
})

test('there are no other machines', () => {
  const ids = ofType(serviceTemplate, 'AWS::StepFunctions::StateMachine').map(([id]) => id)
  expect(ids.sort()).toEqual(machines.map(({ name }) => `Machine${logicalId(name)}`).sort())
})
