import type { PersonName } from './agreement.ts'

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
