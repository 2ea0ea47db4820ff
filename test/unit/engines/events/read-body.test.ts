import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { limits } from '../../../../shared/engines/events/limits.ts'
import { readBody } from '../../../../shared/engines/events/read-body.ts'

const json = { batch: [{ type: 'track', event: 'é' }] }
const plain = Buffer.from(JSON.stringify(json))
const refusalOf = (bytes: Uint8Array, encoding?: string) => {
  const read = readBody(bytes, encoding)
  return 'refused' in read ? [read.refused.status, read.refused.code] : undefined
}

describe('a body', () => {
  test.each([
    ['', plain],
    ['identity', plain],
    ['gzip', gzipSync(plain)],
    ['GZIP', gzipSync(plain)],
    ['deflate', deflateSync(plain)],
    ['br', brotliCompressSync(plain)],
    // A proxy inflated it and left the header.
    ['gzip', plain],
    ['', Buffer.concat([Buffer.from('\uFEFF'), plain])],
  ])('with content-encoding "%s" is read', (encoding, bytes) => {
    expect(readBody(bytes, encoding)).toEqual({ json })
  })

  test.each([
    ['bad_json', '', Buffer.from('no')],
    ['bad_json', '', Buffer.alloc(0)],
    ['bad_json', 'gzip', gzipSync('no')],
    ['bad_encoding', 'gzip', Buffer.from('no')],
    ['bad_encoding', 'gzip', gzipSync(plain).subarray(0, 20)],
    ['bad_encoding', 'zstd', Buffer.from('no')],
    ['bad_encoding', 'constructor', Buffer.from('no')],
  ])('is refused as %s (content-encoding "%s")', (code, encoding, bytes) => {
    expect(refusalOf(bytes, encoding)).toEqual([400, code])
  })

  test('ends at 500 KB, inflated', () => {
    const text = (bytes: number) => Buffer.from(JSON.stringify('x'.repeat(bytes - 2)))
    expect(refusalOf(text(limits.bodyBytes))).toBeUndefined()
    expect(refusalOf(text(limits.bodyBytes + 1))).toEqual([413, 'body_too_large'])
    expect(refusalOf(gzipSync(text(limits.bodyBytes)), 'gzip')).toBeUndefined()
    expect(refusalOf(gzipSync(text(limits.bodyBytes + 1)), 'gzip')).toEqual([413, 'body_too_large'])
  })

  test('that would inflate to 50 MB is refused without holding them', () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000))
    expect(bomb.length).toBeLessThan(limits.bodyBytes)
    const before = process.memoryUsage().arrayBuffers
    expect(refusalOf(bomb, 'gzip')).toEqual([413, 'body_too_large'])
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20_000_000)
  })
})
