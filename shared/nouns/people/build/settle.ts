import { type BuildContext, readNotes, writePlan } from '../../../builds/build-context.ts'
import { mapItems } from '../../../builds/map-items.ts'
import type { CutNote } from '../../../lake/people/partitions/cut-file.ts'
import { shardCount } from '../../../lake/shard-range.ts'
import type { ConnectNote } from './connect.ts'
import type { DecideNote } from './decide.ts'
import type { ResolvePlan } from './resolve-plan.ts'
import { readPartitionedPlan } from './resolve-plan.ts'

/** Adds the partitions up, now that it is known how many people there are, and says into how many shards they go. */
export async function settlePartitions(ctx: BuildContext): Promise<{ shards: number[] }> {
  const plan = await readPartitionedPlan(ctx)
  const { partitions, files } = plan.partitioned
  const [connected] = await readNotes<ConnectNote>(ctx, [0], 'connect')
  const decided = await readNotes<DecideNote>(ctx, mapItems(partitions), 'decide')
  const cuts = await readNotes<CutNote>(ctx, [...files.keys()], 'cut')
  const people = decided.reduce((sum, note) => sum + note.people, 0)
  const drops: Record<string, number> = {}
  for (const [reason, count] of decided.flatMap((note) => Object.entries(note.drops))) {
    drops[reason] = (drops[reason] ?? 0) + count
  }
  return writePlan<ResolvePlan>(ctx, {
    ...plan,
    shards: mapItems(Math.min(connected!.slices, shardCount(people))),
    record_count: cuts.reduce((sum, { records }) => sum + records, 0),
    drops,
  })
}
