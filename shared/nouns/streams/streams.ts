import * as z from 'zod'
import type { Resource } from '../../model/resource.ts'
import type { Json, Noun } from '../../verbs/noun.ts'
import { serve } from '../../verbs/serve.ts'
import { verbsOf } from '../../verbs/verbs.ts'
import { avroType } from './avro.ts'
import { Stream, streamOperations } from './contract.ts'
import { datasetsOf, filledStatus, heldByDatasets, peopleFacts, sourcesOf } from './made-by-datasets.ts'

declare module '../../model/resource.ts' {
  interface Shapes {
    streams: { config: { name: string }; output: never }
  }
}

export const streamNoun: Noun<'streams'> = {
  type: 'streams',
  operations: streamOperations,
  components: { answers: { Stream } },
  touches: ['lake'],
  reads: () => ({}),
  madeByDatasets: true,
  schema: z.strictObject({}),
  complete: (config) => config,
  check: () => {},
  holds: heldByDatasets,
  named: true,
  needs: ['datasets', 'sources', 'people'],
  show(stream, related) {
    const facts = peopleFacts(related)?.streams[String(stream.config.name)]
    return {
      ...filledStatus(Boolean(facts), stream, related),
      properties: propertiesOf(stream, related, facts?.properties ?? {}),
      source_ids: sourcesOf(stream, related).map(({ id }) => id),
      event_count: facts?.event_count,
      people_count: facts?.people_count,
      oldest: facts?.oldest,
      newest: facts?.newest,
    }
  },
}

/** Properties as the datasets' configurations say and as sources' events have them, with the types that were found in the data. */
function propertiesOf(stream: Resource<'streams'>, related: Resource[], types: Record<string, string>): Json {
  const properties: Record<string, { type?: string; emitted_by_datasets: Json[] }> = {}
  for (const dataset of datasetsOf(stream, related)) {
    const columns = dataset.config.output_to_streams?.[String(stream.config.name)]?.data_map ?? {}
    for (const [name, { column_name, column_names = [column_name] }] of Object.entries(columns)) {
      properties[name] ??= { ...(types[name] && { type: avroType(types[name]) }), emitted_by_datasets: [] }
      for (const column_name of column_names) {
        properties[name].emitted_by_datasets.push({ dataset_id: dataset.id, column_name })
      }
    }
  }
  if (!sourcesOf(stream, related).length) return properties
  for (const [name, type] of Object.entries(types)) {
    properties[name] ??= { type: avroType(type), emitted_by_datasets: [] }
  }
  return properties
}

const { list, read, remove } = verbsOf(streamNoun)

export const streams = serve(streamOperations, { list, read, remove })
