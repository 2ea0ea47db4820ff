import { sharedUserIds } from '../../engines/identity/atom-of.ts'
import { type Identifier, identifierText } from '../../engines/identity/fact.ts'
import { normalizeIdentifier } from '../../engines/identity/normalize-identifier.ts'
import { type ResolvedFacts, resolveFacts } from '../../engines/identity/resolve-facts.ts'
import { joinFacts } from '../../engines/profiles/component.ts'
import { type Atom, atomOf, type LiveFact } from '../../engines/profiles/fact.ts'
import type { GraphUpdate } from '../../engines/profiles/graph-update.ts'
import { joinTraits, type SaidTrait, type SaidTraits } from '../../engines/profiles/traits.ts'
import { getAll } from '../../ports/store/batches.ts'
import { profileKeys } from '../../ports/store/profile-keys.ts'
import type { ProfilesContext } from './context.ts'
import type { TraitsItem } from './items.ts'
import { saidBy, unpackTraits } from './keep-traits.ts'
import { ownFact, readComponents, readIdentifiers } from './link-facts.ts'
import { newestEvents } from './read-events.ts'
import type { IdentitySettings } from './read-settings.ts'

/** One person, as the events of now have it. */
export interface Profile {
  /** The person's id, as builds give it to the same person. */
  id: string
  /** Those that find the person. */
  identifiers: Identifier[]
  /** All that was said together of the person, earliest first. */
  facts: LiveFact[]
  /** Everybody in the same component, and why some identifiers did not link. */
  component: {
    facts: readonly LiveFact[]
    resolved: ResolvedFacts
    history: readonly GraphUpdate[]
    /** False where the component is full: further links wait for the next build. */
    exact: boolean
  }
}

/** The person whom an identifier finds, as a client writes it; undefined where it finds nobody. */
export async function readProfile(
  ctx: ProfilesContext,
  account: string,
  settings: IdentitySettings,
  { kind, value: raw }: Identifier,
): Promise<Profile | undefined> {
  const value = normalizeIdentifier(kind, raw)
  if (value === null) return undefined
  const identifier = { kind, value }
  const items = await readIdentifiers(ctx, account, [identifier])
  const {
    components: [component],
  } = await readComponents(ctx, account, items)
  const facts = [...joinFacts(component?.facts ?? new Map(), items.flatMap(ownFact)).values()]
  if (facts.length === 0) return undefined
  const resolved = resolveFacts(facts, settings.rulesFor(facts))
  const asked = identifierText(identifier)
  const person = resolved.people.find(({ identifiers }) => identifiers.some((one) => identifierText(one) === asked))
  if (!person) return undefined
  return {
    id: person.id,
    identifiers: person.identifiers,
    facts: person.facts.map((fact) => facts[fact]!),
    component: { facts, resolved, history: component?.history ?? [], exact: !component?.full },
  }
}

/** The places where the events and traits of a person lie, each once. */
export function atomsOf({ facts }: Pick<Profile, 'facts'>): Atom[] {
  const atoms = facts.map(atomOf)
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
  let traits: SaidTraits = new Map()
  for (const item of await getAll<TraitsItem>(ctx.profiles, keys)) traits = joinTraits(traits, unpackTraits(item))
  // At a user_id that turned out to be nobody's lie the traits of several people: events tell whose each is.
  for (const { at } of atoms.filter(isShared)) {
    for (const { event, source, fact } of await newestEvents(ctx, account, at, own)) {
      if (event.type === 'identify') traits = joinTraits(traits, saidBy(event, source, fact))
    }
  }
  const known = [...traits].filter(([, { value }]) => value !== null)
  return new Map(known.sort(([one], [other]) => (one < other ? -1 : 1)))
}
