import { type MachineName, machineNames, machines } from '../cdk/functions.ts'
import { isStep } from './measured-cloud.ts'
import type { Asked } from './metered-requests.ts'
import { at, callsOf, type Size, type StepPath } from './scale-growth.ts'
import type { Model, StepModel } from './scale-model.ts'
import { worksOf } from './scale-spread.ts'

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

/** A step at another size. */
export interface StepAt {
  step: StepModel
  calls: number
  /** Of one call, on Lambda. */
  seconds: number
  bytes: number
  /** Environments that start cold. */
  cold: number
  gbSeconds: number
}

export function stepAt(model: Model, step: StepModel, size: Size, a: Assumed = assumed): StepAt {
  const { lines, path, machine, memoryMb } = step
  const works = worksOf(path, size, step.spread)
  const calls = callsOf(path, size)
  const bytes = at(lines.got, works.got) + at(lines.put, works.put)
  const seconds = a.slower * at(lines.seconds, works.seconds) + bytes / a.bytesASecond
  const cold = Math.min(calls, model.template.machines[machine].atOnce)
  const gbSeconds = (calls * seconds + cold * a.coldSeconds) * (memoryMb / 1024)
  return { step, calls, seconds, bytes, cold, gbSeconds }
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
