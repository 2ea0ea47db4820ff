/** The kinds of events that clients send. */
export const eventTypes = ['identify', 'track', 'page', 'screen', 'group', 'alias'] as const
export type EventType = (typeof eventTypes)[number]

export type Json = Record<string, unknown>

/** One accepted event, in one spelling whatever the client. Times are ISO 8601 in UTC. */
export interface AcceptedEvent {
  type: EventType
  messageId: string
  userId?: string
  anonymousId?: string
  groupId?: string
  previousId?: string
  /** The name of a track event. */
  event?: string
  /** The name of a page or a screen. */
  name?: string
  category?: string
  properties?: Json
  traits?: Json
  context?: Json
  integrations?: Json
  channel?: string
  /** The moment by our clock: `receivedAt − (sentAt − originalTimestamp)`, which is right although the client's clock is wrong. */
  timestamp: string
  /** The moment by the client's clock; missing where the client said none. */
  originalTimestamp?: string
  /** When the client sent it, by the client's clock. A retry has another. */
  sentAt?: string
  receivedAt: string
}

/**
 * Why an event was not accepted, or (`future_timestamp`) why it counts later than it came. The last two are found out once the event
 * was taken: `no_matching_identifiers` is in the log and at no person, `conflicting_duplicate` nowhere.
 */
export const rejectionCodes = [
  'event_too_large',
  'too_many_events',
  'no_user_anon_id',
  'no_event_name',
  'no_group_id',
  'no_previous_id',
  'message_id_too_long',
  'too_many_traits',
  'bad_timestamp',
  'bad_event',
  'bad_field',
  'too_deep',
  'forbidden_key',
  'forbidden_character',
  'identify_off',
  'future_timestamp',
  'no_matching_identifiers',
  'conflicting_duplicate',
] as const
export type RejectionCode = (typeof rejectionCodes)[number]

/** One verdict about one event of a request. Its message names fields and limits, and never a value of the event. */
export interface Rejection {
  /** The place of the event in its request, from 0. */
  index: number
  message_id: string | null
  code: RejectionCode
  message: string
}

/** True for an object that is no list. */
export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
