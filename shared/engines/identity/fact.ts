import type { PersonName } from './agreement.ts'
import { type Rules, windowLength } from './rules.ts'

/** An identifier in canonical form (normalizeIdentifier). */
export interface Identifier {
  kind: string
  value: string
}

/**
 * One thing that the records of an account say about a person: identifiers that stand together, and the name beside them.
 * Any number of rows and messages may say the same; the fact is as old as the first of them.
 */
export interface Fact {
  /** Of several of one kind the first counts most; of user_id the first alone counts. */
  identifiers: readonly Identifier[]
  /** In canonical form (canonicalPersonName). A name without a first name is none. */
  name?: PersonName
  /** Milliseconds since 1970 UTC, of the earliest record that says it. */
  time: number
  /** The order between facts of one moment, by code units: that of files is below that of messages. */
  tie: string
}

/** One text for an identifier: equal for equal ones. A kind has no colon. */
export const identifierText = ({ kind, value }: Identifier): string => `${kind}:${value}`

/** The fold's order: by time, then by tie. */
export const byStamp = (one: Pick<Fact, 'time' | 'tie'>, other: Pick<Fact, 'time' | 'tie'>): number =>
  one.time - other.time || (one.tie < other.tie ? -1 : one.tie > other.tie ? 1 : 0)

/** Two identifiers that somebody has parted: the first one leaves the second, and no person ever has both. */
export type Parted = readonly [leaves: Identifier, left: Identifier]

/**
 * The number of the shortest of these windows in which a time lies, counted from 1970 on. A record that says the same in another
 * window is another fact: it may link where the first did not.
 *
 * @param time in the unit of the windows
 */
export const windowBucket = (time: number, windows: readonly number[]): number =>
  Math.floor(time / Math.min(...windows))

/**
 * One text for a fact, equal for facts that say the same: the same identifiers, in whatever order their kinds come, beside the
 * same name, in the same window. It holds personal data in clear.
 *
 * @throws Error when an identifier has a kind without a rule
 */
export function factKey({ identifiers, name, time }: Fact, rules: Rules): string {
  const texts: string[] = []
  const windows: number[] = []
  for (const rule of rules.kinds) {
    const own = identifiers.filter(({ kind }) => kind === rule.kind)
    if (own.length > 0) windows.push(windowLength(rule))
    texts.push(...own.map(identifierText))
  }
  const unknown = identifiers.find(({ kind }) => !rules.kinds.some((rule) => rule.kind === kind))
  if (unknown) throw new Error(`no identity rule for the kind "${unknown.kind}"`)
  const names = name?.first ? [name.first, name.last || null, name.generation ?? null] : []
  return JSON.stringify([[...new Set(texts)], names, windowBucket(time, windows)])
}
