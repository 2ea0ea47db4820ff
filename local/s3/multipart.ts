import { createHash, randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream, mkdirSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { readBody } from '../http.ts'
import { S3Error } from './errors.ts'
import { receive } from './receive.ts'
import { conditionOf, copySource, header, keptHeaders, type S3Request, sendXml } from './request.ts'
import { elements, elementText } from './xml.ts'

interface Part {
  number: number
  size: number
  etag: string
  file: string
  modified: number
}

/** All parts but the last. */
const SMALLEST_PART = 5 * 1024 * 1024

/** CreateMultipartUpload */
export function createUpload(given: S3Request): void {
  const { bucket, key, journal, clock } = given
  const id = randomUUID().replaceAll('-', '')
  journal
    .prepare('INSERT INTO uploads VALUES (?, ?, ?, ?, ?)')
    .run(id, bucket.name, key, JSON.stringify(keptHeaders(given)), clock.now())
  sendXml(given, 'InitiateMultipartUploadResult', { Bucket: bucket.name, Key: key, UploadId: id })
}

function uploadOf({ bucket, key, query, journal }: S3Request): { id: string; headers: string } {
  const upload = journal
    .prepare('SELECT * FROM uploads WHERE id = ? AND bucket = ? AND key = ?')
    .get(query.get('uploadId') ?? '', bucket.name, key)
  if (!upload) throw new S3Error('NoSuchUpload')
  return upload as unknown as { id: string; headers: string }
}

/** Parts lie in the bucket's folder, because the folder for incoming files is emptied at every start. */
const partPath = ({ store, bucket }: S3Request, file: string) => store.pathOf({ bucket: bucket.name, file })

const partsOf = ({ journal }: S3Request, id: string) =>
  journal.prepare('SELECT * FROM parts WHERE upload = ? ORDER BY number').all(id) as unknown as Part[]

async function keepPart(
  given: S3Request,
  id: string,
  { file, size, etag }: { file: string; size: number; etag: string },
): Promise<number> {
  const number = Number(given.query.get('partNumber'))
  const name = `parts/${id}-${number}-${randomUUID()}`
  mkdirSync(partPath(given, 'parts'), { recursive: true })
  await rename(file, partPath(given, name))
  const old = partsOf(given, id).find((part) => part.number === number)
  const modified = given.clock.now()
  given.journal
    .prepare('INSERT OR REPLACE INTO parts VALUES (?, ?, ?, ?, ?, ?)')
    .run(id, number, size, etag, name, modified)
  if (old) await rm(partPath(given, old.file), { force: true })
  return modified
}

function checkPartNumber({ query }: S3Request): void {
  const number = Number(query.get('partNumber'))
  if (Number.isInteger(number) && number >= 1 && number <= 10_000) return
  throw new S3Error('InvalidArgument', 'Part number must be an integer between 1 and 10000, inclusive')
}

/** UploadPart */
export async function uploadPart(given: S3Request): Promise<void> {
  checkPartNumber(given)
  const { id } = uploadOf(given)
  const { checksums, ...body } = await receive(given.request, given.store.temporary)
  await keepPart(given, id, body)
  given.response.writeHead(200, { etag: `"${body.etag}"`, ...checksums }).end()
}

/** UploadPartCopy, of a whole object or of a range of it. */
export async function copyPart(given: S3Request): Promise<void> {
  checkPartNumber(given)
  const { id } = uploadOf(given)
  const source = copySource(given)
  const range = header(given, 'x-amz-copy-source-range')
  const [, from = '0', to = String(source.size - 1)] =
    range === undefined ? [] : (/^bytes=(\d+)-(\d+)$/.exec(range) ?? [])
  if (range !== undefined && (!/^bytes=\d+-\d+$/.test(range) || Number(to) >= source.size))
    throw new S3Error('InvalidArgument', `The copy source range is not valid: ${range}`)
  const file = join(given.store.temporary, randomUUID())
  const md5 = createHash('md5')
  const reading =
    source.size === 0
      ? Readable.from([])
      : createReadStream(given.store.pathOf(source), { start: Number(from), end: Number(to) })
  reading.on('data', (bytes: Buffer) => md5.update(bytes))
  await pipeline(reading, createWriteStream(file))
  const etag = md5.digest('hex')
  const size = source.size === 0 ? 0 : Number(to) - Number(from) + 1
  const modified = await keepPart(given, id, { file, size, etag })
  sendXml(given, 'CopyPartResult', { ETag: `"${etag}"`, LastModified: new Date(modified).toISOString() })
}

/** CompleteMultipartUpload: the named parts in order become one file. */
export async function completeUpload(given: S3Request): Promise<void> {
  const { bucket, key, store, request } = given
  const { id, headers } = uploadOf(given)
  const body = (await readBody(request))!.toString()
  const named = elements(body, 'Part').map((part) => ({
    number: Number(elementText(part, 'PartNumber')),
    etag: elementText(part, 'ETag')?.replaceAll('"', ''),
  }))
  if (named.length === 0) throw new S3Error('MalformedXML')
  if (named.some(({ number }, index) => index > 0 && number <= named[index - 1]!.number))
    throw new S3Error('InvalidPartOrder')
  const there = new Map(partsOf(given, id).map((part) => [part.number, part]))
  const parts = named.map(({ number, etag }) => {
    const part = there.get(number)
    if (!part || part.etag !== etag) throw new S3Error('InvalidPart')
    return part
  })
  if (parts.slice(0, -1).some(({ size }) => size < SMALLEST_PART)) throw new S3Error('EntityTooSmall')
  const file = join(store.temporary, randomUUID())
  try {
    for (const part of parts)
      await pipeline(createReadStream(partPath(given, part.file)), createWriteStream(file, { flags: 'a' }))
    const digests = Buffer.concat(parts.map(({ etag }) => Buffer.from(etag, 'hex')))
    const etag = `${createHash('md5').update(digests).digest('hex')}-${parts.length}`
    const size = parts.reduce((sum, part) => sum + part.size, 0)
    const row = store.put(
      { bucket, key, file, size, etag, headers: JSON.parse(headers), reason: 'CompleteMultipartUpload' },
      conditionOf(given),
    )
    await forget(given, id)
    const result = {
      Location: `http://${request.headers.host}/${bucket.name}/${key}`,
      Bucket: bucket.name,
      Key: key,
      ETag: `"${etag}"`,
    }
    sendXml(
      given,
      'CompleteMultipartUploadResult',
      result,
      bucket.versioned ? { 'x-amz-version-id': row.version_id } : {},
    )
  } catch (error) {
    await rm(file, { force: true })
    throw error
  }
}

/** AbortMultipartUpload */
export async function abortUpload(given: S3Request): Promise<void> {
  await forget(given, uploadOf(given).id)
  given.response.writeHead(204).end()
}

async function forget(given: S3Request, id: string): Promise<void> {
  const parts = partsOf(given, id)
  given.journal.prepare('DELETE FROM parts WHERE upload = ?').run(id)
  given.journal.prepare('DELETE FROM uploads WHERE id = ?').run(id)
  for (const { file } of parts) await rm(partPath(given, file), { force: true })
}

/** ListParts */
export function listParts(given: S3Request): void {
  const { id } = uploadOf(given)
  const limit = Math.min(1000, Number(given.query.get('max-parts') ?? 1000))
  const after = Number(given.query.get('part-number-marker') ?? 0)
  const parts = partsOf(given, id).filter(({ number }) => number > after)
  const shown = parts.slice(0, limit)
  sendXml(given, 'ListPartsResult', {
    ...{ Bucket: given.bucket.name, Key: given.key, UploadId: id, MaxParts: limit, PartNumberMarker: after },
    IsTruncated: parts.length > limit,
    NextPartNumberMarker: shown.at(-1)?.number,
    Part: shown.map(({ number, size, etag, modified }) => {
      return { PartNumber: number, ETag: `"${etag}"`, Size: size, LastModified: new Date(modified).toISOString() }
    }),
  })
}
