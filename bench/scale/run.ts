import { globSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { synth } from '../../cdk/synth.ts'
import { startMeasuredCloud } from '../cloud/measured-cloud.ts'
import { writeOrders } from '../orders/data.ts'
import { ordersToCsv } from '../orders/journey.ts'
import { type Measured, useOf } from './model.ts'

/** Of more than one file, repeated rows are looked for: no large account has but one. */
const FILES = 4

export interface RunOptions {
  /** Forces identity resolution to cut the account into so many, a power of two. */
  partitions?: number
  /** Counts the table's request units too: then the times are not to be trusted. */
  metered?: 'table'
}

/** Orders through the whole product, from the upload to the personas' CSV, in a cloud of its own. */
export async function measure(rows: number, { partitions, metered }: RunOptions = {}): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'moira-scale-'))
  // Every order is one record.
  const forced = partitions && Math.ceil(rows / partitions)
  const context = { ...(forced && { 'records-per-partition': forced }) }
  try {
    const assembly = await synth({ outdir: join(folder, 'assembly'), context })
    const cloud = await startMeasuredCloud(folder, { metered, assembly })
    try {
      const orders = join(folder, 'orders.csv')
      writeOrders(rows, orders)
      const files = cut(orders, FILES)
      cloud.begin()
      const { people } = await ordersToCsv(cloud, ...files)
      const one = { use: cloud.used(), steps: cloud.steps(), between: cloud.between(), requests: cloud.requests() }
      const logBytes = globSync(join(folder, 'cloud/logs/*')).reduce((sum, log) => sum + statSync(log).size, 0)
      const size = { rows, people, files: files.length, shards: 1, partitions: 1 }
      const found = { ...size, ...one, logBytes, ...(forced && { forced }) }
      const calls = (path: Parameters<typeof useOf>[0]) => useOf(path, found)?.calls ?? 1
      return { ...found, shards: calls('personas/score'), partitions: calls('resolve/decide') }
    } finally {
      await cloud.stop()
    }
  } finally {
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
