import { type Identifier, identifierText } from '../../../engines/identity/fact.ts'
import { normalizeIdentifier } from '../../../engines/identity/normalize-identifier.ts'
import { chainOf } from '../../../engines/profiles/chain.ts'
import { type LiveFact, messageOfTie } from '../../../engines/profiles/fact.ts'
import type { Profile } from '../read-profile.ts'
import { shownId, timeOf } from './ask.ts'

/**
 * Why two identifiers are one person's, or why not: the shortest chain of facts that joins them, with those identifiers that did
 * not link when a fact was taken. Of one person only what links makes the chain.
 */
export function askExplain(profile: Profile, from: Identifier, asked: Identifier) {
  const { facts, resolved } = profile.component
  const value = normalizeIdentifier(asked.kind, asked.value)
  const aside = new Map<LiveFact, { identifier: Identifier; reason: string }[]>()
  for (const { fact, identifier, reason } of resolved.setAside) {
    const of = facts[fact]!
    aside.set(of, [...(aside.get(of) ?? []), { identifier, reason }])
  }
  const to = { kind: asked.kind, value: value ?? '' }
  const isSame = profile.identifiers.some((one) => identifierText(one) === identifierText(to))
  const linking = (fact: LiveFact) => {
    const not = new Set((aside.get(fact) ?? []).map(({ identifier }) => identifierText(identifier)))
    return fact.identifiers.filter((one) => !not.has(identifierText(one)))
  }
  const chain =
    value === null
      ? undefined
      : isSame
        ? chainOf(profile.facts, linking, from, to)
        : chainOf(facts, ({ identifiers }) => identifiers, from, to)
  return {
    same_profile: isSame,
    chain: (chain ?? []).map(({ fact, from: one, to: other }) => ({
      external_ids: [shownId(one), shownId(other)],
      message_id: messageOfTie(fact.tie),
      source_id: fact.source,
      timestamp: timeOf(fact.time),
      set_aside: (aside.get(fact) ?? []).map(({ identifier, reason }) => ({ ...shownId(identifier), reason })),
    })),
  }
}
