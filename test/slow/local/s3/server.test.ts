import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import {
  AbortMultipartUploadCommand,
  type ChecksumAlgorithm,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CHECKSUMS } from '../../../../local/s3/checksums.ts'
import { decodeChunked } from '../../../../local/s3/chunked.ts'
import { startS3 } from '../../../machines/fixture/parts.ts'

let s3: Awaited<ReturnType<typeof startS3>>
let client: ReturnType<typeof s3.client>
beforeAll(async () => {
  s3 = await startS3()
  client = s3.client()
})
afterAll(() => s3.stop())

let count = 0
const unique = (name = 'key') => `${name}-${++count}`
const put = (Key: string, Body: string | Buffer = 'body', Bucket = 'plain', more = {}) =>
  client.send(new PutObjectCommand({ Bucket, Key, Body, ...more }))
const get = async (Key: string, Bucket = 'plain', more = {}) => {
  const { Body } = await client.send(new GetObjectCommand({ Bucket, Key, ...more }))
  return await Body!.transformToString()
}
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => ({ name: 'nothing failed', status: 200 }),
    (error) => ({ name: error.name as string, status: error.$metadata?.httpStatusCode as number }),
  )
/** A request that the SDK would not send; pass a presigned URL. */
const raw = (url: string, method: string, headers: Record<string, string>, body = '') =>
  new Promise<{ status: number; body: string }>((resolve, reject) => {
    const sent = httpRequest(url, { method, headers }, async (response) =>
      resolve({ status: response.statusCode!, body: await text(response) }),
    )
    sent.on('error', reject)
    sent.end(body)
  })

