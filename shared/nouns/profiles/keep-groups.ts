import type { SaidTraits } from '../../engines/profiles/traits.ts'
import { joinTraits } from '../../engines/profiles/traits.ts'
import { putAll } from '../../ports/store/batches.ts'
import { keyText, type ProfileKey, profileKeys } from '../../ports/store/profile-keys.ts'
import type { ProfilesContext } from './context.ts'
import type { Incoming } from './incoming.ts'
import { saidBy, writeTraits } from './keep-traits.ts'

/** Keeps what group events say: the traits of companies, and who belongs to which. */
export async function keepGroups(ctx: ProfilesContext, account: string, events: readonly Incoming[]): Promise<void> {
  const told = new Map<string, { key: ProfileKey; traits: SaidTraits }>()
  const members = new Map<string, ProfileKey & Record<string, unknown>>()
  for (const { event, source, fact, atom } of events) {
    if (event.type !== 'group' || !event.groupId) continue
    const key = profileKeys.group(account, event.groupId)
    const before = told.get(keyText(key))?.traits ?? new Map()
    told.set(keyText(key), { key, traits: joinTraits(before, saidBy(event, source, fact.key)) })
    const { kind, value } = atom.at
    const member = profileKeys.member(account, event.groupId, atom.at)
    members.set(keyText(member), { ...member, kind, value })
    const link = profileKeys.belongsToOne(account, atom.at, event.groupId)
    members.set(keyText(link), { ...link, group: event.groupId, fact: fact.key })
  }
  await writeTraits(ctx, [...told.values()])
  await putAll(ctx.profiles, [...members.values()])
}
