import { randomUUID } from 'node:crypto'
import { closeSync, openSync, readSync } from 'node:fs'
import { copyFile, rm } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import { S3Error } from './errors.ts'
import { receive } from './receive.ts'
import { conditionOf, copySource, header, keptHeaders, type S3Request, sendXml } from './request.ts'
import type { Version } from './store.ts'

/** Bytes. */
const READ_AT_ONCE = 1 << 20

const versionHeader = (given: S3Request, { version_id }: Version): Record<string, string> =>
  given.bucket.versioned ? { 'x-amz-version-id': version_id } : {}

/** PutObject */
export async function putObject(given: S3Request): Promise<void> {
  const { bucket, key, store, response } = given
  const { checksums, ...body } = await receive(given.request, store.temporary)
  try {
    const headers = { ...keptHeaders(given), ...checksums }
    const row = store.put({ bucket, key, ...body, headers, reason: 'PutObject' }, conditionOf(given))
    response.writeHead(200, { etag: `"${row.etag}"`, ...checksums, ...versionHeader(given, row) }).end()
  } catch (error) {
    await rm(body.file, { force: true })
    throw error
  }
}

/** CopyObject; onto itself only with new metadata. */
export async function copyObject(given: S3Request): Promise<void> {
  const { bucket, key, store } = given
  const source = copySource(given)
  const replace = header(given, 'x-amz-metadata-directive') === 'REPLACE'
  if (source.bucket === bucket.name && source.key === key && source.latest && !replace) {
    throw new S3Error(
      'InvalidRequest',
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata.",
    )
  }
  const file = join(store.temporary, randomUUID())
  await copyFile(store.pathOf(source), file)
  try {
    const headers = replace ? keptHeaders(given) : (JSON.parse(source.headers) as Record<string, string>)
    const row = store.put(
      { bucket, key, file, size: source.size, etag: source.etag, headers, reason: 'CopyObject' },
      conditionOf(given),
    )
    const result = { ETag: `"${row.etag}"`, LastModified: new Date(row.modified).toISOString() }
    sendXml(given, 'CopyObjectResult', result, {
      ...versionHeader(given, row),
      'x-amz-copy-source-version-id': source.version_id,
    })
  } catch (error) {
    await rm(file, { force: true })
    throw error
  }
}

/** GetObject and HeadObject: a version, conditions, one range, the response-… overrides of a presigned URL. */
export async function getObject(given: S3Request): Promise<void> {
  const { bucket, key, query, store, response, request } = given
  const wanted = query.get('versionId')
  const row = wanted === null ? store.latest(bucket.name, key) : store.version(bucket.name, key, wanted)
  if (!row) throw new S3Error(wanted === null ? 'NoSuchKey' : 'NoSuchVersion')
  if (row.delete_marker) {
    const headers = { 'x-amz-delete-marker': 'true', 'x-amz-version-id': row.version_id }
    if (wanted === null) throw new S3Error('NoSuchKey', undefined, headers)
    throw new S3Error('MethodNotAllowed', undefined, headers)
  }
  checkReadConditions(given, row)
  const range = parseRange(header(given, 'range'), row.size)
  const { from, to } = range ?? { from: 0, to: row.size - 1 }
  const stored = Object.entries(JSON.parse(row.headers) as Record<string, string>)
  // A checksum speaks of the whole object.
  const checked = header(given, 'x-amz-checksum-mode') === 'ENABLED' && !range
  const overrides = [...query]
    .filter(([name]) => name.startsWith('response-'))
    .map(([name, value]) => [name.slice(9), value])
  const headers = {
    ...Object.fromEntries(stored.filter(([name]) => checked || !name.startsWith('x-amz-checksum-'))),
    ...Object.fromEntries(overrides),
    ...versionHeader(given, row),
    etag: `"${row.etag}"`,
    'last-modified': new Date(row.modified).toUTCString(),
    'accept-ranges': 'bytes',
    'content-length': String(to - from + 1),
    ...(range && { 'content-range': `bytes ${from}-${to}/${row.size}` }),
  }
  const status = range ? 206 : 200
  if (request.method === 'HEAD' || row.size === 0) return void response.writeHead(status, headers).end()
  // Opened before anything is awaited: a replaced object's file may vanish, an open one stays readable.
  const fd = openSync(store.pathOf(row), 'r')
  response.writeHead(status, headers)
  try {
    await sendBytes(fd, from, to, response)
  } finally {
    closeSync(fd)
  }
}

/**
 * All pieces of a body go through one buffer, the next when the socket has taken the last: a stream makes a new buffer
 * for each, and V8 collects its whole heap for every few dozen of them, which was half of the time of large downloads.
 */
async function sendBytes(fd: number, from: number, to: number, response: ServerResponse): Promise<void> {
  const buffer = Buffer.allocUnsafe(Math.min(READ_AT_ONCE, to - from + 1))
  for (let at = from; at <= to; ) {
    const length = readSync(fd, buffer, 0, Math.min(buffer.length, to - at + 1), at)
    if (length === 0) throw new Error('an object is shorter than its entry in the journal')
    at += length
    await new Promise<void>((resolve, reject) => {
      response.write(buffer.subarray(0, length), (error) => (error ? reject(error) : resolve()))
    })
  }
  response.end()
}

function checkReadConditions(given: S3Request, { etag, modified }: Version): void {
  const matches = (list: string) =>
    list === '*' || list.split(',').some((one) => one.trim().replace(/^W\//, '').replaceAll('"', '') === etag)
  const seconds = Math.floor(modified / 1000) * 1000
  const [ifMatch, ifNoneMatch] = [header(given, 'if-match'), header(given, 'if-none-match')]
  const [since, unsince] = [header(given, 'if-modified-since'), header(given, 'if-unmodified-since')]
  if (ifMatch !== undefined ? !matches(ifMatch) : unsince !== undefined && seconds > Date.parse(unsince))
    throw new S3Error('PreconditionFailed')
  if (ifNoneMatch !== undefined ? matches(ifNoneMatch) : since !== undefined && seconds <= Date.parse(since)) {
    throw new S3Error('NotModified', undefined, { etag: `"${etag}"` })
  }
}

/** One range; what is not understood is ignored, as RFC 9110 wants it. */
function parseRange(text: string | undefined, size: number): { from: number; to: number } | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(text ?? '') ?? []
  if (first === '' && last === '') return undefined
  const from = first === '' ? Math.max(0, size - Number(last)) : Number(first)
  const to = first === '' || last === '' ? size - 1 : Math.min(size - 1, Number(last))
  if (first !== '' && last !== '' && Number(last) < from) return undefined
  if (from >= size || (first === '' && Number(last) === 0))
    throw new S3Error('InvalidRange', undefined, { 'content-range': `bytes */${size}` })
  return { from, to }
}

/** DeleteObject: gone or not, the answer is 204. */
export function deleteObject(given: S3Request): void {
  const { store, bucket, key, query, response } = given
  const ifMatch = header(given, 'if-match')
  if (ifMatch !== undefined) {
    const current = store.latest(bucket.name, key)
    if (!current || current.delete_marker) throw new S3Error('NoSuchKey')
    if (ifMatch !== '*' && ifMatch.replaceAll('"', '') !== current.etag) throw new S3Error('PreconditionFailed')
  }
  const { deleteMarker, versionId } = store.delete(bucket, key, query.get('versionId') ?? undefined)
  response
    .writeHead(204, {
      ...(deleteMarker && { 'x-amz-delete-marker': 'true' }),
      ...(versionId && { 'x-amz-version-id': versionId }),
    })
    .end()
}
