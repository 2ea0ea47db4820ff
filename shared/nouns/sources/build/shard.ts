import { type BuildContext, readJson, readPlan } from '../../../builds/build-context.ts'
import { catalogueIn, type Survey } from '../../../engines/events/survey.ts'
import { eventTable, tableColumns } from '../../../lake/events/event-table.ts'
import { readLog } from '../../../lake/events/read-log.ts'
import { type CompiledDataset, compileDataset } from '../../../lake/ingest/compiled-dataset.ts'
import type { DatasetConfig } from '../../../lake/ingest/dataset-config.ts'
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
      dataset: compiledSource(tableReading(own, plan.spelling), plan.config),
      upload: () => eventTable(readLog(ctx.lake, objects), promoting, own),
    }
  })
}

/**
 * @param config of a part of the log, or of all
 * @param whole that of all parts: the places of its streams are those in the manifest
 */
export const compiledSource = (config: DatasetConfig, whole: DatasetConfig): CompiledDataset =>
  compileDataset(config, {
    ...{ rowKey: tableColumns.messageId, removed: tableColumns.removed },
    streams: Object.keys(whole.output_to_streams ?? {}),
  })
