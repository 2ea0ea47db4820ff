import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { CREDENTIALS } from '../place.ts'
import { S3Error } from './errors.ts'

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()

/** AWS's percent encoding: everything but A–Z a–z 0–9 - . _ ~ */
const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)

const decode = (text: string) => {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new S3Error('InvalidArgument', "Couldn't parse the specified URI.")
  }
}

interface Claim {
  credential: string
  date: string
  signedHeaders: string
  signature: string
  payloadHash: string
}

/**
 * Checks Signature Version 4, in the Authorization header or in a presigned URL (AWS General Reference, "Signing AWS API requests").
 * @param now milliseconds of the cloud's clock: a presigned URL ends by it
 */
export function checkSignature(request: IncomingMessage, now: number): void {
  const [path = '/', queryString = ''] = (request.url ?? '/').split(/\?(.*)/s)
  const query = queryString
    .split('&')
    .filter(Boolean)
    .map((pair) => pair.split(/=(.*)/s).map((part) => decode(part)) as [string, string?])
  const presigned = query.some(([name]) => name === 'X-Amz-Algorithm')
  const claim = presigned
    ? claimOfUrl(new Map(query.map(([name, value]) => [name, value])), now, request)
    : claimOfHeader(request)
  const [key = '', day = '', region = '', service = '', terminal = ''] = claim.credential.split('/')
  if (key !== CREDENTIALS.accessKeyId) throw new S3Error('InvalidAccessKeyId')

  const canonicalQuery = query
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value = '']) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&')
  const canonicalHeaders = claim.signedHeaders
    .split(';')
    .map((name) => `${name}:${headerOf(request, name).trim().replace(/ +/g, ' ')}\n`)
    .join('')
  const canonicalPath = path
    .split('/')
    .map((segment) => encode(decode(segment)))
    .join('/')
  const canonical = [
    request.method,
    canonicalPath,
    canonicalQuery,
    canonicalHeaders,
    claim.signedHeaders,
    claim.payloadHash,
  ].join('\n')
  const scope = `${day}/${region}/${service}/${terminal}`
  const signingKey = [day, region, service, terminal].reduce<string | Buffer>(
    (secret, part) => hmac(secret, part),
    `AWS4${CREDENTIALS.secretAccessKey}`,
  )
  const expected = hmac(signingKey, ['AWS4-HMAC-SHA256', claim.date, scope, sha256(canonical)].join('\n'))
  const given = Buffer.from(claim.signature, 'hex')
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw new S3Error('SignatureDoesNotMatch')
}

/** Node joins repeated headers with ", " where AWS signs ",": only the raw list knows. */
function headerOf({ rawHeaders }: IncomingMessage, name: string): string {
  const values: string[] = []
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (rawHeaders[index]!.toLowerCase() === name) values.push(rawHeaders[index + 1]!.trim())
  }
  return values.join(',')
}

function claimOfHeader(request: IncomingMessage): Claim {
  const authorization = request.headers.authorization
  if (!authorization) throw new S3Error('AccessDenied')
  const field = (name: string) => new RegExp(`${name}=([^,\\s]+)`).exec(authorization)?.[1] ?? ''
  if (!authorization.startsWith('AWS4-HMAC-SHA256 '))
    throw new S3Error('InvalidArgument', 'Unsupported Authorization Type')
  return {
    credential: field('Credential'),
    date: String(request.headers['x-amz-date'] ?? ''),
    signedHeaders: field('SignedHeaders'),
    signature: field('Signature'),
    payloadHash: String(request.headers['x-amz-content-sha256'] ?? 'UNSIGNED-PAYLOAD'),
  }
}

/** Fifteen minutes: what AWS allows clocks to differ. */
const SKEW = 15 * 60_000

function claimOfUrl(query: Map<string, string | undefined>, now: number, request: IncomingMessage): Claim {
  const date = query.get('X-Amz-Date') ?? ''
  const seconds = Number(query.get('X-Amz-Expires'))
  const from = Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))
  if (!(seconds >= 0 && seconds <= 604_800) || Number.isNaN(from)) {
    throw new S3Error(
      'AuthorizationQueryParametersError',
      'X-Amz-Date and X-Amz-Expires (at most 604800) are required.',
    )
  }
  if (now < from - SKEW) throw new S3Error('AccessDenied', 'Request is not valid yet')
  if (now > from + seconds * 1000) throw new S3Error('AccessDenied', 'Request has expired')
  return {
    credential: query.get('X-Amz-Credential') ?? '',
    date,
    signedHeaders: query.get('X-Amz-SignedHeaders') ?? '',
    signature: query.get('X-Amz-Signature') ?? '',
    payloadHash:
      query.get('X-Amz-Content-Sha256') ?? String(request.headers['x-amz-content-sha256'] ?? 'UNSIGNED-PAYLOAD'),
  }
}
