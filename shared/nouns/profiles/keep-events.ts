import { createHash } from 'node:crypto'
import { deflateRawSync, gzipSync } from 'node:zlib'
import type { AcceptedEvent } from '../../engines/events/event.ts'
import type { QueuedEvents } from '../../engines/events/queued.ts'
import { byStamp } from '../../engines/identity/fact.ts'
import { atomOf, factOf, type LiveFact } from '../../engines/profiles/fact.ts'
import { eventKeys } from '../../lake/keys.ts'
import { putAll } from '../../ports/store/batches.ts'
import { keyText } from '../../ports/store/profile-keys.ts'
import type { ConsumerContext } from './context.ts'
import type { Incoming } from './incoming.ts'
import type { EventItem, FactItem, IdentifierItem } from './items.ts'
import { keepGroups } from './keep-groups.ts'
import { keepTraits } from './keep-traits.ts'
import { linkFacts } from './link-facts.ts'
import { isAlone, markerOf } from './marker.ts'
import { readSettings } from './read-settings.ts'
import { type Placed, recogniseEvents } from './recognise-events.ts'
import { tellVerdicts } from './tell-verdicts.ts'

/** How long an event lies in the table. The log in the lake has it for good. */
const keptSeconds = 14 * 24 * 3600

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
  const { fresh, counted, known, conflicting } = await recogniseEvents(ctx, account_id, incoming, keptSeconds)
  // The log first: an event that the table has is one that the log has.
  await writeLog(ctx, account_id, [...fresh, ...nobodys])
  await writeEvents(ctx, fresh)
  await linkFacts(ctx, account_id, settings, unknownFacts(account_id, counted, known))
  await keepTraits(ctx, account_id, counted)
  await keepGroups(ctx, account_id, counted)
  await tellVerdicts(ctx, account_id, [
    ...nobodys.map((one) => ({ ...one, code: 'no_matching_identifiers' as const })),
    ...conflicting.map((one) => ({ ...one, code: 'conflicting_duplicate' as const })),
  ])
}

/** The content of an event without its times, which a repeated request has anew, and without the address, which is ours. */
function digestOf({ timestamp: _time, receivedAt: _received, sentAt: _sent, context, ...said }: AcceptedEvent): string {
  const { ip: _ip, ...rest } = context ?? {}
  return createHash('sha1')
    .update(JSON.stringify([said, rest]))
    .digest('base64')
}

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

async function writeEvents(ctx: ConsumerContext, fresh: readonly Placed[]): Promise<void> {
  const expires_at = Math.floor(ctx.now().getTime() / 1000) + keptSeconds
  const items = fresh.map(
    ({ event, source, said, fact, key }): EventItem => ({
      ...key,
      timestamp: event.timestamp,
      source,
      fact: fact.key,
      said,
      body: deflateRawSync(JSON.stringify(event)),
      expires_at,
    }),
  )
  await putAll(ctx.profiles, items)
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
