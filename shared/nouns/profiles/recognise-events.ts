import type { AcceptedEvent } from '../../engines/events/event.ts'
import { getAll, inParallel, putNew } from '../../ports/store/batches.ts'
import { keyText, type ProfileKey, profileKeys } from '../../ports/store/profile-keys.ts'
import type { ConsumerContext } from './context.ts'
import type { Incoming } from './incoming.ts'
import type { EventItem, MessageItem } from './items.ts'
import { markerOf } from './marker.ts'

/** The client's clock and ours may differ by so much before the client's time is no place to look for an event. */
export const clockTolerance = 5 * 60_000

/** Claims of moments that are under way at the same time. */
const abreast = 8

/** An event with the place where it lies, or will. */
export interface Placed extends Incoming {
  key: ProfileKey
}

/**
 * Tells new events from repeated ones, which keep the moment that they had the first time: a retry is sent at another time,
 * and its corrected clock says another moment.
 *
 * @returns `fresh`: events that the table does not have. `counted`: these, and those that it has, at their first moment.
 * `conflicting`: those whose message id came before with another content. `known`: the items that say which facts are in the graph
 */
export async function recogniseEvents(
  ctx: ConsumerContext,
  account: string,
  incoming: readonly Incoming[],
  keptSeconds: number,
): Promise<{ fresh: Placed[]; counted: Placed[]; conflicting: Placed[]; known: ReadonlyMap<string, object> }> {
  const placed = await placeEvents(ctx, account, incoming, keptSeconds)
  const keys = placed.flatMap(({ key, fact, atom }) => [key, markerOf(account, fact, atom)])
  const items = new Map((await getEach<object>(ctx, keys)).map((item) => [keyText(item), item as object]))
  const fresh: Placed[] = []
  const counted: Placed[] = []
  const conflicting: Placed[] = []
  for (const one of placed) {
    const text = keyText(one.key)
    const before = items.get(text) as EventItem | Placed | undefined
    if (!before) {
      items.set(text, one)
      fresh.push(one)
      counted.push(one)
    } else if (before.said === one.said) {
      counted.push({ ...one, ...at(one, 'event' in before ? before.event.timestamp : before.timestamp) })
    } else conflicting.push(one)
  }
  return { fresh, counted, conflicting, known: items }
}

/**
 * Where each event lies: under the client's time, which a retry says again. Where the client's clock is wrong or silent it is our
 * moment, and the first of the same message to come claims it for all.
 */
async function placeEvents(
  ctx: ConsumerContext,
  account: string,
  incoming: readonly Incoming[],
  keptSeconds: number,
): Promise<Placed[]> {
  const messageOf = ({ event, atom }: Incoming) => profileKeys.message(account, atom, event.messageId)
  const unsure = incoming.filter(({ event }) => !isNear(event))
  const moments = new Map<string, string>()
  const learn = async (of: readonly Incoming[]) => {
    const items = await getEach<MessageItem>(ctx, of.map(messageOf))
    for (const item of items) moments.set(keyText(item), item.time)
  }
  await learn(unsure)
  const claims = new Map(
    unsure
      .filter((one) => !moments.has(keyText(messageOf(one))))
      .reverse()
      .map((one) => [keyText(messageOf(one)), one]),
  )
  const lost: Incoming[] = []
  const expires_at = Math.floor(ctx.now().getTime() / 1000) + keptSeconds
  await inParallel([...claims.values()], abreast, async (one) => {
    const item: MessageItem = { ...messageOf(one), time: one.event.timestamp, expires_at }
    if (await putNew(ctx.profiles, item)) moments.set(keyText(item), item.time)
    else lost.push(one)
  })
  await learn(lost)
  return incoming.map((one): Placed => {
    const { event, atom } = one
    if (isNear(event)) {
      return { ...one, key: profileKeys.event(account, atom, event.originalTimestamp!, event.messageId) }
    }
    const moment = moments.get(keyText(messageOf(one)))!
    return { ...at(one, moment), key: profileKeys.event(account, atom, moment, event.messageId) }
  })
}

/** The items of these keys, of which some may be the same. */
const getEach = <Item>(ctx: ConsumerContext, keys: readonly ProfileKey[]) =>
  getAll<Item>(ctx.profiles, [...new Map(keys.map((key) => [keyText(key), key])).values()])

const isNear = ({ originalTimestamp, timestamp }: AcceptedEvent): boolean =>
  originalTimestamp !== undefined && Math.abs(Date.parse(originalTimestamp) - Date.parse(timestamp)) <= clockTolerance

/** The event at its first moment. */
const at = (one: Incoming, timestamp: string): Incoming =>
  one.event.timestamp === timestamp
    ? one
    : { ...one, event: { ...one.event, timestamp }, fact: { ...one.fact, time: Date.parse(timestamp) } }
