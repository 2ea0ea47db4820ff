import { dealComponents } from '../../lake/people/partitions/deal-components.ts'
import { shardCount } from '../../lake/shard-range.ts'
import { type BuildContext, writeNote } from '../build-context.ts'
import { exchangeOf, keyCounts, readPartitionedPlan } from './partitioned-plan.ts'

/** In how many slices of the ids each partition cuts its people, so that a shard reads only its own. */
export interface ConnectNote {
  slices: number
}

/** A Map of shards runs at most so many children. */
const MOST_SLICES = 256

/** The one step over everything: connects what is linked over all files, and deals it out to partitions. */
export async function connectFiles(ctx: BuildContext): Promise<void> {
  const { partitioned } = await readPartitionedPlan(ctx)
  const { files, partitions } = partitioned
  const counts = await keyCounts(ctx, partitioned)
  const components = await dealComponents(exchangeOf(ctx), files.length, counts, partitions)
  // Those that break a limit become more people than one: mostly few.
  const note: ConnectNote = { slices: Math.min(MOST_SLICES, 2 * shardCount(components)) }
  await writeNote(ctx, 0, note, 'connect')
}
