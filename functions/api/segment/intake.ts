import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { isObject } from '../../../shared/engines/events/event.ts'
import { readBody } from '../../../shared/engines/events/read-body.ts'
import { newId } from '../../../shared/model/ids.ts'
import type { Resource } from '../../../shared/model/resource.ts'
import { calls, intakeLimit, measurementsCall } from '../../../shared/nouns/sources/intake.ts'
import { observer } from '../../../shared/nouns/sources/observe-events.ts'
import { settingsDocument } from '../../../shared/nouns/sources/settings-document.ts'
import { sourceOfKey } from '../../../shared/nouns/sources/source-of-key.ts'
import { takeEvents } from '../../../shared/nouns/sources/take-events.ts'
import { openQueue, type Queue } from '../../../shared/ports/aws/queue.ts'
import { env } from '../../../shared/ports/env.ts'
import { addSourceRequests } from '../../../shared/ports/store/requests.ts'
import { openTable, type Table } from '../../../shared/ports/store/table.ts'
import { sampledLimit } from '../../middleware/http/sampled-limit.ts'
import { framesOf, logger } from '../../middleware/log-failures.ts'
import { once } from '../../middleware/once.ts'
import { type Answer, json, preflight, refusal } from './middleware/answers.ts'
import { keyOfHeader } from './middleware/key-of-header.ts'

const table: () => Table = once(() => openTable(env.table))
const queue: () => Queue = once(() => openQueue(env.eventsQueueUrl))
const observe = observer(table, Date.now)

/** The limit of each source. Its id holds the account's, too. */
const countRequest = sampledLimit(intakeLimit, {
  add: async (id, window, requests) => {
    const [account_id = '', source_id = ''] = id.split(' ')
    return addSourceRequests(table(), { account_id, id: source_id }, window, requests).catch(() => 0)
  },
  now: () => Date.now(),
  random: () => Math.random(),
})

/**
 * The intake of events in Segment's dialect. Clients drop a request for good on most 4xx, so a fault of ours is always
 * 5xx, and nothing about a single event refuses the request. One line is logged for a fault, none for a request.
 */
export const handler = async (event: APIGatewayProxyEventV2): Promise<Answer> => {
  try {
    return await answerOf(event)
  } catch (error) {
    const { name } = error as Error
    if (name === 'QueueUnavailable') {
      logger.warn('events not taken', { failure: { name } })
      return refusal(503, 'unavailable', 'events can not be kept at the moment: send them again', {
        'retry-after': '1',
      })
    }
    // Neither path nor message: the path may hold a write key, the message what somebody sent.
    logger.error('unexpected', {
      operation: event.requestContext?.routeKey,
      failure: { name, frames: framesOf(error as Error) },
    })
    return refusal(500, 'internal_error', 'something went wrong on our side: send the events again')
  }
}

async function answerOf(event: APIGatewayProxyEventV2): Promise<Answer> {
  const { method } = event.requestContext.http
  if (method === 'OPTIONS') return preflight
  const words = event.rawPath.split('/').slice(2)
  if (method === 'GET') return settings(event, words[1] ?? '')
  const name = words[0] ?? ''
  if (name === measurementsCall) return json(200, { success: true })
  const call = Object.hasOwn(calls, name) ? calls[name] : undefined
  if (!call) return refusal(404, 'not_found', 'there is no such call')

  const receivedAt = Date.now()
  const ofHeader = keyOfHeader(event.headers.authorization)
  // Before anything is inflated for a key that opens nothing.
  let source = ofHeader === undefined ? undefined : await sourceOfKey(table(), ofHeader, new Date(receivedAt))
  if (ofHeader !== undefined && !source) return unknownKey
  const bytes = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8')
  const read = readBody(bytes, event.headers['content-encoding'])
  if ('refused' in read) {
    const { status, code, message } = read.refused
    // The gateway hands text on as UTF-8, and compressed bytes do not survive that.
    const harmed = code === 'bad_encoding' && !event.isBase64Encoded
    return refusal(status, code, harmed ? `${message}: send compressed bytes as application/octet-stream` : message)
  }
  const body = read.json
  if (!source) {
    const key = isObject(body) ? body.writeKey : undefined
    source = typeof key === 'string' ? await sourceOfKey(table(), key, new Date(receivedAt)) : undefined
    if (!source) return unknownKey
  }
  const { origin } = event.headers
  if (!isAllowed(source, origin)) {
    return refusal(403, 'origin_not_allowed', 'the source takes no events from pages of this origin')
  }
  const wait = await secondsToWait(source)
  if (wait) return refusal(429, 'too_many_requests', `come back in ${wait} s`, { 'retry-after': String(wait) })

  const ip = event.requestContext.http.sourceIp ?? ''
  const newMessageId = () => `moira-${newId()}`
  const verdict = await takeEvents(queue(), source, { call, body, receivedAt, ip, newMessageId })
  if (!verdict) {
    const form = call === 'batch' ? 'an object with a list "batch"' : 'an object'
    return refusal(400, 'bad_json', `the body must be ${form}`)
  }
  // The events are kept by now: a list for looking at is no reason to have them sent again.
  await observe(source, { body, verdict, receivedAt, id: newId() }).catch((error: Error) =>
    logger.warn('events not observed', { failure: { name: error.name } }),
  )
  const shown = verdict.rejected.slice(0, longestAnswer)
  return json(200, {
    success: true,
    rejected: shown,
    ...(shown.length < verdict.rejected.length && { rejected_count: verdict.rejected.length }),
  })
}

/** A body of 500 KB can hold 170,000 empty events, and an answer ends at 6 MB. */
const longestAnswer = 5000

const unknownKey = refusal(
  401,
  'unknown_write_key',
  'no write key, or none that takes events: send it as the user name of Basic authorization, or as "writeKey" in the body',
)

/** Where a source names websites, pages of others are refused, and so is a request that comes from no page. */
function isAllowed({ config }: Resource<'sources'>, origin: string | undefined): boolean {
  const allowed = config.allowed_origins
  return !allowed.length || (origin !== undefined && allowed.includes(origin.toLowerCase()))
}

/** Whole seconds until the source may send again; 0: now. */
async function secondsToWait(source: Resource<'sources'>): Promise<number> {
  try {
    await countRequest(`${source.account_id} ${source.id}`)
    return 0
  } catch (error) {
    return Math.ceil((error as { retryAfter?: number }).retryAfter ?? 1)
  }
}

async function settings(event: APIGatewayProxyEventV2, key: string): Promise<Answer> {
  const source = await sourceOfKey(table(), key, new Date())
  if (!source) return refusal(404, 'unknown_write_key', 'no source takes events with this write key')
  const protocol = event.headers['x-forwarded-proto'] === 'http' ? 'http' : 'https'
  const host = event.headers.host ?? event.requestContext.domainName ?? ''
  return json(200, settingsDocument(key, host, protocol), { 'cache-control': 'max-age=60' })
}
