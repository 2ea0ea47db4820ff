import { byStamp, type Identifier, identifierText } from '../../engines/identity/fact.ts'
import { type Facts, joinFacts, type Packed, packComponent, unpackComponent } from '../../engines/profiles/component.ts'
import { atomOf, type LiveFact } from '../../engines/profiles/fact.ts'
import { changesBy } from '../../engines/profiles/history.ts'
import { getAll, inParallel, putAll, putNext, untilWon } from '../../ports/store/batches.ts'
import { profileKeys } from '../../ports/store/profile-keys.ts'
import type { ProfilesContext } from './context.ts'
import type { ComponentItem, FactItem, IdentifierItem, PersonItem } from './items.ts'
import { isAlone } from './marker.ts'
import type { IdentitySettings } from './read-settings.ts'
import { keepViolations } from './violations.ts'

/** Components that are written at the same time. */
const abreast = 8

/** More facts make a component too large to be written with each new one: it is one of a shared computer, or of a robot. */
export const mostFacts = 1000

/** Facts that are added in one write. */
const factsAtOnce = 100

/**
 * Adds facts to the graph. A component holds all facts that are joined by identifiers, and grows only; who is who within it is
 * decided when somebody asks.
 *
 * Identifiers are pointed at their component before the component has the fact, and a component becomes part of another once
 * the other has its facts. So a call that is broken off leaves nothing that the repeated message does not finish, and
 * no transaction is needed: each item is written under the version that it was read at.
 */
export async function linkFacts(
  ctx: ProfilesContext,
  account: string,
  settings: IdentitySettings,
  facts: readonly LiveFact[],
): Promise<void> {
  await inParallel(joined(facts), abreast, async (group) => {
    for (let at = 0; at < group.length; at += factsAtOnce) {
      let left: readonly LiveFact[] = group.slice(at, at + factsAtOnce)
      while (left.length > 0) {
        left = await untilWon('components of the graph', () => link(ctx, account, settings, left))
      }
    }
    await putAll(
      ctx.profiles,
      group.filter((fact) => !isAlone(fact)).map((fact) => factItem(account, fact)),
    )
  })
}

/** Facts that share identifiers, together: they are written one after the other. */
function joined(facts: readonly LiveFact[]): LiveFact[][] {
  const groupOf = new Map<string, Set<LiveFact>>()
  for (const fact of facts) {
    const met = new Set(fact.identifiers.map((one) => groupOf.get(identifierText(one))).filter((one) => !!one))
    const [group = new Set<LiveFact>(), ...others] = met
    group.add(fact)
    for (const other of others) for (const one of other) group.add(one)
    for (const one of group) for (const identifier of one.identifiers) groupOf.set(identifierText(identifier), group)
  }
  return [...new Set(groupOf.values())].map((group) => [...group])
}

const factItem = (account: string, fact: LiveFact): FactItem => ({
  ...profileKeys.fact(account, atomOf(fact), fact.key),
  ...stampOf(fact),
})

export const newcomersOf = (facts: readonly LiveFact[], settings: IdentitySettings) =>
  settings.whoIsWho(facts).people.map(({ id, founder }) => ({
    id,
    identifier: facts[founder]!.identifiers[0]!,
  }))

/** Writes the rows by which people's ids lead to their components (docs/access-patterns.md). */
export const keepPeople = (
  ctx: ProfilesContext,
  account: string,
  people: readonly { id: string; identifier: Identifier }[],
): Promise<void> =>
  putAll(
    ctx.profiles,
    people.map(
      ({ id, identifier: { kind, value } }): PersonItem => ({ ...profileKeys.person(account, id), kind, value }),
    ),
  )

const stampOf = ({ time, tie, source, at }: LiveFact) => ({ time, tie, source, ...(at && { at }) })

/** A component as it was read. Of one that nobody has written yet the version is 0. */
export interface Component extends Packed {
  id: string
  version: number
  full?: true
}

/**
 * Adds the facts of one group.
 *
 * @returns undefined when another consumer wrote one of the items meanwhile; else, of facts that a full component does not take,
 * what is not the component's
 */
async function link(
  ctx: ProfilesContext,
  account: string,
  settings: IdentitySettings,
  group: readonly LiveFact[],
): Promise<LiveFact[] | undefined> {
  const identifiers = [
    ...new Map(group.flatMap((fact) => fact.identifiers).map((one) => [identifierText(one), one])).values(),
  ]
  const items = await readIdentifiers(ctx, account, identifiers)
  const [only] = group
  if (group.length === 1 && isAlone(only!) && !items[0]!.component && (items[0]!.own?.key ?? only!.key) === only!.key) {
    // A visitor of whom nobody heard before. The person goes first: a repeated message asks for the identifier alone.
    if (!items[0]!.own) await keepPeople(ctx, account, newcomersOf([only!], settings))
    return (await markAlone(ctx, items[0]!, only!)) ? [] : undefined
  }
  const { components, endOf } = await readComponents(ctx, account, items)
  const none: Component = { id: firstOf(identifiers), facts: new Map(), history: [], version: 0 }
  const target = components.reduce<Component | undefined>(larger, undefined) ?? none
  const before = [...components.map(({ facts }) => facts), ...items.flatMap((item) => aloneFacts(item))]
  const facts = joinFacts(
    target.facts,
    before.flatMap((one) => [...one.values()]).concat(items.flatMap(ownFact), group),
  )
  if (facts !== target.facts && facts.size > mostFacts) {
    if (!target.full && !(await putNext(ctx.profiles, itemOf(account, { ...target, full: true })))) return undefined
    const isOfTarget = ({ component }: IdentifierItem) => component !== undefined && endOf(component) === target.id
    const taken = new Set(items.filter(isOfTarget).map(identifierText))
    return without(group, taken)
  }

  for (const item of items) {
    if (item.component !== undefined) continue
    if (!(await putNext<IdentifierItem>(ctx.profiles, { ...next(item), component: target.id }))) return undefined
    item.version++
    item.component = target.id
  }
  if (facts !== target.facts) {
    const { history, violations, newcomers } = changesBy(group, before, facts, settings.whoIsWho)
    await keepViolations(ctx, account, violations)
    await keepPeople(ctx, account, newcomers)
    const told = [...components.flatMap((one) => one.history), ...history]
    if (!(await putNext(ctx.profiles, itemOf(account, { ...target, facts, history: told })))) return undefined
  }
  for (const other of components) {
    if (other.id === target.id) continue
    const gone: ComponentItem = {
      ...profileKeys.component(account, other.id),
      version: other.version + 1,
      into: target.id,
    }
    if (!(await putNext(ctx.profiles, gone))) return undefined
  }
  // From now on the identifier itself says that the graph knows it alone.
  for (const fact of group.filter(isAlone)) {
    const item = items.find(
      ({ kind, value }) => kind === fact.identifiers[0]!.kind && value === fact.identifiers[0]!.value,
    )!
    if (item.own && item.own.key !== fact.key) continue
    if (!(await markAlone(ctx, item, fact))) return undefined
    item.version++
  }
  return []
}

