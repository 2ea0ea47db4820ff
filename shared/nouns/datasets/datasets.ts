import type { DatasetOutput } from '../../model/outputs.ts'
import { archiveVerbsOf } from '../../verbs/archive.ts'
import { find } from '../../verbs/find.ts'
import { forceUpdateOf } from '../../verbs/force-update.ts'
import type { Noun } from '../../verbs/noun.ts'
import { serve } from '../../verbs/serve.ts'
import { verbsOf } from '../../verbs/verbs.ts'
import { checkNames } from './check-names.ts'
import { checkReading } from './check-reading.ts'
import { DatasetConfig, datasetOperations } from './contract.ts'
import { madeNames } from './made-names.ts'
import { rejectsReply } from './rejects.ts'
import { datasetFields } from './show-dataset.ts'

export const datasetNoun: Noun<DatasetConfig> = {
  type: 'datasets',
  schema: DatasetConfig,
  complete(config) {
    const { reference_key_column, ...rest } = config
    const streams = Object.entries(rest.output_to_streams ?? {}).map(([name, { stream_id: _id, ...stream }]) => [
      name,
      stream,
    ])
    return {
      ...rest,
      name: config.name ?? config.options.upload_directory,
      ...(reference_key_column && { reference_key_columns: config.reference_key_columns ?? [reference_key_column] }),
      ...(rest.output_to_streams && { output_to_streams: Object.fromEntries(streams) }),
    }
  },
  check(config, all, self) {
    checkReading(config)
    checkNames(config, all, self)
  },
  alongside: ({ before, after, all, create }) => madeNames(before, after, all, create),
  needs: ['streams'],
  show: datasetFields,
}

export const datasets = serve(datasetOperations, {
  ...verbsOf(datasetNoun),
  ...archiveVerbsOf(datasetNoun),
  forceUpdate: forceUpdateOf(datasetNoun),
  async rejects(ctx, { params }) {
    const dataset = await find(ctx, datasetNoun, params.id)
    return rejectsReply(ctx, dataset, dataset.output as DatasetOutput | undefined)
  },
})
