import type { AcceptedEvent } from '../../engines/events/event.ts'
import { identifierText } from '../../engines/identity/fact.ts'
import { profileKeys } from '../../ports/store/profile-keys.ts'
import { queryRange, type Range } from '../../ports/store/ranges.ts'
import type { ProfilesContext } from './context.ts'
import type { EventItem } from './items.ts'
import { unpackEvent } from './read-events.ts'
import type { Profile } from './read-profile.ts'
import { atomsOf } from './read-traits.ts'
import { clockTolerance } from './recognise-events.ts'

/** An event of a person. */
export interface ReadEvent {
  /** Its moment, by which events are sorted: milliseconds since 1970. */
  time: number
  message: string
  item: EventItem
  event: AcceptedEvent
}

/** A place between two events. */
export type Position = Pick<ReadEvent, 'time' | 'message'>

export interface EventsAsked {
  /** The first and the last moment, both included. */
  from?: number | undefined
  to?: number | undefined
  isAsked?: (event: AcceptedEvent) => boolean
  limit: number
  sort: 'asc' | 'desc'
  after?: Position | undefined
}

/** So many items of the table are looked at for one page: a filter that fits nothing must end some time. */
const mostLookedAt = 5000

/**
 * A page of a person's events by their moments, from all places where they lie at once.
 *
 * Keys hold the time of the client's clock, and events are sorted by the corrected one, from which it differs by at most
 * `clockTolerance`. So an event is given out once nothing that is still unread can come before it.
 *
 * @returns `next`: where the next page begins; undefined where none does. A page may be short, and yet not the last one
 */
export async function pageOfEvents(
  ctx: ProfilesContext,
  account: string,
  profile: Pick<Profile, 'facts'>,
  { from, to, isAsked = () => true, limit, sort, after }: EventsAsked,
): Promise<{ events: ReadEvent[]; next?: Position }> {
  const now = ctx.now().getTime()
  const sign = sort === 'asc' ? 1 : -1
  const order = (one: Position, other: Position) =>
    sign * (one.time - other.time || (one.message < other.message ? -1 : +(one.message > other.message)))
  const last = Math.min(to ?? now, now)
  const lower = sort === 'asc' && after ? Math.max(after.time, from ?? 0) : from
  const upper = sort === 'desc' && after ? Math.min(after.time, last) : last
  const own = new Set(profile.facts.map(({ key }) => key))
  const isOwn = ({ time, message, item }: Omit<ReadEvent, 'event'>) =>
    own.has(item.fact) &&
    time >= (from ?? 0) &&
    time <= last &&
    // TTL is not deletion.
    item.expires_at * 1000 > now &&
    (!after || order({ time, message }, after) > 0)

  const places = rangesOf(account, profile, lower, upper).map((range) => new Place(range, sign))
  const found: ReadEvent[] = []
  let lookedAt = 0
  for (;;) {
    const open = places.filter(({ isRead }) => !isRead)
    const reached = Math.min(...open.map((place) => place.reached)) - clockTolerance
    const ready = found.filter(({ time }) => sign * time < reached).sort(order)
    const page = distinct(ready)
    if (page.length > limit) return { events: page.slice(0, limit), next: page[limit - 1]! }
    if (open.length === 0) return { events: page }
    // Enough was looked at, and the next page begins further on than this one.
    if (lookedAt >= mostLookedAt && (!after || reached > sign * after.time)) {
      return { events: page, next: { time: sign === 1 ? reached : -reached + 1, message: '' } }
    }
    const behind = open.filter((place) => place.reached - clockTolerance <= reached + clockTolerance)
    const pages = await Promise.all(behind.map((place) => place.read(ctx, 2 * limit + 20)))
    for (const { sk, item } of pages.flat()) {
      lookedAt++
      const seen = { time: Date.parse(item.timestamp), message: sk.slice('E#2026-01-01T00:00:00.000Z#'.length), item }
      if (!isOwn(seen)) continue
      const { event } = unpackEvent(item)
      if (isAsked(event)) found.push({ ...seen, event })
    }
  }
}

/** A message that several places have at one moment, as one that was sent again with another id, is one event. */
const distinct = (sorted: readonly ReadEvent[]): ReadEvent[] =>
  sorted.filter(({ time, message }, i) => {
    const before = sorted[i - 1]
    return !before || before.time !== time || before.message !== message
  })

function rangesOf(account: string, profile: Pick<Profile, 'facts'>, from?: number, to?: number): Range[] {
  const places = new Map(atomsOf(profile).map(({ at }) => [identifierText(at), at]))
  const text = (ms: number | undefined) => (ms === undefined ? undefined : new Date(Math.max(0, ms)).toISOString())
  const [first, last] = [from && from - clockTolerance, to && to + clockTolerance + 1]
  return [...places.values()].map((at) => profileKeys.eventsBetween(account, at, text(first), text(last)))
}

/** One place where events lie, and how far it is read. */
class Place {
  isRead = false
  /** Nothing unread comes before, in the order of reading. */
  reached = Number.NEGATIVE_INFINITY
  readonly #range: Range
  readonly #sign: 1 | -1
  #after: string | undefined

  constructor(range: Range, sign: 1 | -1) {
    this.#range = range
    this.#sign = sign
  }

  async read({ profiles }: ProfilesContext, limit: number) {
    const { items, isLast } = await queryRange<EventItem>(profiles, this.#range, {
      limit,
      backwards: this.#sign === -1,
      after: this.#after,
    })
    this.isRead = isLast
    const last = items.at(-1)?.sk
    if (last !== undefined) {
      this.#after = last
      this.reached = this.#sign * Date.parse(last.slice(2, 'E#2026-01-01T00:00:00.000Z'.length))
    }
    return items
  }
}