describe('objects', () => {
  test('a body comes back with its MD5 as ETag, its type and its metadata', async () => {
    const key = unique('räumlich & <süß> +%?#\'"/ü ber')
    const written = await put(key, 'hello', 'plain', {
      ContentType: 'text/csv',
      Metadata: { colour: 'blue' },
      CacheControl: 'no-store',
    })
    expect(written.ETag).toBe('"5d41402abc4b2a76b9719d911017c592"')
    const read = await client.send(new GetObjectCommand({ Bucket: 'plain', Key: key }))
    expect(await read.Body!.transformToString()).toBe('hello')
    expect(read).toMatchObject({
      ContentType: 'text/csv',
      Metadata: { colour: 'blue' },
      CacheControl: 'no-store',
      ContentLength: 5,
    })
    expect(read.ContentEncoding).toBeUndefined()
  })

  test('an empty body is an object, too', async () => {
    const key = unique()
    await put(key, '')
    expect(await get(key)).toBe('')
  })

  test.each(['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as ChecksumAlgorithm[])(
    'a %s checksum in a trailer of a streamed body is checked and given back',
    async (ChecksumAlgorithm) => {
      const key = unique()
      const body = Buffer.alloc(200_000, 'abcdefghij')
      const stream = Readable.from([body.subarray(0, 70_001), body.subarray(70_001)])
      const Body = stream as unknown as Buffer
      await client.send(
        new PutObjectCommand({ Bucket: 'plain', Key: key, Body, ContentLength: body.length, ChecksumAlgorithm }),
      )
      const head = await client.send(new HeadObjectCommand({ Bucket: 'plain', Key: key, ChecksumMode: 'ENABLED' }))
      expect(head[`Checksum${ChecksumAlgorithm}` as 'ChecksumCRC32']).toMatch(/=$/)
      expect(await get(key)).toBe(body.toString())
    },
  )

  test('a large body comes back whole, and one that the client cuts off leaves no file open', async () => {
    const key = unique()
    // Of several buffers' length, and in no place like in another.
    const body = Buffer.from(Uint32Array.from({ length: 2 ** 20 + 5 }, (_, index) => index * 2_654_435_761).buffer)
    await put(key, body)
    const { Body } = await client.send(new GetObjectCommand({ Bucket: 'plain', Key: key }))
    expect(body.equals(await Body!.transformToByteArray())).toBe(true)

    const filesOpen = () => readdirSync('/dev/fd').length
    const before = filesOpen()
    for (let times = 0; times < 20; times++) {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: 'plain', Key: key }))
      ;(Body as Readable).destroy()
    }
    await expect.poll(filesOpen).toBeLessThan(before + 10)
  })

  test('a wrong checksum, Content-MD5 or hash of the payload is refused, and nothing is written', async () => {
    const key = unique()
    const wrong = Buffer.alloc(16).toString('base64')
    const { name, status } = await failure(put(key, 'hello', 'plain', { ContentMD5: wrong }))
    expect({ name, status }).toEqual({ name: 'BadDigest', status: 400 })
    expect((await failure(put(key, 'hello', 'plain', { ContentMD5: 'x' }))).name).toBe('InvalidDigest')
    expect((await failure(put(key, 'hello', 'plain', { ChecksumCRC32: 'AAAAAA==' }))).name).toBe('BadDigest')
    expect((await failure(get(key))).name).toBe('NoSuchKey')
    expect(readdirSync(join(s3.data, 's3', '.incoming'))).toEqual([])
  })

  test('a range, a suffix and an open end; beyond the end 416', async () => {
    const key = unique()
    await put(key, '0123456789')
    const range = (Range: string) => get(key, 'plain', { Range })
    expect(await range('bytes=2-4')).toBe('234')
    expect(await range('bytes=7-')).toBe('789')
    expect(await range('bytes=-2')).toBe('89')
    expect(await range('bytes=8-99')).toBe('89')
    const part = await client.send(new GetObjectCommand({ Bucket: 'plain', Key: key, Range: 'bytes=2-4' }))
    expect(part).toMatchObject({ ContentRange: 'bytes 2-4/10', $metadata: { httpStatusCode: 206 } })
    expect(await failure(range('bytes=10-'))).toEqual({ name: 'InvalidRange', status: 416 })
  })

  test('reads keep their conditions: 304 and 412', async () => {
    const key = unique()
    const { ETag } = await put(key)
    expect((await failure(get(key, 'plain', { IfNoneMatch: ETag }))).status).toBe(304)
    expect((await failure(get(key, 'plain', { IfMatch: '"other"' }))).status).toBe(412)
    expect((await failure(get(key, 'plain', { IfModifiedSince: new Date(Date.now() + 60_000) }))).status).toBe(304)
  })

  test('If-None-Match: * lets the first writer win, also when many write at once', async () => {
    const key = unique()
    const writes = await Promise.all(
      Array.from({ length: 8 }, (_, index) => failure(put(key, `${index}`, 'plain', { IfNoneMatch: '*' }))),
    )
    expect(writes.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(writes.filter(({ name, status }) => name === 'PreconditionFailed' && status === 412)).toHaveLength(7)
    expect(await get(key)).toBe(String(writes.findIndex(({ status }) => status === 200)))
  })

  test('If-Match writes over the version that was read, and over no other', async () => {
    const key = unique()
    expect((await failure(put(key, 'x', 'plain', { IfMatch: '"any"' }))).name).toBe('NoSuchKey')
    const { ETag } = await put(key, 'one')
    expect((await failure(put(key, 'two', 'plain', { IfMatch: ETag }))).status).toBe(200)
    expect((await failure(put(key, 'three', 'plain', { IfMatch: ETag }))).name).toBe('PreconditionFailed')
    expect(await get(key)).toBe('two')
  })

  test('copies keep the metadata or replace it; onto itself only with new', async () => {
    const key = unique('ä b+c')
    await put(key, 'hello', 'plain', { Metadata: { a: '1' } })
    const copy = (Key: string, more = {}) =>
      client.send(
        new CopyObjectCommand({
          Bucket: 'versioned',
          Key,
          CopySource: encodeURI(`plain/${key}`).replaceAll('+', '%2B'),
          ...more,
        }),
      )
    const kept = unique()
    expect((await copy(kept)).CopyObjectResult?.ETag).toBe('"5d41402abc4b2a76b9719d911017c592"')
    expect((await client.send(new HeadObjectCommand({ Bucket: 'versioned', Key: kept }))).Metadata).toEqual({ a: '1' })
    const replaced = unique()
    await copy(replaced, { MetadataDirective: 'REPLACE', Metadata: { b: '2' } })
    expect((await client.send(new HeadObjectCommand({ Bucket: 'versioned', Key: replaced }))).Metadata).toEqual({
      b: '2',
    })
    const self = client.send(new CopyObjectCommand({ Bucket: 'versioned', Key: kept, CopySource: `versioned/${kept}` }))
    expect((await failure(self)).name).toBe('InvalidRequest')
  })

  test('what is not there has the name S3 gives it', async () => {
    expect(await failure(get('nothing'))).toEqual({ name: 'NoSuchKey', status: 404 })
    expect(await failure(get('x', 'no-bucket'))).toEqual({ name: 'NoSuchBucket', status: 404 })
    expect((await failure(client.send(new HeadObjectCommand({ Bucket: 'plain', Key: 'nothing' })))).name).toBe(
      'NotFound',
    )
    expect((await failure(client.send(new DeleteObjectCommand({ Bucket: 'plain', Key: 'nothing' })))).status).toBe(200)
    expect((await failure(client.send(new GetObjectTaggingCommand({ Bucket: 'plain', Key: 'x' })))).status).toBe(501)
  })

  test('buckets can be asked for', async () => {
    expect((await client.send(new ListBucketsCommand())).Buckets?.map(({ Name }) => Name)).toEqual([
      'plain',
      'versioned',
    ])
    expect((await failure(client.send(new HeadBucketCommand({ Bucket: 'plain' })))).status).toBe(200)
    expect((await failure(client.send(new HeadBucketCommand({ Bucket: 'other' })))).status).toBe(404)
  })

  test('an upload that breaks off leaves nothing', async () => {
    const key = unique()
    const url = await getSignedUrl(
      s3.client({ requestChecksumCalculation: 'WHEN_REQUIRED' }),
      new PutObjectCommand({ Bucket: 'plain', Key: key }),
    )
    const sent = httpRequest(url, { method: 'PUT', headers: { 'content-length': '1000' } })
    sent.on('error', () => {})
    sent.write('half')
    await new Promise((resolve) => setTimeout(resolve, 100))
    sent.destroy()
    await expect.poll(() => readdirSync(join(s3.data, 's3', '.incoming'))).toEqual([])
    expect((await failure(get(key))).name).toBe('NoSuchKey')
  })
})

