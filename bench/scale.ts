import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { startMeasuredCloud } from './measured-cloud.ts'
import { writeOrders } from './orders-data.ts'
import { ordersToCsv } from './orders-journey.ts'
import { type Measured, modelOf } from './scale-model.ts'

const page = join(import.meta.dirname, '../docs/scale.md')

/**
 * Orders of growing number through the whole product, from the upload to the personas' CSV, and what 100 million people
 * would take by these measurements.
 * usage: npm run bench -- scale [--write] [ROWS …]   (--write: docs/scale.md is what this run measured)
 */
export default async function run(args: string[]): Promise<void> {
  const write = args.includes('--write')
  const given = args.filter((arg) => arg !== '--write').map(Number)
  const sizes = given.length ? given : [10_000, 100_000, 1_000_000, 5_000_000]
  const measured: Measured[] = []
  for (const rows of sizes) {
    measured.push(await measure(rows))
    console.log(lineOf(measured, measured.length - 1))
  }
  const text = `${[
    '# Scale',
    '',
    'Written by `npm run bench -- scale --write`; no number in it is typed by hand.',
    `Measured on ${cpus().length} cores (${cpus()[0]?.model.trim()}), Node and DynamoDB Local together, from the upload to the personas' CSV.`,
    '',
    '| order rows | people | s | CPU s | peak MB | rows/s | × rows | × time | × CPU |',
    '|---:|---:|---:|---:|---:|---:|---:|---:|---:|',
    ...measured.map((_, i) => lineOf(measured, i)),
    '',
    ...modelOf(measured),
  ].join('\n')}\n`
  if (write) writeFileSync(page, text)
  else console.log(text)
}

async function measure(rows: number): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'moira-scale-'))
  const cloud = await startMeasuredCloud(folder)
  try {
    const orders = join(folder, 'orders.csv')
    writeOrders(rows, orders)
    cloud.begin()
    const { people } = await ordersToCsv(cloud, orders)
    return { rows, people, use: cloud.used(), steps: cloud.steps(), requests: cloud.requests() }
  } finally {
    await cloud.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

function lineOf(measured: Measured[], i: number): string {
  const { rows, people, use } = measured[i]!
  const before = measured[i - 1]
  const times = (now: number, then: number | undefined) => (then === undefined ? '' : (now / then).toFixed(2))
  const cells = [
    rows.toLocaleString('en'),
    people.toLocaleString('en'),
    use.seconds.toFixed(1),
    use.cpu.toFixed(1),
    use.peakMb.toFixed(0),
    Math.round(rows / use.seconds).toLocaleString('en'),
    times(rows, before?.rows),
    times(use.seconds, before?.use.seconds),
    times(use.cpu, before?.use.cpu),
  ]
  return `| ${cells.join(' | ')} |`
}
