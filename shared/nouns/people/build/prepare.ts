import type { BuildContext } from '../../../builds/build-context.ts'
import { openBuild, readJson, writePlan } from '../../../builds/build-context.ts'
import { mapItems } from '../../../builds/map-items.ts'
import { withDuck } from '../../../lake/duck.ts'
import { lakeKeys } from '../../../lake/keys.ts'
import { openDatasetRows } from '../../../lake/people/dataset-rows.ts'
import { type Deciding, decidePeople } from '../../../lake/people/decide-people.ts'
import { duckMemoryMb, partitionCount, recordsHeld, recordsOf } from '../../../lake/people/key-memory.ts'
import { writeShards } from '../../../lake/people/write-shards.ts'
import { shardCount } from '../../../lake/shard-range.ts'
import { ofType, type Resource } from '../../../model/resource.ts'
import { type Decision, listDecisions } from '../../../ports/store/decisions.ts'
import type { DatasetManifest } from '../../datasets/build/manifest.ts'
import { isCounted } from '../people.ts'
import { basePlan } from './base.ts'
import { partitionedPlan } from './partitioned-plan.ts'
import type { ResolvePlan } from './resolve-plan.ts'

/** The items of the machine's Maps. */
interface Prepared {
  shards: number[]
  partitioned: boolean
  batches: number[]
  ranges: number[]
  partitions: number[]
}

/**
 * Who is who, over all datasets of the account together: decided here and now where one function holds all of it, else cut
 * into partitions of people who share nothing, each of which one function holds.
 */
export async function preparePeople(ctx: BuildContext): Promise<Prepared> {
  const { state, digest } = await openBuild(ctx, 'people')
  const read = [...ofType(state.resources, 'datasets'), ...ofType(state.resources, 'sources')]
    .filter((one) => isCounted(one) && one.output)
    .sort((a, b) => (a.id < b.id ? -1 : 1))
  const outputs = read.flatMap(({ output }) => output ?? [])
  const made_from = Object.fromEntries(
    ofType(read, 'datasets').map(({ id, output_digest = '' }) => [id, output_digest]),
  )
  const datasets = await Promise.all(
    outputs.map(({ manifest_key }) => readJson<DatasetManifest>(ctx.lake, manifest_key)),
  )
  const deciding = decidingOf(state.resources, await listDecisions(ctx.table, ctx.build.account_id))
  const base = basePlan(state.resources, datasets, recordsOf(datasets))
  const begun = {
    digest,
    prefix: lakeKeys.version(ctx.build, digest),
    datasets,
    made_from,
    deciding,
    ...(base && { base }),
  }
  const held = ctx.recordsPerPartition ?? recordsHeld(ctx.memoryMb)
  const partitions = partitionCount(recordsOf(datasets), held)
  if (partitions === 1) {
    const { shards } = await writePlan<ResolvePlan>(ctx, { ...begun, ...(await decideAll(ctx, begun)) })
    return { shards, partitioned: false, batches: [], ranges: [], partitions: [] }
  }
  const partitioned = partitionedPlan(datasets, partitions)
  await writePlan<ResolvePlan>(ctx, { ...begun, shards: [], record_count: 0, drops: {}, partitioned })
  return {
    shards: [],
    partitioned: true,
    batches: mapItems(partitioned.batches.length),
    ranges: mapItems(partitioned.ranges),
    partitions: mapItems(partitions),
  }
}

/** The settings of the sources, and the decisions of somebody. */
function decidingOf(resources: readonly Resource[], decisions: readonly Decision[]): Deciding {
  const sources = ofType([...resources], 'sources').sort((a, b) => (a.created_at < b.created_at ? -1 : 1))
  return {
    identifiers: sources.flatMap(({ config }) => config.identifiers),
    apart: decisions.flatMap((one) => (one.what === 'apart' ? [[one.leaves, one.left] as const] : [])),
    blocked: decisions.flatMap((one) => (one.what === 'blocked' ? [one.identifier] : [])),
  }
}

function decideAll(
  ctx: BuildContext,
  { prefix, datasets, deciding }: Pick<ResolvePlan, 'prefix' | 'datasets' | 'deciding'>,
): Promise<Pick<ResolvePlan, 'shards' | 'record_count' | 'drops'>> {
  const memoryMb = duckMemoryMb(datasets, ctx.memoryMb)
  return withDuck({ memoryMb, threads: 2, tmp: ctx.scratch }, async (db) => {
    const found = await decidePeople(db, await openDatasetRows(db, ctx.lake, datasets, ctx.scratch), deciding)
    const shards = shardCount(found.resolution.people)
    await writeShards(db, found, shards, ctx.scratch, (name, file, shard) =>
      ctx.lake.putFile(lakeKeys.sideFile(prefix, name, shard), file),
    )
    return {
      shards: mapItems(shards),
      record_count: found.rows.counted,
      drops: found.resolution.drops,
    }
  })
}