describe('versions', () => {
  test('every write is a version; a delete is a marker on top that can be taken away', async () => {
    const Key = unique()
    const first = await put(Key, 'one', 'versioned')
    const second = await put(Key, 'two', 'versioned')
    expect(first.VersionId).not.toBe(second.VersionId)
    expect(await get(Key, 'versioned', { VersionId: first.VersionId })).toBe('one')
    const marker = await client.send(new DeleteObjectCommand({ Bucket: 'versioned', Key }))
    expect(marker.DeleteMarker).toBe(true)
    expect(await failure(get(Key, 'versioned'))).toEqual({ name: 'NoSuchKey', status: 404 })
    expect(await failure(get(Key, 'versioned', { VersionId: marker.VersionId }))).toEqual({
      name: 'MethodNotAllowed',
      status: 405,
    })
    expect(await get(Key, 'versioned', { VersionId: second.VersionId })).toBe('two')
    await client.send(new DeleteObjectCommand({ Bucket: 'versioned', Key, VersionId: marker.VersionId }))
    expect(await get(Key, 'versioned')).toBe('two')
    await client.send(new DeleteObjectCommand({ Bucket: 'versioned', Key, VersionId: second.VersionId }))
    expect(await get(Key, 'versioned')).toBe('one')
  })

  test('DeleteObjects deletes keys and versions', async () => {
    const [a, b] = [unique('<a&b>'), unique()]
    await put(a, '1', 'versioned')
    const { VersionId } = await put(b, '1', 'versioned')
    const { Deleted } = await client.send(
      new DeleteObjectsCommand({ Bucket: 'versioned', Delete: { Objects: [{ Key: a }, { Key: b, VersionId }] } }),
    )
    expect(Deleted?.map(({ Key, DeleteMarker }) => [Key, DeleteMarker])).toEqual([
      [a, true],
      [b, undefined],
    ])
    expect((await failure(get(a, 'versioned'))).name).toBe('NoSuchKey')
    expect((await failure(get(b, 'versioned', { VersionId }))).name).toBe('NoSuchVersion')
  })

  test('EventBridge hears of creation and of both kinds of deletion', async () => {
    const Key = unique('heard')
    const { VersionId, ETag } = await put(Key, 'body', 'versioned')
    await client.send(new DeleteObjectCommand({ Bucket: 'versioned', Key }))
    await client.send(new DeleteObjectCommand({ Bucket: 'versioned', Key, VersionId }))
    const mine = () => s3.heard.filter(({ detail }) => (detail as { object: { key: string } }).object.key === Key)
    await expect.poll(() => mine().length).toBe(3)
    expect(mine()[0]).toMatchObject({
      source: 'aws.s3',
      'detail-type': 'Object Created',
      detail: {
        bucket: { name: 'versioned' },
        reason: 'PutObject',
        object: { key: Key, size: 4, etag: ETag!.replaceAll('"', ''), 'version-id': VersionId },
      },
    })
    expect(mine().slice(1)).toMatchObject([
      { 'detail-type': 'Object Deleted', detail: { 'deletion-type': 'Delete Marker Created' } },
      { 'detail-type': 'Object Deleted', detail: { 'deletion-type': 'Permanently Deleted' } },
    ])
  })
})

