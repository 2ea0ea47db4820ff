import type { Upload } from '../model/resource.ts'
import type { Bucket } from '../ports/aws/objects.ts'
import { uploadKeys } from './keys.ts'

/** Uploads of an account as the bucket lists them now. */
export async function listUploads(uploads: Pick<Bucket, 'list'>, accountId: string): Promise<Upload[]> {
  const prefix = uploadKeys.account(accountId)
  const entries = await uploads.list(prefix)
  return entries
    .map(({ key, etag, size, last_modified }) => ({ path: key.slice(prefix.length), etag, size, last_modified }))
    .filter(({ path }) => path.includes('/') && !path.endsWith('/'))
}
