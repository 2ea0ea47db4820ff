import { createHash } from 'node:crypto'
import { deflateRawSync, gzipSync } from 'node:zlib'
import type { AcceptedEvent } from '../../engines/events/event.ts'
import type { QueuedEvents } from '../../engines/events/queued.ts'
import { byStamp } from '../../engines/identity/fact.ts'
import { type Atom, atomOf, factOf, type LiveFact } from '../../engines/profiles/fact.ts'
import { eventKeys } from '../../lake/keys.ts'
import { getAll, putAll } from '../../ports/store/batches.ts'
import { keyText, type ProfileKey, profileKeys } from '../../ports/store/profile-keys.ts'
import type { ConsumerContext } from './context.ts'
import type { Incoming } from './incoming.ts'
import type { EventItem, FactItem, IdentifierItem, MessageItem } from './items.ts'
import { keepGroups } from './keep-groups.ts'
import { keepTraits } from './keep-traits.ts'
import { linkFacts } from './link-facts.ts'
import { isAlone, markerOf } from './marker.ts'
import { readSettings } from './read-settings.ts'

/** How long an event lies in the table. The log in the lake has it for good. */
const keptSeconds = 14 * 24 * 3600

/** The client's clock and ours may differ by so much before the client's time is no place to look for an event. */
const clockTolerance = 5 * 60_000

/** An event whose sender says nothing by which a person could be recognised: the log alone has it. */
type Nobodys = Pick<Incoming, 'event' | 'source'>

/**
 * Keeps the events of messages of one account: first in the log, then in the table, then what they say of people. Every step
 * may be repeated and broken off anywhere: a message that comes again finds what is there, and adds what is missing.
 */
export async function keepEvents(
  ctx: ConsumerContext,
  account_id: string,
  messages: readonly QueuedEvents[],
): Promise<void> {
  const settings = await readSettings(ctx.table, account_id)
  const nobodys: Nobodys[] = []
  const incoming: Incoming[] = []
  for (const { source_id, events } of messages) {
    const promotion = settings.promotionOf(source_id)
    // The customer deleted the source, and with it what it would still have sent.
    if (!promotion) continue
    for (const event of events) {
      const fact = factOf(event, promotion)
      if (fact) incoming.push({ event, source: source_id, said: digestOf(event), fact, atom: atomOf(fact) })
      else nobodys.push({ event, source: source_id })
    }
  }
  const { fresh, counted, known } = await recognised(ctx, account_id, incoming)
  // The log first: an event that the table has is one that the log has.
  await writeLog(ctx, account_id, [...fresh, ...nobodys])
  await writeEvents(ctx, account_id, fresh)
  await linkFacts(ctx, account_id, settings, unknownFacts(account_id, counted, known))
  await keepTraits(ctx, account_id, counted)
  await keepGroups(ctx, account_id, counted)
}

/** The content of an event without its times, which a repeated request has anew, and without the address, which is ours. */
function digestOf({ timestamp: _time, receivedAt: _received, sentAt: _sent, context, ...said }: AcceptedEvent): string {
  const { ip: _ip, ...rest } = context ?? {}
  return createHash('sha1')
    .update(JSON.stringify([said, rest]))
    .digest('base64')
}

const isNear = ({ originalTimestamp, timestamp }: AcceptedEvent): boolean =>
  originalTimestamp !== undefined && Math.abs(Date.parse(originalTimestamp) - Date.parse(timestamp)) <= clockTolerance

/**
 * Tells new events from repeated ones, which keep the moment that they had the first time: a retry is sent at another time,
 * and its corrected clock says another moment.
 *
 * @returns `fresh`: events that the table does not have. `counted`: these, and those that it has, at their first moment; not a
 * message id that comes again with another content. `known`: the items that say which facts are in the graph
 */
