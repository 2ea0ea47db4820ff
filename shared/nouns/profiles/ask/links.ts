import { createHash } from 'node:crypto'
import { identifierText } from '../../../engines/identity/fact.ts'
import { byKey, pageOf } from '../../../engines/profiles/pages.ts'
import { inParallel } from '../../../ports/store/batches.ts'
import { profileKeys } from '../../../ports/store/profile-keys.ts'
import { queryAll } from '../../../ports/store/table.ts'
import type { Profile } from '../read-profile.ts'
import { atomsOf } from '../read-traits.ts'
import { type Ask, cursorOf, pathOf, type Query, shownGroup } from './ask.ts'

const abreast = 8

/** The companies that a user was said to belong to. */
export async function askLinks({ ctx, account }: Ask, profile: Profile, { limit, next: after }: Query<'links'>) {
  const places = new Map(atomsOf(profile).map(({ at }) => [identifierText(at), at]))
  const own = new Set(profile.facts.map(({ key }) => key))
  const groups = new Set<string>()
  await inParallel([...places.values()], abreast, async (at) => {
    const said = await queryAll<{ group: string; fact: string }>(ctx.profiles, profileKeys.belongsTo(account, at))
    for (const { group, fact } of said) if (own.has(fact)) groups.add(group)
  })
  const keyOf = (group: string) => createHash('md5').update(group).digest('base64url')
  const { things, next } = pageOf([...groups].sort(byKey(keyOf)), keyOf, { limit, after })
  return {
    data: things.map((group) => ({ to_collection: 'accounts' as const, external_ids: [shownGroup(group)] })),
    cursor: cursorOf(pathOf(account, profile, 'links'), limit, next),
  }
}
