import * as z from 'zod'
import { Column, Count, envelope, LakeName, Name, operators, Scalar, Time } from '../../contract/fields.ts'
import { operations } from '../../contract/operation.ts'
import { forceUpdateOperation, resourceOperations } from '../../contract/resource-operations.ts'
import { directory } from '../uploads/upload-names.ts'

/** How a column is written in the files; without one the column's own type decides. */
export const columnFormats = [
  'currency_cents',
  'currency_dollars',
  'mm_dd_yy_slash',
  'mm_dd_yyyy_slash',
  'mm_dd_yy_dash',
  'mm_dd_yyyy_dash',
  'yyyy_mm_dd_slash',
  'yy_mm_dd_slash',
  'yyyy_mm_dd_dash',
  'yy_mm_dd_dash',
  'yyyymmdd',
  'yyyymm',
  'date_iso8601',
  'date_month_day_fullyear',
  'date_month_day_shortyear',
  'date_month_day_fullyear_hours_minutes',
  'date_month_day_fullyear_hours_minutes_seconds',
  'date_seconds_since_epoch_utc',
  'date_milliseconds_since_epoch_utc',
  'list_comma_separated',
  'list_semicolon_separated',
  'list_single_value',
  'static_date_iso8601',
] as const

const Format = z.enum(columnFormats)

const StreamColumn = z.strictObject({
  column_name: Column,
  format: Format.optional(),
  multiply_by: Column.optional().describe('The value is this column times that one: unit price times quantity'),
})

const TraitColumn = z.strictObject({
  column_name: Column,
  format: Format.optional(),
  null_values: z
    .array(z.string().max(300))
    .max(100)
    .optional()
    .describe('What the files write where they know nothing'),
  transformation_table: z
    .record(z.string().max(300), Scalar)
    .optional()
    .describe('Value in the files → value of the trait; "*" takes all others'),
})

// The tutorial gives one column where the reference wants a list.
const Columns = z.union([Column.transform((column) => [column]), z.array(Column).min(1).max(10)], {
  error: 'must be the name of a column, or a list of names',
})

export const IdentitySet = z.strictObject({
  email: Column.optional(),
  email_hash: Column.optional().describe('SHA-256 of the lower-cased address without its plus part'),
  phone: Column.optional(),
  person_first_name: Column.optional(),
  person_last_name: Column.optional(),
  person_full_name: Column.optional(),
  house_number_and_street: Columns.optional(),
  city: Column.optional(),
  state: Column.optional(),
  postcode: Column.optional(),
  freeform_address: Column.optional(),
  user_id: Column.optional(),
  anonymous_id: Column.optional(),
  external_ids: z.record(LakeName, Column).optional().describe('Kind of id → column'),
})
export type IdentitySet = z.output<typeof IdentitySet>

const Options = z.strictObject({
  type: z.literal('hosted_csv', {
    error: 'must be "hosted_csv": data comes as files in an upload directory',
  }),
  upload_directory: directory,
  delimiter: z.string().min(1).max(3).optional(),
  header_row: z.string().min(1).max(20_000).optional().describe('For files without one'),
  replace_all_with_latest_file: z.boolean().optional(),
  encrypted: z.literal(false, { error: 'must be false: encrypted files cannot be read' }).optional(),
})

const Stream = z.strictObject({
  data_map: z.record(LakeName, StreamColumn),
  conditions: z
    .array(z.strictObject({ column_name: Column, ...operators }))
    .max(50)
    .optional(),
  // Answers name the stream; sent back, it is ignored.
  stream_id: z.string().optional(),
})

/** How the files of one upload directory are read: who the rows are about, what they did, what is known of them. */
export const DatasetConfig = z.strictObject({
  name: Name.optional(),
  options: Options,
  identity_sets: z.record(LakeName, IdentitySet),
  output_to_streams: z.record(LakeName, Stream).optional(),
  output_to_traits: z.record(LakeName, TraitColumn).optional(),
  upsert_columns: z.array(Column).min(1).max(20).optional(),
  incremental_column: Column.optional(),
  reference_key_columns: z.array(Column).min(1).max(20).optional(),
  reference_key_column: Column.optional().describe('Old form of reference_key_columns'),
  // Taken and not heeded, it would break a promise to the people in the files.
  privacy: z.undefined({ error: 'is not supported: leave the people out of the files instead' }).optional(),
  preview: z.boolean().optional().describe('Kept, without effect: the dataset is read all the same'),
})
export type DatasetConfig = z.output<typeof DatasetConfig>

const file = { path: z.string(), row_count: Count, accepted_count: Count, rejected_count: Count }

export const Dataset = z.object({
  ...envelope,
  ...DatasetConfig.shape,
  name: Name,
  row_count: Count.optional(),
  accepted_count: Count.optional(),
  rejected_count: Count.optional(),
  duplicate_count: Count.optional(),
  identified_count: Count.optional(),
  matched_count: Count.optional(),
  detected_columns: z
    .array(z.object({ name: z.string(), data_type: z.string(), fill_rate: z.number(), is_nullable: z.boolean() }))
    .optional(),
  sample: z.array(z.record(z.string(), z.string().nullable())).optional(),
  files: z.array(z.object({ ...file, refused: z.string().optional() })).optional(),
  updates: z.array(z.object({ datetime: Time, rows_added: Count })).optional(),
})

export const datasetOperations = operations({
  ...resourceOperations('datasets', DatasetConfig, Dataset),
  ...forceUpdateOperation('datasets', Dataset),
  rejects: {
    method: 'GET',
    path: '/v1/datasets/{id}/rejects.csv',
    summary: 'Rows that were not accepted: file, line, reason, the row as it is written',
    response: { mediaType: 'text/csv; charset=utf-8' },
    status: 200,
    errors: ['NOT_FOUND', 'CONFLICT'],
  },
})
