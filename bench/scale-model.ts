import { type MachineName, machineNames, machines } from '../cdk/functions.ts'
import { isStep, type StepUse, type Use } from './measured-cloud.ts'
import { type Asked, nothingAsked, type Requests } from './metered-requests.ts'
import { at, callsOf, growth, type Line, lineThrough, type Size, type StepPath, workOf } from './scale-growth.ts'
import { facts } from './scale-prices.ts'
import { type FunctionFacts, stepOfFunction, stepPaths, type TemplateFacts } from './scale-template.ts'

/** One run of the whole product. */
export interface Measured extends Size {
  use: Use
  steps: StepUse[]
  /** Seconds in which no step ran. */
  between: number
  requests: Requests
  logBytes: number
}

/** What nobody measured, said once and shown on the page. */
export const assumed = {
  /** A vCPU of Lambda takes so many times what a core of the measuring machine takes. */
  slower: 1.5,
  /** Between a function and S3, one stream: 500 Mbit/s. */
  bytesASecond: 62_500_000,
  /** From the call to the handler, for the first call of each environment. Billed since August 2025. */
  coldSeconds: 2,
  /** Lambda's own lines START, END and REPORT. */
  logBytesACall: 500,
  /** What Step Functions logs of one state. */
  logBytesAState: 2000,
}
export type Assumed = typeof assumed

/** One step as it was found to be; lines are over `workOf`, per call. */
export interface StepModel extends FunctionFacts {
  path: StepPath
  machine: MachineName
  /** Share of the other shards' rows that a call read, too; undefined: never more than one shard was measured. */
  others: number | undefined
  /** Seconds on the measuring machine. */
  seconds: Line
  /** Bytes from and to S3: all of them pass through /tmp. */
  bytes: Line
  largestPut: Line
  /** Of one call of the largest run; the table's units of the run in which they were counted. */
  asked: Asked
}

export interface Model {
  steps: StepModel[]
  template: TemplateFacts
  measured: readonly Measured[]
  counted: Measured
}

/**
 * Makes a model of runs of growing size.
 * @param counted the run in which the table was metered, too
 */
export function makeModel(measured: readonly Measured[], counted: Measured, template: TemplateFacts): Model {
  const steps = stepPaths.map((path): StepModel => {
    const others = othersRead(path, measured)
    const points = measured.flatMap((one) => {
      const use = useOf(path, one)
      if (!use?.calls) return []
      const asked = askedOf(path, one)
      const work = workOf(path, one, others ?? othersByCode(path))
      const vcpus = use.memoryMb / facts.vcpuMb.value
      const seconds = Math.max(use.seconds, use.cpu / vcpus) / use.calls
      return [{ work, seconds, bytes: (asked.put + asked.got) / use.calls, largestPut: asked.largestPut }]
    })
    if (!points.length) throw new Error(`the step ${path} did not run`)
    const line = (of: 'seconds' | 'bytes' | 'largestPut') =>
      lineThrough(points.map((p) => ({ work: p.work, y: p[of] })))
    return {
      ...template.steps[path],
      path,
      machine: path.split('/')[0] as MachineName,
      others,
      seconds: line('seconds'),
      bytes: line('bytes'),
      largestPut: line('largestPut'),
      asked: askedACall(path, measured.at(-1)!, counted),
    }
  })
  return { steps, template, measured, counted }
}

/** While only one shard was ever measured: resolve's shards look through everybody's rows, the others stay in theirs. */
export const othersByCode = (path: StepPath): number => (path === 'resolve/shard' ? 1 : 0)

/** By the bytes that a call read for each row of the account, with more shards and with fewer. */
function othersRead(path: StepPath, measured: readonly Measured[]): number | undefined {
  if (growth[path].with !== 'shard') return 0
  const last = measured.at(-1)!
  const before = measured.findLast(({ shards }) => shards < last.shards)
  if (!before) return undefined
  const perRow = (one: Measured) => askedOf(path, one).got / useOf(path, one)!.calls / one.rows
  // perRow is in proportion to others + (1 - others) / shards.
  const ratio = perRow(last) / perRow(before)
  const share = (ratio / before.shards - 1 / last.shards) / (1 - 1 / last.shards - ratio * (1 - 1 / before.shards))
  return Math.min(1, Math.max(0, share))
}

export const useOf = (path: StepPath, { steps }: Measured): StepUse | undefined =>
  steps.find(({ name }) => stepOfFunction(name) === path)

