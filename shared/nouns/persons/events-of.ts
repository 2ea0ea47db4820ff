import { createHash } from 'node:crypto'
import { flatEvent } from '../../engines/events/flat-event.ts'
import { blockedValues } from '../../engines/identity/normalize-identifier.ts'
import { byKey, pageOf, sortableTime } from '../../engines/profiles/pages.ts'
import { quoteName } from '../../engines/sql/quote.ts'
import { inStream } from '../../lake/columns.ts'
import type { PeoplePart } from '../../lake/keys.ts'
import { ofType } from '../../model/resource.ts'
import { refuse } from '../../verbs/refuse.ts'
import { pageOfEvents } from '../profiles/page-of-events.ts'
import type { Profile } from '../profiles/read-profile.ts'
import { openPerson, type PersonAsk, sourceOf, withLake } from './context.ts'
import { type Found, lakeIdOf } from './find-person.ts'

interface Asked {
  streams?: string | undefined
  since?: string | undefined
  until?: string | undefined
  limit: number
  next?: string | undefined
}

interface Shown {
  time: string
  stream: string
  value: number | null
  properties: Record<string, unknown>
  source_name: string | null
  is_new: boolean
}

/** So many events of one person are looked at; a till's walk-in customer has more. */
const mostRead = 20_000
const dayMs = 86_400_000

/**
 * The events of a person, the newest first: those of the last build, and those that its sources took since. A source says through
 * which hour of writing the build has read it, so that no event comes twice.
 */
export async function eventsOf(ask: PersonAsk, found: Found, { streams, since, until, limit, next }: Asked) {
  const after = next && Buffer.from(next, 'base64url').toString()
  if (after !== undefined && !/^[\dZ:.T-]{24} /.test(after)) refuse('next', 'next is none that was given out')
  const all = [...(await builtEvents(ask, found)), ...(found.profile ? await newEvents(ask, found.profile) : [])]
  const counts = Map.groupBy(all, ({ stream }) => stream)
  const names = streams?.split(',').filter(Boolean)
  const [first, last] = [since && Date.parse(since), until && Date.parse(until) + dayMs]
  const asked = all.filter(({ time, stream }) => {
    const at = Date.parse(time)
    return (!names || names.includes(stream)) && (!first || at >= first) && (!last || at < last)
  })
  // Of two that are alike in all, one is enough: the digest would not tell one from the other.
  const keyed = new Map(asked.map((event) => [keyOf(event), event]))
  const sorted = [...keyed].sort(byKey(([key]) => key))
  const page = pageOf(sorted, ([key]) => key, { limit, after })
  return {
    events: page.things.map(([, event]) => event),
    streams: [...counts].map(([name, { length: count }]) => ({ name, count })).sort((a, b) => b.count - a.count),
    next: page.next === undefined ? null : Buffer.from(page.next).toString('base64url'),
  }
}

/** The latest first, in the ascending order of keys: so far before the end of the year 9999. */
const end = Date.parse('9999-12-31T23:59:59.999Z')
const keyOf = (event: Shown): string =>
  `${sortableTime(end - Date.parse(event.time))} ${createHash('md5').update(JSON.stringify(event)).digest('base64url')}`

async function builtEvents(ask: PersonAsk, found: Found): Promise<Shown[]> {
  const id = lakeIdOf(found)
  const streams = Object.keys(ask.people?.streams ?? {})
  if (!id) return []
  return withLake(ask, async (db, scratch) => {
    const events: Shown[] = []
    for (const stream of streams) {
      const part: PeoplePart = `stream-${stream}`
      await openPerson(db, ask, id, [part], scratch)
      const rows = await db.rows<Record<string, unknown>>(
        `SELECT * FROM ${quoteName(part)} WHERE datetime IS NOT NULL ORDER BY datetime DESC LIMIT ${mostRead}`,
      )
      for (const { person_id: _, datetime, value = null, ...rest } of rows) {
        const properties = Object.entries(rest).filter(([name, one]) => one !== null && !inStream.lines.has(name))
        events.push({
          time: new Date(Number(datetime)).toISOString(),
          stream,
          value: value === null ? null : Number(value),
          properties: Object.fromEntries(properties),
          source_name: null,
          is_new: false,
        })
      }
    }
    return events
  })
}

/** Events that were written into the log after the hour through which the last build read it. */
async function newEvents(ask: PersonAsk, profile: Profile): Promise<Shown[]> {
  const sources = new Map(ofType(ask.all, 'sources').map((source) => [source.id, source]))
  const { events } = await pageOfEvents(ask.live, ask.ctx.account_id, profile, { limit: 1000, sort: 'desc' })
  return events.flatMap(({ event, item, time }): Shown[] => {
    const source = sources.get(item.source)
    const through = source?.output?.read_through
    if (through && event.receivedAt.slice(0, 13) <= through) return []
    const kinds = source?.config.identifiers.map(({ kind }) => kind) ?? []
    const { stream, properties } = flatEvent(event, { kinds, blocked: blockedValues([]) })
    if (!stream) return []
    const { value, ...rest } = Object.fromEntries(properties)
    return [
      {
        time: new Date(time).toISOString(),
        stream: stream.name,
        value: value === undefined ? null : Number(value),
        properties: rest,
        source_name: sourceOf(ask, item.source).source_name,
        is_new: true,
      },
    ]
  })
}
