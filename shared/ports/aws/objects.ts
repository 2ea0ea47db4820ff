import { closeSync, openSync, writeSync } from 'node:fs'
import type { Readable } from 'node:stream'
import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  NotFound,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { putFile } from './put-file.ts'

/** One listed object; `etag` without quotes, `last_modified` ISO 8601. */
export interface ObjectEntry {
  key: string
  etag: string
  size: number
  last_modified: string
}

/** A bucket as the product uses it. Bodies are small texts, or files on disk: never a large body in memory. */
export interface Bucket {
  name: string
  /** @param after only keys behind this one */
  list(prefix: string, after?: string): Promise<ObjectEntry[]>
  /** The first key with the prefix behind `after`. */
  firstBehind(prefix: string, after: string): Promise<string | undefined>
  head(key: string): Promise<ObjectEntry | undefined>
  getText(key: string): Promise<string | undefined>
  /** The bytes as they arrive, also in several pieces of the same object. Throws when it is replaced meanwhile. */
  read(key: string): AsyncIterable<Buffer>
  getFile(key: string, file: string): Promise<void>
  /** So many bytes of an object, which has as many, from byte `first` on; undefined when there is no such object. */
  getRange(key: string, first: number, bytes: number): Promise<Uint8Array<ArrayBuffer> | undefined>
  put(key: string, body: string | Uint8Array, contentType?: string): Promise<ObjectEntry>
  /** Of any size. */
  putFile(key: string, file: string, contentType?: string): Promise<void>
  delete(key: string): Promise<void>
  /** Of many keys, a thousand a request; a key that is not there is no failure. */
  deleteAll(keys: string[]): Promise<void>
}

// Path style works everywhere, also where bucket names are no host names. TLS keeps bodies whole on their way, and S3
// checks them at rest: a checksum of ours beside that costs a second of processor per 2 GB, and would make a presigned
// URL demand the checksum of an empty body from whoever puts a file.
let shared: S3Client | undefined
export const s3Client = (): S3Client => {
  shared ??= new S3Client({
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  })
  return shared
}

function writeWhole(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at)
}

const unquoted = (etag: string | undefined) => (etag ?? '').replaceAll('"', '')

/** How often a body is asked for that breaks off. */
const ATTEMPTS = 3

export function openBucket(name: string, client: S3Client = s3Client()): Bucket {
  /** The SDK repeats requests, and leaves bodies to us: among many thousand GETs one breaks off now and then. */
  const takeBody = async <T>(
    object: { Key: string; Range?: string },
    take: (body: AsyncIterable<Uint8Array>) => Promise<T>,
  ): Promise<T> => {
    for (let attempt = 1; ; attempt++) {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: name, ...object }))
      try {
        return await take(Body as Readable)
      } catch (error) {
        if (attempt === ATTEMPTS) throw error
      }
    }
  }
  return {
    name,
    async list(prefix, after) {
      const entries: ObjectEntry[] = []
      let token: string | undefined
      do {
        const page = await client.send(
          new ListObjectsV2Command({ Bucket: name, Prefix: prefix, StartAfter: after, ContinuationToken: token }),
        )
        for (const object of page.Contents ?? []) {
          entries.push({
            key: object.Key ?? '',
            etag: unquoted(object.ETag),
            size: object.Size ?? 0,
            last_modified: (object.LastModified ?? new Date(0)).toISOString(),
          })
        }
        token = page.NextContinuationToken
      } while (token)
      return entries
    },
    async firstBehind(prefix, after) {
      const { Contents } = await client.send(
        new ListObjectsV2Command({ Bucket: name, Prefix: prefix, StartAfter: after, MaxKeys: 1 }),
      )
      return Contents?.[0]?.Key
    },
    async head(key) {
      try {
        const object = await client.send(new HeadObjectCommand({ Bucket: name, Key: key }))
        return {
          key,
          etag: unquoted(object.ETag),
          size: object.ContentLength ?? 0,
          last_modified: (object.LastModified ?? new Date(0)).toISOString(),
        }
      } catch (error) {
        if (error instanceof NotFound || error instanceof NoSuchKey) return undefined
        throw error
      }
    },
    async getText(key) {
      try {
        return await takeBody({ Key: key }, async (body) => {
          const pieces: Uint8Array[] = []
          for await (const piece of body) pieces.push(piece)
          return Buffer.concat(pieces).toString()
        })
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined
        throw error
      }
    },
    async *read(key) {
      let at = 0
      let IfMatch: string | undefined
      for (let attempt = 1; ; attempt++) {
        const Range = at ? `bytes=${at}-` : undefined
        const { Body, ETag } = await client.send(new GetObjectCommand({ Bucket: name, Key: key, Range, IfMatch }))
        IfMatch = ETag
        try {
          for await (const bytes of Body as Readable) {
            at += bytes.length
            yield bytes as Buffer
          }
          return
        } catch (error) {
          if (attempt === ATTEMPTS) throw error
        }
      }
    },
    getFile: (key, file) =>
      takeBody({ Key: key }, async (body) => {
        const out = openSync(file, 'w')
        try {
          // Into the page cache at once: a trip through the thread pool costs more than the copy.
          for await (const bytes of body) writeWhole(out, bytes)
        } finally {
          closeSync(out)
        }
      }),
    async getRange(key, first, bytes) {
      const Range = `bytes=${first}-${first + bytes - 1}`
      try {
        return await takeBody({ Key: key, Range }, async (body) => {
          const whole = new Uint8Array(bytes)
          let at = 0
          for await (const piece of body) {
            whole.set(piece, at)
            at += piece.length
          }
          if (at < bytes) throw new Error(`object too short: ${key}`)
          return whole
        })
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined
        throw error
      }
    },
    async put(key, body, contentType) {
      const { ETag } = await client.send(
        new PutObjectCommand({ Bucket: name, Key: key, Body: body, ContentType: contentType }),
      )
      const size = typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength
      return { key, etag: unquoted(ETag), size, last_modified: new Date().toISOString() }
    },
    putFile: (key, file, contentType) => putFile(client, { bucket: name, key, contentType }, file),
    async delete(key) {
      await client.send(new DeleteObjectCommand({ Bucket: name, Key: key }))
    },
    async deleteAll(keys) {
      for (let from = 0; from < keys.length; from += 1000) {
        const Objects = keys.slice(from, from + 1000).map((Key) => ({ Key }))
        const { Errors } = await client.send(
          new DeleteObjectsCommand({ Bucket: name, Delete: { Objects, Quiet: true } }),
        )
        if (Errors?.length) throw new Error(`${Errors.length} objects could not be deleted: ${Errors[0]?.Code}`)
      }
    },
  }
}
