import { inflateRawSync } from 'node:zlib'
import type { AcceptedEvent } from '../../engines/events/event.ts'
import type { Identifier } from '../../engines/identity/fact.ts'
import { profileKeys } from '../../ports/store/profile-keys.ts'
import type { ProfilesContext } from './context.ts'
import type { EventItem } from './items.ts'

/** An event as the table keeps it. */
export interface KeptEvent {
  event: AcceptedEvent
  source: string
  /** The key of its fact. */
  fact: string
}

/** Pages of one megabyte: more lie at an identifier of nobody's only, such as a till's. */
const mostPages = 5

/** The newest events that lie at an identifier, of these facts; newest first. */
export async function newestEvents(
  ctx: ProfilesContext,
  account: string,
  at: Identifier,
  facts: ReadonlySet<string>,
): Promise<KeptEvent[]> {
  const { pk, prefix } = profileKeys.events(account, at)
  const events: KeptEvent[] = []
  let start: Record<string, unknown> | undefined
  for (let page = 0; page < mostPages; page++) {
    const { Items = [], LastEvaluatedKey } = await ctx.profiles.db.query({
      TableName: ctx.profiles.name,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: { ':pk': pk, ':prefix': prefix },
      ConsistentRead: true,
      ScanIndexForward: false,
      ExclusiveStartKey: start,
    })
    for (const item of Items as EventItem[]) if (facts.has(item.fact)) events.push(unpackEvent(item))
    start = LastEvaluatedKey
    if (!start) break
  }
  return events
}

export const unpackEvent = ({ timestamp, source, fact, body }: EventItem): KeptEvent => ({
  event: { ...(JSON.parse(inflateRawSync(body).toString('utf8')) as AcceptedEvent), timestamp },
  source,
  fact,
})
