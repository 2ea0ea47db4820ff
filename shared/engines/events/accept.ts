import { clientTime, isMoment } from './client-time.ts'
import {
  type AcceptedEvent,
  type EventType,
  eventTypes,
  isObject,
  type Json,
  type Rejection,
  type RejectionCode,
} from './event.ts'
import { harmIn } from './harmful.ts'
import { limits } from './limits.ts'

/** The circumstances of a request that decide over its events. */
export interface Circumstances {
  /** The call of a path such as /v1/track. */
  call: EventType | 'batch'
  /** Milliseconds since 1970, by our clock. */
  receivedAt: number
  /** The address that the request came from. */
  ip: string
  /** Whether the source takes identify and alias events. */
  identify: boolean
  /** An id for an event that has none. */
  newMessageId(): string
}

export interface Verdict {
  accepted: AcceptedEvent[]
  rejected: Rejection[]
  /** Accepted events that count later than they came. */
  warnings: Rejection[]
}

const hour = 3_600_000

/**
 * Cuts a request into its events and accepts or rejects each by itself. Every event is in exactly one of `accepted` and
 * `rejected`. Never throws on anything that JSON can say; undefined where the body holds no events at all.
 */
export function acceptEvents(body: unknown, circumstances: Circumstances): Verdict | undefined {
  if (!isObject(body)) return undefined
  const { call } = circumstances
  const items = call === 'batch' ? body.batch : [body]
  if (!Array.isArray(items)) return undefined
  const outer = call === 'batch' ? outerOf(body) : { fields: {}, bytes: 0, harm: undefined }
  const verdict: Verdict = { accepted: [], rejected: [], warnings: [] }
  let merged = 0
  for (const [index, item] of items.entries()) {
    const message_id = messageIdOf(item)
    const reject = (code: RejectionCode, message = sentences[code]) =>
      verdict.rejected.push({ index, message_id, code, message })
    if (index >= limits.eventsPerBatch) {
      reject('too_many_events')
      continue
    }
    const harm = outer.harm ?? harmIn(item)
    if (harm) {
      reject(harm)
      continue
    }
    const bytes = Buffer.byteLength(JSON.stringify(item)) + outer.bytes
    if (bytes > limits.eventBytes) {
      reject('event_too_large')
      continue
    }
    if (merged + bytes > limits.mergedBytes) {
      reject(
        'event_too_large',
        `with the context of the batch in each, the events are above ${limits.mergedBytes} bytes`,
      )
      continue
    }
    const event = eventOf(item, outer.fields, circumstances)
    if ('code' in event) {
      reject(event.code, event.message)
      continue
    }
    merged += bytes
    verdict.accepted.push(event)
    if (Date.parse(event.timestamp) > circumstances.receivedAt + hour) {
      const code = 'future_timestamp'
      verdict.warnings.push({ index, message_id: event.messageId, code, message: sentences[code] })
    }
  }
  return verdict
}

/** The fields of a batch that each of its events takes over. */
function outerOf({ context, integrations, sentAt }: Json) {
  const fields = {
    ...(isObject(context) && { context }),
    ...(isObject(integrations) && { integrations }),
    ...(sentAt !== undefined && { sentAt }),
  }
  const harm = harmIn(fields)
  return { fields: fields as Json, harm, bytes: harm ? 0 : Buffer.byteLength(JSON.stringify(fields)) - 2 }
}

interface Refusal {
  code: RejectionCode
  message: string
}

function eventOf(item: unknown, outer: Json, circumstances: Circumstances): AcceptedEvent | Refusal {
  const { call, ip, identify, newMessageId } = circumstances
  const refuse = (code: RejectionCode, message = sentences[code]): Refusal => ({ code, message })
  if (!isObject(item)) return refuse('bad_event')
  const type = call === 'batch' ? item.type : call
  if (!isEventType(type)) return refuse('bad_event')

  const ids = idsOf(item)
  if ('code' in ids) return ids
  const { userId, anonymousId, groupId, previousId, messageId } = ids
  for (const field of ['traits', 'properties', 'context', 'integrations'] as const) {
    if (isMissing(item[field]) || isObject(item[field])) continue
    return refuse('bad_field', `${field} must be an object`)
  }
  for (const field of ['event', 'name', 'category', 'channel'] as const) {
    if (isMissing(item[field]) || typeof item[field] === 'string') continue
    return refuse('bad_field', `${field} must be a text`)
  }
  if (messageId && messageId.length > limits.messageIdCharacters) return refuse('message_id_too_long')
  if (!userId && (!anonymousId || type === 'alias')) return refuse('no_user_anon_id', idSentenceOf(type))
  if (type === 'track' && !textOf(item.event)) return refuse('no_event_name')
  if (type === 'group' && !groupId) return refuse('no_group_id')
  if (groupId && groupId.length > limits.groupIdCharacters) {
    return refuse('bad_field', `groupId has more than ${limits.groupIdCharacters} characters`)
  }
  if (type === 'alias' && !previousId) return refuse('no_previous_id')
  if (!identify && (type === 'identify' || type === 'alias')) return refuse('identify_off')
  for (const field of ['traits', 'properties'] as const) {
    if (isObject(item[field]) && Object.keys(item[field]).length > limits.traits) {
      return refuse('too_many_traits', `${field} has more than ${limits.traits} members`)
    }
  }
  const times = timesOf(item, outer, circumstances.receivedAt)
  if ('code' in times) return times

  const context = contextOf(item, outer, ip)
  const integrations = mergedFrom(outer.integrations, item.integrations)
  return {
    type,
    messageId: messageId ?? newMessageId(),
    ...(userId && { userId }),
    ...(anonymousId && { anonymousId }),
    ...(groupId && { groupId }),
    ...(previousId && { previousId }),
    ...texts(item),
    ...(isObject(item.properties) && { properties: item.properties }),
    ...(isObject(item.traits) && { traits: item.traits }),
    ...(context && { context }),
    ...(integrations && { integrations }),
    ...times,
  }
}

