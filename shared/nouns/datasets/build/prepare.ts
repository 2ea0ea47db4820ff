import { type BuildContext, type BuildPlan, openBuild, readJson, writePlan } from '../../../builds/build-context.ts'
import { reusedUntilMs } from '../../../builds/kept-for.ts'
import { mapItems } from '../../../builds/map-items.ts'
import type { DatasetConfig } from '../../../lake/ingest/dataset-config.ts'
import { lakeKeys, versionOfRows } from '../../../lake/keys.ts'
import { digestOf } from '../../../model/ids.ts'
import type { Resource, Upload } from '../../../model/resource.ts'
import { lakeFormat, uploadsOf } from '../uploads-of.ts'
import type { DatasetManifest } from './manifest.ts'
import type { PlannedFile } from './planned-file.ts'

export interface IngestPlan extends BuildPlan {
  config: DatasetConfig
  files: PlannedFile[]
  /** Numbers of the files that each shard reads; those read before are in none. */
  work: number[][]
}

/** A Map runs at most so many children. */
const maxShards = 256

/** Lists the folder and leaves out what an earlier build has read already. */
export async function prepareDataset(ctx: BuildContext): Promise<{ shards: number[] }> {
  const { resource, state, digest } = await openBuild(ctx, 'datasets')
  const { config } = resource
  const { name: _name, preview: _preview, ...reading } = config
  // Forced, everything is read again: also what an earlier version of the reader refused.
  const configDigest = digestOf({ ...reading, force: resource.force, format: lakeFormat })
  const uploads = chosenUploads(config, uploadsOf(config, state.uploads))
  const files = uploads.map((upload) => ({
    ...upload,
    prefix: lakeKeys.version(ctx.build, digestOf({ configDigest, ...upload })),
  }))
  const inUse = await foldersInUse(ctx, resource)
  const isKnown = await Promise.all(files.map(({ prefix }) => isRead(ctx, prefix, inUse)))
  const unread = files.map((_, file) => file).filter((file) => !isKnown[file])
  const work: number[][] = mapItems(Math.min(maxShards, unread.length)).map(() => [])
  unread.forEach((file, i) => {
    work[i % work.length]?.push(file)
  })
  return writePlan<IngestPlan>(ctx, { digest, shards: mapItems(work.length), config, files, work })
}

/** Whether a file was read earlier, and what was read of it stays: nothing is begun on what may be collected meanwhile. */
async function isRead(ctx: BuildContext, prefix: string, inUse: ReadonlySet<string>): Promise<boolean> {
  const report = await ctx.lake.head(lakeKeys.report(prefix))
  if (!report) return false
  return inUse.has(prefix) || ctx.now().getTime() - Date.parse(report.last_modified) < reusedUntilMs
}

/** The folders of the files that make up the dataset as it is published. */
async function foldersInUse(ctx: BuildContext, { output }: Resource<'datasets'>): Promise<Set<string>> {
  if (!output) return new Set()
  const { files } = await readJson<DatasetManifest>(ctx.lake, output.manifest_key)
  return new Set(files.map(({ rows_key }) => versionOfRows(rows_key) ?? rows_key))
}

function chosenUploads(config: DatasetConfig, uploads: Upload[]): Upload[] {
  if (!config.options.replace_all_with_latest_file) return uploads
  const newest = uploads.reduce<Upload | undefined>(
    (latest, one) => (!latest || one.last_modified > latest.last_modified ? one : latest),
    undefined,
  )
  return newest ? [newest] : []
}
