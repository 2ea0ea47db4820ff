import type { Catalogue } from '../../../engines/events/survey.ts'
import { tableColumns } from '../../../lake/events/event-table.ts'
import { ownKinds } from '../../../lake/events/lake-kind.ts'
import type { DatasetConfig, IdentitySetConfig, MappedColumn } from '../../../lake/ingest/dataset-config.ts'
import { places, type Spelling, spelled } from './spelling.ts'

const nameColumns = { first: 'person_first_name', last: 'person_last_name', full: 'person_full_name' } as const

/** JSON writes numbers with a point. */
const decimal_mark = '.' as const

/** How the table of a source's events is read: as the configuration of a dataset. */
export function tableReading({ kinds, names, streams, traits }: Catalogue, spelling: Spelling = {}): DatasetConfig {
  const own = ownKinds.filter((kind) => kinds.includes(kind))
  const external = kinds.filter((kind) => !(ownKinds as readonly string[]).includes(kind))
  const who: IdentitySetConfig = {
    anonymous_id: tableColumns.kind('anonymous_id'),
    ...Object.fromEntries(own.map((kind) => [kind, tableColumns.kind(kind)])),
    ...Object.fromEntries(
      Object.entries(nameColumns).flatMap(([part, name]) =>
        names.includes(part) ? [[name, tableColumns.name(part)]] : [],
      ),
    ),
    ...(external.length && {
      external_ids: Object.fromEntries(external.map((kind) => [kind, tableColumns.kind(kind)])),
    }),
  }
  const streamName = (name: string) => spelled(spelling, places.streams, name)
  const dataMap = (name: string, properties: string[]): Record<string, MappedColumn> => ({
    datetime: { column_name: tableColumns.time, format: 'date_iso8601' },
    ...Object.fromEntries(
      properties.map((one) => [
        spelled(spelling, places.properties(streamName(name)), one),
        { column_name: tableColumns.property(name, one), decimal_mark },
      ]),
    ),
  })
  return {
    options: { type: 'hosted_csv', upload_directory: 'events', delimiter: ',', encoding: 'utf-8' },
    identity_sets: { who },
    output_to_streams: Object.fromEntries(
      streams.map(({ name, properties }) => [
        streamName(name),
        { data_map: dataMap(name, properties), conditions: [{ column_name: tableColumns.stream, _eq: name }] },
      ]),
    ),
    output_to_traits: Object.fromEntries(
      traits.map((trait) => [
        spelled(spelling, places.traits, trait),
        { column_name: tableColumns.trait(trait), decimal_mark },
      ]),
    ),
    incremental_column: tableColumns.time,
  }
}