/** Identifiers are texts; some clients send numbers. Empty and null are the same as missing. */
function idsOf(item: Json) {
  const ids: { [Field in (typeof idFields)[number]]?: string } = {}
  for (const field of idFields) {
    const value = item[field]
    if (isMissing(value)) continue
    const text = typeof value === 'number' && Number.isFinite(value) ? String(value) : textOf(value)
    if (text === undefined) {
      const refused: Refusal = { code: 'bad_field', message: `${field} must be a text or a number` }
      return refused
    }
    if (text) ids[field] = text
  }
  return ids
}
const idFields = ['userId', 'anonymousId', 'groupId', 'previousId', 'messageId'] as const

const texts = (item: Json) =>
  Object.fromEntries(
    (['event', 'name', 'category', 'channel'] as const).flatMap((field) => {
      const text = textOf(item[field])
      return text ? [[field, text]] : []
    }),
  )

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value.trim() : undefined)

/** The client's context over that of the batch, with the address of a client that asks for it by `context.direct`. */
function contextOf(item: Json, outer: Json, ip: string): Json | undefined {
  const context = mergedFrom(outer.context, item.context)
  return context?.direct === true && isMissing(context.ip) && ip ? { ...context, ip } : context
}

/** The batch's object with the event's over it: members of the event win, and lists and objects are not mixed. */
function mergedFrom(outer: unknown, inner: unknown): Json | undefined {
  if (!isObject(outer)) return isObject(inner) ? inner : undefined
  return isObject(inner) ? { ...outer, ...inner } : outer
}

function timesOf(item: Json, outer: Json, receivedAt: number) {
  const given = isMissing(item.originalTimestamp) ? item.timestamp : item.originalTimestamp
  const original = clientTime(given)
  const refused: Refusal = { code: 'bad_timestamp', message: sentences.bad_timestamp }
  if (!isMissing(given) && original === undefined) return refused
  // A clock that says no time when it sends corrects nothing.
  const sent = clientTime(isMissing(item.sentAt) ? outer.sentAt : item.sentAt)
  const corrected = original === undefined ? receivedAt : sent === undefined ? original : receivedAt - (sent - original)
  if ((original ?? 0) < 0 || corrected < 0 || !isMoment(corrected)) return refused
  return {
    timestamp: isoOf(corrected),
    ...(original !== undefined && { originalTimestamp: isoOf(original) }),
    ...(sent !== undefined && { sentAt: isoOf(sent) }),
    receivedAt: isoOf(receivedAt),
  }
}

const isoOf = (time: number): string => new Date(time).toISOString()
const isMissing = (value: unknown): boolean => value === undefined || value === null || value === ''
const isEventType = (value: unknown): value is EventType => eventTypes.includes(value as EventType)

/** An id is named in answers where it is short enough to be one. */
function messageIdOf(item: unknown): string | null {
  const id = isObject(item) ? item.messageId : undefined
  return typeof id === 'string' && id && id.length <= limits.messageIdCharacters ? id : null
}

const idSentenceOf = (type: EventType): string =>
  type === 'alias' ? 'an alias needs a userId' : sentences.no_user_anon_id

/** One sentence for each code, without a value of the event. */
export const sentences: Record<RejectionCode, string> = {
  event_too_large: `the event has more than ${limits.eventBytes} bytes as JSON, with the context and integrations of its batch`,
  too_many_events: `a batch takes ${limits.eventsPerBatch} events`,
  no_user_anon_id: 'the event has neither a userId nor an anonymousId',
  no_event_name: 'a track event needs its name in "event"',
  no_group_id: 'a group event needs a groupId',
  no_previous_id: 'an alias needs a previousId',
  message_id_too_long: `the messageId has more than ${limits.messageIdCharacters} characters`,
  too_many_traits: `an event has at most ${limits.traits} traits and ${limits.traits} properties`,
  bad_timestamp: 'the timestamp is not ISO 8601, or lies before 1970 or after the year 9999',
  bad_event: `an event is an object whose type is one of ${eventTypes.join(', ')}`,
  bad_field: 'a field of the event has another type than it should',
  too_deep: `the event has more than ${limits.depth} levels of objects and lists`,
  forbidden_key: 'the event has a key "__proto__"',
  forbidden_character: 'a text of the event holds the character U+0000',
  identify_off: 'this source takes no identify and no alias events',
  no_matching_identifiers: 'no identifier of the event counts: it is kept in the log, and belongs to no person',
  conflicting_duplicate: 'an event with this messageId and another content came before: the first one counts',
  future_timestamp: 'the event lies more than an hour ahead: it is kept, and counts once its time has come',
}
