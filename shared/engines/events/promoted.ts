import { type AcceptedEvent, isObject, type Json } from './event.ts'

/** One identifier as the client wrote it. */
export interface RawIdentifier {
  kind: string
  value: string
}

/** A person's name as the client wrote it, in parts or whole. */
export interface RawName {
  first?: string
  last?: string
  full?: string
}

/** Who an event says that it is about. */
export interface Promoted {
  /** In the order of the kinds; of e-mail and phone all that differ, of any other kind the first. */
  identifiers: RawIdentifier[]
  name?: RawName
}

/** A longer text is no identifier: it is a document that somebody put into the wrong field. */
const longestValue = 500

/** Kinds of which one event may bear several: files take several in a cell of the same kinds. */
const several = new Set(['email', 'phone'])

/** Kinds that Segment's clients name in `context.externalIds`. */
const externalKind = /^[a-z][a-z0-9_.]{0,49}$/
/** A company's id joins no people; the other is made of two columns of a file. */
const neverPromoted = new Set(['group_id', 'name_address'])

/**
 * The identifiers that an event bears, of the kinds that its source promotes, and those of `context.externalIds` whatever
 * their kind. Where each kind stands is Segment's (docs/live.md). An alias and a group speak of the user by their ids only:
 * the traits of a group are the company's.
 *
 * @param kinds those of the source's setting `identifiers`, the strongest first
 */
export function promoted(event: AcceptedEvent, kinds: readonly string[]): Promoted {
  const context = event.context ?? {}
  const places = placesOf(event)
  const found = new Map<string, string[]>()
  const add = (kind: string, value: unknown) => {
    const text = textOf(value)
    if (text === undefined) return
    const known = found.get(kind)
    if (!known) found.set(kind, [text])
    else if (several.has(kind) && !known.includes(text)) known.push(text)
  }
  for (const kind of kinds) {
    if (neverPromoted.has(kind)) continue
    if (kind === 'user_id') add(kind, event.userId)
    else if (kind === 'anonymous_id') add(kind, event.anonymousId)
    else if (kind === 'ga_client_id') add(kind, gaClientId(event.integrations) ?? gaClientId(context.integrations))
    else if (isOfDevice(kind)) add(kind, ofDevice(kind, context.device))
    else for (const place of places) for (const key of keysOf(kind)) add(kind, place[key])
  }
  const external = Array.isArray(context.externalIds) ? context.externalIds : []
  for (const one of external) {
    if (!isObject(one) || typeof one.type !== 'string' || !externalKind.test(one.type)) continue
    if (one.collection !== undefined && one.collection !== 'users') continue
    if (!neverPromoted.has(one.type)) add(one.type, one.id)
  }
  const name = nameOf(event)
  const identifiers = [...found].flatMap(([kind, values]) => values.map((value) => ({ kind, value })))
  return { identifiers, ...(name && { name }) }
}

/** The objects in which a client may have put an identifier of the user, the most direct first. */
function placesOf({ type, traits, context, properties }: AcceptedEvent): Json[] {
  if (type === 'alias' || type === 'group') return []
  const own = type === 'identify' ? [traits] : []
  return [...own, context?.traits, properties].filter(isObject)
}

const isOfDevice = (kind: string): boolean => /^(?:ios|android)\.(?:id|idfa|push_token)$/.test(kind)

function ofDevice(kind: string, device: unknown): unknown {
  if (!isObject(device)) return undefined
  const [system, field] = kind.split('.') as [string, string]
  if (textOf(device.type)?.toLowerCase() !== system) return undefined
  if (field === 'id') return device.id
  if (field === 'push_token') return device.token
  // An advertising id whose owner does not want to be followed is the same for many people: all zeros.
  return device.adTrackingEnabled === true ? device.advertisingId : undefined
}

function gaClientId(integrations: unknown): unknown {
  const google = isObject(integrations) ? integrations['Google Analytics'] : undefined
  return isObject(google) ? google.clientId : undefined
}

/** `loyalty_id` is also found as `loyaltyId`. */
function keysOf(kind: string): string[] {
  const snake = kind.replaceAll('.', '_')
  const camel = snake.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
  return [...new Set([kind, snake, camel])]
}

function nameOf({ type, traits, context }: AcceptedEvent): RawName | undefined {
  const place = type === 'identify' && isObject(traits) ? traits : context?.traits
  if (!isObject(place)) return undefined
  const first = textOf(place.firstName) ?? textOf(place.first_name)
  const last = textOf(place.lastName) ?? textOf(place.last_name)
  if (first || last) return { ...(first && { first }), ...(last && { last }) }
  const full = textOf(place.name)
  return full ? { full } : undefined
}

/** Texts and numbers identify; what is empty, longer than an identifier or of another type does not. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value)
  if (typeof value !== 'string') return undefined
  const text = value.trim()
  return text && text.length <= longestValue ? text : undefined
}
