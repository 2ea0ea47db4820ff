import { type Assumed, assumed, beside, type StepAt, transitionsOf } from './scale-at.ts'
import { growth, type Size } from './scale-growth.ts'
import type { Model } from './scale-model.ts'
import { type PriceName, prices } from './scale-prices.ts'

export interface BillLine {
  what: string
  /** The units, and how they come about. */
  how: string
  price: PriceName
  units: number
  dollars: number
}

/** What one build of everything costs at a size, line by line; a month of storage is apart. */
export function billOf(model: Model, size: Size, steps: readonly StepAt[], a: Assumed = assumed) {
  const rest = beside(model)
  const sum = (of: (one: StepAt) => number) => steps.reduce((total, one) => total + of(one), 0)
  const calls = sum((one) => one.calls)
  const gbSeconds = sum((one) => one.gbSeconds)
  const scratch = sum((one) => billedSeconds(one, a) * Math.max(0, (one.step.storageMb - 512) / 1024))
  const transitions = transitionsOf(model, size)
  const asked = (what: 's3Writes' | 's3Reads' | 'events' | 'tableReads' | 'tableWrites') =>
    sum((one) => one.calls * one.step.asked[what] * (what.startsWith('s3') ? notesRead(one, model, size) : 1))
  const line = (what: string, price: PriceName, units: number, how: string): BillLine => {
    const { dollars, per } = prices[price]
    return { what, how, price, units, dollars: (units / per) * dollars }
  }
  const both = (what: Parameters<typeof asked>[0]) => asked(what) + rest[what]
  const counted = (what: Parameters<typeof asked>[0]) =>
    `${number(asked(what))} by steps + ${number(rest[what])} beside`
  const stepLogs = (calls + rest.calls) * logBytesACall(model, a)
  const lines = [
    line('Lambda, steps', 'lambda', gbSeconds, 'sum of the table above'),
    line('Lambda, API, planning, mail', 'lambda', rest.gbSeconds, 'as in the largest run'),
    line('/tmp', 'scratch', scratch, 'seconds of the steps × (their storage − 0.5 GB)'),
    line('Lambda requests', 'lambdaRequest', calls + rest.calls, `${number(calls)} of steps + ${number(rest.calls)}`),
    line('Step Functions', 'transition', transitions, transitionsHow(model, size)),
    line('S3 writes', 's3Write', both('s3Writes') + size.files, `${counted('s3Writes')} + ${size.files} files`),
    line('S3 reads', 's3Read', both('s3Reads'), counted('s3Reads')),
    line('DynamoDB writes', 'tableWrite', both('tableWrites'), counted('tableWrites')),
    line('DynamoDB reads', 'tableRead', both('tableReads'), counted('tableReads')),
    line('Events', 'event', both('events') + size.files, `${counted('events')} + ${size.files} of S3, one a file`),
    line('API', 'apiCall', rest.apiCalls, 'as in the largest run'),
    line(
      'Logs',
      'logs',
      (stepLogs + transitions * a.logBytesAState) / 1e9,
      `${number(calls + rest.calls)} calls × ${number(logBytesACall(model, a))} bytes + ${number(transitions)} states × ${number(a.logBytesAState)}`,
    ),
    line('Traces', 'traces', calls + rest.calls, 'every call recorded: an upper bound'),
  ]
  return { lines, dollars: lines.reduce((total, one) => total + one.dollars, 0), month: monthOf(model, size, line) }
}

/** All that the largest run put into S3, in proportion to the rows. */
function monthOf({ measured }: Model, size: Size, line: (...args: [string, PriceName, number, string]) => BillLine) {
  const last = measured.at(-1)!
  const put = Object.values(last.requests).reduce((sum, one) => sum + one.put, 0)
  const each = put / last.rows
  return line(
    'S3, a month',
    's3Month',
    (each * size.rows) / 1e9,
    `${each.toFixed(0)} bytes a row × ${number(size.rows)}`,
  )
}

/** A step that adds up what shards or files left asks more often when there are more: at most in proportion. */
function notesRead({ step, calls }: StepAt, { measured }: Model, size: Size): number {
  if (calls > 1 || growth[step.path].with === 'nothing' || growth[step.path].with === 'sample') return 1
  const last = measured.at(-1)!
  const of = (one: Size) => (step.machine === 'ingest' ? one.files : one.shards)
  return Math.max(1, of(size) / of(last))
}

const billedSeconds = ({ calls, seconds, cold }: StepAt, a: Assumed) => calls * seconds + cold * a.coldSeconds

function logBytesACall({ measured }: Model, a: Assumed): number {
  const last = measured.at(-1)!
  return a.logBytesACall + last.logBytes / last.steps.reduce((sum, { calls }) => sum + calls, 0)
}

function transitionsHow({ template }: Model, size: Size): string {
  const machines = Object.values(template.machines)
  const states = machines.reduce((sum, one) => sum + one.states, 0)
  const { childStates } = machines[0]!
  return `${states} states of ${machines.length} machines + (${size.files} files + ${machines.length - 1} × ${size.shards} shards) × (1 child + ${childStates} state)`
}

const number = (value: number) => Math.round(value).toLocaleString('en')
