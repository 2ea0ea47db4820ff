import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from '../clock.ts'
import type { Journal } from '../journal.ts'
import { S3Error } from './errors.ts'
import type { Bucket, Store } from './store.ts'
import { toXml, type Xml } from './xml.ts'

/** One request to an object or a bucket, and what is needed to answer it. */
export interface S3Request {
  request: IncomingMessage
  response: ServerResponse
  bucket: Bucket
  /** Empty for the bucket itself. */
  key: string
  query: URLSearchParams
  store: Store
  journal: Journal
  clock: Clock
  buckets: Map<string, Bucket>
}

/** A request header as one text. */
export function header({ request }: Pick<S3Request, 'request'>, name: string): string | undefined {
  const value = request.headers[name]
  return Array.isArray(value) ? value.join(',') : value
}

export function sendXml(
  { response }: Pick<S3Request, 'response'>,
  name: string,
  content: Xml,
  headers: Record<string, string> = {},
): void {
  response.writeHead(200, { 'content-type': 'application/xml', ...headers }).end(toXml(name, content))
}

/** Headers that S3 keeps with an object and gives back. */
const KEPT = ['content-type', 'cache-control', 'content-disposition', 'content-encoding', 'content-language', 'expires']

/** Metadata may not pass 2 KB (S3 user guide, "User-defined object metadata"). */
const METADATA_LIMIT = 2048

export function keptHeaders({ request }: Pick<S3Request, 'request'>): Record<string, string> {
  const kept: Record<string, string> = { 'content-type': 'binary/octet-stream' }
  let size = 0
  for (const [name, value] of Object.entries(request.headers)) {
    if (!KEPT.includes(name) && !name.startsWith('x-amz-meta-')) continue
    if (name.startsWith('x-amz-meta-')) size += Buffer.byteLength(name.slice('x-amz-meta-'.length) + value)
    // The framing of the request is no property of the object.
    const text =
      name === 'content-encoding'
        ? String(value)
            .split(',')
            .filter((one) => one.trim() !== 'aws-chunked')
            .join(',')
        : String(value)
    if (text !== '') kept[name] = text
  }
  if (size > METADATA_LIMIT)
    throw new S3Error('InvalidRequest', 'Your metadata headers exceed the maximum allowed metadata size.')
  return kept
}

export function conditionOf(given: Pick<S3Request, 'request'>) {
  const ifNoneMatch = header(given, 'if-none-match')
  if (ifNoneMatch !== undefined && ifNoneMatch !== '*')
    throw new S3Error('NotImplemented', 'If-None-Match on writes takes * only')
  return { ifNoneMatch, ifMatch: header(given, 'if-match') }
}

/** `bucket/key?versionId=…`, percent-encoded, as CopyObject and UploadPartCopy name their source. */
export function copySource(given: S3Request) {
  const [path = '', query = ''] = header(given, 'x-amz-copy-source')!.split('?')
  const [, bucketName = '', key = ''] = /^\/?([^/]+)\/(.+)$/s.exec(decodeURIComponent(path)) ?? []
  const bucket = given.buckets.get(bucketName)
  if (!bucket) throw new S3Error('NoSuchBucket')
  const versionId = new URLSearchParams(query).get('versionId')
  const source = versionId ? given.store.version(bucketName, key, versionId) : given.store.latest(bucketName, key)
  if (!source || source.delete_marker) throw new S3Error(versionId ? 'NoSuchVersion' : 'NoSuchKey')
  const wanted = header(given, 'x-amz-copy-source-if-match')
  if (wanted !== undefined && wanted.replaceAll('"', '') !== source.etag) throw new S3Error('PreconditionFailed')
  return source
}
