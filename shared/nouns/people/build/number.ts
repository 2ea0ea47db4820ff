import { type BuildContext, writeNote } from '../../../builds/build-context.ts'
import { numberKeys } from '../../../lake/people/partitions/number-keys.ts'
import { exchangeOf, readPartitionedPlan } from './resolve-plan.ts'

/** Numbers the distinct keys of one range over all files. */
export async function numberRange(ctx: BuildContext, range: number): Promise<void> {
  const { partitioned } = await readPartitionedPlan(ctx)
  await writeNote(ctx, range, await numberKeys(exchangeOf(ctx), range, partitioned.files.length), 'number')
}
