import { readFileSync, writeFileSync } from 'node:fs'
import { createServer, request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { HeadObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBucket } from '../../../../shared/ports/aws/objects.ts'
import { putFile } from '../../../../shared/ports/aws/put-file.ts'
import { inFolder } from '../../../golden/ingest/try-ingest.ts'
import { startS3 } from '../../../machines/fixture/parts.ts'

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

/** A server in front of S3 that answers the first `failures` PUTs itself: with an answer of S3's, or by hanging up. */
async function failing(failures: number, how: 'SlowDown' | 'AccessDenied' | 'hang up') {
  let puts = 0
  const server = createServer((request, response) => {
    if (request.method === 'PUT' && ++puts <= failures) {
      // Either way the body has been read, and its stream is at an end.
      if (how === 'hang up') request.once('data', () => request.destroy())
      else
        request.resume().once('end', () => {
          response.writeHead(how === 'SlowDown' ? 503 : 403, { 'content-type': 'application/xml' })
          response.end(`<Error><Code>${how}</Code><Message>no</Message></Error>`)
        })
      return
    }
    const { port, hostname } = new URL(s3.url)
    const { method, url: path, headers } = request
    request.pipe(
      httpRequest({ hostname, port, method, path, headers }, (answer) => {
        response.writeHead(answer.statusCode!, answer.headers)
        answer.pipe(response)
      }),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    client: s3.client({ endpoint, forcePathStyle: true }),
    puts: () => puts,
    stop: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

test.each(['SlowDown', 'hang up'] as const)('a PUT that fails in passing is sent again, whole: %s', async (how) => {
  const front = await failing(2, how)
  await inFolder(async (tmp) => {
    const file = join(tmp, 'file')
    for (const size of [3 * 2 ** 20, PART + 7]) {
      const bytes = bytesOf(size)
      writeFileSync(file, bytes)
      await putFile(front.client, { bucket: 'plain', key: `${how}-${size}` }, file, PART)
      const bucket = openBucket('plain', s3.client())
      expect(bytes.equals((await bucket.getRange(`${how}-${size}`, 0, size))!)).toBe(true)
    }
  }).finally(front.stop)
})

test('a PUT that S3 refuses is not sent again, and one that keeps failing not for ever', async () => {
  await inFolder(async (tmp) => {
    const file = join(tmp, 'file')
    writeFileSync(file, bytesOf(1000))
    for (const [how, times] of [
      ['AccessDenied', 1],
      ['SlowDown', 4],
    ] as const) {
      const front = await failing(99, how)
      await expect(putFile(front.client, { bucket: 'plain', key: 'never' }, file)).rejects.toThrow('no')
      expect(front.puts()).toBe(times)
      front.stop()
    }
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
    expect(await openBucket('any', client(2)).getText('key')).toBe('123')
    await expect(openBucket('any', client(3)).getFile('key', file)).rejects.toThrow('reset')
  })
})
