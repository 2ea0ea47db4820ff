import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3'
import { s3Client } from './objects.ts'

/** An object to join: its size says whether the server may copy it as a part by itself. */
export interface JoinedPart {
  key: string
  bytes: number
}

/** S3 takes smaller parts only as the last one. */
const smallestPart = 5 * 1024 * 1024

/**
 * Makes one object of several, one after the other, on the server's side: nothing but parts under 5 MiB passes through
 * this function. Gives the whole size in bytes. A join that fails leaves no parts behind. One part alone is a plain copy.
 */
export async function joinObjects(
  from: { bucket: string; parts: JoinedPart[] },
  to: { bucket: string; key: string; contentType: string },
): Promise<number> {
  const client = s3Client()
  const target = { Bucket: to.bucket, Key: to.key }
  const [only] = from.parts
  if (only && from.parts.length === 1) {
    const renewed = { MetadataDirective: 'REPLACE', ContentType: to.contentType } as const
    await client.send(new CopyObjectCommand({ ...target, ...renewed, CopySource: sourceOf(from.bucket, only) }))
    return only.bytes
  }
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ ...target, ContentType: to.contentType }))
  try {
    const Parts: { PartNumber: number; ETag: string | undefined }[] = []
    for (const [i, group] of groups(from.parts).entries()) {
      const part = { ...target, UploadId, PartNumber: i + 1 }
      const [first] = group
      if (group.length === 1 && first && first.bytes >= smallestPart) {
        const CopySource = sourceOf(from.bucket, first)
        const { CopyPartResult } = await client.send(new UploadPartCopyCommand({ ...part, CopySource }))
        Parts.push({ PartNumber: part.PartNumber, ETag: CopyPartResult?.ETag })
      } else {
        const Body = Buffer.concat(await Promise.all(group.map(({ key }) => bytesOf(from.bucket, key))))
        const { ETag } = await client.send(new UploadPartCommand({ ...part, Body }))
        Parts.push({ PartNumber: part.PartNumber, ETag })
      }
    }
    await client.send(new CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload: { Parts } }))
  } catch (error) {
    await client.send(new AbortMultipartUploadCommand({ ...target, UploadId }))
    throw error
  }
  return from.parts.reduce((sum, { bytes }) => sum + bytes, 0)
}

/** Neighbours put together until each group is large enough for a part; a large one stays alone. */
function groups(parts: JoinedPart[]): JoinedPart[][] {
  const made: JoinedPart[][] = []
  let open: JoinedPart[] = []
  let bytes = 0
  for (const part of parts) {
    if (part.bytes >= smallestPart && !open.length) {
      made.push([part])
      continue
    }
    open.push(part)
    bytes += part.bytes
    if (bytes >= smallestPart) {
      made.push(open)
      open = []
      bytes = 0
    }
  }
  return open.length ? [...made, open] : made
}

const sourceOf = (bucket: string, { key }: JoinedPart): string => `${bucket}/${encodeURIComponent(key)}`

async function bytesOf(bucket: string, key: string): Promise<Uint8Array> {
  const { Body } = await s3Client().send(new GetObjectCommand({ Bucket: bucket, Key: key }))
  return (await Body?.transformToByteArray()) ?? new Uint8Array()
}
