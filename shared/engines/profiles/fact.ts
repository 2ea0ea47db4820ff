import { createHash } from 'node:crypto'
import type { AcceptedEvent } from '../events/event.ts'
import { promoted, type RawName } from '../events/promoted.ts'
import { type Fact, factKey, type Identifier, identifierText } from '../identity/fact.ts'
import { canonicalPersonName, generationOf, splitFullName } from '../identity/normalize.ts'
import { type BlockedValues, normalizeIdentifier } from '../identity/normalize-identifier.ts'
import type { Rules } from '../identity/rules.ts'
import type { BaseFact } from './base-page.ts'

/**
 * Identifiers and a name that were said together, at the earliest moment at which somebody said so. Facts, not events, make
 * identity: the second time that a visitor's page is opened says nothing new about who the visitor is.
 */
export interface LiveFact extends Fact {
  /** Equal for equal identifiers, name and window: what is said twice is one fact. */
  key: string
  /** The source that said it first. */
  source: string
  /** Where its events lie, if that identifier is cut off: it belongs to a component that takes no more facts. */
  at?: Identifier
  /** Of a fact that files say: what their rows say of the person. No event lies at it. */
  traits?: BaseFact['traits']
}

/** The settings of a source that decide which facts its events make, and the rules of its account. */
export interface Promotion {
  source: string
  /** The kinds that it promotes, the strongest first. */
  kinds: readonly string[]
  blocked?: BlockedValues
  rulesFor: RulesFor
}

/**
 * The identity rules of an account, for the kinds of identifiers that these facts have.
 *
 * @param written external ids in the order in which datasets name them, as builds call them
 */
export type RulesFor = (facts: Iterable<Pick<Fact, 'identifiers'>>, written?: readonly string[]) => Rules

/** The fact of an event; undefined where it bears no identifier that counts. */
export function factOf(event: AcceptedEvent, { source, kinds, blocked, rulesFor }: Promotion): LiveFact | undefined {
  const said = promoted(event, kinds)
  const known = new Map<string, Identifier>()
  for (const { kind, value: raw } of said.identifiers) {
    const value = normalizeIdentifier(kind, raw, undefined, blocked)
    if (value === null) continue
    const identifier = { kind, value }
    const text = identifierText(identifier)
    if (!known.has(text)) known.set(text, identifier)
  }
  if (known.size === 0) return undefined
  // Of several of one kind the first counts most: their order stays.
  const identifiers = [...known.values()].sort((one, other) => (one.kind < other.kind ? -1 : +(one.kind > other.kind)))
  const name = said.name && canonicalNameOf(said.name)
  const fact: Fact = {
    ...{ identifiers, ...(name && { name }) },
    ...{ time: Date.parse(event.timestamp), tie: tieOfMessage(event.messageId) },
  }
  const key = createHash('md5')
    .update(factKey(fact, rulesFor([fact])))
    .digest('base64url')
    .slice(0, 16)
  return { ...fact, key, source }
}

/**
 * Sorts messages of one moment behind the rows of files, and by the first 32 bits of the MD5 of their ids, which are all that a
 * build holds of an id (docs/identity.md, "Linking").
 */
export const tieOfMessage = (messageId: string): string =>
  `\uffff${createHash('md5').update(messageId).digest('hex').slice(0, 8)}${messageId}`

/** The id of a message in its tie; empty for the tie of a row. */
export const messageOfTie = (tie: string): string => (tie.startsWith('\uffff') ? tie.slice(9) : '')

function canonicalNameOf({ first, last, full }: RawName): NonNullable<Fact['name']> | undefined {
  const parts = full === undefined ? { first: first ?? null, last: last ?? null } : splitFullName(full)
  const name = {
    first: canonicalPersonName(parts.first),
    last: canonicalPersonName(parts.last),
    generation: generationOf(full ?? last ?? null),
  }
  return name.first ? name : undefined
}

/**
 * Where an event and what it says of a person lie: at its user_id, else at its whole fact. No merge moves them. Which person
 * they belong to is that of their fact, when somebody asks.
 */
export interface Atom {
  /** The identifier in whose partition the atom lies. */
  at: Identifier
  /** The fact's key, where the fact has no user_id. */
  fact?: string
}

export function atomOf({ identifiers, key, at }: Pick<LiveFact, 'identifiers' | 'key' | 'at'>): Atom {
  const user = identifiers.find(({ kind }) => kind === 'user_id')
  return user ? { at: user } : { at: at ?? identifiers[0]!, fact: key }
}
