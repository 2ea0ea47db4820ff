import { GetObjectCommand, NoSuchKey, PutObjectCommand } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { type Bucket, openBucket, s3Client } from './objects.ts'

/** A bucket whose objects customers read and write, through the API or by a signed URL. */
export interface ServedBucket extends Bucket {
  /** The object, or its first `bytes`; undefined when there is none. */
  getBytes(key: string, bytes?: number): Promise<Uint8Array | undefined>
  /** A URL that takes one object by PUT. */
  putUrl(key: string, seconds: number): Promise<string>
  /** A URL that gives the object under a file name. */
  getUrl(key: string, seconds: number, fileName: string): Promise<string>
}

export function openServedBucket(name: string): ServedBucket {
  const client = s3Client()
  return {
    ...openBucket(name),
    async getBytes(key, bytes) {
      const range = bytes ? { Range: `bytes=0-${bytes - 1}` } : {}
      try {
        const { Body } = await client.send(new GetObjectCommand({ Bucket: name, Key: key, ...range }))
        return await Body?.transformToByteArray()
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined
        throw error
      }
    },
    putUrl: (key, seconds) =>
      getSignedUrl(client, new PutObjectCommand({ Bucket: name, Key: key }), { expiresIn: seconds }),
    getUrl: (key, seconds, fileName) =>
      getSignedUrl(
        client,
        new GetObjectCommand({
          Bucket: name,
          Key: key,
          ResponseContentDisposition: `attachment; filename="${fileName.replaceAll(/[^\w.-]/g, '_')}"`,
        }),
        { expiresIn: seconds },
      ),
  }
}
