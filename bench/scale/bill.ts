import type { Asked } from '../cloud/metered-requests.ts'
import { type Assumed, assumed, beside, type StepAt, transitionsOf } from './at.ts'
import { number } from './format.ts'
import { callsOf, type Size } from './growth.ts'
import type { Model } from './model.ts'
import { objectsOf, readsOf, writesOf } from './objects.ts'
import { type PriceName, prices } from './prices.ts'

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
  const { states, children, transitions } = transitionsOf(model, size)
  const line = (what: string, price: PriceName, units: number, how: string): BillLine => {
    const { dollars, per } = prices[price]
    return { what, how, price, units, dollars: (units / per) * dollars }
  }
  /** Of steps and of what is beside them; S3's own requests with the uploads on top. */
  const asked = (what: string, price: PriceName, of: keyof typeof rest & keyof Asked, ofSteps: number, uploads = 0) =>
    line(
      what,
      price,
      ofSteps + rest[of] + uploads,
      `${number(ofSteps)} by steps + ${number(rest[of])} beside${uploads ? ` + ${uploads} of uploads` : ''}`,
    )
  const counted = (of: keyof Asked) => sum((one) => one.calls * one.step.asked[of])
  const logBytes = (calls + rest.calls) * logBytesACall(model, a) + transitions * a.logBytesAState
  const lines = [
    line('Lambda, steps', 'lambda', gbSeconds, '(calls × seconds + cold starts × 2) × GB'),
    line('Lambda, API, planning, mail', 'lambda', rest.gbSeconds, 'as in the largest run'),
    line('/tmp', 'scratch', scratch, 'seconds of the steps × (their storage − 0.5 GB)'),
    line('Lambda requests', 'lambdaRequest', calls + rest.calls, `${number(calls)} of steps + ${number(rest.calls)}`),
    line('Step Functions', 'transition', transitions, `${states} states + ${number(children)} × (1 child + 1 state)`),
    asked(
      'S3 writes',
      's3Write',
      's3Writes',
      sum((one) => objectsAt(one, model, size).writes),
      size.files,
    ),
    asked(
      'S3 reads',
      's3Read',
      's3Reads',
      sum((one) => objectsAt(one, model, size).reads),
    ),
    asked('DynamoDB writes', 'tableWrite', 'tableWrites', counted('tableWrites')),
    asked('DynamoDB reads', 'tableRead', 'tableReads', counted('tableReads')),
    asked('Events', 'event', 'events', counted('events'), size.files),
    line('API', 'apiCall', rest.apiCalls, 'as in the largest run'),
    line('Logs', 'logs', logBytes / 1e9, `${number(calls + rest.calls)} calls, ${number(transitions)} states`),
    line('Traces', 'traces', calls + rest.calls, 'every call recorded: an upper bound'),
  ]
  return { lines, dollars: lines.reduce((total, one) => total + one.dollars, 0), month: monthOf(model, size, line) }
}

/** Requests of all calls of a step: by the code where they grow as products, else as counted. */
function objectsAt({ step, calls }: StepAt, { measured }: Model, size: Size): { reads: number; writes: number } {
  const { law, asked } = step
  const byCode = objectsOf(law.path, size)
  // What adds up notes asks more often when there are more: at most in proportion.
  const more = law.grows === 'notes' ? Math.max(1, size.shards / measured.at(-1)!.shards) : 1
  return {
    // What is called until it is done asks for each of them once.
    reads: byCode ? callsOf(law.path, size) * readsOf(byCode) : calls * asked.s3Reads * more,
    writes: byCode ? callsOf(law.path, size) * writesOf(byCode) : calls * asked.s3Writes * more,
  }
}

/** All that the largest run put into S3, in proportion to the rows. */
function monthOf({ measured }: Model, size: Size, line: (...args: [string, PriceName, number, string]) => BillLine) {
  const last = measured.at(-1)!
  const put = Object.values(last.requests).reduce((sum, one) => sum + one.put, 0)
  const each = put / last.rows
  const how = `${each.toFixed(0)} bytes a row × ${number(size.rows)}`
  return line('S3, a month', 's3Month', (each * size.rows) / 1e9, how)
}

const billedSeconds = ({ calls, seconds, cold }: StepAt, a: Assumed) => calls * seconds + cold * a.coldSeconds

function logBytesACall({ measured }: Model, a: Assumed): number {
  const last = measured.at(-1)!
  return a.logBytesACall + last.logBytes / last.steps.reduce((sum, { calls }) => sum + calls, 0)
}
