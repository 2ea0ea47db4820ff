import type { MachineName } from '../../cdk/functions.ts'
import type { StepUse, Use } from '../cloud/measured-cloud.ts'
import { type Asked, nothingAsked, type Requests } from '../cloud/metered-requests.ts'
import { type Law, laws, runsAt, type Size, type StepPath, workOf } from './growth.ts'
import { type Line, lineThrough } from './line.ts'
import { type ObjectSeconds, objectsOf, secondsOfObjects } from './objects.ts'
import { facts } from './prices.ts'
import { type FunctionFacts, stepOfFunction, type TemplateFacts } from './template.ts'

/** One run of the whole product. */
export interface Measured extends Size {
  /** Records of a partition, where the run was forced to cut; without it, it went as its size goes. */
  forced?: number
  use: Use
  steps: StepUse[]
  /** Seconds in which no step ran. */
  between: number
  requests: Requests
  logBytes: number
}

/** Of one call: seconds on the measuring machine, bytes from S3 and to S3. */
const measures = ['seconds', 'got', 'put'] as const
type Measure = (typeof measures)[number]
type Call = Record<Measure, number>
type Lines = Record<Measure, Line>

/** What of a call is known without a line: what objects cost it, and the keys of everybody that it reads. */
export interface Constants {
  /** On the measuring machine. */
  objectSeconds: ObjectSeconds
  /** Distinct keys of identifiers; a byte each says where they belong. */
  keysARow: number
}

/** One step as it was found to be. The lines are per call, over its work. */
export interface StepModel extends FunctionFacts {
  law: Law
  machine: MachineName
  lines: Lines
  /** Of one call of the largest run; the table's units of the run in which they were counted. */
  asked: Asked
}

export interface Model extends Constants {
  steps: StepModel[]
  template: TemplateFacts
  /** As their sizes go by themselves, the largest last. */
  measured: readonly Measured[]
  /** Forced to cut. */
  forced: readonly Measured[]
  counted: Measured
}

/**
 * Makes a model of runs of several sizes, and of some that were forced to cut.
 * @param counted the run in which the table was metered, too
 * @param linking seconds a row that `connect` takes where no cache holds its keys: no run is that large
 */
export function makeModel(runs: readonly Measured[], counted: Measured, template: TemplateFacts, linking = 0): Model {
  const measured = runs.filter(({ forced }) => !forced)
  const forced = runs.filter((one) => one.forced)
  const constants = { objectSeconds: objectSeconds(forced), keysARow: keysARow(forced) }
  const steps = laws.map((law): StepModel => {
    const { path, way } = law
    const of = (way ? runs : measured).filter((one) => runsAt(law, one) && useOf(path, one)?.calls)
    const last = of.at(-1)
    if (!last) throw new Error(`the step ${path} did not run${way ? ` ${way}` : ''}`)
    const line = (measure: Measure) =>
      lineThrough(
        of.map((one) => ({
          work: workOf(law, one),
          y: Math.max(0, callOf(path, one)[measure] - besides(path, one, constants)[measure]),
        })),
      )
    return {
      ...template.steps[path],
      law,
      machine: path.split('/')[0] as MachineName,
      lines: withLinking(path, linking, Object.fromEntries(measures.map((of) => [of, line(of)])) as Lines),
      asked: askedACall(path, last, counted),
    }
  })
  return { steps, template, measured, forced, counted, ...constants }
}

function withLinking(path: StepPath, linking: number, lines: Lines): Lines {
  if (path !== 'resolve/connect') return lines
  return { ...lines, seconds: { ...lines.seconds, each: Math.max(lines.seconds.each, linking) } }
}

/** What of one call is in no line. */
export function besides(path: StepPath, size: Size, { objectSeconds, keysARow }: Constants): Call {
  const objects = objectsOf(path, size)
  return {
    seconds: objects ? secondsOfObjects(objects, objectSeconds) : 0,
    got: path === 'resolve/cut' ? keysARow * size.rows : 0,
    put: 0,
  }
}

/** If it used more processor time than a Lambda of its memory has in its seconds, that is what it takes. */
function callOf(path: StepPath, one: Measured): Call {
  const { calls, seconds, cpu, memoryMb } = useOf(path, one)!
  const { got, put } = askedOf(path, one)
  return {
    seconds: Math.max(seconds, cpu / (memoryMb / facts.vcpuMb.value)) / calls,
    got: got / calls,
    put: put / calls,
  }
}

/** What a call took longer of the same rows in more partitions, over the objects that there were more of. */
function objectSeconds(runs: readonly Measured[]): ObjectSeconds {
  const found: ObjectSeconds = { got: { tables: 0, others: 0 }, put: { tables: 0, others: 0 } }
  const few = runs.find((one) => runs.some(({ rows, partitions }) => rows === one.rows && partitions > one.partitions))
  const many = few && runs.find(({ rows, partitions }) => rows === few.rows && partitions > few.partitions)
  if (!many) return found
  // Each of these steps has, besides kinds that are known by then, more of one kind.
  for (const [path, way, kind] of [
    ['resolve/link', 'put', 'others'],
    ['resolve/connect', 'got', 'others'],
    ['resolve/cut', 'put', 'tables'],
    ['resolve/shard', 'got', 'tables'],
  ] as const) {
    const [more, less] = [objectsOf(path, many)!, objectsOf(path, few)!]
    const longer = callOf(path, many).seconds - callOf(path, few).seconds
    const known = secondsOfObjects(more, found) - secondsOfObjects(less, found)
    found[way][kind] = Math.max(0, (longer - known) / (more[way][kind] - less[way][kind]))
  }
  return found
}

/** `connect` leaves a byte for each. */
function keysARow(runs: readonly Measured[]): number {
  const last = runs.at(-1)
  return last ? askedOf('resolve/connect', last).put / last.rows : 0
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
