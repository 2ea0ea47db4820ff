import { setTimeout as wait } from 'node:timers/promises'
import { byStamp, type Identifier, identifierText } from '../../engines/identity/fact.ts'
import { type Facts, joinFacts, type Packed, packComponent, unpackComponent } from '../../engines/profiles/component.ts'
import { atomOf, type LiveFact } from '../../engines/profiles/fact.ts'
import { changesBy } from '../../engines/profiles/history.ts'
import { getAll, inParallel, putAll, putNext } from '../../ports/store/batches.ts'
import { profileKeys } from '../../ports/store/profile-keys.ts'
import type { ProfilesContext } from './context.ts'
import type { ComponentItem, FactItem, IdentifierItem } from './items.ts'
import { isAlone } from './marker.ts'
import type { IdentitySettings } from './read-settings.ts'
import { keepViolations } from './violations.ts'

/** Components that are written at the same time. */
const abreast = 8

/** Lost races are tried again after 5, 10, 20 … ms, at random up to twice that: together some ten seconds. */
const tries = 12

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
    for (let attempt = 1; !(await link(ctx, account, settings, group)); attempt++) {
      if (attempt === tries) throw new Error('a component of the graph changed twelve times while it was written')
      await wait(5 * 2 ** Math.min(attempt - 1, 8) * (1 + Math.random()))
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

const stampOf = ({ time, tie, source }: LiveFact) => ({ time, tie, source })

/** A component as it was read. Of one that nobody has written yet the version is 0. */
export interface Component extends Packed {
  id: string
  version: number
}

/** Adds the facts of one group. @returns false when another consumer wrote one of the items meanwhile */
async function link(
  ctx: ProfilesContext,
  account: string,
  settings: IdentitySettings,
  group: readonly LiveFact[],
): Promise<boolean> {
  const identifiers = [
    ...new Map(group.flatMap((fact) => fact.identifiers).map((one) => [identifierText(one), one])).values(),
  ]
  const items = await readIdentifiers(ctx, account, identifiers)
  const [only] = group
  if (group.length === 1 && isAlone(only!) && !items[0]!.component && (items[0]!.own?.key ?? only!.key) === only!.key) {
    return markAlone(ctx, items[0]!, only!)
  }
  const components = await readComponents(ctx, account, items)
  const none: Component = { id: firstOf(identifiers), facts: new Map(), history: [], version: 0 }
  const target = components.reduce<Component | undefined>(larger, undefined) ?? none
  const before = [...components.map(({ facts }) => facts), ...items.flatMap((item) => aloneFacts(item))]
  const facts = joinFacts(
    target.facts,
    before.flatMap((one) => [...one.values()]).concat(items.flatMap(ownFact), group),
  )

  for (const item of items) {
    if (item.component !== undefined) continue
    if (!(await putNext<IdentifierItem>(ctx.profiles, { ...next(item), component: target.id }))) return false
    item.version++
    item.component = target.id
  }
  if (facts !== target.facts) {
    const { history, violations } = changesBy(group, before, facts, settings.rulesFor(facts.values()))
    await keepViolations(ctx, account, violations)
    const packed = packComponent({ facts, history: [...components.flatMap((one) => one.history), ...history] })
    const written: ComponentItem = { ...profileKeys.component(account, target.id), version: target.version + 1, packed }
    if (!(await putNext(ctx.profiles, written))) return false
  }
  for (const other of components) {
    if (other.id === target.id) continue
    const gone: ComponentItem = {
      ...profileKeys.component(account, other.id),
      version: other.version + 1,
      into: target.id,
    }
    if (!(await putNext(ctx.profiles, gone))) return false
  }
  // From now on the identifier itself says that the graph knows it alone.
  for (const fact of group.filter(isAlone)) {
    const item = items.find(
      ({ kind, value }) => kind === fact.identifiers[0]!.kind && value === fact.identifiers[0]!.value,
    )!
    if (item.own && item.own.key !== fact.key) continue
    if (!(await markAlone(ctx, item, fact))) return false
    item.version++
  }
  return true
}

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

/** The components of identifiers, each once: those that others took in are followed to where they are now. */
export async function readComponents(
  ctx: ProfilesContext,
  account: string,
  items: readonly IdentifierItem[],
): Promise<Component[]> {
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
  return [...new Set(starts.map(endOf))].map((id) => {
    const item = found.get(id)
    const packed: Packed = item?.packed ? unpackComponent(item.packed) : { facts: new Map(), history: [] }
    return { id, version: item?.version ?? 0, ...packed }
  })
}
