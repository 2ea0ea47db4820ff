import { type BuildContext, type BuildPlan, openBuild, writePlan } from '../../../builds/build-context.ts'
import type { DatasetConfig } from '../../../lake/ingest/dataset-config.ts'
import { lakeKeys } from '../../../lake/keys.ts'
import { digestOf } from '../../../model/ids.ts'
import type { Upload } from '../../../model/resource.ts'
import { lakeFormat, uploadsOf } from '../uploads-of.ts'
import type { PlannedFile } from './planned-file.ts'
import { foldersInUse, isRead, workOf } from './work.ts'

export interface IngestPlan extends BuildPlan {
  config: DatasetConfig
  files: PlannedFile[]
  /** Numbers of the files that each shard reads; those read before are in none. */
  work: number[][]
}

/** Lists the folder and leaves out what an earlier build has read already. */
export async function prepareDataset(ctx: BuildContext): Promise<{ shards: number[] }> {
  const { resource, state, digest } = await openBuild(ctx, 'datasets')
  const { config } = resource
  const { name: _name, preview: _preview, ...reading } = config
  // Forced, everything is read again: also what an earlier version of the reader refused.
  const configDigest = digestOf({ ...reading, force: resource.force, format: lakeFormat })
  const uploads = chosenUploads(config, uploadsOf(config, state.uploads))
  const inUse = await foldersInUse(ctx)
  const folders = new Set(inUse.values())
  const found = await Promise.all(
    uploads.map(async (upload) => {
      const prefix = lakeKeys.version(ctx.build, digestOf({ configDigest, ...upload }))
      // Of a file that is published as the files agreed to read it, the first reading may be gone.
      const published = inUse.get(prefix)
      const isKnown = published !== undefined || (await isRead(ctx, lakeKeys.report(prefix), folders.has(prefix)))
      return { isKnown, file: { ...upload, prefix, first_prefix: prefix, report_prefix: published ?? prefix } }
    }),
  )
  const files: PlannedFile[] = found.map(({ file }) => file)
  const work = workOf(found.map(({ isKnown, file: { size } }) => ({ size, isKnown })))
  return writePlan<IngestPlan>(ctx, { digest, config, files, ...work })
}

function chosenUploads(config: DatasetConfig, uploads: Upload[]): Upload[] {
  if (!config.options.replace_all_with_latest_file) return uploads
  const newest = uploads.reduce<Upload | undefined>(
    (latest, one) => (!latest || one.last_modified > latest.last_modified ? one : latest),
    undefined,
  )
  return newest ? [newest] : []
}
