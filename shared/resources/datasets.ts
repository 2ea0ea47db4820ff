import { DatasetConfig, datasetOperations } from '../contract/datasets.ts'
import { archiveVerbsOf } from './archive.ts'
import { checkIdentitySets } from './check-identity-sets.ts'
import { find } from './find.ts'
import { forceUpdateOf } from './force-update.ts'
import { madeNames } from './made-names.ts'
import type { Noun } from './noun.ts'
import type { DatasetOutput } from './outputs.ts'
import { refuse } from './refuse.ts'
import { rejectsReply } from './rejects.ts'
import { serve } from './serve.ts'
import { datasetFields } from './show-dataset.ts'
import { verbsOf } from './verbs.ts'

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
  check(config) {
    checkIdentitySets(config.identity_sets)
    for (const [name, { data_map }] of Object.entries(config.output_to_streams ?? {})) {
      for (const [property, column] of Object.entries(data_map)) {
        const path = `output_to_streams.${name}.data_map.${property}`
        if (property !== 'value' && column.multiply_by)
          refuse(`${path}.multiply_by`, `${path} can't be multiplied: only value can`)
      }
    }
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
