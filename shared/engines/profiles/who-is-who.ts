import { type Identifier, identifierText, type Parted } from '../identity/fact.ts'
import { type ResolvedFacts, resolveFacts } from '../identity/resolve-facts.ts'
import type { LiveFact, RulesFor } from './fact.ts'

/** The decisions of an account about who is who, next to the rules. */
export interface Decided {
  apart: readonly Parted[]
  /** Identifiers that identify nobody, as identifierText. */
  blocked: ReadonlySet<string>
}

/**
 * Decides who is who among facts. Facts of the answer are indices in those that were given.
 *
 * @param written as of RulesFor
 */
export type WhoIsWho = (facts: readonly LiveFact[], written?: readonly string[]) => ResolvedFacts

/**
 * Who is who by rules and decisions. A blocked identifier links nothing and finds nobody; the events and traits beside the
 * identifier stay where they are.
 */
export const whoIsWho =
  (rulesFor: RulesFor, { apart, blocked }: Decided): WhoIsWho =>
  (facts, written) => {
    const isUsable = (one: Identifier) => !blocked.has(identifierText(one))
    const usable = facts.map((fact) =>
      fact.identifiers.every(isUsable) ? fact : { ...fact, identifiers: fact.identifiers.filter(isUsable) },
    )
    return resolveFacts(usable, rulesFor(facts, written), apart)
  }
