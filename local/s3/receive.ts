import { createHash, randomUUID } from 'node:crypto'
import { closeSync, openSync, writeSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { CHECKSUMS, type Checksum } from './checksums.ts'
import { decodeChunked } from './chunked.ts'
import { S3Error } from './errors.ts'

export interface Received {
  /** A finished file in the temporary folder: to be moved, or removed. */
  file: string
  size: number
  /** MD5 in hex. */
  etag: string
  /** The checksums that the client sent and that hold: header name → value. */
  checksums: Record<string, string>
}

/**
 * Streams a request's body into a file and checks all that the client said of it: length, Content-MD5,
 * x-amz-content-sha256, x-amz-checksum-* in headers or trailers. Nothing stays behind when a check fails.
 */
export async function receive(request: IncomingMessage, temporary: string): Promise<Received> {
  const { headers } = request
  const file = join(temporary, randomUUID())
  const claimed = String(headers['x-amz-content-sha256'] ?? '')
  const trailers = new Map<string, string>()
  const encoded = claimed.startsWith('STREAMING-') || String(headers['content-encoding'] ?? '').includes('aws-chunked')
  const promised = Object.keys(headers).filter((name) => name.startsWith('x-amz-checksum-'))
  const announced = String(headers['x-amz-trailer'] ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
  const wanted = new Set(
    [...promised, ...announced].map((name) => name.replace('x-amz-checksum-', '')).filter((name) => name in CHECKSUMS),
  )
  const checksums = new Map<string, Checksum>([...wanted].map((name) => [name, CHECKSUMS[name]!()]))
  const sha256 = /^[0-9a-f]{64}$/.test(claimed) ? createHash('sha256') : undefined
  const md5 = createHash('md5')
  let size = 0

  try {
    // A refused body must not take the connection with it: the client is to read why.
    const source = request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>
    const out = openSync(file, 'w')
    try {
      for await (const bytes of encoded ? decodeChunked(source, trailers) : source) {
        size += bytes.length
        md5.update(bytes)
        sha256?.update(bytes)
        for (const checksum of checksums.values()) checksum.update(bytes)
        // Into the page cache at once: a trip through the thread pool costs more than the copy.
        writeWhole(out, bytes)
      }
    } finally {
      closeSync(out)
    }
    const digest = md5.digest()
    const length = encoded ? headers['x-amz-decoded-content-length'] : headers['content-length']
    if (length !== undefined && Number(length) !== size) throw new S3Error('IncompleteBody')
    if (sha256 && sha256.digest('hex') !== claimed) throw new S3Error('XAmzContentSHA256Mismatch')
    checkMd5(headers['content-md5'] as string | undefined, digest)
    const held: Record<string, string> = {}
    for (const [name, checksum] of checksums) {
      const header = `x-amz-checksum-${name}`
      const said = headers[header] ?? trailers.get(header)
      const value = checksum.digest().toString('base64')
      if (said !== value)
        throw new S3Error('BadDigest', `The ${name.toUpperCase()} you specified did not match the calculated checksum.`)
      held[header] = value
    }
    return { file, size, etag: digest.toString('hex'), checksums: held }
  } catch (error) {
    await rm(file, { force: true })
    throw error
  }
}

function writeWhole(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at)
}

function checkMd5(said: string | undefined, digest: Buffer): void {
  if (said === undefined) return
  if (Buffer.from(said, 'base64').length !== 16) throw new S3Error('InvalidDigest')
  if (said !== digest.toString('base64')) throw new S3Error('BadDigest')
}
