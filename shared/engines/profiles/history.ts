import type { Identifier } from '../identity/fact.ts'
import type { ResolvedFacts } from '../identity/resolve-facts.ts'
import type { Facts } from './component.ts'
import { type LiveFact, messageOfTie } from './fact.ts'
import type { GraphUpdate } from './graph-update.ts'
import type { WhoIsWho } from './who-is-who.ts'

/** An identifier that a limit, a name or a conflict kept from linking. */
export interface Violation {
  reason: ResolvedFacts['setAside'][number]['reason']
  identifier: Identifier
  message: string
  time: number
  source: string
}

/**
 * How adding facts changed who is who, as seen at the moment at which they came: a later message of an earlier time may
 * decide otherwise, and makes an update then. `newcomers` are people whom nothing of before had, by an identifier of theirs.
 *
 * @param before facts of the components of before, and identifiers that stood alone
 * @param after the facts of all of them together, with those that were added
 */
export function changesBy(
  added: readonly LiveFact[],
  before: readonly Facts[],
  after: Facts,
  resolve: WhoIsWho,
): { history: GraphUpdate[]; violations: Violation[]; newcomers: { id: string; identifier: Identifier }[] } {
  const facts = [...after.values()]
  const now = resolve(facts)
  const ids = new Set(now.people.map(({ id }) => id))
  const personOf = new Map(facts.map(({ key }, i) => [key, now.people[now.personOf[i]!]?.id]))
  const triggers = new Set(added.map(({ key }) => key))
  const newest = added.reduce((one, other) => (other.time > one.time ? other : one))
  const history: GraphUpdate[] = []
  const known = new Set<string>()
  for (const component of before) {
    const then = [...component.values()]
    for (const { id, facts: own } of resolve(then).people) {
      known.add(id)
      const holders = new Set(own.flatMap((fact) => personOf.get(then[fact]!.key) ?? []))
      holders.delete(id)
      const what = ids.has(id) ? 'split' : 'merge'
      for (const into of holders) {
        const trigger = now.merges.find((one) => one.from === id && triggers.has(facts[one.fact]!.key))
        const { tie, time } = trigger ? facts[trigger.fact]! : newest
        history.push({ what, person: id, into, message: messageOfTie(tie), time })
      }
    }
  }
  const violations = now.setAside.flatMap(({ fact, identifier, reason }): Violation[] => {
    const { key, tie, time, source } = facts[fact]!
    return triggers.has(key) ? [{ reason, identifier, message: messageOfTie(tie), time, source }] : []
  })
  const newcomers = now.people
    .filter(({ id }) => !known.has(id))
    .map(({ id, founder }) => ({ id, identifier: facts[founder]!.identifiers[0]! }))
  return { history, violations, newcomers }
}
