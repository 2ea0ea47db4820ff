import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { synth } from '../cdk/synth.ts'
import { startMeasuredCloud, type Use } from './cloud/measured-cloud.ts'
import { nothingAsked } from './cloud/metered-requests.ts'
import { agreement, comparePeople } from './orders/answer.ts'
import { hasScikit, PYTHON, pythonEnvironment, writeOrders } from './orders/data.ts'
import { cutIntoFiles } from './orders/files.ts'
import { ordersToCsv } from './orders/journey.ts'

interface Baseline extends Use {
  people: number
  d: number
  k: number
  inertia: number
}

/** The goals: our share of the baseline's CPU time and of its peak memory, by rows. */
const goals = (rows: number) => (rows >= 5_000_000 ? { cpu: 1 / 3, memory: 1 / 4 } : { cpu: 1 / 2, memory: 1 / 2 })

/**
 * Order rows to the personas' CSV through the whole product, all processes of the local cloud summed from the upload on,
 * beside what an analyst would write with pandas and scikit-learn. The answers are compared before the times.
 * usage: npm run bench -- orders [--files N] [--partitions N] [ROWS …]
 * --files: the orders come in so many files; --partitions: identity resolution is forced to cut them into so many
 */
export default async function run(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { files: { type: 'string', default: '1' }, partitions: { type: 'string' } },
  })
  const sizes = positionals.length ? positionals.map(Number) : [1_000_000]
  const [files, partitions] = [Number(values.files), Number(values.partitions ?? 0)]
  if (!hasScikit())
    console.log('no baseline beside it: apt-get install -y python3-sklearn python3-pandas python3-scipy')
  let before: { rows: number; use: Use } | undefined
  for (const rows of sizes) {
    const use = await measure(rows, files, partitions)
    if (before) {
      const { use: last } = before
      console.log(
        `  ${rows / before.rows} × the rows: ${(use.cpu / last.cpu).toFixed(2)} × the CPU time, ${(use.seconds / last.seconds).toFixed(2)} × the time`,
      )
    }
    before = { rows, use }
  }
}

async function measure(rows: number, files: number, partitions: number): Promise<Use> {
  const folder = mkdtempSync(join(tmpdir(), 'moira-orders-'))
  // Every order is one record.
  const context = { 'records-per-partition': Math.ceil(rows / partitions) }
  const cloud = await startMeasuredCloud(
    folder,
    partitions ? await synth({ outdir: join(folder, 'assembly'), context }) : undefined,
  )
  try {
    const orders = join(folder, 'orders.csv')
    writeOrders(rows, orders)
    console.log(`${rows.toLocaleString('en')} orders, ${(statSync(orders).size / 1e6).toFixed(0)} MB`)
    cloud.begin()
    const found = await ordersToCsv(cloud, ...cutIntoFiles(orders, files))
    const use = cloud.used()
    const processes = cloud.processes()
    const steps = cloud.steps()
    const requests = cloud.requests()
    console.log(`  no step ran in ${cloud.between().toFixed(1)} s`)
    const lines = found.csv.split('\n').length - 2
    if (lines !== found.people) throw new Error(`${found.people} people, but ${lines} lines in the CSV`)
    console.log(
      `  ${found.people} people, ${found.personas.map((one) => `${one.name} ${one.individuals_count}`).join(', ')}`,
    )

    const answer = join(folder, 'answer')
    mkdirSync(answer)
    const baseline = hasScikit() ? runBaseline(orders, answer) : undefined
    if (baseline) await check(cloud, orders, answer, baseline, folder)
    show(rows, use, baseline)
    console.log('  where it went:')
    for (const { name, cpu, peakMb } of processes)
      console.log(`    ${name.padEnd(44)} ${cpu.toFixed(2).padStart(7)} CPU s, ${peakMb.toFixed(0)} MB`)
    for (const { name, calls, seconds, cpu } of steps.filter((one) => one.cpu >= 0.05)) {
      const { s3Reads, s3Writes, got, put } = requests[name] ?? nothingAsked()
      const asked = `${s3Reads} reads of ${(got / 1e6).toFixed(1)} MB, ${s3Writes} writes of ${(put / 1e6).toFixed(1)} MB`
      console.log(
        `    ${name.padEnd(44)} ${cpu.toFixed(2).padStart(7)} CPU s, ${seconds.toFixed(2)} s, ${calls} calls; S3: ${asked}`,
      )
    }
    return use
  } finally {
    await cloud.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

function runBaseline(orders: string, answer: string): Baseline {
  const script = join(import.meta.dirname, 'orders/baseline.py')
  const args = [script, orders, join(answer, 'baseline.csv'), answer]
  const said = execFileSync(PYTHON, args, { encoding: 'utf8', env: pythonEnvironment() })
  const lines = said.trim().split('\n')
  console.log(
    `  the baseline's steps:\n${lines
      .slice(0, -1)
      .map((line) => `  ${line}`)
      .join('\n')}`,
  )
  return JSON.parse(lines.at(-1)!) as Baseline
}

async function check(
  cloud: Parameters<typeof comparePeople>[0],
  orders: string,
  answer: string,
  baseline: Baseline,
  folder: string,
): Promise<void> {
  const { ours, theirs, same, differentSums } = await comparePeople(cloud, orders, answer, folder)
  console.log(
    `  people: ${ours} here, ${theirs} there, ${same} the same (${((100 * same) / theirs).toFixed(4)} %); ${differentSums} of the same differ in orders or sum`,
  )
  // We keep people of different first names apart who share a phone: the baseline joins them. A handful per million.
  if (same < theirs * 0.999) throw new Error('the people are not the same')
  if (differentSums) throw new Error('the same people have other orders or sums')
  const { index, inertia } = agreement(answer, baseline.d, baseline.k)
  console.log(
    `  on its features and its k = ${baseline.k}: adjusted Rand index ${index.toFixed(4)}, inertia ${(inertia / baseline.inertia).toFixed(4)} of its`,
  )
  if (index < 0.95) console.log('  goal missed: an index of 0.95')
}

function show(rows: number, use: Use, baseline: Baseline | undefined): void {
  const line = (name: string, { cpu, seconds, peakMb }: Use) =>
    console.log(
      `  ${name.padEnd(10)} ${cpu.toFixed(1).padStart(7)} CPU s ${seconds.toFixed(1).padStart(7)} s ${peakMb.toFixed(0).padStart(6)} MB`,
    )
  line('Moira', use)
  if (!baseline) return
  line('baseline', baseline)
  const goal = goals(rows)
  const ratio = (ours: number, theirs: number, most: number) =>
    `${(ours / theirs).toFixed(2)} (goal ${most.toFixed(2)}${ours / theirs <= most ? '' : ', missed'})`
  console.log(
    `  ratio      CPU ${ratio(use.cpu, baseline.cpu, goal.cpu)}, memory ${ratio(use.peakMb, baseline.peakMb, goal.memory)}`,
  )
}
