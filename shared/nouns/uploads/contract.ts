import * as z from 'zod'
import { Time } from '../../contract/fields.ts'
import { operations } from '../../contract/operation.ts'

export const Upload = z.object({
  subpath: z.string(),
  created_at: Time,
  file_size: z.int(),
  md5_hash: z.string().optional().describe('Only where the file came in one piece'),
})

const path = '/v1/uploads/{directory}/{file}'

export const uploadOperations = operations({
  list: {
    method: 'GET',
    path: '/v1/uploads',
    summary: 'List uploaded files, newest first',
    response: z.array(Upload),
    status: 200,
    errors: [],
  },
  create: {
    method: 'POST',
    path,
    summary: 'Upload a file of at most 4.5 MB; a file of that name is replaced',
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
