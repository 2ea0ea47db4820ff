import { calledUntilDone, type MachineName, machineNames, machines, mappedOver } from '../../cdk/functions.ts'
import { isStep } from '../cloud/measured-cloud.ts'
import type { Asked } from '../cloud/metered-requests.ts'
import { callsOf, runsAt, type Size, workOf } from './growth.ts'
import { at } from './line.ts'
import { besides, type Model, type StepModel } from './model.ts'
import { objectsOf } from './objects.ts'

/** What nobody measured, said once and shown on the page. */
export const assumed = {
  /** A vCPU of Lambda takes so many times what a core of the measuring machine takes. */
  slower: 1.5,
  /** Between a function and S3, one stream: 500 Mbit/s. */
  bytesASecond: 62_500_000,
  /** Until S3 begins to answer. */
  secondsAWait: 0.1,
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
  /** Of one call, on Lambda; and of these, of bytes on their way and of waiting for S3. */
  seconds: number
  transfer: number
  waiting: number
  got: number
  put: number
  /** Environments that start cold. */
  cold: number
  gbSeconds: number
}

export function stepAt(model: Model, step: StepModel, size: Size, a: Assumed = assumed): StepAt {
  const once = oneCallAt(model, step, size, a)
  return calledUntilDone.includes(nameOfStep(step)) ? inSeveralCalls(model, once, size, a) : once
}

const nameOfStep = ({ law }: StepModel): string => law.path.split('/')[1]!

/** As shared/nouns/people/build/connect.ts hands over to its next call. */
const LINKING_SECONDS = 450
/** Bytes of a distinct key that are handed over. */
const HANDED_BYTES = 4

/** A step that is called until it is done: what takes longer is handed over, with what was done so far. */
function inSeveralCalls({ keysARow }: Model, once: StepAt, size: Size, a: Assumed): StepAt {
  const calls = Math.max(1, Math.ceil(once.seconds / LINKING_SECONDS))
  const handed = (HANDED_BYTES * keysARow * size.rows * (calls - 1)) / calls
  const share = (whole: number) => whole / calls
  const transfer = share(once.transfer) + (2 * handed) / a.bytesASecond
  const seconds = share(once.seconds) + (2 * handed) / a.bytesASecond
  return {
    ...{ step: once.step, calls, seconds, transfer, waiting: share(once.waiting), cold: 1 },
    ...{ got: share(once.got) + handed, put: share(once.put) + handed },
    gbSeconds: (calls * seconds + a.coldSeconds) * (once.step.memoryMb / 1024),
  }
}

function oneCallAt(model: Model, step: StepModel, size: Size, a: Assumed): StepAt {
  const { lines, law, machine, memoryMb } = step
  const work = workOf(law, size)
  const calls = callsOf(law.path, size)
  const known = besides(law.path, size, model)
  const [got, put] = [at(lines.got, work) + known.got, at(lines.put, work) + known.put]
  const transfer = (got + put) / a.bytesASecond
  const waiting = (objectsOf(law.path, size)?.waits ?? 0) * a.secondsAWait
  const seconds = a.slower * (at(lines.seconds, work) + known.seconds) + transfer + waiting
  const cold = Math.min(calls, model.template.machines[machine].atOnce)
  const gbSeconds = (calls * seconds + cold * a.coldSeconds) * (memoryMb / 1024)
  return { step, calls, seconds, transfer, waiting, got, put, cold, gbSeconds }
}

/** The steps that run at that size. */
export const stepsAt = (model: Model, size: Size, a: Assumed = assumed): StepAt[] =>
  model.steps.filter(({ law }) => runsAt(law, size)).map((step) => stepAt(model, step, size, a))

/** Calls of a step at the same time, at the most: as many as its Map allows, or one after the other. */
export const atOnceOf = ({ template }: Model, step: StepModel): number =>
  nameOfStep(step) in mappedOver ? template.machines[step.machine].atOnce : 1

/** How long a machine takes: its calls in waves. */
export function secondsOf(model: Model, machine: MachineName, steps: readonly StepAt[], a: Assumed = assumed): number {
  return steps
    .filter(({ step }) => step.machine === machine)
    .reduce(
      (sum, { step, calls, seconds }) => sum + a.coldSeconds + Math.ceil(calls / atOnceOf(model, step)) * seconds,
      0,
    )
}

/** From the last upload to the file: the machines one after the other, as each waits for the one before. */
export function durationOf(model: Model, steps: readonly StepAt[], a: Assumed = assumed) {
  const between = Math.max(...model.measured.map((one) => one.between)) * a.slower
  const quiet = model.template.quietSeconds
  const each = machineNames.map((machine) => ({ machine, seconds: secondsOf(model, machine, steps, a) }))
  return { quiet, between, machines: each, seconds: each.reduce((sum, one) => sum + one.seconds, quiet + between) }
}

/** State transitions: each state that is passed, and of each child of a Map the child and its state. */
export function transitionsOf({ template, steps }: Model, size: Size) {
  const passed = steps.map(({ law }) => law).filter((law) => runsAt(law, size))
  const waitsAndChoices = machineNames.reduce(
    (sum, machine) => sum + template.machines[machine].states - machines[machine].length,
    0,
  )
  const children = passed
    .filter(({ path }) => path.split('/')[1]! in mappedOver)
    .reduce((sum, { path }) => sum + callsOf(path, size), 0)
  // Where no step is called until it is done, nothing is chosen after it.
  const notChosen = calledUntilDone.filter((step) => !passed.some(({ path }) => path.endsWith(`/${step}`)))
  const states = passed.length + waitsAndChoices - notChosen.length
  return { states, children, transitions: states + children * 2 }
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
