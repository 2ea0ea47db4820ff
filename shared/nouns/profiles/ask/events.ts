import type { AcceptedEvent } from '../../../engines/events/event.ts'
import { type Position, pageOfEvents, type ReadEvent } from '../page-of-events.ts'
import type { Profile } from '../read-profile.ts'
import { badCursor } from '../refusal.ts'
import { type Ask, cursorOf, pathOf, type Query, shownId } from './ask.ts'

/** The events of a profile, the newest first unless `sort` says otherwise. */
export async function askEvents({ ctx, account }: Ask, profile: Profile, query: Query<'events'>) {
  const { start, end, include, exclude, limit, sort } = query
  const isAsked = (event: AcceptedEvent) => {
    const name = nameOf(event)
    return (!include || (name !== undefined && include.includes(name))) && !(name && exclude?.includes(name))
  }
  const after = query.next === undefined ? undefined : positionOf(query.next)
  const asked = { from: start, to: end, isAsked, limit, sort, after }
  const { events, next } = await pageOfEvents(ctx, account, profile, asked)
  const factOf = new Map(profile.facts.map((fact) => [fact.key, fact]))
  const shown = ({ event, item }: ReadEvent) => ({
    external_ids: (factOf.get(item.fact)?.identifiers ?? []).map(shownId),
    context: event.context ?? {},
    type: event.type,
    message_id: event.messageId,
    source_id: item.source,
    timestamp: item.timestamp,
    ...(event.traits && { traits: event.traits }),
    ...(event.groupId !== undefined && { group_id: event.groupId }),
    properties: propertiesOf(event),
    ...(nameOf(event) !== undefined && { event: nameOf(event) }),
    related: {},
  })
  return {
    data: events.map(shown),
    cursor: cursorOf(pathOf(account, profile, 'events'), limit, next && textOf(next)),
  }
}

/** Pages and screens go by one name each, as audiences ask for them. */
function nameOf({ type, event }: AcceptedEvent): string | undefined {
  if (type === 'page') return 'Page Viewed'
  return type === 'screen' ? 'Screen Viewed' : event
}

const propertiesOf = ({ properties = {}, name, category }: AcceptedEvent) => ({
  ...(name !== undefined && { name }),
  ...(category !== undefined && { category }),
  ...properties,
})

/** Base64 of `<nanoseconds since 1970>::<message id>`, as Segment's. */
const textOf = ({ time, message }: Position): string => Buffer.from(`${time}000000::${message}`).toString('base64url')

function positionOf(text: string): Position {
  const [, time, message] = /^(\d{1,15})\d{6}::(.*)$/s.exec(Buffer.from(text, 'base64url').toString()) ?? []
  if (time === undefined || message === undefined) throw badCursor()
  return { time: Number(time), message }
}