async function recognised(ctx: ConsumerContext, account: string, incoming: readonly Incoming[]) {
  const keys = new Map<string, ProfileKey>()
  const ask = (key: ProfileKey) => keys.set(keyText(key), key)
  for (const { event, fact, atom } of incoming) {
    ask(markerOf(account, fact, atom))
    ask(placeOf(account, event, atom))
  }
  const got = await getAll<object>(ctx.profiles, [...keys.values()])
  const items = new Map(got.map((item): [string, object] => [keyText(item), item]))
  // An event whose client's clock is wrong, or silent, is found through its message.
  const later = new Map<string, ProfileKey>()
  for (const { event, atom } of incoming) {
    const message = items.get(keyText(placeOf(account, event, atom))) as MessageItem | undefined
    if (isNear(event) || !message) continue
    const key = profileKeys.event(account, atom, message.time, event.messageId)
    later.set(keyText(key), key)
  }
  for (const item of await getAll<object>(ctx.profiles, [...later.values()])) items.set(keyText(item), item)

  const fresh: Incoming[] = []
  const counted: Incoming[] = []
  for (const one of incoming) {
    const { event, atom } = one
    const place = placeOf(account, event, atom)
    const message = isNear(event) ? undefined : (items.get(keyText(place)) as MessageItem | undefined)
    const time = isNear(event) ? event.originalTimestamp! : (message?.time ?? event.timestamp)
    const key = keyText(profileKeys.event(account, atom, time, event.messageId))
    const before = items.get(key) as EventItem | Incoming | undefined
    if (!before) {
      if (!isNear(event) && !message) items.set(keyText(place), { time: event.timestamp })
      items.set(key, one)
      fresh.push(one)
      counted.push(one)
    } else if (before.said === one.said) {
      counted.push(at(one, 'event' in before ? before.event.timestamp : before.timestamp))
    }
  }
  return { fresh, counted, known: items }
}

/** The event at its first moment. */
const at = (one: Incoming, timestamp: string): Incoming =>
  one.event.timestamp === timestamp
    ? one
    : { ...one, event: { ...one.event, timestamp }, fact: { ...one.fact, time: Date.parse(timestamp) } }

/** The item of an event; of one whose clock does not tell, the item that tells where the event is. */
const placeOf = (account: string, event: AcceptedEvent, atom: Atom): ProfileKey =>
  isNear(event)
    ? profileKeys.event(account, atom, event.originalTimestamp!, event.messageId)
    : profileKeys.message(account, atom, event.messageId)

/** One object for each source. Written again under the same name where the same events come again. */
async function writeLog(ctx: ConsumerContext, account: string, events: readonly Nobodys[]): Promise<void> {
  const bySource = Map.groupBy(events, ({ source }) => source)
  const write = async ([source, of]: [string, Nobodys[]]) => {
    const digest = createHash('sha256')
      .update(JSON.stringify(of.map(({ event }) => event.messageId)))
      .digest('hex')
    const lines = of.map(({ event }) => `${JSON.stringify(event)}\n`).join('')
    const key = eventKeys.object(account, source, ctx.now(), digest)
    await ctx.lake.put(key, gzipSync(lines), 'application/x-ndjson')
  }
  await Promise.all([...bySource].map(write))
}

async function writeEvents(ctx: ConsumerContext, account: string, fresh: readonly Incoming[]): Promise<void> {
  const expires_at = Math.floor(ctx.now().getTime() / 1000) + keptSeconds
  const items = fresh.flatMap(({ event, source, said, fact, atom }): (EventItem | MessageItem)[] => {
    const time = isNear(event) ? event.originalTimestamp! : event.timestamp
    const item: EventItem = {
      ...profileKeys.event(account, atom, time, event.messageId),
      timestamp: event.timestamp,
      source,
      fact: fact.key,
      said,
      body: deflateRawSync(JSON.stringify(event)),
      expires_at,
    }
    if (isNear(event)) return [item]
    return [{ ...profileKeys.message(account, atom, event.messageId), time, expires_at }, item]
  })
  // The item that tells where an event is goes first: without it a repeated message would be another event.
  await putAll(
    ctx.profiles,
    items.filter((item) => item.sk.startsWith('M#')),
  )
  await putAll(
    ctx.profiles,
    items.filter((item) => item.sk.startsWith('E#')),
  )
}

/** The facts that the graph does not have yet, or from a later moment on; each once, at its earliest. */
function unknownFacts(account: string, counted: readonly Incoming[], items: ReadonlyMap<string, object>): LiveFact[] {
  const unknown = new Map<string, LiveFact>()
  for (const { fact, atom } of counted) {
    const item = items.get(keyText(markerOf(account, fact, atom))) as (FactItem & IdentifierItem) | undefined
    const has = isAlone(fact) ? (item?.own?.key === fact.key ? item.own : undefined) : item
    if (has && byStamp(has, fact) <= 0) continue
    const before = unknown.get(fact.key)
    if (!before || byStamp(fact, before) < 0) unknown.set(fact.key, fact)
  }
  return [...unknown.values()]
}
