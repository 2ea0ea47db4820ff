import { archiveVerbsOf } from '../../verbs/archive.ts'
import { buildsOf } from '../../verbs/builds.ts'
import { find } from '../../verbs/find.ts'
import { forceUpdateOf } from '../../verbs/force-update.ts'
import type { Noun } from '../../verbs/noun.ts'
import { serve } from '../../verbs/serve.ts'
import { verbsOf } from '../../verbs/verbs.ts'
import { namesMade } from '../streams/names-made.ts'
import { checkNames } from './check-names.ts'
import { checkReading } from './check-reading.ts'
import { Dataset, DatasetConfig, datasetOperations } from './contract.ts'
import { madeNames } from './made-names.ts'
import { rejectsReply } from './rejects.ts'
import { datasetFields } from './show-dataset.ts'
import { lakeFormat, uploadsOf } from './uploads-of.ts'

export const datasetNoun: Noun<'datasets'> = {
  type: 'datasets',
  operations: datasetOperations,
  components: { configs: { DatasetConfig }, answers: { Dataset } },
  touches: ['lake'],
  machine: {
    name: 'ingest',
    steps: [
      { name: 'prepare', doing: 'looking for new files' },
      { name: 'shard', doing: 'reading files', over: 'shards', weight: 4 },
      { name: 'agree', doing: 'comparing how the files write dates and numbers', plansShards: true },
      { name: 'reread', doing: 'reading some files once more', over: 'shards' },
      { name: 'finish', doing: 'putting the files together' },
    ],
    waitsForQuiet: true,
    reads: ['uploads'],
  },
  shownOnly: ['preview'],
  reads: () => ({}),
  makes: ({ config }) => namesMade(config),
  inputs(dataset, { uploads }) {
    const files = uploadsOf(dataset.config, uploads)
    if (!files.length && !dataset.built_digest) {
      return { waitsFor: `waits for a first file in the folder "${dataset.config.options.upload_directory}"` }
    }
    const read = files.map(({ path, etag, size, last_modified }) => [path, etag, size, last_modified])
    return { inputs: { format: lakeFormat, files: read } }
  },
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
  alongside: madeNames,
  needs: ['streams'],
  show: datasetFields,
}

export const datasets = serve(datasetOperations, {
  ...verbsOf(datasetNoun),
  ...archiveVerbsOf(datasetNoun),
  builds: buildsOf(datasetNoun),
  forceUpdate: forceUpdateOf(datasetNoun),
  async rejects(ctx, { params }) {
    const dataset = await find(ctx, datasetNoun, params.id)
    return rejectsReply(ctx, dataset, dataset.output)
  },
})
