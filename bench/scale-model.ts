import type { MachineName } from '../cdk/functions.ts'
import type { StepUse, Use } from './measured-cloud.ts'
import { type Asked, nothingAsked, type Requests } from './metered-requests.ts'
import { growth, type Line, lineThrough, putWorkOf, type Size, type StepPath, workOf } from './scale-growth.ts'
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

/** One step as it was found to be; lines are over `workOf`, per call. */
export interface StepModel extends FunctionFacts {
  path: StepPath
  machine: MachineName
  /** Share of the other shards' rows that a call read, too; undefined: never more than one shard was measured. */
  others: number | undefined
  /** Seconds on the measuring machine. */
  seconds: Line
  /** Bytes from S3; and, over its own work, bytes to S3 and those of the largest PUT. All of them pass through /tmp. */
  got: Line
  put: Line
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
      const { got, put, largestPut } = askedOf(path, one)
      const work = workOf(path, one, others ?? othersByCode(path))
      const [own, ownPut] = [workOf(path, one), putWorkOf(path, one)]
      const vcpus = use.memoryMb / facts.vcpuMb.value
      const seconds = Math.max(use.seconds, use.cpu / vcpus) / use.calls
      return [{ work, own, ownPut, seconds, got: got / use.calls, put: put / use.calls, largestPut }]
    })
    if (!points.length) throw new Error(`the step ${path} did not run`)
    const line = (of: 'seconds' | 'got' | 'put' | 'largestPut', by: 'work' | 'own' | 'ownPut') =>
      lineThrough(points.map((point) => ({ work: point[by], y: point[of] })))
    return {
      ...template.steps[path],
      path,
      machine: path.split('/')[0] as MachineName,
      others,
      seconds: line('seconds', 'work'),
      got: line('got', 'work'),
      put: line('put', 'own'),
      largestPut: line('largestPut', 'ownPut'),
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
  if (!perRow(before)) return undefined
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
