import { type BlockedValues, normalizeIdentifier } from '../identity/normalize-identifier.ts'
import { type AcceptedEvent, isObject, type Json } from './event.ts'
import { eventName } from './event-names.ts'
import { type Promoted, promoted, type RawIdentifier } from './promoted.ts'

/** An event as one row of a table. */
export interface FlatEvent {
  message_id: string
  /** ISO 8601. */
  time: string
  /** Who it is about. */
  who: Promoted
  /** The stream that it belongs to, and its name as the client wrote it; missing of an event that says only who somebody is. */
  stream?: { name: string; written: string }
  /** Properties of the stream's event, by name. */
  properties: Map<string, string>
  /** Traits of the person, by name; null takes a trait away. */
  traits: Map<string, string | null>
}

/** Which identifiers of its events a source promotes. */
export interface Promoting {
  /** The strongest first. */
  kinds: readonly string[]
  /** Values that identify nobody. */
  blocked: BlockedValues
}

/** Properties that say what an event is worth, the first one that an event has counts. */
const worths = ['revenue', 'total', 'value']
/** From here on an amount has no place for its decimals: DECIMAL(18, 4). */
const tooMuch = 1e14

/**
 * The row that an event becomes. A track is an event of the stream of its name, a page of `page_viewed`, a screen of
 * `screen_viewed`; the traits of an identify are the person's. Values that are lists or objects stay in the log.
 */
export function flatEvent(event: AcceptedEvent, { kinds, blocked }: Promoting): FlatEvent {
  const stream = streamOf(event)
  const who = promoted(event, kinds)
  const identifies = ({ kind, value }: RawIdentifier) =>
    !(kind in Object.prototype) && normalizeIdentifier(kind, value, undefined, blocked) !== null
  return {
    message_id: event.messageId,
    time: event.timestamp,
    who: { ...who, identifiers: who.identifiers.filter(identifies) },
    ...(stream && { stream }),
    properties: stream ? propertiesOf(event) : new Map(),
    traits: event.type === 'identify' ? scalars(event.traits, (value) => textOf(value) ?? null) : new Map(),
  }
}

function streamOf({ type, event }: AcceptedEvent): FlatEvent['stream'] {
  if (type === 'page' || type === 'screen') return { name: `${type}_viewed`, written: `${type} viewed` }
  const name = type === 'track' && event !== undefined ? eventName(event) : undefined
  return name === undefined ? undefined : { name, written: event! }
}

function propertiesOf({ type, name, category, properties }: AcceptedEvent): Map<string, string> {
  const found = scalars(properties, textOf) as Map<string, string>
  // Worth is an amount of money: any other value would reject the whole event.
  found.delete('value')
  for (const one of worths) {
    const amount = amountOf(properties?.[one])
    if (amount === undefined) continue
    found.set('value', amount)
    break
  }
  if (type === 'page' || type === 'screen') {
    const called = textOf(name) ?? textOf(properties?.name)
    if (called !== undefined) found.set(`${type}_name`, called)
    const kind = textOf(category)
    if (kind !== undefined) found.set('category', kind)
  }
  return found
}

/** The members of an object that one cell can hold, by the lake's name; of two members with one name the first in order of theirs. */
function scalars(object: Json | undefined, read: (value: unknown) => string | null | undefined) {
  const found = new Map<string, string | null>()
  if (!isObject(object)) return found
  for (const key of Object.keys(object).sort()) {
    const value = object[key]
    if (typeof value === 'object' && value !== null) continue
    const name = eventName(key)
    const text = read(value)
    if (name !== undefined && text !== undefined && !found.has(name)) found.set(name, text)
  }
  return found
}

/** The text of a cell; undefined of nothing. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'number') return plain(value)
  if (typeof value === 'boolean') return String(value)
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
}

/** An amount as a number with a point; undefined of anything else. */
function amountOf(value: unknown): string | undefined {
  const number = typeof value === 'string' && /^\s*[-+]?\d+(\.\d+)?\s*$/.test(value) ? Number(value) : value
  return typeof number === 'number' && Math.abs(number) < tooMuch ? plain(number) : undefined
}

/** A number without an exponent, as far as it can be written so. */
const plain = (value: number): string | undefined => {
  if (!Number.isFinite(value)) return undefined
  const text = String(value)
  if (!text.includes('e')) return text
  return Math.abs(value) < 1 ? value.toFixed(20).replace(/0+$/, '').replace(/\.$/, '') : text
}
