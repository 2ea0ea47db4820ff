import { numberById } from '../../identity/number-by-id.ts'
import { resolveIdentities } from '../../identity/resolve.ts'
import { defaultRules } from '../../identity/rules.ts'
import { withDuck } from '../../lake/duck.ts'
import { openDatasetRows } from '../../lake/people/dataset-rows.ts'
import { duckMemoryMb, keyRanges } from '../../lake/people/key-memory.ts'
import { readLog } from '../../lake/people/read-log.ts'
import { keysOf, readValues } from '../../lake/people/read-values.ts'
import { type ShardFile, type ToldFile, writeShards } from '../../lake/people/write-shards.ts'
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

/** What prepare tells the shards, or one of them, below the build's people version. */
export const toldKey = (plan: Pick<ResolvePlan, 'prefix'>, name: ToldFile | ShardFile, shard?: number): string =>
  `${plan.prefix}told/${shard === undefined ? '' : `shard=${shard}/`}${name}.parquet`

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
    const values = await readValues(db, opened, keyRanges(duckMb))
    const { log, rows } = await readLog(db, opened, values)
    const resolution = resolveIdentities(log, defaultRules(values.kinds))
    const ids = numberById(resolution, await keysOf(db, values, resolution.canonical))
    const shards = shardCount(resolution.people)
    const found = { datasets: opened, rows, values, resolution, ids }
    await writeShards(db, found, shards, ctx.scratch, (name, file, shard) =>
      ctx.lake.putFile(toldKey({ prefix }, name, shard), file),
    )
    return {
      digest,
      shards: shardNumbers(shards),
      prefix,
      datasets,
      people_count: resolution.people,
      record_count: rows.counted,
      drops: { ...resolution.counts },
    }
  })
  return writePlan<ResolvePlan>(ctx, plan)
}
