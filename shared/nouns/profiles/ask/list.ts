import type { Identifier } from '../../../engines/identity/fact.ts'
import { personIdOf, segmentId } from '../../../engines/profiles/segment-id.ts'
import { profileKeys } from '../../../ports/store/profile-keys.ts'
import { queryRange } from '../../../ports/store/ranges.ts'
import { findComponents } from '../find-components.ts'
import { resolveComponent } from '../read-profile.ts'
import type { IdentitySettings } from '../read-settings.ts'
import { badCursor } from '../refusal.ts'
import { type Ask, cursorOf, pathOfList, type Query } from './ask.ts'

/** Rows of people are in 16 partitions, by the first digit of the id. */
const partitions = [...'0123456789abcdef']

/**
 * All people of an account, in the order of their ids. A row says that there was a person of this id; whether there still
 * is one, its component says.
 */
export async function askList(
  { ctx, account }: Ask,
  settings: IdentitySettings,
  { limit, next: given }: Query<'list'>,
) {
  // Callers begin with 0.
  const after = given === undefined || given === '0' ? '' : personIdOf(given)
  if (after === undefined) throw badCursor()
  const people: string[] = []
  for (const digit of partitions) {
    if (digit < (after[0] ?? '')) continue
    const { pk } = profileKeys.person(account, digit)
    let from = digit === after[0] ? `${after} ` : digit
    for (let isLast = false; !isLast && people.length <= limit; ) {
      const page = await queryRange<Identifier>(
        ctx.profiles,
        { pk, from, to: '~' },
        { limit: limit + 1 - people.length, backwards: false },
      )
      people.push(...(await standing(ctx, account, settings, page.items)))
      isLast = page.isLast
      from = `${page.items.at(-1)?.sk} `
    }
  }
  const next = people.length > limit ? segmentId(people[limit - 1]!) : undefined
  return {
    data: people.slice(0, limit).map((id) => ({ segment_id: segmentId(id) })),
    cursor: cursorOf(pathOfList(account), limit, next),
  }
}

/** Of the people of rows those that there are today. */
async function standing(
  ctx: Ask['ctx'],
  account: string,
  settings: IdentitySettings,
  rows: readonly { sk: string; item: Identifier }[],
): Promise<string[]> {
  const identifiers = [...new Map(rows.map(({ item }) => [`${item.kind}:${item.value}`, item])).values()]
  const found = await findComponents(ctx, account, identifiers)
  const ids = new Set<string>()
  // One component of a large household is resolved once, not once for each of its people.
  const components = new Map(found.flatMap((one) => (one ? [[one.facts[0]!.key, one] as const] : [])))
  for (const one of components.values()) {
    for (const { id } of resolveComponent(one, settings).resolved.people) ids.add(id)
  }
  return rows.map(({ sk }) => sk).filter((id) => ids.has(id))
}
