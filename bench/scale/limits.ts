import { machineNames } from '../../cdk/functions.ts'
import { mostRecords } from '../../shared/lake/people/key-memory.ts'
import { type Assumed, assumed, secondsOf, stepAt, stepsAt } from './at.ts'
import { number } from './format.ts'
import { nameOf, runsAt, type Size, type StepPath, sizeOf, workingMb } from './growth.ts'
import type { Model, StepModel } from './model.ts'

/** Where something ends, and because of what. */
export interface Limit {
  where: string
  bound: string
  /** The first size that is too large, to 1 %. */
  size: Size
}

interface Bound {
  where: string
  bound: string
  isBeyond: (size: Size) => boolean
}

const LOOKED_FROM = 10_000
const LOOKED_TO = 2_000_000_000
/** What these get, they drop from /tmp as soon as it is read, or never put there. */
const keepNothing: readonly StepPath[] = ['ingest/finish', 'resolve/number', 'resolve/connect']
/** Bytes that `connect` holds for a distinct key: its root, and the partition that it is dealt to. */
const CONNECTED_BYTES = 4 + 1

/** All bounds that are met below two thousand million people, the narrowest first. */
export function limitsOf(model: Model, rowsEach: number, a: Assumed = assumed): Limit[] {
  const sizes: Size[] = []
  const { memoryMb } = model.template.steps['resolve/decide']
  for (let people = LOOKED_FROM; people <= LOOKED_TO; people *= 1.01) {
    sizes.push(sizeOf(Math.round(people), rowsEach, memoryMb))
  }
  return [...model.steps.flatMap((step) => boundsOf(model, step, a)), ...machineBounds(model, a)]
    .flatMap(({ where, bound, isBeyond }) => {
      const size = sizes.find(isBeyond)
      return size ? [{ where, bound, size }] : []
    })
    .sort((one, other) => one.size.people - other.size.people)
}

/** What a function has: time, /tmp, memory. */
function boundsOf(model: Model, step: StepModel, a: Assumed): Bound[] {
  const { law, timeout, memoryMb, storageMb } = step
  const at = (size: Size) => stepAt(model, step, size, a)
  const isKept = !keepNothing.includes(law.path)
  const memory = law.way === 'partitioned' ? memoryBounds(model, step) : []
  return [
    { bound: `${timeout} s a call`, isBeyond: (size: Size) => at(size).seconds > timeout },
    {
      bound: `${number(storageMb)} MB of /tmp`,
      isBeyond: (size: Size) => isKept && at(size).got + at(size).put > storageMb * 2 ** 20,
    },
    ...memory.map((isBeyond) => ({ bound: `${number(memoryMb)} MB of memory`, isBeyond })),
  ].map(({ bound, isBeyond }) => ({
    where: nameOf(law),
    bound,
    isBeyond: (size) => runsAt(law, size) && isBeyond(size),
  }))
}

/** Of the steps that hold what others stream. That DuckDB gets less than it could use costs it time, and no more. */
function memoryBounds(model: Model, step: StepModel): Bound['isBeyond'][] {
  const working = workingMb(step.memoryMb)
  if (step.law.path === 'resolve/decide') return [(size) => size.rows / size.partitions > mostRecords(working)]
  if (step.law.path !== 'resolve/connect') return []
  return [
    (size) => {
      // One file's links, as they were read and as they are numbered.
      const links = (2 * stepAt(model, step, size).got) / size.files
      return CONNECTED_BYTES * model.keysARow * size.rows + links > working * 2 ** 20
    },
  ]
}

const machineBounds = (model: Model, a: Assumed): Bound[] =>
  machineNames.map((machine) => {
    const { timeout } = model.template.machines[machine]
    const isBeyond = (size: Size) => secondsOf(model, machine, stepsAt(model, size, a), a) > timeout
    return { where: `${machine}, the machine`, bound: `${timeout / 3600} h an execution`, isBeyond }
  })
