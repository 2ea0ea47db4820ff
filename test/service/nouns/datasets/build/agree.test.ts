import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { withDuck } from '../../../../../shared/lake/duck.ts'
import { lakeKeys } from '../../../../../shared/lake/keys.ts'
import type { DatasetManifest } from '../../../../../shared/nouns/datasets/build/manifest.ts'
import { inFolder, readParquet } from '../../../../golden/ingest/try-ingest.ts'
import { startS3 } from '../../../../machines/fixture/parts.ts'
import { startDataset } from '../../../../support/built-dataset.ts'
import { startDynamo } from '../../../../support/dynamodb.ts'

let dynamo: Awaited<ReturnType<typeof startDynamo>>
let s3: Awaited<ReturnType<typeof startS3>>
beforeAll(async () => {
  ;[dynamo, s3] = await Promise.all([startDynamo('moira'), startS3()])
})
afterAll(() => Promise.all([dynamo.stop(), s3.stop()]))

type Started = Awaited<ReturnType<typeof startDataset>>

/** The day in each file of the published dataset, by path, and where its rows lie. */
async function published({ bucket }: Started, manifest_key: string) {
  const { files } = JSON.parse((await bucket.getText(manifest_key))!) as DatasetManifest
  const days: Record<string, string[]> = {}
  for (const { path, rows_key } of files) {
    days[path] = await inFolder((tmp) =>
      withDuck({ memoryMb: 256, threads: 1, tmp }, async (db) => {
        const file = join(tmp, 'rows.parquet')
        writeFileSync(file, await bytesOf(bucket, rows_key))
        const rows = await readParquet(db, file)
        return rows.map((row) => new Date(row.t_when as number).toISOString().slice(0, 10))
      }),
    )
  }
  return { days, files }
}

async function bytesOf(bucket: Started['bucket'], key: string): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of bucket.read(key)) chunks.push(chunk as Uint8Array)
  return Buffer.concat(chunks)
}

test('a later file tells day from month: the earlier one is read again, once, and stays so when its first reading is gone', async () => {
  const orders = await startDataset(s3, ['when'])
  await orders.upload('1.csv', 'email,when\na@example.com,03/02/2023\n')
  const first = await orders.build()
  expect(first).toMatchObject({ shards: 1, again: 0 })
  expect(first.output.ambiguous_dates).toEqual([{ column_name: 'when', read_as: 'month_first', why: 'undecided' }])
  expect((await published(orders, first.output.manifest_key)).days).toEqual({ 'orders/1.csv': ['2023-03-02'] })

  await orders.upload('2.csv', 'email,when\nb@example.com,13/01/2023\n')
  const second = await orders.build()
  expect(second).toMatchObject({ shards: 1, again: 1 })
  expect(second.output.ambiguous_dates).toEqual([])
  const after = await published(orders, second.output.manifest_key)
  expect(after.days).toEqual({ 'orders/1.csv': ['2023-02-03'], 'orders/2.csv': ['2023-01-13'] })

  // A week later the first reading is collected, for nothing reaches it.
  const { first_prefix } = after.files[0]!
  await orders.bucket.deleteAll([lakeKeys.report(first_prefix!), lakeKeys.rows(first_prefix!)])
  await orders.upload('3.csv', 'email,when\nc@example.com,05/02/2023\n')
  const third = await orders.build()
  expect(third).toMatchObject({ shards: 1, again: 1 })
  expect((await published(orders, third.output.manifest_key)).days).toEqual({
    'orders/1.csv': ['2023-02-03'],
    'orders/2.csv': ['2023-01-13'],
    'orders/3.csv': ['2023-02-05'],
  })
})
