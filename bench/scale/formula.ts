import { mostRecords, partitionCount, recordsHeld } from '../../shared/lake/people/key-memory.ts'
import { shardCount } from '../../shared/lake/shard-range.ts'
import { objectsOf } from './objects.ts'
import * as measured from './points.ts'

/** As the template has them, which a test compares. The large machines get the context `large-step-memory`. */
export const template = { memoryMb: 3008, storageMb: 10_240, callSeconds: 900, machineSeconds: 14_400, atOnce: 40 }
export const machines = ['ingest', 'resolve', 'cohort', 'personas', 'predict', 'deliver']
const large = ['resolve', 'personas']
export const timing = { quietSeconds: 30, states: 30 }

/** Not measured: a vCPU of Lambda against a core of the measuring machine, the way to S3, S3's first byte, a cold start. */
export const assumed = { slower: 1.5, mbASecond: 62.5, waitSeconds: 0.1, coldSeconds: 2, rowsAFile: 3e6 }
/** Dollars in us-east-1, on demand, first tier; docs/scale.md has the sources. `call` and `transition` hold their logs. */
export const prices = {
  ...{ gbSecond: 16.6667e-6, scratchGbSecond: 0.0309e-6, transition: 26e-6, call: 5.45e-6 },
  ...{ s3Write: 5e-6, s3Read: 0.4e-6, event: 1e-6 },
}
const GB_MONTH = 0.023

/** A step keeps 300 MB for Node, as functions/middleware/desk.ts does. */
const workingMb = (memoryMb: number) => memoryMb - 300

/** @param memoryMb of the large machines. Slices cut the people of each partition for the shards. */
export function sizeOf(people: number, memoryMb = template.memoryMb) {
  const rows = Math.round(people * measured.ROWS_A_PERSON)
  const shards = shardCount(people)
  const partitions = partitionCount(rows, recordsHeld(workingMb(memoryMb)))
  const [files, slices] = [Math.ceil(rows / assumed.rowsAFile), Math.min(256, 2 * shards)]
  return { people, rows, files, shards, partitions, slices, memoryMb }
}
export type Size = ReturnType<typeof sizeOf>

export const callsOf = (over: measured.Over, { files, partitions, shards }: Size): number =>
  ({ files: Math.min(256, files), ranges: partitions, partitions, shards, all: 1 })[over]

/** One step: seconds a call = slower × (fixed + each × work + objects) + MB ÷ mbASecond + waits × waitSeconds. */
export function stepAt(point: measured.Point, size: Size, a = assumed) {
  const { step, over, unit, way } = point
  const calls = callsOf(over, size)
  const share = { share: size.rows / calls, everybody: size.rows, sample: Math.min(size.people, 200_000) }
  const work = unit === 'note' ? size.shards : share[unit] / 1e6
  const objects = way === 'whole' ? undefined : objectsOf[step]?.(size, size.partitions)
  const [tablesGot, arraysGot, tablesPut, arraysPut, waits] = objects ?? [0, 0, 0, 0, 0]
  const each = measured.objectSeconds
  const got = tablesGot * each.tablesGot + arraysGot * each.arraysGot
  const put = tablesPut * each.tablesPut + arraysPut * each.arraysPut
  const notes = unit === 'note' && step.endsWith('/finish') ? size.shards : 1
  const requests = {
    reads: calls * (objects ? tablesGot + arraysGot : measured.REQUESTS.reads * notes),
    writes: calls * (objects ? tablesPut + arraysPut : measured.REQUESTS.writes * notes),
  }
  const keysMb = (measured.KEYS_A_ROW * size.rows) / 1e6
  const mb = (point.got + point.put) * work + (step === 'resolve/cut' ? keysMb : 0)
  const computed = a.slower * (point.fixed + point.each * work + got + put) + waits * a.waitSeconds
  const whole = { calls, waves: Math.ceil(calls / template.atOnce), seconds: computed + mb / a.mbASecond, mb }
  const cut = step === 'resolve/connect' ? handedOver(whole, keysMb, a) : whole
  const billed = cut.calls * cut.seconds + Math.min(calls, template.atOnce) * a.coldSeconds
  const gb = (large.includes(step.split('/')[0]!) ? size.memoryMb : template.memoryMb) / 1024
  return { ...point, ...cut, ...requests, billed, gbSeconds: billed * gb }
}
type StepAt = ReturnType<typeof stepAt>
type Cut = Record<'calls' | 'waves' | 'seconds' | 'mb', number>

