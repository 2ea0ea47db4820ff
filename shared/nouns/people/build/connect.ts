import { type BuildContext, writeNote } from '../../../builds/build-context.ts'
import { dealComponents, keepLinking, linkFiles, openLinking } from '../../../lake/people/partitions/deal-components.ts'
import { shardCount } from '../../../lake/shard-range.ts'
import { exchangeOf, keyCounts, readPartitionedPlan } from './resolve-plan.ts'

/** In how many slices of the ids each partition cuts its people, so that a shard reads only its own. */
export interface ConnectNote {
  slices: number
}

/** A Map of shards runs at most so many children. */
const MOST_SLICES = 256
/** Half of the time that a function has: keeping what is linked, and taking it up again, takes some of the rest. */
const LINKING_MS = 450_000

/**
 * The one step over everything: connects what is linked over all files, and deals it out to partitions. It is called again
 * until it is done: linking 100 million people takes longer than a function may.
 */
export async function connectFiles(ctx: BuildContext): Promise<{ done: boolean }> {
  const began = ctx.now().getTime()
  const { partitioned } = await readPartitionedPlan(ctx)
  const { files, partitions } = partitioned
  const counts = await keyCounts(ctx, partitioned)
  const exchange = exchangeOf(ctx)
  const linking = await openLinking(exchange, counts)
  await linkFiles(exchange, linking, files.length, counts, () => ctx.now().getTime() - began < LINKING_MS)
  if (linking.files < files.length) {
    await keepLinking(exchange, linking)
    return { done: false }
  }
  const components = await dealComponents(exchange, linking, counts, partitions)
  // Those that break a limit become more people than one: mostly few.
  const note: ConnectNote = { slices: Math.min(MOST_SLICES, 2 * shardCount(components)) }
  await writeNote(ctx, 0, note, 'connect')
  return { done: true }
}
