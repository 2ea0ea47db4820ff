import { type BuildContext, readJson, readPlan } from '../../../builds/build-context.ts'
import { catalogueIn, type Survey } from '../../../engines/events/survey.ts'
import { eventTable, tableColumns } from '../../../lake/events/event-table.ts'
import { readLog } from '../../../lake/events/read-log.ts'
import { type CompiledDataset, compileDataset } from '../../../lake/ingest/compiled-dataset.ts'
import { lakeKeys } from '../../../lake/keys.ts'
import { readBatch } from '../../datasets/build/shard.ts'
import { objectsOf, promotingOf, type SourcePlan } from './part-of-log.ts'
import { tableReading } from './table-reading.ts'

/** Reads the parts of one batch into the lake, as uploads are read: each as the table of its events. */
export async function shardSource(ctx: BuildContext, shard: number): Promise<void> {
  const plan = await readPlan<SourcePlan>(ctx)
  const { catalogue } = plan
  const promoting = promotingOf(plan)
  await readBatch(ctx, plan, shard, async (part) => {
    const objects = await objectsOf(ctx, part)
    const own = catalogueIn(catalogue, await readJson<Survey>(ctx.lake, lakeKeys.survey(part.survey_prefix)))
    return {
      dataset: compiledSource({ catalogue: own, config: tableReading(own) }, catalogue),
      upload: () => eventTable(readLog(ctx.lake, objects), promoting, own),
    }
  })
}

/** @param whole the catalogue of the source, whose streams' places are those in its manifest */
export const compiledSource = (
  { config }: Pick<SourcePlan, 'catalogue' | 'config'>,
  whole: SourcePlan['catalogue'],
): CompiledDataset =>
  compileDataset(config, {
    ...{ rowKey: tableColumns.messageId, removed: tableColumns.removed },
    streams: whole.streams.map(({ name }) => name),
  })
