import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'

/** Bytes: larger pieces mean fewer trips through the thread pool, and fewer frames on the way. */
const READ_AT_ONCE = 1 << 20

/** Bytes. S3 takes 5 GB in one PUT, and 10,000 parts of one object: 5 TB, the most that an object may have. */
const PART = 512 * 2 ** 20

/** How often a stretch of a file is sent. */
const ATTEMPTS = 4

/** The SDK repeats no request whose body is a stream: it could not read it again. S3 asks now and then to come back later. */
async function patiently<T>(send: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await send()
    } catch (error) {
      if (attempt === ATTEMPTS || !isPassing(error as S3Failure)) throw error
      await wait(100 * 2 ** attempt * (0.5 + Math.random()))
    }
  }
}

type S3Failure = Error & { $metadata?: { httpStatusCode?: number } }

/** S3 is at a loss or overrun, or the connection was. */
const isPassing = ({ name, $metadata }: S3Failure): boolean => {
  const status = $metadata?.httpStatusCode ?? 500
  return status >= 500 || status === 429 || name === 'RequestTimeout'
}

/**
 * Puts a file into a bucket: in one request up to the size of a part, else in parts. A failed upload leaves no parts
 * behind.
 */
export async function putFile(
  client: S3Client,
  { bucket, key, contentType }: { bucket: string; key: string; contentType?: string | undefined },
  file: string,
  partBytes = PART,
): Promise<void> {
  const { size } = await stat(file)
  const target = { Bucket: bucket, Key: key }
  if (size <= partBytes) {
    // A stream would take a whole piece's room for a few bytes, and the collector runs by the room that was taken.
    const whole = size <= READ_AT_ONCE ? await readFile(file) : undefined
    await patiently(() => {
      const Body = whole ?? createReadStream(file, { highWaterMark: READ_AT_ONCE })
      return client.send(new PutObjectCommand({ ...target, Body, ContentLength: size, ContentType: contentType }))
    })
    return
  }
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ ...target, ContentType: contentType }))
  try {
    const Parts: { PartNumber: number; ETag: string | undefined }[] = []
    for (let start = 0; start < size; start += partBytes) {
      const PartNumber = Parts.length + 1
      const ContentLength = Math.min(partBytes, size - start)
      const stretch = { start, end: start + ContentLength - 1, highWaterMark: READ_AT_ONCE }
      const { ETag } = await patiently(() => {
        const Body = createReadStream(file, stretch)
        return client.send(new UploadPartCommand({ ...target, UploadId, PartNumber, Body, ContentLength }))
      })
      Parts.push({ PartNumber, ETag })
    }
    await client.send(new CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload: { Parts } }))
  } catch (error) {
    await client.send(new AbortMultipartUploadCommand({ ...target, UploadId }))
    throw error
  }
}
