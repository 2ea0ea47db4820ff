import type { CompiledDataset } from '../../../lake/ingest/compiled-dataset.ts'
import { dayFirstColumns } from '../../../lake/ingest/dates/agreement.ts'
import { declaredDayFirst } from '../../../lake/ingest/dates/reading.ts'
import { keyedStreams } from '../../../lake/ingest/event-values.ts'
import { isDate } from '../../../lake/ingest/formats.ts'
import { externalIds, identityParts } from '../../../lake/ingest/identity-parts.ts'
import { decimalMarks } from '../../../lake/ingest/numbers/agreement.ts'
import { lakeKeys } from '../../../lake/keys.ts'
import type { RowsManifest } from '../../../lake/people/dataset-rows.ts'
import type { WrittenColumns } from '../../../lake/people-facts.ts'
import type { ReadFile } from './read-file.ts'

/** Which rows make up a dataset, and what its numbered columns stand for. Read by identity resolution. */
export interface DatasetManifest {
  dataset_id: string
  /** When the newest of its files was uploaded, ISO 8601. */
  uploaded_at: string
  /** In the order of their keys: `file` of a dropped row counts from here. `first_prefix` of one that was read again. */
  files: { path: string; rows_key: string; values_key: string; accepted: number; first_prefix?: string }[]
  /** Lake key of the rows that do not count (repeats, outdated by upsert): Parquet of `file`, `row_number`. */
  dropped_key?: string
  identity_sets: string[]
  /** Kinds of external ids in written order, by which identity resolution ranks them. */
  external_ids: string[]
  /** The parts by which the sets recognise people: `email`, `person` … (lake/ingest/identity-parts.ts). */
  identity_parts: string[]
  streams: string[]
  references: string[]
  /** By stream whose rows may be several of one event: whose their values are. */
  value_per?: Record<string, 'event' | 'line'>
  written?: WrittenColumns
  /** Of a source: how its identifiers link. */
  linking?: RowsManifest['linking']
  /** By stream, the properties that are added up over the rows of an event. */
  quantities?: Record<string, string[]>
}

/** @param read the files that were not refused, in the order of their paths */
export function manifestOf(
  dataset_id: string,
  dataset: CompiledDataset,
  read: ReadFile[],
  dropped_key: string | undefined,
): DatasetManifest {
  const keyed = keyedStreams(
    dataset,
    read.map(({ report }) => report.values ?? {}),
  ).map(({ stream_name, value_per }) => [stream_name, value_per] as const)
  const quantities = dataset.streams.filter((one) => one.quantities.length).map((one) => [one.name, one.quantities])
  return {
    dataset_id,
    uploaded_at: read
      .map(({ last_modified }) => last_modified)
      .reduce((a, b) => (a > b ? a : b), new Date(0).toISOString()),
    files: read.map(({ path, prefix, first_prefix, report }) => ({
      path,
      rows_key: lakeKeys.rows(prefix),
      values_key: lakeKeys.values(prefix),
      accepted: report.accepted,
      ...(first_prefix !== prefix && { first_prefix }),
    })),
    ...(dropped_key && { dropped_key }),
    identity_sets: dataset.identities.map(({ name }) => name),
    external_ids: externalIds(dataset),
    identity_parts: [...new Set(identityParts(dataset).map(({ part }) => part))],
    streams: dataset.streams.map(({ name }) => name),
    references: dataset.references,
    written: writtenOf(dataset, read),
    ...(keyed.length && { value_per: Object.fromEntries(keyed) }),
    ...(quantities.length && { quantities: Object.fromEntries(quantities) }),
  }
}

function writtenOf(dataset: CompiledDataset, read: ReadFile[]): WrittenColumns {
  const dayFirst = dayFirstColumns(read.map(({ report }) => report.dates ?? {}))
  const marks = decimalMarks(
    dataset,
    read.map(({ report }) => report.looks ?? {}),
  )
  const of = (all: readonly { name: string; column_name: string; format?: string | undefined }[]) =>
    Object.fromEntries(
      all.flatMap(({ name, column_name, format }) => {
        const day_first = (isDate(format) ? declaredDayFirst(format) : undefined) ?? dayFirst.get(column_name)
        const decimal_mark = marks.get(column_name)
        const written = { ...(day_first !== undefined && { day_first }), ...(decimal_mark && { decimal_mark }) }
        return Object.keys(written).length ? [[name, written] as const] : []
      }),
    )
  return {
    traits: of(dataset.traits),
    streams: Object.fromEntries(dataset.streams.map(({ name, properties }) => [name, of(properties)])),
  }
}
