import { messageOfTie } from '../../../engines/profiles/fact.ts'
import { segmentId } from '../../../engines/profiles/segment-id.ts'
import type { SaidTrait } from '../../../engines/profiles/traits.ts'
import { pageOfEvents } from '../page-of-events.ts'
import { pendingDatasets } from '../pending-files.ts'
import type { Profile } from '../read-profile.ts'
import { readTraits } from '../read-traits.ts'
import { type Ask, timeOf } from './ask.ts'

/** When and by whom a profile was first and last heard of. A profile does not expire: only its events do. */
export async function askMetadata({ ctx, account }: Ask, profile: Profile) {
  const [newest, traits, pending] = await Promise.all([
    pageOfEvents(ctx, account, profile, { limit: 1, sort: 'desc' }),
    readTraits(ctx, account, profile),
    pendingDatasets(ctx.table, account, ctx.now().toISOString()),
  ])
  const { exact, base } = profile.component
  const first = profile.facts[0]!
  const said = [
    ...newest.events.map(({ time, message, item }) => ({ time, message, source: item.source })),
    ...traits.values(),
    ...profile.facts.map(({ time, tie, source }) => ({ time, message: messageOfTie(tie), source })),
  ]
  const last = newestOf(said)!
  return {
    metadata: {
      segment_id: segmentId(profile.id),
      exact,
      created_at: timeOf(first.time),
      updated_at: timeOf(last.time),
      expires_at: null,
      first_message_id: messageOfTie(first.tie) || null,
      first_source_id: first.source,
      last_message_id: last.message || null,
      last_source_id: last.source,
      identity: { as_of_files: base?.as_of_files ?? null, exact, pending },
    },
  }
}

/** The last of those that were said. */
export const newestOf = <Said extends Pick<SaidTrait, 'time' | 'message' | 'source'>>(
  said: readonly Said[],
): Said | undefined =>
  said.reduce<Said | undefined>((one, other) => (one && one.time >= other.time ? one : other), undefined)
