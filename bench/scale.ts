import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { synth } from '../cdk/synth.ts'
import { linkingSeconds } from './connect.ts'
import { type Measured, makeModel } from './scale/model.ts'
import { measuredRow } from './scale/page/measured.ts'
import { pageOf } from './scale/page/page.ts'
import { measure, type RunOptions } from './scale/run.ts'
import { readFacts } from './scale/template.ts'

const page = join(import.meta.dirname, '../docs/scale.md')
/** What AWS gives on request: docs/runbook.md, "Steps run out of memory". */
const LARGE_STEPS_MB = 10_240
/** Partitions of the runs that are forced to cut: rows tell what rows take, more partitions what objects take. */
const FEW = 8
const MANY = 128

/**
 * Orders of growing number through the whole product, from the upload to the personas' CSV; the two largest again with identity
 * resolution cut into partitions; and what 100 million people would take by these measurements.
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
  const counted = await measure(sizes[0]!, { partitions: FEW, metered: 'table' })
  const [second, largest] = sizes.slice(-2) as [number, number]
  const planned: [number, RunOptions?][] = [
    ...sizes.map((rows): [number] => [rows]),
    [second, { partitions: MANY }],
    [second, { partitions: FEW }],
    [largest, { partitions: FEW }],
  ]
  const runs: Measured[] = []
  for (const [rows, options] of planned) {
    runs.push(await measure(rows, options))
    console.log(measuredRow(runs, runs.length - 1))
  }
  const machine = `${cpus().length} cores (${cpus()[0]?.model.trim()}), load ${load} in the five minutes before`
  const linking = linkingSeconds(4)
  const models = {
    default: makeModel(runs, counted, await factsWith({}), linking),
    large: makeModel(runs, counted, await factsWith({ 'large-step-memory': LARGE_STEPS_MB }), linking),
  }
  const text = pageOf(models, { machine, day: new Date().toISOString().slice(0, 10) })
  if (write) writeFileSync(page, text)
  else console.log(text)
}

/** What the template says with such a context. */
async function factsWith(context: Record<string, number>) {
  const outdir = mkdtempSync(join(tmpdir(), 'moira-template-'))
  try {
    return readFacts(await synth({ outdir, context }))
  } finally {
    rmSync(outdir, { recursive: true, force: true })
  }
}
