import * as z from 'zod'
import { Count, envelope, Name, Time } from '../../contract/fields.ts'
import { operations } from '../../contract/operation.ts'
import { reading } from '../../contract/reading.ts'
import { buildOperations, resourceOperations } from '../../contract/resource-operations.ts'

/** How the files of one upload directory are read: who the rows are about, what they did, what is known of them. */
export const DatasetConfig = z.strictObject({
  name: Name.optional(),
  ...reading,
  // Taken and not heeded, it would break a promise to the people in the files.
  privacy: z.undefined({ error: 'is not supported: leave the people out of the files instead' }).optional(),
  preview: z
    .boolean()
    .optional()
    .describe('Its columns and a sample are shown; no people, events or traits come of it until it is false'),
})
export type DatasetConfig = z.output<typeof DatasetConfig>

/** One upload of the folder, and how it was read. */
const DatasetFile = z.object({
  path: z.string(),
  row_count: Count,
  accepted_count: Count,
  rejected_count: Count,
  refused: z.string().optional().describe('Why nothing of the file was taken'),
  encoding: z.string().optional().describe('How its bytes became text; missing where they are UTF-8'),
  skipped_lines: Count.optional().describe('Lines above the header that were left out'),
  notes: z.array(z.string()).optional().describe('Sentences about how it was read'),
})

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
  time_zone: z.string().optional().describe('In which zone a time that names none is taken'),
  ambiguous_dates: z
    .array(
      z.object({
        column_name: z.string(),
        read_as: z.enum(['month_first', 'day_first']),
        why: z
          .enum(['undecided', 'contradictory'])
          .describe('No cell of any file tells day from month, or some say this and others that'),
      }),
    )
    .optional()
    .describe('Columns of dates that could be read with day and month the other way round'),
  keyed_streams: z
    .array(
      z.object({
        stream_name: z.string(),
        value_per: z.enum(['event', 'line']).describe('Whose the value is; value_per of the stream says otherwise'),
        why: z.enum(['set', 'multiplied', 'differing', 'repeating', 'only_in_one_line', 'undecided']),
        quantities: z.array(z.string()).describe('Properties that are added up over the lines of an event'),
        line_count: Count,
        event_count: Count,
      }),
    )
    .optional()
    .describe('Streams with an event_key: how many events their rows are, and how the value of an event is made'),
  ambiguous_numbers: z
    .array(
      z.object({
        column_name: z.string(),
        decimal_mark: z.enum(['.', ',']).describe('How it was read; decimal_mark of the column says otherwise'),
        why: z
          .enum(['undecided', 'contradictory'])
          .describe('No cell of any file tells the mark, or some say this and others that'),
      }),
    )
    .optional()
    .describe('Columns of numbers like 1.234, which could be read with another decimal mark'),
  sample: z.array(z.record(z.string(), z.string().nullable())).optional(),
  files: z.array(DatasetFile).optional(),
  updates: z.array(z.object({ datetime: Time, rows_added: Count })).optional(),
})

/** The beginning of a file, read as a dataset would. */
export const DatasetPreview = z.object({
  file: z.string().describe('The newest file of the folder'),
  is_whole: z.boolean().describe('Whether the preview is of the whole file'),
  refused: z.string().optional().describe('Why nothing of the file would be taken'),
  rows: Count.describe('Rows that were looked at: taken + rejected'),
  taken: Count,
  identified: Count.describe('Taken rows that recognise a person'),
  rejected: z
    .array(z.object({ line: Count, reason: z.string(), row: z.string().describe('As it is written in the file') }))
    .describe('The first of them'),
  rejected_count: Count,
  sample: z.array(z.record(z.string(), z.string())).describe('The first rows'),
  notes: z.array(z.string()).describe('How dates and numbers were read, where that could be another way'),
})

export const datasetOperations = operations({
  ...resourceOperations('datasets', DatasetConfig, Dataset),
  ...buildOperations('datasets', Dataset),
  rejects: {
    method: 'GET',
    path: '/v1/datasets/{id}/rejects.csv',
    summary: 'Rows that were not accepted: file, line, reason, the row as it is written',
    response: { mediaType: 'text/csv; charset=utf-8' },
    status: 200,
    errors: ['NOT_FOUND', 'CONFLICT'],
  },
})

/** Of a function that carries DuckDB. */
export const datasetPreviewOperations = operations({
  preview: {
    method: 'POST',
    path: '/v1/datasets/preview',
    role: 'viewer',
    summary: 'Read the beginning of the newest file of a folder as a dataset would, and keep nothing',
    body: DatasetConfig,
    response: DatasetPreview,
    status: 200,
    errors: ['VALIDATION_FAILED', 'NOT_FOUND', 'BAD_REQUEST'],
  },
})
