import { join } from 'node:path'
import { resolveFromSource } from '../../identity/resolve.ts'
import { defaultRules } from '../../identity/rules.ts'
import { withDuck } from '../../lake/duck.ts'
import { openDatasetRows } from '../../lake/people/dataset-rows.ts'
import { duckMemoryMb, keyRanges } from '../../lake/people/key-memory.ts'
import { readLog } from '../../lake/people/read-log.ts'
import { writeIdentifiers } from '../../lake/people/write-identifiers.ts'
import { writeOwners } from '../../lake/people/write-owners.ts'
import { shardCount } from '../../lake/shard-range.ts'
import type { DatasetOutput } from '../../resources/outputs.ts'
import type { BuildContext, BuildPlan } from '../build-context.ts'
import { lakePrefix, openBuild, readJson, writePlan } from '../build-context.ts'
import type { DatasetManifest } from '../ingest/finish.ts'
import { shardNumbers } from '../people-facts.ts'

export interface ResolvePlan extends BuildPlan {
  prefix: string
  datasets: DatasetManifest[]
  people_count: number
  record_count: number
  /** How many identifiers were dropped, by reason. */
  drops: Record<string, number>
}

/** Objects that prepare leaves for the shards, below the build's people version. */
export const ownersKey = (plan: Pick<ResolvePlan, 'prefix'>, dataset: number): string =>
  `${plan.prefix}owners-${dataset}.parquet`
export const identifiersKey = (plan: Pick<ResolvePlan, 'prefix'>): string => `${plan.prefix}identifiers.parquet`

/** The one global step: who is who, over all datasets of the account together. */
export async function preparePeople(ctx: BuildContext): Promise<{ shards: number[] }> {
  const { state, digest } = await openBuild(ctx)
  const outputs = state.resources
    .filter((one) => one.type === 'datasets' && one.output)
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((one) => one.output as unknown as DatasetOutput)
  const datasets = await Promise.all(
    outputs.map(({ manifest_key }) => readJson<DatasetManifest>(ctx.lake, manifest_key)),
  )
  const prefix = `${lakePrefix(ctx.build)}${digest}/`
  const duckMb = duckMemoryMb(datasets, ctx.memoryMb)
  const plan = await withDuck({ memoryMb: duckMb, threads: 2, tmp: ctx.scratch }, async (db) => {
    const opened = await openDatasetRows(db, ctx.lake, datasets, ctx.scratch)
    const { log, keys, rows } = await readLog(db, opened, keyRanges(duckMb))
    const resolution = await resolveFromSource(log, keys, defaultRules(keys.kinds))
    const owners = await writeOwners(db, opened, rows, log, resolution, ctx.scratch)
    for (const [i, file] of owners) await ctx.lake.putFile(ownersKey({ prefix }, i), file)
    const identifiers = join(ctx.scratch, 'identifiers.parquet')
    await writeIdentifiers(db, rows, log, resolution, identifiers)
    await ctx.lake.putFile(identifiersKey({ prefix }), identifiers)
    return {
      digest,
      shards: shardNumbers(shardCount(resolution.people)),
      prefix,
      datasets,
      people_count: resolution.people,
      record_count: log.records,
      drops: { ...resolution.counts },
    }
  })
  return writePlan<ResolvePlan>(ctx, plan)
}
