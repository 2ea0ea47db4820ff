import { type Identifier, identifierText } from '../identity/fact.ts'

/** A fact that joins one identifier with the next. */
export interface Link<Fact> {
  fact: Fact
  from: Identifier
  to: Identifier
}

/**
 * The shortest chain of facts from one identifier to another, breadth first; of equally short ones that of the facts that come
 * first.
 *
 * @param identifiersOf those that a fact links
 * @returns no links where both are the same; undefined where no chain joins them
 */
export function chainOf<Fact>(
  facts: readonly Fact[],
  identifiersOf: (fact: Fact) => readonly Identifier[],
  from: Identifier,
  to: Identifier,
): Link<Fact>[] | undefined {
  const saying = new Map<string, Fact[]>()
  for (const fact of facts) {
    for (const one of identifiersOf(fact)) {
      const text = identifierText(one)
      const known = saying.get(text)
      if (known) known.push(fact)
      else saying.set(text, [fact])
    }
  }
  const goal = identifierText(to)
  const cameBy = new Map<string, Link<Fact> | undefined>([[identifierText(from), undefined]])
  const queue = [from]
  for (let at = 0; at < queue.length && !cameBy.has(goal); at++) {
    const here = queue[at]!
    for (const fact of saying.get(identifierText(here)) ?? []) {
      for (const next of identifiersOf(fact)) {
        if (cameBy.has(identifierText(next))) continue
        cameBy.set(identifierText(next), { fact, from: here, to: next })
        queue.push(next)
      }
    }
  }
  if (!cameBy.has(goal)) return undefined
  const chain: Link<Fact>[] = []
  for (let link = cameBy.get(goal); link; link = cameBy.get(identifierText(link.from))) chain.unshift(link)
  return chain
}
