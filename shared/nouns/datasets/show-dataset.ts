import type { Resource } from '../../model/resource.ts'
import type { Json } from '../../verbs/noun.ts'
import type { DatasetOutput } from './output.ts'

/**
 * The fields that a dataset shows beside its configuration: counts and columns of its last good build, ids of its
 * streams.
 */
export function datasetFields(dataset: Resource<'datasets'>, related: Resource[]): Json {
  const { config } = dataset
  const streamIds = new Map(related.filter(({ type }) => type === 'streams').map((one) => [one.config.name, one.id]))
  const streams = Object.entries(config.output_to_streams ?? {}).map(
    ([name, stream]) => [name, { ...stream, stream_id: streamIds.get(name) }] as const,
  )
  return {
    output_to_streams: config.output_to_streams && Object.fromEntries(streams),
    ...(dataset.output && outputFields(dataset.output, dataset)),
  }
}

function outputFields(output: DatasetOutput, dataset: Resource<'datasets'>): Json {
  return {
    row_count: output.row_count,
    accepted_count: output.accepted_count,
    rejected_count: output.rejected_count,
    duplicate_count: output.duplicate_count,
    identified_count: output.identified_count,
    // Moira has no reference data to match people with.
    matched_count: 0,
    detected_columns: output.detected_columns,
    time_zone: dataset.config.options.time_zone ?? 'UTC',
    ambiguous_dates: output.ambiguous_dates ?? [],
    keyed_streams: output.keyed_streams ?? [],
    ambiguous_numbers: output.ambiguous_numbers ?? [],
    sample: output.sample,
    files: output.files,
    updates: [{ datetime: dataset.last_updated_output_at, rows_added: output.row_count }],
  }
}
