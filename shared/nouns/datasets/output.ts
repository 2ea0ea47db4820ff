import type { AmbiguousDates } from '../../lake/ingest/dates/agreement.ts'
import type { KeyedStream } from '../../lake/ingest/event-values.ts'
import type { AmbiguousNumbers } from '../../lake/ingest/numbers/agreement.ts'
import type { DatasetConfig } from './contract.ts'

/** A column as the public API tells it. */
interface DetectedColumn {
  name: string
  data_type: 'string' | 'long' | 'double' | 'boolean' | 'date'
  /** Share of readable rows in which the column is not blank, 0 to 1. */
  fill_rate: number
  is_nullable: boolean
}

interface DatasetFile {
  path: string
  row_count: number
  accepted_count: number
  rejected_count: number
  /** Why the whole file was refused; its rows are not counted then. */
  refused?: string
  /** How the bytes became text; missing where they are UTF-8. */
  encoding?: string
  /** Lines above the header that were left out. */
  skipped_lines?: number
  /** Sentences about how the file was read. */
  notes?: string[]
}

export interface DatasetOutput {
  /** Rows in all files that were read: accepted + rejected; `duplicate_count` of the accepted do not count twice. */
  row_count: number
  accepted_count: number
  rejected_count: number
  duplicate_count: number
  identified_count: number
  detected_columns: DetectedColumn[]
  /** Columns of dates that could be read with day and month the other way round. */
  ambiguous_dates?: AmbiguousDates[]
  /** Streams with an `event_key`, and whose the values of their rows are. */
  keyed_streams?: KeyedStream[]
  /** Columns of numbers that could be read with another decimal mark. */
  ambiguous_numbers?: AmbiguousNumbers[]
  /** The first rows as read, column → text. */
  sample: Record<string, string | null>[]
  files: DatasetFile[]
  /** Lake key of the manifest: which rows files make up this dataset. */
  manifest_key: string
  /** Lake keys of the rejects, one per file that has some: CSV of file, line, reason, raw row. */
  rejects_keys: string[]
}

declare module '../../model/resource.ts' {
  interface Shapes {
    datasets: { config: DatasetConfig; output: DatasetOutput }
  }
}