describe('lists', () => {
  /** ListObjectsV2 by definition: filter, fold, cut. */
  function expected(keys: string[], prefix: string, delimiter: string) {
    const folded = keys
      .filter((key) => key.startsWith(prefix))
      .map((key) => {
        const cut = delimiter ? key.indexOf(delimiter, prefix.length) : -1
        return cut < 0 ? key : `${key.slice(0, cut + delimiter.length)}*`
      })
    return [...new Set(folded)].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
  }

  test('any keys, prefix, delimiter and page size give the same entries as the definition', async () => {
    const name = fc
      .array(fc.constantFrom('a', 'b', 'z', 'ä', '/', '-', '𝄞', ' ', '+', '%'), { minLength: 1, maxLength: 5 })
      .map((parts) => parts.join(''))
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(name, { maxLength: 12 }),
        fc.constantFrom('', 'a', 'b/', 'ä'),
        fc.constantFrom('', '/', '-'),
        fc.integer({ min: 1, max: 5 }),
        async (names, start, Delimiter, MaxKeys) => {
          const root = `${unique('pages')}:`
          for (const one of names) await put(root + one, '')
          const found: string[] = []
          let token: string | undefined
          do {
            const page = await client.send(
              new ListObjectsV2Command({
                Bucket: 'plain',
                Prefix: root + start,
                Delimiter,
                MaxKeys,
                ContinuationToken: token,
              }),
            )
            const entries = [
              ...(page.Contents ?? []).map(({ Key }) => Key!),
              ...(page.CommonPrefixes ?? []).map(({ Prefix }) => `${Prefix}*`),
            ]
            expect(entries.length).toBeLessThanOrEqual(MaxKeys)
            expect(page.KeyCount).toBe(entries.length)
            found.push(...entries)
            token = page.NextContinuationToken
          } while (token)
          const all = expected(
            names.map((one) => root + one),
            root + start,
            Delimiter,
          )
          expect([...found].sort()).toEqual([...all].sort())
        },
      ),
      { numRuns: 15 },
    )
  })

  test('start-after begins behind a key, encoding-type=url encodes', async () => {
    const root = `${unique('after')}/`
    for (const key of ['a', 'b', 'c ü']) await put(root + key)
    const page = await client.send(
      new ListObjectsV2Command({ Bucket: 'plain', Prefix: root, StartAfter: `${root}a`, EncodingType: 'url' }),
    )
    expect(page.Contents?.map(({ Key }) => Key)).toEqual([`${root}b`, `${root}c%20%C3%BC`])
    expect(page.Contents?.[0]).toMatchObject({ Size: 4, ETag: `"${createHash('md5').update('body').digest('hex')}"` })
  })

  test('deleted objects are not listed', async () => {
    const Key = unique('gone')
    await put(Key, 'x', 'versioned')
    await client.send(new DeleteObjectCommand({ Bucket: 'versioned', Key }))
    expect((await client.send(new ListObjectsV2Command({ Bucket: 'versioned', Prefix: Key }))).Contents).toBeUndefined()
  })
})

