import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Clock, parseDuration } from './clock.ts'
import { readBody, ServiceError, sendJson, sendServiceError } from './http.ts'
import { inboxPage } from './mail/inbox.ts'
import type { Mailbox } from './mail/mailbox.ts'
import { schedulerFace } from './scheduler/face.ts'
import type { Schedules } from './scheduler/schedules.ts'

type Face = Record<string, (input: never, call: { signal: AbortSignal }) => unknown>

/**
 * One port for the services that speak JSON: Step Functions, EventBridge and SQS (by X-Amz-Target), Scheduler and SES (by
 * path), the inbox page and the clock. An unknown call is answered with 501.
 * @param faces by the target's service name: `AWSStepFunctions`, `AWSEvents`, `AmazonSQS`
 */
export function createJsonPort({
  faces,
  schedules,
  mailbox,
  clock,
}: {
  faces: Record<string, Face>
  schedules: Schedules
  mailbox: Mailbox
  clock: Clock
}) {
  const json = async (request: IncomingMessage) => JSON.parse((await readBody(request))?.toString() || '{}')

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const target = request.headers['x-amz-target']
    const path = (request.url ?? '/').split('?')[0]!
    if (typeof target === 'string') {
      const [service = '', operation = ''] = target.split('.')
      const call = faces[service]?.[operation]
      if (!call) throw new ServiceError('NotImplemented', `the local cloud does not answer ${target}`, 501)
      const gone = new AbortController()
      response.once('close', () => gone.abort())
      const input = (await json(request)) as never
      return sendJson(response, 200, (await call(input, { signal: gone.signal })) ?? {})
    }
    if (path === '/schedules' || path.startsWith('/schedules/')) return schedulerFace(schedules, request, response)
    const known = `${request.method} ${path}`
    if (known === 'POST /v2/email/outbound-emails') return sendJson(response, 200, mailbox.send(await json(request)))
    if (known === 'GET /inbox')
      return void response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(inboxPage(mailbox.list()))
    if (known === 'GET /inbox.json') return sendJson(response, 200, mailbox.list())
    if (known === 'GET /clock')
      return sendJson(response, 200, { now: new Date(clock.now()).toISOString(), offset: clock.offset() })
    if (known === 'POST /clock') {
      await clock.advance(readDuration((await json(request)).advance))
      return sendJson(response, 200, { now: new Date(clock.now()).toISOString(), offset: clock.offset() })
    }
    throw new ServiceError('NotImplemented', `the local cloud does not answer ${known}`, 501)
  }

  return (request: IncomingMessage, response: ServerResponse): void => {
    answer(request, response).catch((error) => {
      if (response.headersSent) response.destroy()
      else sendServiceError(response, error)
    })
  }
}

function readDuration(text: string): number {
  try {
    return parseDuration(text)
  } catch (error) {
    throw new ServiceError('ValidationException', (error as Error).message)
  }
}
