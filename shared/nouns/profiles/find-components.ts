import { type Identifier, identifierText } from '../../engines/identity/fact.ts'
import { emailHashOfEmail } from '../../engines/identity/normalize/email.ts'
import { joinFacts, unpackComponent } from '../../engines/profiles/component.ts'
import type { LiveFact } from '../../engines/profiles/fact.ts'
import type { GraphUpdate } from '../../engines/profiles/graph-update.ts'
import { getAll } from '../../ports/store/batches.ts'
import type { PageItem } from '../../ports/store/pages.ts'
import { keyText, type ProfileKey, profileKeys } from '../../ports/store/profile-keys.ts'
import type { Table } from '../../ports/store/table.ts'
import type { BaseItem } from '../people/base-items.ts'
import type { ProfilesContext } from './context.ts'
import type { ComponentItem, IdentifierItem } from './items.ts'
import { ownFact } from './link-facts.ts'
import { type Base, withBase } from './read-base.ts'

/** The facts of one component, and the updates of its people; before anybody decides who is who. */
export interface Found {
  facts: readonly LiveFact[]
  history: readonly GraphUpdate[]
  /** False where the component is full: further links wait for the next build. */
  exact: boolean
  /** The canonical identifier that led here. */
  by: Identifier
  /** Of an account whose files say something. */
  base?: BaseItem
}

/**
 * The components of identifiers in canonical form, in their order; undefined where nobody has said one. A component has the facts of
 * events and those of files that identifiers join: what is found in one is looked for in the other, until nothing new comes.
 *
 * Two reads one after the other where no file says anything; mostly three where one does.
 */
export async function findComponents(
  ctx: ProfilesContext,
  account: string,
  identifiers: readonly Identifier[],
): Promise<(Found | undefined)[]> {
  return withBase(ctx.profiles, account, ctx.now, async (base) => {
    const joined = await everythingJoined(ctx, account, base, identifiers)
    return identifiers.map((one) => {
      const found = componentOf(one, joined)
      return found && base ? { ...found, base: base.item } : found
    })
  })
}

/** A fact that was found, and the component of the graph that has it, if one does. */
interface Said {
  fact: LiveFact
  head?: string
}

interface Joined {
  said: readonly Said[]
  histories: ReadonlyMap<string, readonly GraphUpdate[]>
  /** Components of the graph that take no more facts. */
  full: ReadonlySet<string>
  /** Identifiers, as texts, that stand in a component of files without facts: it is too large for a page. */
  untold: ReadonlySet<string>
}