describe('multipart uploads', () => {
  const MB = 1024 * 1024
  const begin = async (Key: string, more = {}) => {
    const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket: 'plain', Key, ...more }))
    const id = { Bucket: 'plain', Key, UploadId: UploadId! }
    return {
      id,
      part: async (PartNumber: number, Body: Buffer) => ({
        PartNumber,
        ETag: (await client.send(new UploadPartCommand({ ...id, PartNumber, Body }))).ETag,
      }),
      complete: (Parts: { PartNumber: number; ETag?: string }[], more = {}) =>
        client.send(new CompleteMultipartUploadCommand({ ...id, MultipartUpload: { Parts }, ...more })),
    }
  }

  test('parts in any order become one object with an ETag of its own kind', async () => {
    const key = unique()
    const upload = await begin(key, { ContentType: 'text/plain', Metadata: { a: 'b' } })
    const [a, b] = [Buffer.alloc(5 * MB, 'a'), Buffer.from('tail')]
    const second = await upload.part(2, b)
    await upload.part(1, Buffer.from('replaced'))
    const first = await upload.part(1, a)
    const { Parts } = await client.send(new ListPartsCommand(upload.id))
    expect(Parts?.map(({ PartNumber, Size }) => [PartNumber, Size])).toEqual([
      [1, 5 * MB],
      [2, 4],
    ])
    const { ETag } = await upload.complete([first, second])
    const md5 = (bytes: Buffer) => createHash('md5').update(bytes).digest()
    expect(ETag).toBe(`"${md5(Buffer.concat([md5(a), md5(b)])).toString('hex')}-2"`)
    const head = await client.send(new HeadObjectCommand({ Bucket: 'plain', Key: key }))
    expect(head).toMatchObject({ ContentLength: 5 * MB + 4, ContentType: 'text/plain', Metadata: { a: 'b' } })
    expect(await get(key, 'plain', { Range: `bytes=${5 * MB - 1}-` })).toBe('atail')
    expect((await failure(client.send(new ListPartsCommand(upload.id)))).name).toBe('NoSuchUpload')
  })

  test('wrong parts are refused by name', async () => {
    const upload = await begin(unique())
    const small = await upload.part(1, Buffer.from('small'))
    const last = await upload.part(2, Buffer.from('last'))
    expect((await failure(upload.complete([small, last]))).name).toBe('EntityTooSmall')
    expect((await failure(upload.complete([last, small]))).name).toBe('InvalidPartOrder')
    expect((await failure(upload.complete([{ ...small, ETag: '"0"' }]))).name).toBe('InvalidPart')
    await client.send(new AbortMultipartUploadCommand(upload.id))
    expect((await failure(upload.part(3, last.ETag as unknown as Buffer))).name).toBe('NoSuchUpload')
  })

  test('the first writer wins here, too', async () => {
    const key = unique()
    const upload = await begin(key)
    const part = await upload.part(1, Buffer.from('late'))
    await put(key, 'early')
    expect((await failure(upload.complete([part], { IfNoneMatch: '*' }))).name).toBe('PreconditionFailed')
    expect(await get(key)).toBe('early')
  })

  test('a part can be a range of another object', async () => {
    const source = unique('source')
    await put(source, '0123456789')
    const key = unique()
    const upload = await begin(key)
    const copied = await client.send(
      new UploadPartCopyCommand({
        ...upload.id,
        PartNumber: 1,
        CopySource: `plain/${source}`,
        CopySourceRange: 'bytes=3-5',
      }),
    )
    await upload.complete([{ PartNumber: 1, ETag: copied.CopyPartResult!.ETag! }])
    expect(await get(key)).toBe('345')
  })
})

