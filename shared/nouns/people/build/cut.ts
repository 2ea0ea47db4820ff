import { type BuildContext, writeNote } from '../../../builds/build-context.ts'
import { withDuck } from '../../../lake/duck.ts'
import { openDatasetRows } from '../../../lake/people/dataset-rows.ts'
import { cutFile } from '../../../lake/people/partitions/cut-file.ts'
import { partitionsOf } from '../../../lake/people/partitions/deal-components.ts'
import { exchangeOf, keyCounts, readPartitionedPlan } from './resolve-plan.ts'

/** Cuts the files of a batch by partition. */
export async function cutBatch(ctx: BuildContext, batch: number): Promise<void> {
  const { datasets, partitioned } = await readPartitionedPlan(ctx)
  const { files, batches, hashed, partitions } = partitioned
  const counts = await keyCounts(ctx, partitioned)
  const exchange = exchangeOf(ctx)
  for (const file of batches[batch]!) {
    const partitionOf = await partitionsOf(exchange, file, counts)
    const note = await withDuck(
      { memoryMb: Math.floor(ctx.memoryMb / 2), threads: 1, tmp: ctx.scratch },
      async (db) => {
        const [dataset] = await openDatasetRows(db, ctx.lake, datasets, ctx.scratch, { only: files[file], hashed })
        return cutFile(db, dataset!, exchange, file, partitionOf, partitions)
      },
    )
    await writeNote(ctx, file, note, 'cut')
  }
}
