import { machineNames } from '../cdk/functions.ts'
import { duckMemoryMb } from '../shared/lake/people/key-memory.ts'
import { type Size, sizeOf } from './scale-growth.ts'
import { type Assumed, assumed, type Model, secondsOf, stepAt, stepsAt } from './scale-model.ts'
import { facts } from './scale-prices.ts'

/** Where something ends, and because of what. */
export interface Limit {
  where: string
  bound: string
  /** The first size that is too large, to 1 %. */
  size: Size
}

/** As functions/middleware/desk.ts leaves for Node. */
const RESERVED_MB = 300
/** What DuckDB is given at the least: when it gets no more, the arrays beside it take the rest. */
const LEAST_DUCK_MB = 256
const LOOKED_FROM = 10_000
const LOOKED_TO = 2_000_000_000

/** All bounds that are met below two thousand million people, the narrowest first. */
export function limitsOf(model: Model, rowsEach: number, a: Assumed = assumed): Limit[] {
  const first = (beyond: (size: Size) => boolean): Size | undefined => {
    for (let people = LOOKED_FROM; people <= LOOKED_TO; people *= 1.01) {
      const size = sizeOf(Math.round(people), rowsEach)
      if (beyond(size)) return size
    }
    return undefined
  }
  const limits: Limit[] = []
  const add = (where: string, bound: string, size: Size | undefined) => size && limits.push({ where, bound, size })
  for (const step of model.steps) {
    const where = step.path
    add(
      where,
      `${step.timeout} s a call`,
      first((size) => stepAt(model, step, size, a).seconds > step.timeout),
    )
    const scratch = step.storageMb * 2 ** 20
    add(
      where,
      `${step.storageMb} MB of /tmp`,
      first((size) => stepAt(model, step, size, a).bytes > scratch),
    )
    add(
      where,
      '5 GiB in one PUT',
      first((size) => stepAt(model, step, size, a).largestPut > facts.putBytes.value),
    )
    if (step.path !== 'resolve/prepare') continue
    const memoryMb = step.memoryMb - RESERVED_MB
    add(
      where,
      `${step.memoryMb} MB of memory`,
      first(({ rows }) => isFull(rows, memoryMb)),
    )
  }
  for (const machine of machineNames) {
    const { timeout } = model.template.machines[machine]
    const beyond = (size: Size) => secondsOf(model, machine, stepsAt(model, size, a), a) > timeout
    add(`${machine}, the machine`, `${timeout / 3600} h an execution`, first(beyond))
  }
  return limits.sort((one, other) => one.size.people - other.size.people)
}

/** By resolve's own arithmetic, with one identity set: its arrays leave DuckDB no more than the least. */
const isFull = (accepted: number, memoryMb: number): boolean => {
  const manifests = [{ files: [{ accepted }], identity_sets: ['one'] }] as Parameters<typeof duckMemoryMb>[0]
  return duckMemoryMb(manifests, memoryMb) <= LEAST_DUCK_MB
}
