import { setTimeout as sleep } from 'node:timers/promises'
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createAccount } from '../../../../../bin/account.ts'
import type { BuildContext } from '../../../../../shared/builds/build-context.ts'
import { agreeOnDates } from '../../../../../shared/nouns/datasets/build/agree.ts'
import { finishDataset } from '../../../../../shared/nouns/datasets/build/finish.ts'
import { prepareDataset } from '../../../../../shared/nouns/datasets/build/prepare.ts'
import { shardDataset } from '../../../../../shared/nouns/datasets/build/shard.ts'
import type { DatasetOutput } from '../../../../../shared/nouns/datasets/output.ts'
import { nouns } from '../../../../../shared/nouns/nouns.ts'
import { openBucket } from '../../../../../shared/ports/aws/objects.ts'
import { claim, getResource, writeConfig } from '../../../../../shared/ports/store/resources.ts'
import { openTable } from '../../../../../shared/ports/store/table.ts'
import { inFolder } from '../../../../golden/ingest/try-ingest.ts'
import { startS3 } from '../../../../machines/fixture/parts.ts'
import { startDynamo } from '../../../../support/dynamodb.ts'
import { dataset } from '../../../../support/planned-account.ts'

let dynamo: Awaited<ReturnType<typeof startDynamo>>
let s3: Awaited<ReturnType<typeof startS3>>
beforeAll(async () => {
  ;[dynamo, s3] = await Promise.all([startDynamo('moira'), startS3()])
})
afterAll(() => Promise.all([dynamo.stop(), s3.stop()]))

/** A dataset that lies in a real table and a real S3; `build` reads whatever its folder holds, as the machine does. */
async function startDataset(traits: string[]) {
  const table = openTable('moira')
  const { account_id } = await createAccount({ name: 'Example Shop', email: 'owner@example.com' }, table)
  const put = [{ ...dataset('orders', { traits }), account_id }]
  if (!(await writeConfig(table, { id: account_id, version: 1 }, { put }))) throw new Error('not written')
  const present = async () => (await getResource(table, account_id, 'datasets', 'orders'))!
  const bucket = openBucket('plain', s3.client())
  return {
    upload: (name: string, Body: string) =>
      s3.client().send(new PutObjectCommand({ Bucket: 'plain', Key: `${account_id}/orders/${name}`, Body })),
    async build(): Promise<{ output: DatasetOutput; shards: number }> {
      const [now, until] = [new Date().toISOString(), new Date(Date.now() + 3_600_000).toISOString()]
      const attempt = (await claim(table, await present(), { digest: 'any', until, now }))!
      const build = { account_id, resource_type: 'datasets', resource_id: 'orders', attempt } as const
      const state = <T>(work: (ctx: BuildContext) => Promise<T>) =>
        inFolder((scratch) => {
          const bus = { put: async () => {} }
          const buckets = { lake: bucket, uploads: bucket, exports: bucket }
          return work({ table, bus, now: () => new Date(), scratch, memoryMb: 256, build, nouns, ...buckets })
        })
      const { shards } = await state(prepareDataset)
      for (const shard of shards) await state((ctx) => shardDataset(ctx, shard))
      const again = await state(agreeOnDates)
      for (const shard of again.shards) await state((ctx) => shardDataset(ctx, shard))
      await state(finishDataset)
      return { output: (await present()).output!, shards: shards.length }
    },
  }
}

test('more files than a Map runs children, with long names, are read or refused, and published', async () => {
  const files = 300
  // To refuse a file takes a tenth of the time of reading one.
  const isRead = (i: number) => i % 10 === 0
  const orders = await startDataset(['n'])
  for (let i = 0; i < files; i++) {
    const rows = `a${i}@example.com,${i}\neverywhere@example.com,0\n"broken\n`
    await orders.upload(`${'long-'.repeat(40)}${i}.csv`, isRead(i) ? `email,n\n${rows}` : `another,n\n${rows}`)
  }
  const { output, shards } = await orders.build()
  expect(shards).toBe(256)
  const read = files / 10
  expect(output).toMatchObject({
    row_count: 3 * read,
    accepted_count: 2 * read,
    rejected_count: read,
    duplicate_count: read - 1,
  })
  // Files that do not fit into the item are left out of the lists, and of nothing else.
  expect(output.files.length).toBeLessThan(files)
})

test('a file that came alone gets its index when another joins it, and repeats are found', async () => {
  const orders = await startDataset(['n'])
  await orders.upload('1.csv', 'email,n\nx@example.com,1\ny@example.com,2\n')
  expect((await orders.build()).output).toMatchObject({ accepted_count: 2, duplicate_count: 0 })
  await sleep(1000)
  await orders.upload('2.csv', 'email,n\ny@example.com,2\nz@example.com,3\n')
  const { output, shards } = await orders.build()
  expect(shards).toBe(1)
  expect(output).toMatchObject({ accepted_count: 4, duplicate_count: 1 })
})
