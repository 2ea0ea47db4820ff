import { globSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { synth } from '../cdk/synth.ts'
import { startMeasuredCloud } from './measured-cloud.ts'
import { writeOrders } from './orders-data.ts'
import { ordersToCsv } from './orders-journey.ts'
import { type Measured, makeModel, useOf } from './scale-model.ts'
import { measuredRow, pageOf } from './scale-page.ts'
import { readFacts } from './scale-template.ts'

const page = join(import.meta.dirname, '../docs/scale.md')
/** Of more than one file, repeated rows are looked for: no large account has but one. */
const FILES = 4
/** What AWS gives on request, and the model assumes: docs/runbook.md, "Steps run out of memory". */
const LARGE_STEPS_MB = 10_240

/**
 * Orders of growing number through the whole product, from the upload to the personas' CSV, and what 100 million people
 * would take by these measurements.
 * usage: npm run bench -- scale [--write] [ROWS …]   (--write: docs/scale.md is what this run measured)
 */
export default async function run(args: string[]): Promise<void> {
  const write = args.includes('--write')
  const given = args.filter((arg) => arg !== '--write').map(Number)
  const sizes = given.length ? given : [10_000, 100_000, 1_000_000, 5_000_000]
  if (sizes.length < 2 || sizes.some((rows, i) => !(rows > (sizes[i - 1] ?? 0))))
    throw new Error('the model needs two sizes at least, the smaller first')
  const load = loadavg()[1]!.toFixed(1)
  // Requests to the table do not grow with the rows: counted once, in a run that is not timed.
  const counted = await measure(sizes[0]!, 'table')
  const measured: Measured[] = []
  for (const rows of sizes) {
    measured.push(await measure(rows))
    console.log(measuredRow(measured, measured.length - 1))
  }
  const model = makeModel(measured, counted, await largeTemplate())
  const machine = `${cpus().length} cores (${cpus()[0]?.model.trim()}), load ${load} in the five minutes before`
  const text = pageOf(model, { machine, day: new Date().toISOString().slice(0, 10), defaultMb: defaultMb(measured) })
  if (write) writeFileSync(page, text)
  else console.log(text)
}

async function measure(rows: number, metered?: 'table'): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'moira-scale-'))
  const cloud = await startMeasuredCloud(folder, metered)
  try {
    const orders = join(folder, 'orders.csv')
    writeOrders(rows, orders)
    const files = cut(orders, FILES)
    cloud.begin()
    const { people } = await ordersToCsv(cloud, ...files)
    const one = { use: cloud.used(), steps: cloud.steps(), between: cloud.between(), requests: cloud.requests() }
    const logs = globSync(join(folder, 'cloud/logs/*')).reduce((sum, log) => sum + statSync(log).size, 0)
    const found = { rows, people, files: files.length, shards: 1, logBytes: logs, ...one }
    return { ...found, shards: useOf('personas/score', found)?.calls ?? 1 }
  } finally {
    await cloud.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Cuts a CSV into so many of about the same size, each with the header. No line of the orders is broken by a cell. */
function cut(file: string, parts: number): string[] {
  const bytes = readFileSync(file)
  const newline = '\n'.charCodeAt(0)
  const header = bytes.subarray(0, bytes.indexOf(newline) + 1)
  let from = header.length
  return Array.from({ length: parts }, (_, part) => {
    const until = part === parts - 1 ? bytes.length : bytes.indexOf(newline, ((part + 1) / parts) * bytes.length) + 1
    const out = file.replace(/\.csv$/, `-${part}.csv`)
    const handle = openSync(out, 'w')
    writeSync(handle, header)
    for (let at = from; at < until; ) at += writeSync(handle, bytes, at, until - at)
    from = until
    return out
  })
}

/** The template as it is deployed for large accounts. */
async function largeTemplate() {
  const outdir = mkdtempSync(join(tmpdir(), 'moira-template-'))
  try {
    return readFacts(await synth({ outdir, context: { 'large-step-memory': LARGE_STEPS_MB } }))
  } finally {
    rmSync(outdir, { recursive: true, force: true })
  }
}

/** What the template gives the large steps as it comes. */
const defaultMb = (measured: Measured[]) => useOf('resolve/prepare', measured.at(-1)!)!.memoryMb
