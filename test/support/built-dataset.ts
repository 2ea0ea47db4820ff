import { PutObjectCommand } from '@aws-sdk/client-s3'
import { createAccount } from '../../bin/account.ts'
import type { BuildContext } from '../../shared/builds/build-context.ts'
import { agreeOnDates } from '../../shared/nouns/datasets/build/agree.ts'
import { finishDataset } from '../../shared/nouns/datasets/build/finish.ts'
import { prepareDataset } from '../../shared/nouns/datasets/build/prepare.ts'
import { shardDataset } from '../../shared/nouns/datasets/build/shard.ts'
import type { DatasetOutput } from '../../shared/nouns/datasets/output.ts'
import { nouns } from '../../shared/nouns/nouns.ts'
import { openBucket } from '../../shared/ports/aws/objects.ts'
import { claim } from '../../shared/ports/store/builds.ts'
import { getResource, writeConfig } from '../../shared/ports/store/resources.ts'
import { openTable } from '../../shared/ports/store/table.ts'
import { inFolder } from '../golden/ingest/try-ingest.ts'
import type { startS3 } from '../machines/fixture/parts.ts'
import { dataset } from './planned-account.ts'

type S3 = Awaited<ReturnType<typeof startS3>>

/** A dataset that lies in a real table and a real S3; `build` reads whatever its folder holds, as the machine does. */
export async function startDataset(s3: S3, traits: string[]) {
  const table = openTable('moira')
  const { account_id } = await createAccount({ name: 'Example Shop', email: 'owner@example.com' }, table)
  const put = [{ ...dataset('orders', { traits }), account_id }]
  if (!(await writeConfig(table, { id: account_id, version: 1 }, { put }))) throw new Error('not written')
  const present = async () => (await getResource(table, account_id, 'datasets', 'orders'))!
  const bucket = openBucket('plain', s3.client())
  return {
    account_id,
    bucket,
    upload: (name: string, Body: string) =>
      s3.client().send(new PutObjectCommand({ Bucket: 'plain', Key: `${account_id}/orders/${name}`, Body })),
    async build(): Promise<{ output: DatasetOutput; shards: number; again: number }> {
      const [now, until] = [new Date().toISOString(), new Date(Date.now() + 3_600_000).toISOString()]
      const attempt = (await claim(table, await present(), { digest: 'any', until, now }))!
      const build = { account_id, resource_type: 'datasets', resource_id: 'orders', attempt } as const
      const state = <T>(work: (ctx: BuildContext) => Promise<T>) =>
        inFolder((scratch) => {
          const bus = { put: async () => {} }
          const buckets = { lake: bucket, uploads: bucket, exports: bucket }
          return work({
            table,
            profiles: table,
            bus,
            now: () => new Date(),
            scratch,
            memoryMb: 256,
            build,
            nouns,
            ...buckets,
          })
        })
      const { shards } = await state(prepareDataset)
      for (const shard of shards) await state((ctx) => shardDataset(ctx, shard))
      const again = await state(agreeOnDates)
      for (const shard of again.shards) await state((ctx) => shardDataset(ctx, shard))
      await state(finishDataset)
      return { output: (await present()).output!, shards: shards.length, again: again.shards.length }
    },
  }
}
