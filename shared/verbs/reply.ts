import { CustomerError } from '../model/errors.ts'
import type { ServedBucket } from '../ports/aws/served-bucket.ts'

/** An answer that is not JSON. */
export class Reply {
  readonly status: number
  readonly headers: Record<string, string>
  readonly body: string | Uint8Array

  constructor(status: number, headers: Record<string, string>, body: string | Uint8Array) {
    this.status = status
    this.headers = headers
    this.body = body
  }
}

/** Base64 makes four bytes of three, and a Lambda's answer ends at 6 MB: this much fits whatever it holds. */
export const inlineBytes = 4_000_000
const urlSeconds = 900

/** A file of a bucket: itself up to 4 MB, above that the way to it. */
export async function fileReply(
  bucket: ServedBucket,
  key: string,
  file: { name: string; mediaType: string; missing: () => CustomerError },
): Promise<Reply> {
  const object = await bucket.head(key)
  if (!object) throw file.missing()
  if (object.size > inlineBytes) {
    return new Reply(303, { location: await bucket.getUrl(key, urlSeconds, file.name) }, '')
  }
  const bytes = await bucket.getBytes(key)
  if (!bytes) throw file.missing()
  return new Reply(200, attachment(file), bytes)
}

export const attachment = (file: { name: string; mediaType: string }) => ({
  'content-type': file.mediaType,
  'content-disposition': `attachment; filename="${file.name.replaceAll(/[^\w.-]/g, '_')}"`,
})

/** The error for a resource that has no output yet; its sentence says how far the build is. */
export function notReady(
  noun: string,
  resource: { id: string; status: string; status_error?: string; status_note?: string },
) {
  const why = resource.status_error ?? resource.status_note
  return new CustomerError(
    'CONFLICT',
    `${noun} "${resource.id}" has nothing to show yet: its status is ${resource.status}${why ? ` (${why})` : ''}`,
  )
}
