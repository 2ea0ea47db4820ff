import * as z from 'zod'
import { isCountry } from '../model/country.ts'
import { isTimeZone } from '../model/time-zone.ts'
import { Column, Count, LakeName, operators, Scalar } from './fields.ts'
import { directory } from './upload-names.ts'

/**
 * How the lake reads the files of a dataset: the part of a dataset's contract that the reader knows, too. It stands here,
 * because the lake lies below the nouns.
 */

/** How a date may be declared to be written: the public client's DataMapColumnFormat, days first, and days as numbers. */
export const dateFormats = [
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
  'date_day_month_fullyear',
  'date_day_month_shortyear',
  'date_seconds_since_epoch_utc',
  'date_milliseconds_since_epoch_utc',
  'date_spreadsheet_days',
] as const
export type DateFormat = (typeof dateFormats)[number]

/** How a column is written in the files; without one the column's own type decides. */
export const columnFormats = [
  'currency_cents',
  'currency_dollars',
  ...dateFormats,
  'list_comma_separated',
  'list_semicolon_separated',
  'list_single_value',
  'static_date_iso8601',
] as const

const Format = z.enum(columnFormats)

const decimal_mark = z
  .enum(['.', ','])
  .optional()
  .describe('Of numbers: what stands before the decimals. Where it is not said, the cells of all files decide')

const StreamColumn = z
  .strictObject({
    column_name: Column.optional(),
    column_names: z
      .array(Column)
      .min(2)
      .max(3)
      .optional()
      .describe('Instead of column_name, of datetime only: columns of the date, of the time of day, and of its zone'),
    format: Format.optional(),
    decimal_mark,
    multiply_by: Column.optional().describe('The value is this column times that one: unit price times quantity'),
  })
  .refine(({ column_name, column_names }) => (column_name === undefined) !== (column_names === undefined), {
    error: 'must be one of column_name and column_names',
    path: ['column_name'],
  })

const TraitColumn = z.strictObject({
  column_name: Column,
  format: Format.optional(),
  decimal_mark,
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

const IdentitySet = z.strictObject({
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
  country: Column.optional().describe(
    'Whose a phone or a postcode is that names no country: a name, or a code of ISO 3166',
  ),
  freeform_address: Column.optional(),
  user_id: Column.optional(),
  anonymous_id: Column.optional(),
  external_ids: z.record(LakeName, Column).optional().describe('Kind of id → column'),
})

const Options = z.strictObject({
  type: z.literal('hosted_csv', {
    error: 'must be "hosted_csv": data comes as files in an upload directory',
  }),
  upload_directory: directory,
  delimiter: z.string().min(1).max(3).optional(),
  encoding: z
    .string()
    .min(1)
    .max(40)
    .optional()
    .describe(
      'Of files without a byte order mark, as "windows-1251" or "GBK"; without it the letters of a file decide',
    ),
  skip_lines: Count.max(1000)
    .optional()
    .describe('How many lines stand above the header; without it the header is the first row that has all columns'),
  header_row: z.string().min(1).max(20_000).optional().describe('For files without one'),
  time_zone: z
    .string()
    .refine(isTimeZone, { error: 'must be the name of a time zone of the IANA database, like "Europe/Berlin"' })
    .optional()
    .describe('Of times that name no zone, in all files; UTC unless set. A day without a time is that day in any zone'),
  country: z
    .string()
    .refine(isCountry, { error: 'must be a code of ISO 3166 in capital letters, like "DE"' })
    .optional()
    .describe('Of phones and postcodes that name no country, where no column does; ten digits are American without it'),
  replace_all_with_latest_file: z.boolean().optional(),
  encrypted: z.literal(false, { error: 'must be false: encrypted files cannot be read' }).optional(),
})

const Stream = z.strictObject({
  data_map: z.record(LakeName, StreamColumn),
  event_key: Columns.optional().describe(
    'Rows of one person with the same values here are one event: lines of one order. Blanks on its later lines are filled from its first; conditions look at all lines, and quantities are added up',
  ),
  value_per: z
    .enum(['event', 'line'])
    .optional()
    .describe(
      "Whose the value is, with event_key: the event's, told once or on each line, or each line's own, to be added up. The column decides where it is not said",
    ),
  conditions: z
    .array(z.strictObject({ column_name: Column, ...operators }))
    .max(50)
    .optional(),
  // Answers name the stream; sent back, it is ignored.
  stream_id: z.string().optional(),
})

/** Fields of a dataset's configuration that say where its files are and what their columns mean. */
export const reading = {
  options: Options,
  identity_sets: z.record(LakeName, IdentitySet),
  output_to_streams: z.record(LakeName, Stream).optional(),
  output_to_traits: z.record(LakeName, TraitColumn).optional(),
  upsert_columns: z.array(Column).min(1).max(20).optional(),
  incremental_column: Column.optional(),
  reference_key_columns: z.array(Column).min(1).max(20).optional(),
  reference_key_column: Column.optional().describe('Old form of reference_key_columns'),
}

const Reading = z.object(reading)
export type ReadingConfig = z.output<typeof Reading>
