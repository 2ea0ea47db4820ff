import { createHash } from 'node:crypto'
import { identifierText } from '../../../engines/identity/fact.ts'
import { historyOf } from '../../../engines/profiles/history-of.ts'
import { byKey, pageOf, sortableTime } from '../../../engines/profiles/pages.ts'
import { segmentId } from '../../../engines/profiles/segment-id.ts'
import type { Decision } from '../../../ports/store/decisions.ts'
import type { Profile } from '../read-profile.ts'
import type { IdentitySettings } from '../read-settings.ts'
import { type Ask, cursorOf, opaque, pathOf, type Query, shownId, timeOf, unopaque } from './ask.ts'

/** How a profile became what it is: merges and splits, also of those that it took in, and decisions; oldest first. */
export function askHistory(
  { account }: Pick<Ask, 'account'>,
  profile: Profile,
  { limit, next: given }: Query<'history'>,
  { decisions }: Pick<IdentitySettings, 'decisions'>,
) {
  const updates = historyOf(profile.component.history, profile.id).map(({ what, person, into, message, time }) => ({
    type: what,
    segment_id: segmentId(person),
    canonical_segment_id: segmentId(into),
    external_ids: [] as ReturnType<typeof shownId>[],
    triggering_event_id: message as string | null,
    timestamp: timeOf(time),
  }))
  const own = new Set(profile.facts.flatMap(({ identifiers }) => identifiers.map(identifierText)))
  const decided = decisions
    .filter((one) => namedIn(one).some((identifier) => own.has(identifierText(identifier))))
    .map((one) => ({
      type: one.what === 'apart' ? ('separate' as const) : ('delete' as const),
      segment_id: segmentId(profile.id),
      canonical_segment_id: segmentId(profile.id),
      external_ids: namedIn(one).map(shownId),
      triggering_event_id: null,
      timestamp: one.decided_at,
    }))
  type Row = (typeof updates)[number] | (typeof decided)[number]
  const keyOf = (row: Row) => {
    const digest = createHash('md5').update(JSON.stringify(row)).digest('base64url')
    return `${sortableTime(Date.parse(row.timestamp))} ${digest}`
  }
  // A row that stands twice in a history is one.
  const rows = new Map([...updates, ...decided].map((row) => [keyOf(row), row]))
  const { things, next } = pageOf([...rows].sort(byKey(([key]) => key)), ([key]) => key, {
    limit,
    after: given && unopaque(given),
  })
  return {
    data: things.map(([, row]) => row),
    cursor: cursorOf(pathOf(account, profile, 'history'), limit, next && opaque(next)),
  }
}

const namedIn = (decision: Decision) =>
  decision.what === 'apart' ? [decision.leaves, decision.left] : [decision.identifier]