/** Everything that is joined to some identifiers, in events and in files. */
async function everythingJoined(
  { profiles }: ProfilesContext,
  account: string,
  base: Base | undefined,
  identifiers: readonly Identifier[],
): Promise<Joined> {
  const said: Said[] = []
  const histories = new Map<string, readonly GraphUpdate[]>()
  const full = new Set<string>()
  const untold = new Set<string>()
  const components = new Set<string>()
  const inFiles = new Map<string, string>()
  const asked = { head: new Set<string>(), files: new Set<string>() }
  const fresh = (facts: readonly LiveFact[], known: Set<string>) =>
    distinct(facts.flatMap((fact) => fact.identifiers)).filter((one) => !known.has(identifierText(one)))

  let head = distinct(identifiers)
  let files = base ? head : []
  while (head.length + files.length > 0) {
    const from = said.length
    const keyOf = (one: Identifier) => profileKeys.identifier(account, one)
    const found = await readAll(profiles, [...head.map(keyOf), ...files.map((one) => base!.pageOfIdentifier(one))])
    let heads: string[] = []
    for (const one of head) {
      asked.head.add(identifierText(one))
      const item = found.get(keyText(keyOf(one))) as IdentifierItem | undefined
      if (!item) continue
      said.push(...ownFact(item).map((fact) => ({ fact, ...(item.component && { head: item.component }) })))
      if (item.component && !components.has(item.component)) heads.push(item.component)
    }
    let pages: string[] = []
    for (const one of files) {
      const text = identifierText(one)
      asked.files.add(text)
      const component = base!.componentOf(one, found.get(keyText(base!.pageOfIdentifier(one))) as PageItem | undefined)
      if (component === undefined) continue
      inFiles.set(text, component)
      pages.push(component)
    }
    pages = [...new Set(pages)].filter((one) => !components.has(`files ${one}`))
    heads = [...new Set(heads)]
    while (heads.length + pages.length > 0) {
      const componentKey = (id: string) => profileKeys.component(account, id)
      const got = await readAll(profiles, [
        ...heads.map(componentKey),
        ...pages.map((one) => base!.pageOfComponent(one)),
      ])
      for (const component of pages) {
        components.add(`files ${component}`)
        const page = got.get(keyText(base!.pageOfComponent(component))) as PageItem | undefined
        const facts = base!.factsOf(component, page)
        if (facts.length === 0) untold.add(component)
        said.push(...facts.map((fact, i) => ({ fact: { ...fact, key: `${component}/${i}` } })))
      }
      const next: string[] = []
      for (const id of heads) {
        components.add(id)
        const item = got.get(keyText(componentKey(id))) as ComponentItem | undefined
        if (item?.into !== undefined && !components.has(item.into)) next.push(item.into)
        if (!item?.packed) continue
        const { facts, history } = unpackComponent(item.packed)
        histories.set(id, history)
        if (item.full) full.add(id)
        said.push(...[...facts.values()].map((fact) => ({ fact, head: id })))
      }
      heads = [...new Set(next)]
      pages = []
    }
    const facts = said.slice(from)
    // The graph has all that its facts name, and the base all that its facts name: each is looked for in the other alone.
    for (const { fact } of facts) {
      const known = fact.traits ? asked.files : asked.head
      for (const one of fact.identifiers) known.add(identifierText(one))
    }
    if (base?.item.hashed) for (const one of facts) one.fact = withHashes(one.fact)
    const all = facts.map(({ fact }) => fact)
    head = base ? fresh(all, asked.head) : []
    files = base ? fresh(all, asked.files) : []
  }
  const isUntold = ([, component]: [string, string]) => untold.has(component)
  return { said, histories, full, untold: new Set([...inFiles].filter(isUntold).map(([text]) => text)) }
}

/** Some items by the texts of their keys, in one read; a key may be named twice. */
async function readAll(table: Table, keys: readonly ProfileKey[]): Promise<ReadonlyMap<string, ProfileKey>> {
  const items = await getAll<object>(table, [...new Map(keys.map((key) => [keyText(key), key])).values()])
  return new Map(items.map((item) => [keyText(item), item]))
}

const distinct = (identifiers: readonly Identifier[]): Identifier[] => [
  ...new Map(identifiers.map((one) => [identifierText(one), one])).values(),
]

/**
 * Where somewhere in the account addresses stand hashed, a clear one is known by its hash as well; of several, the first one only
 * where no hash stands beside it.
 */
function withHashes(fact: LiveFact): LiveFact {
  if (fact.traits) return fact
  const emails = fact.identifiers.filter(({ kind }) => kind === 'email')
  const hasHash = fact.identifiers.some(({ kind }) => kind === 'email_hash')
  const hashes = emails
    .slice(hasHash ? 1 : 0)
    .map(({ value }) => ({ kind: 'email_hash', value: emailHashOfEmail(value) }))
  return hashes.length === 0 ? fact : { ...fact, identifiers: distinct([...fact.identifiers, ...hashes]) }
}

/** The component in which an identifier stands; undefined where it stands in none. */
function componentOf(by: Identifier, { said, histories, full, untold }: Joined): Found | undefined {
  const saying = new Map<string, Said[]>()
  for (const one of said) {
    for (const identifier of one.fact.identifiers) {
      const text = identifierText(identifier)
      const others = saying.get(text)
      if (others) others.push(one)
      else saying.set(text, [one])
    }
  }
  const texts = new Set([identifierText(by)])
  const own = new Set<Said>()
  // A set that grows while it is gone through is gone through to its end.
  for (const text of texts) {
    for (const one of saying.get(text) ?? []) {
      own.add(one)
      for (const identifier of one.fact.identifiers) texts.add(identifierText(identifier))
    }
  }
  if (own.size === 0) return undefined
  const facts = joinFacts(
    new Map(),
    [...own].map(({ fact }) => fact),
  )
  const heads = [...new Set([...own].flatMap(({ head }) => head ?? []))]
  return {
    facts: [...facts.values()],
    history: heads.flatMap((id) => histories.get(id) ?? []),
    exact: !heads.some((id) => full.has(id)) && ![...texts].some((text) => untold.has(text)),
    by,
  }
}
