import { type Identifier, identifierText } from '../../engines/identity/fact.ts'
import { normalizeIdentifier } from '../../engines/identity/normalize-identifier.ts'
import type { ResolvedFacts } from '../../engines/identity/resolve-facts.ts'
import type { LiveFact } from '../../engines/profiles/fact.ts'
import type { GraphUpdate } from '../../engines/profiles/graph-update.ts'
import { getAll } from '../../ports/store/batches.ts'
import type { PageItem } from '../../ports/store/pages.ts'
import { keyText, profileKeys } from '../../ports/store/profile-keys.ts'
import type { BaseItem } from '../people/base-items.ts'
import type { ProfilesContext } from './context.ts'
import { type Found, findComponents } from './find-components.ts'
import type { PersonItem } from './items.ts'
import { withBase } from './read-base.ts'
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
  component: Resolved
}

/** How a caller names a person: by an identifier as clients write it, or by the person's id. */
export type Asked = Identifier | { person: string }

/** A component, with who is who in it. */
export interface Resolved {
  facts: readonly LiveFact[]
  resolved: ResolvedFacts
  history: readonly GraphUpdate[]
  /** False where the component is full: further links wait for the next build. */
  exact: boolean
  /** Of an account whose files say something: how old the facts of files are. */
  base?: Pick<BaseItem, 'as_of_files'>
}

/** Reads the component of a person: two reads one after the other, three where the person's id is asked for. */
export async function findComponent(ctx: ProfilesContext, account: string, asked: Asked): Promise<Found | undefined> {
  const by = 'person' in asked ? await identifierOf(ctx, account, asked.person) : canonical(asked)
  if (!by) return undefined
  const [found] = await findComponents(ctx, account, [by])
  return found
}

/** An identifier of the person's component: events have a row of each person, and files a page. */
function identifierOf(ctx: ProfilesContext, account: string, person: string): Promise<Identifier | undefined> {
  return withBase(ctx.profiles, account, ctx.now, async (base) => {
    const row = profileKeys.person(account, person)
    const page = base?.pageOfPerson(person)
    const items = await getAll<PersonItem & PageItem>(ctx.profiles, page ? [row, page] : [row])
    const item = items.find((one) => keyText(one) === keyText(row))
    if (item) return { kind: item.kind, value: item.value }
    return (
      page &&
      base?.identifierOf(
        person,
        items.find((one) => keyText(one) === keyText(page)),
      )
    )
  })
}

function canonical({ kind, value: raw }: Identifier): Identifier | undefined {
  const value = normalizeIdentifier(kind, raw)
  return value === null ? undefined : { kind, value }
}

/** Decides who is who in a component, by the settings of now. */
export function resolveComponent({ facts, history, exact, base }: Found, settings: IdentitySettings): Resolved {
  return { facts, history, exact, resolved: settings.whoIsWho(facts, base?.written), ...(base && { base }) }
}

/**
 * The person of a component who is asked for; undefined where the identifier finds nobody. Of a person who became a part of
 * another, the id finds the other.
 */
export function profileIn(found: Found, settings: IdentitySettings, asked: Asked): Profile | undefined {
  const component = resolveComponent(found, settings)
  const { people } = component.resolved
  const byId = 'person' in asked ? people.find(({ id }) => id === asked.person) : undefined
  const text = identifierText(found.by)
  const person = byId ?? people.find(({ identifiers }) => identifiers.some((one) => identifierText(one) === text))
  return person && profileOf(component, person)
}

/** One of the people of a component. */
export function profileOf(component: Resolved, person: ResolvedFacts['people'][number]): Profile {
  return {
    id: person.id,
    identifiers: person.identifiers,
    facts: person.facts.map((fact) => component.facts[fact]!),
    component,
  }
}

/** The person whom an identifier finds, as a client writes it, or an id; undefined where it finds nobody. */
export async function readProfile(
  ctx: ProfilesContext,
  account: string,
  settings: IdentitySettings,
  asked: Asked,
): Promise<Profile | undefined> {
  const found = await findComponent(ctx, account, asked)
  return found && profileIn(found, settings, asked)
}
