import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from '../clock.ts'
import { type FunctionHost, PAYLOAD_LIMIT } from '../functions/host.ts'
import { readBody, sendJson } from '../http.ts'
import { toEvent } from './event.ts'
import { matchRoute, type Route } from './routes.ts'

/** The gateway's own limit on a request body; what it refuses itself has its body, not the function's. */
const BODY_LIMIT = 10 * 1024 * 1024

/** An HTTP API of API Gateway: routes, payload format 2.0, limits and the gateway's own refusals. */
export function createFront(routes: Route[], host: FunctionHost, clock: Clock, log: (line: string) => void) {
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const requestId = randomUUID()
    response.setHeader('apigw-requestid', requestId)
    const refuse = (status: number, message: string) => sendJson(response, status, { message })

    const body =
      Number(request.headers['content-length'] ?? 0) > BODY_LIMIT ? undefined : await readBody(request, BODY_LIMIT)
    if (!body) {
      // The rest of the body is of no use to anyone: closing is what tells the client to stop sending it.
      response.setHeader('connection', 'close')
      refuse(413, 'Request Entity Too Large')
      return void request.resume()
    }
    const match = matchRoute(routes, request.method ?? 'GET', (request.url ?? '/').split('?')[0]!)
    if (!match) return refuse(404, 'Not Found')
    const event = toEvent(request, body, match, requestId, clock.now())
    if (Buffer.byteLength(JSON.stringify(event)) > PAYLOAD_LIMIT) return refuse(413, 'Request Entity Too Large')

    let patience: NodeJS.Timeout | undefined
    const gaveUp = new Promise<undefined>((resolve) => {
      patience = setTimeout(resolve, match.route.timeout * 1000, undefined)
    })
    const result = await Promise.race([host.invoke(match.route.functionName, event), gaveUp])
    clearTimeout(patience)
    if (!result) return refuse(503, 'Service Unavailable')
    if (result.failed) return refuse(500, 'Internal Server Error')
    sendAnswer(response, result.payload, refuse)
  }

  return (request: IncomingMessage, response: ServerResponse): void => {
    answer(request, response).catch((error) => {
      // A client that hangs up in the middle of its body is no event.
      if (!request.socket.destroyed) log(`the API front failed: ${(error as Error).stack}`)
      if (response.headersSent) response.destroy()
      else sendJson(response, 500, { message: 'Internal Server Error' })
    })
  }
}

interface Answer {
  statusCode?: number | string
  headers?: Record<string, string | number | boolean>
  cookies?: string[]
  body?: string
  isBase64Encoded?: boolean
}

/** A return value without a statusCode is taken as the JSON body of a 200. */
function sendAnswer(
  response: ServerResponse,
  payload: unknown,
  refuse: (status: number, message: string) => void,
): void {
  const plain = typeof payload !== 'object' || payload === null || !('statusCode' in payload)
  if (plain) return void sendJson(response, 200, payload)
  const { statusCode, headers = {}, cookies = [], body = '', isBase64Encoded } = payload as Answer
  const status = Number(statusCode)
  if (!Number.isInteger(status) || status < 100 || status > 599 || typeof body !== 'string')
    return void refuse(500, 'Internal Server Error')
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, String(value))
  if (cookies.length > 0) response.setHeader('set-cookie', cookies)
  if (!response.hasHeader('content-type')) response.setHeader('content-type', 'text/plain;charset=UTF-8')
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8')
  if (status !== 204 && status !== 304) response.setHeader('content-length', bytes.length)
  response.writeHead(status).end(bytes)
}
