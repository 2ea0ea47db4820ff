import { joinTraits } from '../../engines/profiles/traits.ts'
import { getAll, putAll } from '../../ports/store/batches.ts'
import { keyText, type ProfileKey, profileKeys } from '../../ports/store/profile-keys.ts'
import type { ProfilesContext } from './context.ts'
import type { Incoming } from './incoming.ts'
import { saidBy, type Told, writeTraits } from './keep-traits.ts'

/** Keeps what group events say: the traits of companies, and who belongs to which. */
export async function keepGroups(ctx: ProfilesContext, account: string, events: readonly Incoming[]): Promise<void> {
  const told = new Map<string, Told>()
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
  // Clients say with each page to which company its reader belongs.
  const known = new Set((await getAll(ctx.profiles, [...members.values()].map(keyOf))).map(keyText))
  await putAll(
    ctx.profiles,
    [...members].flatMap(([text, item]) => (known.has(text) ? [] : item)),
  )
}

const keyOf = ({ pk, sk }: ProfileKey): ProfileKey => ({ pk, sk })
