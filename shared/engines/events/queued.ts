import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { AcceptedEvent } from './event.ts'

/** The content of one message of the queue: accepted events of one request of one source. */
export interface QueuedEvents {
  account_id: string
  source_id: string
  /** ISO 8601. */
  received_at: string
  events: AcceptedEvent[]
}

/**
 * The texts of the messages that hold these events, each at most `limit` characters of base64. One message holds a whole
 * request: at most 500 KB come in, and base64 makes 683 KB of them where nothing deflates. Only a large context that is
 * repeated in many events can need more.
 */
export function packEvents(queued: QueuedEvents, limit: number): string[] {
  const text = deflateRawSync(JSON.stringify(queued)).toString('base64')
  const { events } = queued
  if (text.length <= limit || events.length < 2) return [text]
  const half = Math.ceil(events.length / 2)
  return [events.slice(0, half), events.slice(half)].flatMap((part) => packEvents({ ...queued, events: part }, limit))
}

/** The inverse of one text of `packEvents`. */
export const unpackEvents = (text: string): QueuedEvents =>
  JSON.parse(inflateRawSync(Buffer.from(text, 'base64')).toString('utf8')) as QueuedEvents
