import * as z from 'zod'
import { Column, Count, Name, Time } from '../../contract/fields.ts'
import { operations } from '../../contract/operation.ts'

export const Upload = z.object({
  subpath: z.string(),
  created_at: Time,
  file_size: z.int(),
  md5_hash: z.string().optional().describe('Only where the file came in one piece'),
})

/** The part of a dataset's configuration that is proposed: a body for `POST /v1/datasets`. */
const ProposedDataset = z.object({
  name: Name,
  options: z.object({ type: z.literal('hosted_csv'), upload_directory: z.string(), time_zone: z.string().optional() }),
  identity_sets: z.record(z.string(), z.record(z.string(), z.union([Column, z.array(Column)]).optional())),
  output_to_streams: z
    .record(
      z.string(),
      z.object({
        data_map: z.record(
          z.string(),
          z.object({
            column_name: Column.optional(),
            column_names: z.array(Column).optional(),
            multiply_by: Column.optional(),
          }),
        ),
        event_key: z.array(Column).optional(),
        value_per: z.enum(['event', 'line']).optional(),
      }),
    )
    .optional(),
  output_to_traits: z.record(z.string(), z.object({ column_name: Column })).optional(),
  reference_key_columns: z.array(Column).optional(),
})

/** How the newest file of a directory looks, and how its files could be read. */
export const UploadReading = z.object({
  upload_directory: z.string(),
  file: z.string().describe('The newest file of the directory: its first thousand rows were looked at'),
  file_count: Count,
  delimiter: z.string(),
  encoding: z.string(),
  skipped_lines: Count.describe('Lines above the header'),
  shop: z
    .enum(['shopify', 'woocommerce', 'magento', 'square', 'amazon'])
    .optional()
    .describe('The shop that writes such columns'),
  columns: z.array(
    z.object({
      name: z.string(),
      data_type: z.enum(['string', 'long', 'double', 'boolean', 'date']),
      fill_rate: z.number(),
      samples: z.array(z.string()).describe('The first different cells'),
      field: z
        .string()
        .optional()
        .describe('The field of the proposed dataset that names the column; missing where it is not used'),
    }),
  ),
  dataset: ProposedDataset.optional().describe(
    'A body for `POST /v1/datasets`; missing where no columns recognise a person',
  ),
  notes: z.array(z.string()).describe('What to look at before the proposal is taken'),
})

const path = '/v1/uploads/{directory}/{file}'

export const uploadOperations = operations({
  list: {
    method: 'GET',
    path: '/v1/uploads',
    summary: 'List uploaded files, newest first; a file above 4.5 MB goes up by the URL of POST …/{file}/url',
    response: z.array(Upload),
    status: 200,
    errors: [],
  },
  create: {
    method: 'POST',
    path,
    summary:
      'Upload a file of at most 4.5 MB; a file of that name is replaced. Larger ones go to the URL of POST …/{file}/url: the gateway refuses them here by {"message": …}',
    body: 'bytes',
    response: Upload,
    status: 200,
    errors: ['VALIDATION_FAILED', 'PAYLOAD_TOO_LARGE'],
  },
  url: {
    method: 'POST',
    path: `${path}/url`,
    summary: 'Ask for a URL that takes a file of any size by PUT',
    response: z.object({ url: z.string(), expires_at: Time }),
    status: 200,
    errors: ['VALIDATION_FAILED'],
  },
  reading: {
    method: 'GET',
    path: '/v1/uploads/{directory}/reading',
    summary: 'Propose how to read the files of a directory, by the header and the first rows of its newest file',
    response: UploadReading,
    status: 200,
    errors: ['NOT_FOUND', 'BAD_REQUEST'],
  },
  read: {
    method: 'GET',
    path,
    summary: 'Download an uploaded file; above 4 MB a redirect to where it lies',
    response: { mediaType: 'application/octet-stream' },
    status: 200,
    errors: ['NOT_FOUND'],
  },
  remove: {
    method: 'DELETE',
    path,
    summary: 'Delete an uploaded file',
    response: undefined,
    status: 204,
    errors: ['NOT_FOUND'],
  },
})
