import type { MachineName } from '../cdk/functions.ts'
import type { StepUse, Use } from './measured-cloud.ts'
import { type Asked, nothingAsked, type Requests } from './metered-requests.ts'
import { type Line, lineThrough, type Size, type StepPath } from './scale-growth.ts'
import { facts } from './scale-prices.ts'
import { type Call, type Spread, spreadOf, worksOf } from './scale-spread.ts'
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

/** Seconds on the measuring machine; bytes from S3, and to S3. */
const measures = ['seconds', 'got', 'put'] as const
type Measure = (typeof measures)[number]

/** One step as it was found to be. The lines are per call, over `worksOf`. */
export interface StepModel extends FunctionFacts {
  path: StepPath
  machine: MachineName
  spread: Spread
  lines: Record<Measure, Line>
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
    const calls = measured.flatMap((one) => callOf(path, one) ?? [])
    if (!calls.length) throw new Error(`the step ${path} did not run`)
    const spread = spreadOf(path, calls)
    const line = (of: Measure) =>
      lineThrough(calls.map((call) => ({ work: worksOf(path, call, spread)[of], y: call[of] })))
    return {
      ...template.steps[path],
      path,
      machine: path.split('/')[0] as MachineName,
      spread,
      lines: Object.fromEntries(measures.map((of) => [of, line(of)])) as Record<Measure, Line>,
      asked: askedACall(path, measured.at(-1)!, counted),
    }
  })
  return { steps, template, measured, counted }
}

/** If it used more processor time than a Lambda of its memory has in its seconds, that is what it takes. */
function callOf(path: StepPath, one: Measured): Call | undefined {
  const use = useOf(path, one)
  if (!use?.calls) return undefined
  const { rows, people, files, shards } = one
  const { got, put } = askedOf(path, one)
  const seconds = Math.max(use.seconds, use.cpu / (use.memoryMb / facts.vcpuMb.value)) / use.calls
  return { rows, people, files, shards, seconds, got: got / use.calls, put: put / use.calls }
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
