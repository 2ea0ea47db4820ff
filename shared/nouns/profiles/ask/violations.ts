import type { Violation } from '../../../engines/profiles/history.ts'
import { profileKeys } from '../../../ports/store/profile-keys.ts'
import { queryRange } from '../../../ports/store/ranges.ts'
import { badCursor } from '../refusal.ts'
import { type Ask, cursorOf, opaque, type Query, shownId, timeOf, unopaque } from './ask.ts'

const moment = /^[\x21-\x7d]{1,100}$/

/** Identifiers that did not link, of the last 30 days, the newest first. */
export async function askViolations({ ctx, account }: Ask, { limit, next: given }: Query<'violations'>) {
  const after = given && unopaque(given)
  if (after !== undefined && !moment.test(after)) throw badCursor()
  const { pk, prefix } = profileKeys.violations(account)
  const { items } = await queryRange<Violation & { expires_at: number }>(
    ctx.profiles,
    { pk, from: prefix, to: `${prefix}~` },
    { limit: limit + 1, backwards: true, after: after === undefined ? undefined : prefix + after },
  )
  const page = items.slice(0, limit)
  const next = items.length > limit ? opaque(page.at(-1)!.sk.slice(prefix.length)) : undefined
  const now = ctx.now().getTime() / 1000
  return {
    data: page
      // TTL is not deletion.
      .filter(({ item }) => item.expires_at > now)
      .map(({ item: { reason, identifier, message, time, source } }) => ({
        reason,
        external_id: shownId(identifier),
        message_id: message,
        source_id: source,
        timestamp: timeOf(time),
      })),
    cursor: cursorOf(`/v1/spaces/${account}/violations`, limit, next),
  }
}