export function askedOf(path: StepPath, { requests }: Measured): Asked {
  const found = Object.entries(requests).find(([name]) => stepOfFunction(name) === path)
  return found?.[1] ?? nothingAsked()
}

function askedACall(path: StepPath, last: Measured, counted: Measured): Asked {
  const [asked, table] = [askedOf(path, last), askedOf(path, counted)]
  const [calls, tableCalls] = [useOf(path, last)!.calls, useOf(path, counted)?.calls || 1]
  const entries = Object.entries(asked) as [keyof Asked, number][]
  const each = Object.fromEntries(entries.map(([what, count]) => [what, count / calls])) as unknown as Asked
  return { ...each, tableReads: table.tableReads / tableCalls, tableWrites: table.tableWrites / tableCalls }
}

/** A step at another size. */
export interface StepAt {
  step: StepModel
  calls: number
  /** Of one call, on Lambda. */
  seconds: number
  bytes: number
  largestPut: number
  /** Environments that start cold. */
  cold: number
  gbSeconds: number
}

export function stepAt(model: Model, step: StepModel, size: Size, a: Assumed = assumed): StepAt {
  const work = workOf(step.path, size, step.others ?? othersByCode(step.path))
  const calls = callsOf(step.path, size)
  const bytes = at(step.bytes, work)
  const seconds = a.slower * at(step.seconds, work) + bytes / a.bytesASecond
  const cold = Math.min(calls, model.template.machines[step.machine].atOnce)
  const gbSeconds = (calls * seconds + cold * a.coldSeconds) * (step.memoryMb / 1024)
  return { step, calls, seconds, bytes, largestPut: at(step.largestPut, work), cold, gbSeconds }
}

/** How long a machine takes: its calls in waves, as many at once as its Map allows. */
export function secondsOf(model: Model, machine: MachineName, steps: readonly StepAt[], a: Assumed = assumed): number {
  const { atOnce } = model.template.machines[machine]
  return steps
    .filter(({ step }) => step.machine === machine)
    .reduce((sum, { calls, seconds }) => sum + a.coldSeconds + Math.ceil(calls / atOnce) * seconds, 0)
}

/** From the last upload to the file: the machines one after the other, as each waits for the one before. */
export function durationOf(model: Model, steps: readonly StepAt[], a: Assumed = assumed) {
  const between = Math.max(...model.measured.map((one) => one.between)) * a.slower
  return {
    quiet: model.template.quietSeconds,
    between,
    machines: machineNames.map((machine) => ({ machine, seconds: secondsOf(model, machine, steps, a) })),
    seconds:
      model.template.quietSeconds +
      between +
      machineNames.reduce((sum, machine) => sum + secondsOf(model, machine, steps, a), 0),
  }
}

export const stepsAt = (model: Model, size: Size, a: Assumed = assumed): StepAt[] =>
  model.steps.map((step) => stepAt(model, step, size, a))

/** State transitions: each state of a machine, each child, and each state of a child. */
export function transitionsOf({ template }: Model, size: Size): number {
  return machineNames.reduce((sum, machine) => {
    const { states, childStates } = template.machines[machine]
    const children = callsOf(`${machine}/${machines[machine].at(-2)!}` as StepPath, size)
    return sum + states + children * (1 + childStates)
  }, 0)
}

/** Functions that are no steps (API, planning, mail): used as they were in the largest run, GB-seconds and calls. */
export function beside({ measured, counted }: Model) {
  const last = measured.at(-1)!
  const functions = last.steps.filter(({ name, calls }) => calls > 0 && !isStep(name))
  const asked = Object.entries(last.requests).filter(([name]) => !isStep(name))
  const table = Object.entries(counted.requests).filter(([name]) => !isStep(name))
  const sum = (list: [string, Asked][], what: keyof Asked) => list.reduce((total, [, one]) => total + one[what], 0)
  return {
    calls: functions.reduce((total, one) => total + one.calls, 0),
    gbSeconds: functions.reduce((total, one) => total + (one.seconds * one.memoryMb) / 1024, 0),
    s3Writes: sum(asked, 's3Writes'),
    s3Reads: sum(asked, 's3Reads'),
    events: sum(asked, 'events'),
    apiCalls: sum(asked, 'apiCalls'),
    tableReads: sum(table, 'tableReads'),
    tableWrites: sum(table, 'tableWrites'),
  }
}