/** `connect` is called until it is done: after 450 s it hands four bytes a key over, which the next call gets. */
function handedOver({ seconds, mb }: Cut, keysMb: number, a: typeof assumed): Cut {
  const calls = Math.max(1, Math.ceil(seconds / 450))
  const handed = (2 * 4 * keysMb * (calls - 1)) / calls
  return { calls, waves: calls, seconds: seconds / calls + handed / a.mbASecond, mb: mb / calls + handed }
}

/** One build of everything: machines and steps run one after the other, a Map's calls in waves, each step from cold. */
export function buildOf(size: Size, a = assumed) {
  const way = size.partitions > 1 ? 'cut' : 'whole'
  const steps = measured.points.flatMap((one) => (['always', way].includes(one.way) ? [stepAt(one, size, a)] : []))
  const sum = (of: (one: StepAt) => number, list = steps) => list.reduce((total, one) => total + of(one), 0)
  const secondsOf = (list: StepAt[]) => sum((one) => a.coldSeconds + one.waves * one.seconds, list)
  const ofMachine = (machine: string) => secondsOf(steps.filter(({ step }) => step.startsWith(`${machine}/`)))
  const units: Record<keyof typeof prices, number> = {
    gbSecond: sum((one) => one.gbSeconds),
    scratchGbSecond: sum((one) => one.billed) * (template.storageMb / 1024 - 0.5),
    transition: timing.states + 2 * sum(({ over, calls }) => (over === 'all' ? 0 : calls)),
    s3Write: sum((one) => one.writes) + size.files,
    s3Read: sum((one) => one.reads),
    call: sum((one) => one.calls),
    event: size.files,
  }
  const priced = (Object.keys(prices) as (keyof typeof prices)[]).map((name) => units[name] * prices[name])
  return {
    ...{ size, steps, units, times: new Map(machines.map((machine) => [machine, ofMachine(machine)])) },
    seconds: timing.quietSeconds + a.slower * measured.BETWEEN_SECONDS + secondsOf(steps),
    dollars: priced.reduce((total, one) => total + one),
    dollarsAMonth: (size.rows * measured.BYTES_A_ROW * GB_MONTH) / 1e9,
  }
}

/** These drop from /tmp as soon as they have read it, or never put it there. */
const keepNothing = ['ingest/finish', 'resolve/number', 'resolve/connect']

/** The bounds that a size is beyond: the time of a call and of a machine, /tmp, and the memory of steps that hold all. */
function boundsBeyond(size: Size, a: typeof assumed): string[] {
  const { steps, times } = buildOf(size, a)
  const memory = workingMb(size.memoryMb) * 2 ** 20
  const named = (bound: string, is: (one: StepAt) => boolean) => steps.filter(is).map((one) => `${one.step}: ${bound}`)
  // Five bytes a key, and one file's links: as they were read, and as they are numbered.
  const connecting = (mb: number) => 5 * measured.KEYS_A_ROW * size.rows + (2 * mb * 1e6) / size.files
  return [
    ...named('900 s a call', ({ seconds }) => seconds > template.callSeconds),
    ...named('/tmp', ({ step, mb }) => !keepNothing.includes(step) && mb * 1e6 > template.storageMb * 2 ** 20),
    ...named('memory', ({ step, mb }) => step === 'resolve/connect' && connecting(mb) > memory),
    ...named(
      'memory',
      ({ step }) => step === 'resolve/decide' && size.rows / size.partitions > mostRecords(memory / 2 ** 20),
    ),
    ...[...times].flatMap(([machine, one]) => (one > template.machineSeconds ? [`${machine}: 4 h a machine`] : [])),
  ]
}

/** The first number of people, to 1 %, at which each bound is met, up to 1,000 million; the narrowest first. */
export function ends(memoryMb?: number, a = assumed): Map<string, number> {
  const found = new Map<string, number>()
  for (let people = 10_000; people <= 1e9; people *= 1.01)
    for (const bound of boundsBeyond(sizeOf(Math.round(people), memoryMb), a))
      found.set(bound, found.get(bound) ?? people)
  return found
}