describe('signatures', () => {
  test('a wrong secret, an unknown key and no signature are refused', async () => {
    const wrong = s3.client({ credentials: { accessKeyId: 'LOCALMOIRA', secretAccessKey: 'wrong' } })
    const unknown = s3.client({ credentials: { accessKeyId: 'SOMEBODY', secretAccessKey: 'x' } })
    const command = () => new GetObjectCommand({ Bucket: 'plain', Key: 'x' })
    expect(await failure(wrong.send(command()))).toEqual({ name: 'SignatureDoesNotMatch', status: 403 })
    expect(await failure(unknown.send(command()))).toEqual({ name: 'InvalidAccessKeyId', status: 403 })
    expect((await fetch(`${s3.url}/plain/x`)).status).toBe(403)
  })

  test('a presigned PUT and GET work until they expire, for their key and method only', async () => {
    const key = unique('présigné +')
    const signer = s3.client({ requestChecksumCalculation: 'WHEN_REQUIRED' })
    const putUrl = await getSignedUrl(signer, new PutObjectCommand({ Bucket: 'versioned', Key: key }), {
      expiresIn: 60,
    })
    expect((await fetch(putUrl, { method: 'PUT', body: 'by url' })).status).toBe(200)
    const getUrl = await getSignedUrl(
      signer,
      new GetObjectCommand({
        Bucket: 'versioned',
        Key: key,
        ResponseContentDisposition: 'attachment; filename="a.csv"',
      }),
      { expiresIn: 60 },
    )
    const answer = await fetch(getUrl)
    expect([answer.status, await answer.text(), answer.headers.get('content-disposition')]).toEqual([
      200,
      'by url',
      'attachment; filename="a.csv"',
    ])
    expect((await fetch(getUrl, { method: 'PUT', body: 'x' })).status).toBe(403)
    expect((await fetch(getUrl.replace('versioned', 'plain'))).status).toBe(403)
    expect((await fetch(getUrl.replace('X-Amz-Expires=60', 'X-Amz-Expires=6000'))).status).toBe(403)
    const old = await getSignedUrl(signer, new GetObjectCommand({ Bucket: 'versioned', Key: key }), {
      expiresIn: 60,
      signingDate: new Date(Date.now() - 61_000),
    })
    const refused = await fetch(old)
    expect([refused.status, await refused.text()]).toEqual([403, expect.stringContaining('Request has expired')])
  })

  test('a presigned PUT takes an aws-chunked body with a trailer, and refuses a wrong one', async () => {
    const key = unique()
    const signer = s3.client({ requestChecksumCalculation: 'WHEN_REQUIRED' })
    const url = await getSignedUrl(signer, new PutObjectCommand({ Bucket: 'plain', Key: key }))
    const headers = {
      'content-encoding': 'aws-chunked',
      'x-amz-decoded-content-length': '5',
      'x-amz-trailer': 'x-amz-checksum-crc32',
    }
    const body = (crc: string) => `2;chunk-signature=ab\r\nhe\r\n3\r\nllo\r\n0\r\nx-amz-checksum-crc32:${crc}\r\n\r\n`
    expect(await raw(url, 'PUT', headers, body('AAAAAA=='))).toMatchObject({
      status: 400,
      body: expect.stringContaining('BadDigest'),
    })
    expect(await raw(url, 'PUT', headers, body('NhCmhg=='))).toMatchObject({ status: 200 })
    expect(await get(key)).toBe('hello')
    expect(await raw(url, 'PUT', headers, '5\r\nhel')).toMatchObject({
      status: 400,
      body: expect.stringContaining('IncompleteBody'),
    })
    expect(await raw(url, 'PUT', { ...headers, 'x-amz-decoded-content-length': '6' }, body('NhCmhg=='))).toMatchObject({
      status: 400,
    })
  })
})

test('everything is there again after a restart, uploads in parts included', async () => {
  const first = await startS3()
  const Key = 'kept'
  await first.client().send(new PutObjectCommand({ Bucket: 'versioned', Key, Body: 'body' }))
  const { UploadId } = await first.client().send(new CreateMultipartUploadCommand({ Bucket: 'plain', Key }))
  const { ETag } = await first
    .client()
    .send(new UploadPartCommand({ Bucket: 'plain', Key, UploadId, PartNumber: 1, Body: 'part' }))
  await first.stop({ keep: true })
  const second = await startS3(first.data)
  try {
    const read = await second.client().send(new GetObjectCommand({ Bucket: 'versioned', Key }))
    expect(await read.Body!.transformToString()).toBe('body')
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] }
    await second.client().send(new CompleteMultipartUploadCommand({ Bucket: 'plain', Key, UploadId, MultipartUpload }))
    expect((await second.client().send(new HeadObjectCommand({ Bucket: 'plain', Key }))).ContentLength).toBe(4)
  } finally {
    await second.stop()
  }
})

test('a second cloud on the same folder is refused', async () => {
  await expect(startS3(s3.data)).rejects.toThrow(/in use by another local cloud/)
})

// Check values of the string "123456789": RFC 3720 for CRC32C, the NVMe specification for CRC64NVME.
test.each([
  ['crc32', 'cbf43926'],
  ['crc32c', 'e3069283'],
  ['crc64nvme', 'ae8b14860a799888'],
])('%s of 123456789 is %s, however the bytes are cut', (name, value) => {
  const checksum = CHECKSUMS[name]!()
  for (const part of ['1', '2345', '6789']) checksum.update(Buffer.from(part))
  expect(checksum.digest().toString('hex')).toBe(value)
})

test('aws-chunked framing comes off wherever the network cuts it', async () => {
  const framed = Buffer.from('3\r\na\r\n\r\n4;chunk-signature=0\r\nbcde\r\n0\r\nx-amz-checksum-crc32: q\r\n\r\n')
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: framed.length })), async (places) => {
      const cuts = [0, ...places.sort((a, b) => a - b), framed.length]
      const trailers = new Map<string, string>()
      const pieces = cuts.slice(1).map((end, index) => framed.subarray(cuts[index], end))
      const bytes = await text(Readable.from(decodeChunked(Readable.from(pieces), trailers)))
      expect(bytes).toBe('a\r\nbcde')
      expect([...trailers]).toEqual([['x-amz-checksum-crc32', 'q']])
    }),
  )
})
