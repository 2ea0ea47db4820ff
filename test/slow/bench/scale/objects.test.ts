import { createReadStream, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { callsOf, type Size } from '../../../../bench/scale/formula.ts'
import { objectsOf } from '../../../../bench/scale/objects.ts'
import { points } from '../../../../bench/scale/points.ts'
import { type BuildContext, writePlan } from '../../../../shared/builds/build-context.ts'
import { withDuck } from '../../../../shared/lake/duck.ts'
import { compileDataset } from '../../../../shared/lake/ingest/compiled-dataset.ts'
import type { DatasetConfig } from '../../../../shared/lake/ingest/dataset-config.ts'
import { ingestFile } from '../../../../shared/lake/ingest/ingest-file.ts'
import type { DatasetManifest } from '../../../../shared/nouns/datasets/build/manifest.ts'
import { connectFiles } from '../../../../shared/nouns/people/build/connect.ts'
import { cutBatch } from '../../../../shared/nouns/people/build/cut.ts'
import { decidePartition } from '../../../../shared/nouns/people/build/decide.ts'
import { linkBatch } from '../../../../shared/nouns/people/build/link.ts'
import { numberRange } from '../../../../shared/nouns/people/build/number.ts'
import { partitionedPlan } from '../../../../shared/nouns/people/build/partitioned-plan.ts'
import type { ResolvePlan } from '../../../../shared/nouns/people/build/resolve-plan.ts'
import { settlePartitions } from '../../../../shared/nouns/people/build/settle.ts'
import { shardPeople } from '../../../../shared/nouns/people/build/shard.ts'
import type { Bucket } from '../../../../shared/ports/aws/objects.ts'
import { folderBucket } from '../../../support/folder-bucket.ts'

const config: DatasetConfig = {
  options: { type: 'hosted_csv', upload_directory: 'orders' },
  identity_sets: { customer: { email: 'email', phone: 'phone' } },
  output_to_streams: { orders: { data_map: { datetime: { column_name: 'at' }, value: { column_name: 'paid' } } } },
}
const PEOPLE = 40

const csvOf = (file: number) =>
  [
    'email,phone,at,paid',
    ...Array.from({ length: PEOPLE }, (_, i) => `e${i}@a.example,${2125550100 + i},2024-01-0${file + 1},1`),
  ].join('\n')

interface Kinds {
  tables: number
  others: number
}

/** A bucket that counts what is asked of it. */
function counted(bucket: Bucket): { bucket: Bucket; asked: Record<'got' | 'put', Kinds> } {
  const asked = { got: { tables: 0, others: 0 }, put: { tables: 0, others: 0 } }
  const counting =
    <Rest extends unknown[], Answer>(of: Kinds, ask: (key: string, ...rest: Rest) => Answer) =>
    (key: string, ...rest: Rest): Answer => {
      of[key.endsWith('.parquet') ? 'tables' : 'others']++
      return ask(key, ...rest)
    }
  const { getText, getFile, put, putFile } = bucket
  return {
    bucket: {
      ...bucket,
      getText: counting(asked.got, getText),
      getFile: counting(asked.got, getFile),
      put: counting(asked.put, put),
      putFile: counting(asked.put, putFile),
    },
    asked,
  }
}

async function ingested(lake: Bucket, folder: string, files: number): Promise<DatasetManifest> {
  const plan = compileDataset(config)
  const read: DatasetManifest['files'] = []
  for (let file = 0; file < files; file++) {
    const [path, at] = [`orders/${file}.csv`, join(folder, `${file}`)]
    writeFileSync(at, csvOf(file))
    const out = { rows: `${at}.rows`, values: `${at}.values`, rejects: `${at}.rejects` }
    const { accepted } = await withDuck({ memoryMb: 256, threads: 1, tmp: folder }, (db) =>
      ingestFile({ db, plan, upload: () => createReadStream(at), objectKey: path, lastModified: new Date(0), out }),
    )
    const keys = { rows_key: `${file}/rows.parquet`, values_key: `${file}/values.parquet` }
    await lake.putFile(keys.rows_key, out.rows)
    await lake.putFile(keys.values_key, out.values)
    read.push({ path, ...keys, accepted })
  }
  const sets = { identity_sets: ['customer'], identity_parts: ['email', 'phone'], external_ids: [] }
  const names = { ...sets, streams: ['orders'], references: [] }
  return { dataset_id: 'orders', uploaded_at: new Date(0).toISOString(), files: read, ...names }
}

// The steps themselves, so that the model of their requests errs when they change.
test.each([
  [3, 2],
  [5, 4],
])('requests of %s files in %s partitions are those that the steps make', async (files, partitions) => {
  const folder = mkdtempSync(join(tmpdir(), 'moira-objects-'))
  try {
    const lake = folderBucket(join(folder, 'lake'))
    const datasets = [await ingested(lake, folder, files)]
    const build = { account_id: 'a', resource_type: 'people', resource_id: 'p', attempt: 1 }
    const contextOf = (bucket: Bucket, scratch: string) =>
      ({ build, lake: bucket, scratch, memoryMb: 512, now: () => new Date() }) as unknown as BuildContext
    const partitioned = partitionedPlan(datasets, partitions)
    const begun = { digest: 'd', shards: [], prefix: 'people/', datasets, made_from: {} }
    const plan = { ...begun, record_count: 0, drops: {}, partitioned }
    await writePlan<ResolvePlan>(contextOf(lake, folder), plan)

    const size: Size = { rows: files * PEOPLE, people: PEOPLE, files, shards: 1, partitions, slices: 2, memoryMb: 3008 }
    const steps: [string, (ctx: BuildContext, item: number) => Promise<unknown>][] = [
      ['resolve/link', linkBatch],
      ['resolve/number', numberRange],
      ['resolve/connect', connectFiles],
      ['resolve/cut', cutBatch],
      ['resolve/decide', decidePartition],
      ['resolve/settle', settlePartitions],
      ['resolve/shard', shardPeople],
    ]
    for (const [path, step] of steps) {
      const { over } = points.find((one) => one.step === path && one.way === 'cut')!
      for (let item = 0; item < callsOf(over, size); item++) {
        const scratch = join(folder, path, String(item))
        mkdirSync(scratch, { recursive: true })
        const { bucket, asked } = counted(lake)
        await step(contextOf(bucket, scratch), item)
        const [tablesGot, othersGot, tablesPut, othersPut] = objectsOf[path]!(size, partitions)
        const got = { tables: tablesGot, others: othersGot }
        const put = { tables: tablesPut, others: othersPut }
        expect({ path, ...asked }).toEqual({ path, got, put })
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
