import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { HeadObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBucket } from '../../shared/aws/objects.ts'
import { putFile } from '../../shared/aws/put-file.ts'
import { inFolder } from '../golden/ingest/try-ingest.ts'
import { startS3 } from '../machines/fixture/parts.ts'

let s3: Awaited<ReturnType<typeof startS3>>
beforeAll(async () => {
  s3 = await startS3()
})
afterAll(() => s3.stop())

/** The smallest that S3 takes but for the last one. */
const PART = 5 * 2 ** 20

const bytesOf = (length: number) => Buffer.from(Uint8Array.from({ length }, (_, i) => (i * 2_654_435_761) >>> 24))

test.each([
  ['of a part', PART, undefined],
  ['of a byte more', PART + 1, '2'],
  ['of three parts', 3 * PART, '3'],
])('a file %s is put whole, and comes back', async (name, size, parts) => {
  await inFolder(async (tmp) => {
    const file = join(tmp, 'file')
    const bytes = bytesOf(size)
    writeFileSync(file, bytes)
    await putFile(s3.client(), { bucket: 'plain', key: name, contentType: 'text/csv' }, file, PART)
    const head = await s3.client().send(new HeadObjectCommand({ Bucket: 'plain', Key: name }))
    expect(head).toMatchObject({ ContentLength: size, ContentType: 'text/csv' })
    expect(/-(\d+)"$/.exec(head.ETag!)?.[1]).toBe(parts)
    const bucket = openBucket('plain', s3.client())
    expect(bytes.equals((await bucket.getRange(name, 0, size))!)).toBe(true)
    expect(bytes.subarray(PART - 3, PART).equals((await bucket.getRange(name, PART - 3, 3))!)).toBe(true)
    expect(await bucket.getRange('nothing', 0, 3)).toBeUndefined()
    await expect(bucket.getRange(name, size - 2, 3)).rejects.toThrow('too short')
  })
})

test('an upload that fails leaves no parts behind, and no object', async () => {
  await inFolder(async (tmp) => {
    const file = join(tmp, 'file')
    writeFileSync(file, bytesOf(3000))
    // S3 refuses parts this small when they are put together.
    await expect(putFile(s3.client(), { bucket: 'plain', key: 'small' }, file, 1000)).rejects.toThrow(/smaller than/)
    expect(s3.journal.prepare('SELECT count(*) AS n FROM uploads').get()).toEqual({ n: 0 })
    const { Contents } = await s3.client().send(new ListObjectsV2Command({ Bucket: 'plain', Prefix: 'small' }))
    expect(Contents).toBeUndefined()
  })
})

test('a body that breaks off is asked for again, and not for ever', async () => {
  const client = (broken: number) => {
    let asked = 0
    async function* body() {
      yield Buffer.from('12')
      if (asked <= broken) throw new Error('reset')
      yield Buffer.from('3')
    }
    return { send: async () => ({ Body: body(), asked: asked++ }) } as unknown as S3Client
  }
  await inFolder(async (tmp) => {
    const file = join(tmp, 'file')
    await openBucket('any', client(2)).getFile('key', file)
    expect(readFileSync(file, 'utf8')).toBe('123')
    expect(Buffer.from((await openBucket('any', client(2)).getRange('key', 0, 3))!).toString()).toBe('123')
    await expect(openBucket('any', client(3)).getFile('key', file)).rejects.toThrow('reset')
  })
})
