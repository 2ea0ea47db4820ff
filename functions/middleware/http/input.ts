import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import * as z from 'zod'
import { mergePatch } from '../../../shared/contract/merge-patch.ts'
import type { Operation } from '../../../shared/contract/operation.ts'
import { checked } from '../../../shared/contract/sentences.ts'
import { CustomerError, isCustomerError } from '../../../shared/model/errors.ts'

/** A Lambda takes 6 MB, and the gateway makes base64 of a file: four bytes of three. */
const maxFileBytes = 4_500_000
/** Configurations live in one item of the table, which ends at 400 KB and holds their output too. */
const maxJsonBytes = 200_000

const maxDepth = 32

const jsonTypes = ['application/json', 'application/merge-patch+json', 'application/json+merge-patch']

/** Parameters, query and body of a request, checked as the operation says. */
export function inputOf(event: APIGatewayProxyEventV2, operation: Operation, params: Record<string, string>) {
  const query = operation.query && checked(operation.query, queryOf(event), 'query')
  if (!operation.body) return { params, query, body: undefined }
  if (operation.body === 'bytes') return { params, query, body: fileOf(event, params) }
  const given = jsonOf(event)
  // A POST is a patch of nothing: a null says the same as leaving the field out. An empty body is no object at all.
  const body = operation.method === 'POST' && given !== undefined ? mergePatch({}, given) : given
  return { params, query, body: checked(operation.body, withoutShown(operation, body)) }
}

/**
 * A patch without the fields that an answer has and no configuration: a resource that was read may be sent back. A null says that
 * there is no such field, which is so of fields that are not known here.
 */
function withoutShown({ patches, response }: Operation, body: unknown): unknown {
  if (!(patches instanceof z.ZodObject) || !isObject(body)) return body
  const shown = response instanceof z.ZodObject ? response.shape : {}
  return Object.fromEntries(
    Object.entries(body).filter(([name, value]) => name in patches.shape || !(name in shown || value === null)),
  )
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** `?ids=a&ids=b` or `?ids=a,b` → lists, like all that ends in `_ids`; everything else once. */
function queryOf(event: APIGatewayProxyEventV2): Record<string, unknown> {
  const given = new URLSearchParams(event.rawQueryString)
  return Object.fromEntries(
    [...new Set(given.keys())].map((name) => {
      const values = given.getAll(name)
      const isList = name === 'ids' || name.endsWith('_ids')
      return [name, isList ? values.flatMap((value) => value.split(',')) : values.join(',')]
    }),
  )
}

function bytesOf(event: APIGatewayProxyEventV2): Buffer {
  return Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8')
}

function fileOf(event: APIGatewayProxyEventV2, { directory, file }: Record<string, string>): Uint8Array {
  const type = (event.headers['content-type'] ?? '').toLowerCase()
  if (type.startsWith('multipart/')) {
    throw new CustomerError(
      'BAD_REQUEST',
      'send the bytes of the file alone, as application/octet-stream: a form is not read',
    )
  }
  const bytes = bytesOf(event)
  if (bytes.length > maxFileBytes) {
    throw new CustomerError(
      'PAYLOAD_TOO_LARGE',
      `the file has ${bytes.length} bytes and at most ${maxFileBytes} fit here: ask POST /v1/uploads/${directory}/${file}/url for a URL, and PUT the file there`,
    )
  }
  if (!bytes.length)
    throw new CustomerError('VALIDATION_FAILED', 'the file is empty: its bytes are the body of the request')
  // The gateway hands text on as UTF-8, and what was not UTF-8 is lost on the way.
  if (!event.isBase64Encoded && event.body?.includes('\uFFFD')) {
    throw new CustomerError(
      'BAD_REQUEST',
      'send the file as application/octet-stream: as text it does not arrive unharmed',
    )
  }
  return bytes
}

function jsonOf(event: APIGatewayProxyEventV2): unknown {
  const bytes = bytesOf(event)
  if (!bytes.length) return undefined
  const type = (event.headers['content-type'] ?? 'application/json').split(';')[0]!.trim().toLowerCase()
  if (!jsonTypes.includes(type)) {
    throw new CustomerError('BAD_REQUEST', `a body of type "${type}" is not read here, send application/json`)
  }
  if (bytes.length > maxJsonBytes) {
    throw new CustomerError('PAYLOAD_TOO_LARGE', `the body has ${bytes.length} bytes, at most ${maxJsonBytes} are read`)
  }
  const text = bytes.toString('utf8')
  if (depthOf(text) > maxDepth) {
    throw new CustomerError('BAD_REQUEST', `the body nests deeper than ${maxDepth} levels`)
  }
  try {
    return JSON.parse(text, usable)
  } catch (error) {
    if (isCustomerError(error)) throw error
    throw new CustomerError('BAD_REQUEST', 'the body is not JSON')
  }
}

/** Refuses what JSON can say and nothing here can keep: it would be lost without a word, or end a build much later. */
function usable(name: string, value: unknown): unknown {
  if (name === '__proto__')
    throw new CustomerError('VALIDATION_FAILED', 'nothing can be called "__proto__": call it otherwise')
  if (name.includes('\0') || (typeof value === 'string' && value.includes('\0'))) {
    throw new CustomerError('VALIDATION_FAILED', 'the body holds a NUL character (\\u0000), which no text may have')
  }
  return value
}

/** How deep brackets nest, strings aside: what walks over the body afterwards does so by recursion. */
function depthOf(text: string): number {
  let depth = 0
  let deepest = 0
  for (const [bracket] of text.replaceAll(/"(?:[^"\\]|\\.)*"/g, '').matchAll(/[[\]{}]/g)) {
    depth += bracket === '[' || bracket === '{' ? 1 : -1
    if (depth > deepest) deepest = depth
  }
  return deepest
}