/** The item of a component that was read, as it is to be written next. */
const itemOf = (account: string, { id, version, facts, history, full }: Component): ComponentItem => ({
  ...{ ...profileKeys.component(account, id), version: version + 1 },
  ...{ packed: packComponent({ facts, history }), ...(full && { full }) },
})

/** Facts without these identifiers; one of which nothing is left is not there. The events of a fact are found by its key. */
const without = (facts: readonly LiveFact[], identifiers: ReadonlySet<string>): LiveFact[] =>
  facts
    .map((fact): LiveFact => {
      const left = fact.identifiers.filter((one) => !identifiers.has(identifierText(one)))
      return left.length === fact.identifiers.length ? fact : { ...fact, identifiers: left, at: atomOf(fact).at }
    })
    .filter((fact) => fact.identifiers.length > 0)

/** Writes into an identifier that the graph has it as a fact by itself, from the earlier of both moments on. */
async function markAlone(ctx: ProfilesContext, item: IdentifierItem, fact: LiveFact): Promise<boolean> {
  if (item.own && byStamp(item.own, fact) <= 0) return true
  return putNext<IdentifierItem>(ctx.profiles, { ...next(item), own: { key: fact.key, ...stampOf(fact) } })
}

/** The component that takes in the others: the one with most facts, so that the fewest are written again. */
function larger(one: Component | undefined, other: Component): Component {
  if (!one || other.facts.size > one.facts.size) return other
  return other.facts.size === one.facts.size && other.id < one.id ? other : one
}

const next = <Item extends { version: number }>(item: Item): Item => ({ ...item, version: item.version + 1 })

/** A new component is called after the least of its identifiers' keys, so that two consumers make the same one. */
const firstOf = (identifiers: readonly Identifier[]): string =>
  identifiers.map((one) => profileKeys.identifier('', one).pk.slice('A##I#'.length)).sort()[0]!

/** The fact that an identifier bears by itself. */
export function ownFact({ kind, value, own }: IdentifierItem): LiveFact[] {
  return own ? [{ ...own, identifiers: [{ kind, value }] }] : []
}

/** The facts of an identifier that stands alone: they are a person of before. */
const aloneFacts = (item: IdentifierItem): Facts[] => {
  if (item.component !== undefined) return []
  const [own] = ownFact(item)
  return own ? [new Map([[own.key, own]])] : []
}

/** The items of these identifiers, in their order; of one that nobody has written yet the version is 0. */
export async function readIdentifiers(
  ctx: ProfilesContext,
  account: string,
  identifiers: readonly Identifier[],
): Promise<IdentifierItem[]> {
  const keys = identifiers.map((one) => profileKeys.identifier(account, one))
  const found = await getAll<IdentifierItem>(ctx.profiles, keys)
  return keys.map((key, i) => found.find(({ pk }) => pk === key.pk) ?? { ...key, ...identifiers[i]!, version: 0 })
}

/**
 * The components of identifiers, each once: those that others took in are followed to where they are now.
 *
 * @returns `endOf`: the component that has the facts of the one that an identifier names
 */
export async function readComponents(
  ctx: ProfilesContext,
  account: string,
  items: readonly IdentifierItem[],
): Promise<{ components: Component[]; endOf: (id: string) => string }> {
  const found = new Map<string, ComponentItem | undefined>()
  let ask = [...new Set(items.flatMap(({ component }) => component ?? []))]
  const starts = ask
  while (ask.length > 0) {
    const keys = ask.map((id) => profileKeys.component(account, id))
    const got = await getAll<ComponentItem>(ctx.profiles, keys)
    for (const [i, id] of ask.entries())
      found.set(
        id,
        got.find(({ pk }) => pk === keys[i]!.pk),
      )
    ask = [...new Set(ask.flatMap((id) => found.get(id)?.into ?? []))].filter((id) => !found.has(id))
  }
  const endOf = (id: string): string => {
    const into = found.get(id)?.into
    return into === undefined ? id : endOf(into)
  }
  const components = [...new Set(starts.map(endOf))].map((id): Component => {
    const item = found.get(id)
    const packed: Packed = item?.packed ? unpackComponent(item.packed) : { facts: new Map(), history: [] }
    return { id, version: item?.version ?? 0, ...packed, ...(item?.full && { full: true }) }
  })
  return { components, endOf }
}
