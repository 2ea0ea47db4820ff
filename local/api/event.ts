import type { IncomingMessage } from 'node:http'
import { ACCOUNT_ID, REGION } from '../place.ts'
import type { Match } from './routes.ts'

/** API Gateway hands these to the function as text, everything else as base64. */
const TEXT = /^(text\/|application\/(json|javascript|xml|.+\+json|.+\+xml)\b)/i

/** Payload format 2.0 of an HTTP API. */
export function toEvent(
  request: IncomingMessage,
  body: Buffer,
  match: Match,
  requestId: string,
  time: number,
): Record<string, unknown> {
  const [rawPath, rawQueryString = ''] = splitOnce(request.url ?? '/', '?')
  const { cookie, ...headers } = joinHeaders(request.rawHeaders)
  const query = joinQuery(rawQueryString)
  const sourceIp = request.socket.remoteAddress ?? '127.0.0.1'
  const text = body.length > 0 && TEXT.test(headers['content-type'] ?? '')
  return {
    version: '2.0',
    routeKey: match.route.key,
    rawPath,
    rawQueryString,
    ...(cookie && { cookies: cookie.split(/;\s*/) }),
    headers: {
      ...headers,
      'x-amzn-trace-id': `Root=1-${Math.floor(time / 1000).toString(16)}-${requestId.replaceAll('-', '').slice(0, 24)}`,
      'x-forwarded-for': sourceIp,
      'x-forwarded-port': String(request.socket.localPort),
      'x-forwarded-proto': 'http',
    },
    ...(Object.keys(query).length > 0 && { queryStringParameters: query }),
    ...(Object.keys(match.pathParameters).length > 0 && { pathParameters: match.pathParameters }),
    requestContext: {
      accountId: ACCOUNT_ID,
      apiId: 'local',
      domainName: headers.host ?? `local.execute-api.${REGION}.amazonaws.com`,
      domainPrefix: 'local',
      http: {
        method: request.method,
        path: rawPath,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId,
      routeKey: match.route.key,
      stage: '$default',
      time: new Date(time).toUTCString(),
      timeEpoch: time,
    },
    ...(body.length > 0 && { body: body.toString(text ? 'utf8' : 'base64') }),
    isBase64Encoded: body.length > 0 && !text,
  }
}

function splitOnce(text: string, separator: string): [string, string?] {
  const index = text.indexOf(separator)
  return index < 0 ? [text] : [text.slice(0, index), text.slice(index + 1)]
}

/** Names in lower case, repeated headers joined by commas (cookies by semicolons). */
function joinHeaders(raw: string[]): Record<string, string> {
  const headers: Record<string, string> = {}
  for (let index = 0; index < raw.length; index += 2) {
    const name = raw[index]!.toLowerCase()
    const before = headers[name]
    headers[name] = before === undefined ? raw[index + 1]! : before + (name === 'cookie' ? '; ' : ',') + raw[index + 1]
  }
  return headers
}

function joinQuery(text: string): Record<string, string> {
  const query: Record<string, string> = {}
  for (const [name, value] of new URLSearchParams(text)) query[name] = name in query ? `${query[name]},${value}` : value
  return query
}
