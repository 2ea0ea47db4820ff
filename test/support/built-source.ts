import { gzipSync } from 'node:zlib'
import { createAccount } from '../../bin/account.ts'
import type { BuildContext } from '../../shared/builds/build-context.ts'
import type { AcceptedEvent } from '../../shared/engines/events/event.ts'
import { eventKeys } from '../../shared/lake/keys.ts'
import { sha256 } from '../../shared/model/ids.ts'
import { agreeOnDates } from '../../shared/nouns/datasets/build/agree.ts'
import { nouns } from '../../shared/nouns/nouns.ts'
import { chooseColumns } from '../../shared/nouns/sources/build/choose.ts'
import { finishSource } from '../../shared/nouns/sources/build/finish.ts'
import type { SourceManifest } from '../../shared/nouns/sources/build/part-of-log.ts'
import { prepareSource } from '../../shared/nouns/sources/build/prepare.ts'
import { shardSource } from '../../shared/nouns/sources/build/shard.ts'
import { surveyBatch } from '../../shared/nouns/sources/build/survey.ts'
import { SourceConfig } from '../../shared/nouns/sources/contract.ts'
import type { SourceOutput } from '../../shared/nouns/sources/output.ts'
import { type Bucket, openBucket } from '../../shared/ports/aws/objects.ts'
import { claim } from '../../shared/ports/store/builds.ts'
import { getResource, updateResource, writeConfig } from '../../shared/ports/store/resources.ts'
import { openTable } from '../../shared/ports/store/table.ts'
import { inFolder } from '../golden/ingest/try-ingest.ts'
import type { startS3 } from '../machines/fixture/parts.ts'
import { resource } from './planned-account.ts'

type S3 = Awaited<ReturnType<typeof startS3>>

/** Writes events into a log as the consumer of the queue does; gives the object's key. */
export async function putLog(
  lake: Bucket,
  { account_id, id }: { account_id: string; id: string },
  at: Date,
  events: readonly AcceptedEvent[],
): Promise<string> {
  const text = events.map((event) => `${JSON.stringify(event)}\n`).join('')
  const key = eventKeys.object(account_id, id, at, sha256(text))
  await lake.put(key, gzipSync(text))
  return key
}

let made = 0
/** An accepted event, of a moment of the day 2024-05-01. */
export const event = (said: Partial<AcceptedEvent>): AcceptedEvent => ({
  type: 'track',
  messageId: `m${made++}`,
  timestamp: '2024-05-01T10:00:00.000Z',
  receivedAt: '2024-05-01T10:00:00.000Z',
  ...said,
})

/** A source in a real table and a real S3; `build` reads whatever its log holds, as its machine does. */
export async function startSource(s3: S3, config: object = {}) {
  const table = openTable('moira')
  const { account_id } = await createAccount({ name: 'Example Shop', email: 'owner@example.com' }, table)
  const id = 'website'
  const source = resource('sources', id, SourceConfig.parse({ name: 'Website', ...config }))
  if (!(await writeConfig(table, { id: account_id, version: 1 }, { put: [{ ...source, account_id }] })))
    throw new Error('not written')
  const present = async () => (await getResource(table, account_id, 'sources', id))!
  const lake = openBucket('plain', s3.client())
  return {
    account_id,
    lake,
    table,
    put: (hour: string, events: readonly AcceptedEvent[]) =>
      putLog(lake, { account_id, id }, new Date(`${hour}:30:00Z`), events),
    change: (changes: Record<string, unknown>) => updateResource(table, { account_id, type: 'sources', id }, changes),
    /** Where the rows of its parts lie. */
    rowFiles: async ({ manifest_key }: SourceOutput) =>
      (JSON.parse((await lake.getText(manifest_key))!) as SourceManifest).files.map(({ rows_key }) => rows_key),
    /** @param at the moment of the build */
    async build(at: string): Promise<{ output: SourceOutput; surveyed: number; read: number; digest: string }> {
      const now = () => new Date(at)
      const until = new Date(now().getTime() + 3_600_000).toISOString()
      const attempt = (await claim(table, await present(), { digest: 'any', until, now: at }))!
      const build = { account_id, resource_type: 'sources', resource_id: id, attempt } as const
      const state = <T>(work: (ctx: BuildContext) => Promise<T>) =>
        inFolder((scratch) => {
          const bus = { put: async () => {} }
          return work({
            table,
            profiles: table,
            bus,
            now,
            scratch,
            memoryMb: 256,
            build,
            nouns,
            lake,
            uploads: lake,
            exports: lake,
          })
        })
      const surveys = await state(prepareSource)
      for (const shard of surveys.shards) await state((ctx) => surveyBatch(ctx, shard))
      const { shards } = await state(chooseColumns)
      for (const shard of shards) await state((ctx) => shardSource(ctx, shard))
      const again = await state(agreeOnDates)
      for (const shard of again.shards) await state((ctx) => shardSource(ctx, shard))
      await state(finishSource)
      const { output, output_digest } = await present()
      return { output: output!, surveyed: surveys.shards.length, read: shards.length, digest: output_digest! }
    },
  }
}
