import type { Machine } from '../../shared/model/machine.ts'

/** At most this many shards run at once, so that builds leave room for the API among the account's 1,000 functions. */
const shardsAtOnce = 40

// Lambda's own hiccups. Waits 1 + 2 + 4 + 8 + 16 = 31 s at the most: longer than any of them lasts.
const hiccup = {
  ErrorEquals: ['Lambda.ServiceException', 'Lambda.AWSLambdaException', 'Lambda.SdkClientException'],
  IntervalSeconds: 1,
  BackoffRate: 2,
  MaxAttempts: 5,
  JitterStrategy: 'FULL',
}

// No free function: a new AWS account has 10. Waits 2 + 4 + 8 + 16 + 32 + 25 × 60 s, 26 minutes at the most: longer
// than the longest step (15 minutes), so that shards get their turn when those before them have ended.
const noRoom = {
  ErrorEquals: ['Lambda.TooManyRequestsException'],
  IntervalSeconds: 2,
  BackoffRate: 2,
  MaxDelaySeconds: 60,
  MaxAttempts: 30,
  JitterStrategy: 'FULL',
}

// Three errors that a retry does not help: the customer must act, the build has nothing to do any more, or the call
// took too long.
const settled = { ErrorEquals: ['CustomerError', 'SupersededBuild', 'Sandbox.Timedout'], MaxAttempts: 0 }

// All other failures: a process was killed midway, or S3 or the table failed for longer than the SDK waits. Steps may run
// twice. A bug in the code and too little memory fail at every try, therefore the tries are few.
const unforeseen = {
  ErrorEquals: ['States.TaskFailed'],
  IntervalSeconds: 2,
  BackoffRate: 5,
  MaxAttempts: 2,
  JitterStrategy: 'FULL',
}

// A step ends itself after 15 minutes; one that has not answered a minute later never will.
const stepSeconds = 16 * 60
/** A machine that has not ended by then is TIMED_OUT, and its resource is freed. */
const machineSeconds = 4 * 60 * 60

type State = Record<string, unknown>

// A later attempt holds the resource, or its input went away: this build has nothing to do, and that is no failure.
const superseded = { ErrorEquals: ['SupersededBuild'], ResultPath: null, Next: 'superseded' }

function step(functionArn: string, name: string, result: State, more: State = {}): State {
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Parameters: { FunctionName: functionArn, Payload: { step: name, 'build.$': '$.build', ...more } },
    TimeoutSeconds: stepSeconds,
    // No failure is caught: of a `CustomerError` the step has written the customer's sentence before it failed, and the event of
    // the failed execution frees the resource.
    Retry: [hiccup, noRoom, settled, unforeseen],
    ...result,
  }
}

/** One step for each number of a list of the plan, at most 256. */
function every(functionArn: string, name: string, over: string): State {
  return {
    Type: 'Map',
    Label: name,
    ItemsPath: `$.plan.${over}`,
    ItemSelector: { 'build.$': '$.build', 'item.$': '$$.Map.Item.Value' },
    MaxConcurrency: shardsAtOnce,
    ItemProcessor: {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
      StartAt: name,
      // `{}` from each child: 256 answers of Lambda's would not fit into the state.
      States: { [name]: step(functionArn, name, { OutputPath: '$.Payload', End: true }, { 'item.$': '$.item' }) },
    },
    ResultPath: null,
  }
}

/** A step that answers with the lists that the Maps after it run over. */
const planning = (lists: readonly string[]): State => ({
  ResultSelector: Object.fromEntries(lists.map((list) => [`${list}.$`, `$.Payload.${list}`])),
  ResultPath: '$.plan',
})

/**
 * The one shape of all machines, in Amazon States Language (JSONPath): prepare → what stands between → one step per
 * shard → finish, as the noun says it; `ingest` first waits until the drop folder rests, `resolve` leaves out the steps that
 * only large accounts need.
 * Input `{ build: { account_id, resource_type, resource_id, attempt }, quiet_seconds }`; `prepare` answers
 * `{ shards: number[] }`, that of `resolve` also whether the account is cut, and the lists that its other Maps run over. A step
 * that plans shards answers with those of the Map after it.
 * State carries ids and numbers only, because it ends at 256 KiB.
 * @param functionArn of the function that knows all steps of the machine
 */
export function buildMachine(machine: Machine, functionArn: string): State {
  const { name, steps } = machine
  const partitioned = steps.filter((one) => one.partitioned)
  const lists = new Set(['shards', ...partitioned.flatMap(({ over }) => over ?? [])])
  const states: Record<string, State> = {}
  if (machine.waitsForQuiet) states['quiet period'] = { Type: 'Wait', SecondsPath: '$.quiet_seconds' }
  for (const one of steps) {
    if (one.over) states[`every ${one.name}`] = every(functionArn, one.name, one.over)
    else if (one.name === 'prepare') {
      const resultNames = partitioned.length ? ['partitioned', ...lists] : [...lists]
      states.prepare = step(functionArn, one.name, { ...planning(resultNames), Catch: [superseded] })
      if (partitioned.length) states['one function or many'] = {}
    } else if (one.untilDone) {
      const answer = { ResultSelector: { 'done.$': '$.Payload.done' }, ResultPath: '$.call' }
      states[one.name] = step(functionArn, one.name, answer)
      states[`${one.name} is done`] = {}
    } else if (one.plansShards) states[one.name] = step(functionArn, one.name, planning(['shards']))
    else states[one.name] = step(functionArn, one.name, { ResultPath: null })
  }
  const order = Object.keys(states)
  for (const [index, state] of order.entries()) {
    if (index < order.length - 1) states[state]!.Next = order[index + 1]
    else states[state]!.End = true
  }
  for (const one of steps.filter(({ untilDone }) => untilDone)) {
    const { Next } = states[`${one.name} is done`]!
    states[`${one.name} is done`] = {
      Type: 'Choice',
      Choices: [{ Variable: '$.call.done', BooleanEquals: true, Next }],
      Default: one.name,
    }
  }
  if (partitioned.length) {
    states['one function or many'] = {
      Type: 'Choice',
      Choices: [{ Variable: '$.plan.partitioned', BooleanEquals: true, Next: `every ${partitioned[0]!.name}` }],
      Default: 'every shard',
    }
  }
  states.superseded = { Type: 'Succeed' }
  return { Comment: `Moira: one ${name} build`, StartAt: order[0], TimeoutSeconds: machineSeconds, States: states }
}
