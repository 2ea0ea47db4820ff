import { inflateRawSync } from 'node:zlib'
import type { AcceptedEvent } from '../../engines/events/event.ts'
import type { Identifier } from '../../engines/identity/fact.ts'
import { profileKeys } from '../../ports/store/profile-keys.ts'
import { queryRange } from '../../ports/store/ranges.ts'
import type { ProfilesContext } from './context.ts'
import type { EventItem } from './items.ts'

/** An event as the table keeps it. */
export interface KeptEvent {
  event: AcceptedEvent
  source: string
  /** The key of its fact. */
  fact: string
}

/** More lie at an identifier of nobody's only, such as a till's. */
const mostLookedAt = 5000

/** The newest events that lie at an identifier, of these facts; newest first. */
export async function newestEvents(
  { profiles }: ProfilesContext,
  account: string,
  at: Identifier,
  facts: ReadonlySet<string>,
): Promise<KeptEvent[]> {
  const range = profileKeys.eventsBetween(account, at)
  const events: KeptEvent[] = []
  let after: string | undefined
  for (let lookedAt = 0; lookedAt < mostLookedAt; ) {
    const { items, isLast } = await queryRange<EventItem>(profiles, range, { limit: 1000, backwards: true, after })
    for (const { item } of items) if (facts.has(item.fact)) events.push(unpackEvent(item))
    if (isLast) break
    lookedAt += items.length
    after = items.at(-1)?.sk
  }
  return events
}

export const unpackEvent = ({ timestamp, source, fact, body }: EventItem): KeptEvent => ({
  event: { ...(JSON.parse(inflateRawSync(body).toString('utf8')) as AcceptedEvent), timestamp },
  source,
  fact,
})
