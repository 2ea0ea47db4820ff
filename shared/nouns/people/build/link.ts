import type { BuildContext } from '../../../builds/build-context.ts'
import { withDuck } from '../../../lake/duck.ts'
import { openDatasetRows } from '../../../lake/people/dataset-rows.ts'
import { linkFile } from '../../../lake/people/partitions/link-file.ts'
import { exchangeOf, readPartitionedPlan } from './resolve-plan.ts'

/** Finds what is linked within each file of a batch, and lists its keys by range. */
export async function linkBatch(ctx: BuildContext, batch: number): Promise<void> {
  const { datasets, partitioned } = await readPartitionedPlan(ctx)
  const { files, batches, ranges, hashed } = partitioned
  for (const file of batches[batch]!) {
    await withDuck({ memoryMb: Math.floor(ctx.memoryMb / 2), threads: 1, tmp: ctx.scratch }, async (db) => {
      const opened = await openDatasetRows(db, ctx.lake, datasets, ctx.scratch, { only: files[file], hashed })
      await linkFile(db, opened, exchangeOf(ctx), file, ranges)
    })
  }
}
