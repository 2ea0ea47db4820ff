import { machineNames } from '../cdk/functions.ts'
import { duckMemoryMb } from '../shared/lake/people/key-memory.ts'
import { type Assumed, assumed, secondsOf, stepAt, stepsAt } from './scale-at.ts'
import { type Size, sizeOf, usesNoDisk } from './scale-growth.ts'
import type { Model } from './scale-model.ts'

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
  beyond: (size: Size) => boolean
}

/** As functions/middleware/desk.ts leaves for Node. */
const RESERVED_MB = 300
/** What DuckDB is given at the least: when it gets no more, the arrays beside it take the rest. */
const LEAST_DUCK_MB = 256
const LOOKED_FROM = 10_000
const LOOKED_TO = 2_000_000_000

/** The rows at which the arrays of identity resolution fill a function's memory, to 1 %, by its own arithmetic. */
export function rowsInMemory(memoryMb: number): number {
  let rows = LOOKED_FROM
  while (!isFull(rows, memoryMb - RESERVED_MB)) rows *= 1.01
  return rows
}

/** All bounds that are met below two thousand million people, the narrowest first. */
export function limitsOf(model: Model, rowsEach: number, a: Assumed = assumed): Limit[] {
  const first = (beyond: (size: Size) => boolean): Size | undefined => {
    for (let people = LOOKED_FROM; people <= LOOKED_TO; people *= 1.01) {
      const size = sizeOf(Math.round(people), rowsEach)
      if (beyond(size)) return size
    }
    return undefined
  }
  const stepBounds = model.steps.flatMap((step): Bound[] => {
    const of = (size: Size) => stepAt(model, step, size, a)
    const { path: where, timeout, memoryMb } = step
    const scratch = step.storageMb * 2 ** 20
    const held = where === 'resolve/prepare' ? rowsInMemory(memoryMb) : Number.POSITIVE_INFINITY
    return [
      { where, bound: `${timeout} s a call`, beyond: (size) => of(size).seconds > timeout },
      {
        where,
        bound: `${number(step.storageMb)} MB of /tmp`,
        beyond: (size) => !usesNoDisk(where) && of(size).bytes > scratch,
      },
      { where, bound: `${number(memoryMb)} MB of memory`, beyond: ({ rows }) => rows > held },
    ]
  })
  const machineBounds = machineNames.map((machine): Bound => {
    const { timeout } = model.template.machines[machine]
    const beyond = (size: Size) => secondsOf(model, machine, stepsAt(model, size, a), a) > timeout
    return { where: `${machine}, the machine`, bound: `${timeout / 3600} h an execution`, beyond }
  })
  return [...stepBounds, ...machineBounds]
    .flatMap(({ where, bound, beyond }) => {
      const size = first(beyond)
      return size ? [{ where, bound, size }] : []
    })
    .sort((one, other) => one.size.people - other.size.people)
}

/** With one identity set: the arrays leave DuckDB no more than the least. */
const isFull = (accepted: number, memoryMb: number): boolean => {
  const manifests = [{ files: [{ accepted }], identity_sets: ['one'] }] as Parameters<typeof duckMemoryMb>[0]
  return duckMemoryMb(manifests, memoryMb) <= LEAST_DUCK_MB
}

const number = (value: number) => value.toLocaleString('en')
