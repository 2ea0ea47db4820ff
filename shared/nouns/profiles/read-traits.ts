import { byStamp, identifierText } from '../../engines/identity/fact.ts'
import { sharedUserIds } from '../../engines/identity/shared-user-ids.ts'
import { type Atom, atomOf } from '../../engines/profiles/fact.ts'
import { joinTraits, type SaidTrait, type SaidTraits } from '../../engines/profiles/traits.ts'
import { getAll } from '../../ports/store/batches.ts'
import { profileKeys } from '../../ports/store/profile-keys.ts'
import type { ProfilesContext } from './context.ts'
import type { TraitsItem } from './items.ts'
import { saidBy, unpackTraits } from './keep-traits.ts'
import { newestEvents } from './read-events.ts'
import type { Profile } from './read-profile.ts'

/** The places where the events and traits of a person lie, each once. */
export function atomsOf({ facts }: Pick<Profile, 'facts'>): Atom[] {
  const atoms = facts.filter(({ traits }) => !traits).map(atomOf)
  return [...new Map(atoms.map((atom) => [`${identifierText(atom.at)} ${atom.fact ?? ''}`, atom])).values()]
}

/** The last value of each trait of a person, from A to Z. Those that were taken away are not there. */
export async function readTraits(
  ctx: ProfilesContext,
  account: string,
  profile: Pick<Profile, 'facts' | 'component'>,
): Promise<Map<string, SaidTrait>> {
  const own = new Set(profile.facts.map(({ key }) => key))
  const shared = sharedUserIds(profile.component.resolved)
  const isShared = ({ at }: Atom) => at.kind === 'user_id' && shared.has(at.value)
  const atoms = atomsOf(profile)
  const keys = atoms.filter((atom) => !isShared(atom)).map((atom) => profileKeys.traits(account, atom))
  let traits = fileTraits(profile.facts)
  for (const item of await getAll<TraitsItem>(ctx.profiles, keys)) traits = joinTraits(traits, unpackTraits(item))
  // At a user_id that turned out to be nobody's lie the traits of several people: events tell whose each is.
  for (const { at } of atoms.filter(isShared)) {
    for (const { event, source, fact } of await newestEvents(ctx, account, at, own)) {
      if (event.type === 'identify') traits = joinTraits(traits, saidBy(event, source, fact))
    }
  }
  return standing(traits)
}

/** The last values that rows of files say, in the order of the fold. */
function fileTraits(facts: Profile['facts']): SaidTraits {
  const last = new Map<string, { time: number; tie: string; said: SaidTrait }>()
  for (const { key, source, traits } of facts) {
    for (const [name, [value, time, tie]] of Object.entries(traits ?? {})) {
      const before = last.get(name)
      if (before && byStamp({ time, tie }, before) <= 0) continue
      last.set(name, { time, tie, said: { value, time, message: '', source, fact: key } })
    }
  }
  return new Map([...last].map(([name, { said }]) => [name, said]))
}

/** The traits that were not taken away, from A to Z. */
export function standing(traits: SaidTraits): Map<string, SaidTrait> {
  const known = [...traits].filter(([, { value }]) => value !== null)
  return new Map(known.sort(([one], [other]) => (one < other ? -1 : 1)))
}
