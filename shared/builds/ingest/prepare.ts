import { digestOf } from '../../ids.ts'
import type { DatasetConfig } from '../../lake/ingest/dataset-config.ts'
import { uploadsOf } from '../../planner/digest.ts'
import type { Upload } from '../../resources/resource.ts'
import { type BuildContext, type BuildPlan, lakePrefix, openBuild, writePlan } from '../build-context.ts'
import { shardNumbers } from '../people-facts.ts'

/** One upload of the folder, and where what is read of it goes: named by content and configuration, written once. */
export interface PlannedFile extends Upload {
  prefix: string
}

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
  const { resource, state, digest } = await openBuild(ctx)
  const config = resource.config as unknown as DatasetConfig
  const { name: _name, preview: _preview, ...reading } = resource.config
  // Forced, everything is read again: also what an earlier version of the reader refused.
  const configDigest = digestOf({ ...reading, force: resource.force })
  const uploads = chosenUploads(config, uploadsOf(resource, state.uploads))
  const files = uploads.map((upload) => ({
    ...upload,
    prefix: `${lakePrefix(ctx.build)}${digestOf({ configDigest, ...upload })}/`,
  }))
  const known = await Promise.all(files.map(({ prefix }) => ctx.lake.head(`${prefix}report.json`)))
  const unread = files.map((_, file) => file).filter((file) => !known[file])
  const work: number[][] = shardNumbers(Math.min(maxShards, unread.length)).map(() => [])
  unread.forEach((file, i) => {
    work[i % work.length]?.push(file)
  })
  return writePlan<IngestPlan>(ctx, { digest, shards: shardNumbers(work.length), config, files, work })
}

function chosenUploads(config: DatasetConfig, uploads: Upload[]): Upload[] {
  if (!config.options.replace_all_with_latest_file) return uploads
  const newest = uploads.reduce<Upload | undefined>(
    (latest, one) => (!latest || one.last_modified > latest.last_modified ? one : latest),
    undefined,
  )
  return newest ? [newest] : []
}
