import { type BuildContext, type BuildPlan, readNotes, readPlan } from '../../../builds/build-context.ts'
import { mapItems } from '../../../builds/map-items.ts'
import { buildKeys } from '../../../lake/keys.ts'
import type { Deciding } from '../../../lake/people/decide-people.ts'
import type { Exchange } from '../../../lake/people/partitions/arrays.ts'
import type { DatasetManifest } from '../../datasets/build/manifest.ts'
import type { BasePlan } from './base.ts'
import type { PartitionedPlan } from './partitioned-plan.ts'

export interface ResolvePlan extends BuildPlan {
  prefix: string
  datasets: DatasetManifest[]
  /** Digests of what the datasets had published, by id. */
  made_from: Record<string, string>
  record_count: number
  deciding?: Deciding
  /** How many identifiers were dropped, by reason. */
  drops: Record<string, number>
  /** Of an account whose files are published for events and pages to meet. */
  base?: BasePlan
  /** How the account is cut where one function cannot hold it; `settle` then writes `shards` and counts. */
  partitioned?: PartitionedPlan
}

/** The plan of a build that is cut. */
export async function readPartitionedPlan(ctx: BuildContext): Promise<ResolvePlan & { partitioned: PartitionedPlan }> {
  const plan = await readPlan<ResolvePlan>(ctx)
  if (!plan.partitioned) throw new Error('this build is not cut into partitions')
  return { ...plan, partitioned: plan.partitioned }
}

export const exchangeOf = (ctx: BuildContext): Exchange => ({
  lake: ctx.lake,
  prefix: buildKeys.folder(ctx.build),
  scratch: ctx.scratch,
})

/** How many distinct keys `number` found in each range. */
export const keyCounts = (ctx: BuildContext, { ranges }: PartitionedPlan): Promise<number[]> =>
  readNotes<number>(ctx, mapItems(ranges), 'number')
