import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from '../clock.ts'
import { readBody } from '../http.ts'
import type { Journal } from '../journal.ts'
import { allowPage, answerPreflight } from './cors.ts'
import { S3Error } from './errors.ts'
import { listObjects } from './list.ts'
import { abortUpload, completeUpload, copyPart, createUpload, listParts, uploadPart } from './multipart.ts'
import { copyObject, deleteObject, getObject, putObject } from './objects.ts'
import { header, type S3Request, sendXml } from './request.ts'
import { checkSignature } from './signature.ts'
import type { Bucket, Store } from './store.ts'
import { elements, elementText, toXml, type Xml } from './xml.ts'

/** S3 on a disk folder, path style. A call that the product does not use is answered with 501. */
export function createS3({
  store,
  journal,
  clock,
  buckets,
}: {
  store: Store
  journal: Journal
  clock: Clock
  buckets: Map<string, Bucket>
}) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      if (answerPreflight(request, response, buckets)) return
      allowPage(request, response, buckets)
      checkSignature(request, clock.now())
      const [path = '/', queryString = ''] = (request.url ?? '/').split(/\?(.*)/s)
      const [bucketName = '', ...rest] = path.slice(1).split('/')
      const query = new URLSearchParams(queryString)
      if (bucketName === '') return listBuckets(response, buckets)
      const bucket = buckets.get(decodeURIComponent(bucketName))
      if (!bucket) throw new S3Error('NoSuchBucket')
      const key = decodeURIComponent(rest.join('/'))
      if (Buffer.byteLength(key) > 1024) throw new S3Error('InvalidArgument', 'Your key is too long')
      await dispatch({ request, response, bucket, key, query, store, journal, clock, buckets })
    } catch (error) {
      sendError(request, response, error)
    }
  }
}

/** Query parameters that make another operation of the same method and path. */
const OPERATIONS = [
  'uploads',
  'uploadId',
  'versions',
  'versioning',
  'delete',
  'location',
  'list-type',
  'acl',
  'tagging',
  'policy',
  'cors',
  'lifecycle',
  'attributes',
  'retention',
  'legal-hold',
  'torrent',
  'restore',
  'select',
  'notification',
  'encryption',
  'website',
  'logging',
  'object-lock',
  'replication',
  'publicAccessBlock',
  'ownershipControls',
  'partNumber',
]

type Operation = (given: S3Request) => Promise<void> | void

const OF_OBJECT: Record<string, Operation> = {
  'GET ': getObject,
  'HEAD ': getObject,
  'PUT ': (given) => (header(given, 'x-amz-copy-source') ? copyObject(given) : putObject(given)),
  'DELETE ': deleteObject,
  'POST uploads': createUpload,
  'PUT partNumber,uploadId': (given) => (header(given, 'x-amz-copy-source') ? copyPart(given) : uploadPart(given)),
  'POST uploadId': completeUpload,
  'DELETE uploadId': abortUpload,
  'GET uploadId': listParts,
}

const OF_BUCKET: Record<string, Operation> = {
  'HEAD ': ({ response }) => void response.writeHead(200).end(),
  'GET list-type': (given) =>
    sendXml(given, 'ListBucketResult', listObjects(given.journal, given.bucket.name, given.query)),
  'GET location': (given) => sendXml(given, 'LocationConstraint', ''),
  'GET versioning': (given) =>
    sendXml(given, 'VersioningConfiguration', { Status: given.bucket.versioned ? 'Enabled' : undefined }),
  'POST delete': deleteObjects,
}

async function dispatch(given: S3Request): Promise<void> {
  const { request, query, key } = given
  const asked = OPERATIONS.filter((name) => query.has(name))
    .sort()
    .join(',')
  const operation = (key === '' ? OF_BUCKET : OF_OBJECT)[`${request.method} ${asked}`]
  if (!operation)
    throw new S3Error(
      'NotImplemented',
      `the local S3 does not answer ${request.method} ${request.url?.split('?')[0]} ${asked}`,
    )
  await operation(given)
}

function listBuckets(response: ServerResponse, buckets: Map<string, Bucket>): void {
  const created = new Date(0).toISOString()
  const Bucket = [...buckets.keys()].sort().map((Name) => ({ Name, CreationDate: created }))
  sendXml({ response }, 'ListAllMyBucketsResult', { Owner: { ID: 'local' }, Buckets: { Bucket } })
}

/** DeleteObjects: up to a thousand keys, with a checksum of the list. */
async function deleteObjects(given: S3Request): Promise<void> {
  const body = (await readBody(given.request))!
  const md5 = header(given, 'content-md5')
  if (md5 !== undefined && md5 !== createHash('md5').update(body).digest('base64')) throw new S3Error('BadDigest')
  const xml = body.toString()
  const wanted = elements(xml, 'Object').map((one) => ({
    key: elementText(one, 'Key'),
    versionId: elementText(one, 'VersionId'),
  }))
  if (wanted.length === 0 || wanted.length > 1000) throw new S3Error('MalformedXML')
  const quiet = elementText(xml, 'Quiet') === 'true'
  const Deleted = wanted.map(({ key = '', versionId }): Xml => {
    const done = given.store.delete(given.bucket, key, versionId)
    return {
      Key: key,
      VersionId: versionId,
      DeleteMarker: done.deleteMarker || undefined,
      DeleteMarkerVersionId: done.deleteMarker ? done.versionId : undefined,
    }
  })
  sendXml(given, 'DeleteResult', { Deleted: quiet ? [] : Deleted })
}

function sendError(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  // Nobody is left to answer, or the answer has begun: cut it off, so that nobody takes half of it for the whole.
  if (response.headersSent || request.socket.destroyed) return void response.destroy()
  const known = error instanceof S3Error ? error : new S3Error('InternalError', String((error as Error).message))
  const { code, status, message, headers } = known
  // The rest of the body would be read as the next request.
  if (!request.complete) response.setHeader('connection', 'close')
  response.writeHead(status, { 'content-type': 'application/xml', ...headers })
  if (request.method === 'HEAD' || status === 304) response.end()
  else
    response.end(
      toXml('Error', {
        Code: code,
        Message: message,
        Resource: request.url?.split('?')[0],
        RequestId: 'local',
      }).replace(/ xmlns="[^"]*"/, ''),
    )
  request.resume()
}
