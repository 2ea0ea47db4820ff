import type { Reason } from './drops.ts'
import { byStamp, type Fact, type Identifier, type Parted } from './fact.ts'
import type { Founding } from './fold.ts'
import { personId } from './key.ts'
import { NONE } from './log.ts'
import { logOfFacts } from './log-of-facts.ts'
import { resolveIdentities } from './resolve.ts'
import type { Rules } from './rules.ts'

/** A person; facts are indices in those that were given. */
export interface FactPerson {
  /** The UUID under which the lake has the same person. */
  id: string
  /** The earliest fact. */
  founder: number
  /** In the fold's order. */
  facts: number[]
  /** Those that find this person. */
  identifiers: Identifier[]
}

/** An identifier that did not link when a fact was taken; of reason `names` it stayed with the fact and joined nobody. */
export interface SetAside {
  fact: number
  identifier: Identifier
  reason: Reason
}

/** Two people whom a fact made one, who has the older one's id. */
export interface Merge {
  fact: number
  into: string
  from: string
}

export interface ResolvedFacts {
  /** In the order of their ids. */
  people: FactPerson[]
  /** Per fact the index of its person; −1 where none of its identifiers is anybody's. */
  personOf: number[]
  setAside: SetAside[]
  /** In the fold's order. The person whose id is `into` may become a part of a third by a later merge. */
  merges: Merge[]
}

/**
 * Who is who among facts: the identity resolution of the builds (resolveIdentities) over facts of files and of messages, in any
 * arrangement.
 *
 * @throws Error when an identifier has a kind without a rule, or a limit is below 1
 */
export function resolveFacts(facts: readonly Fact[], rules: Rules, apart: readonly Parted[] = []): ResolvedFacts {
  const order = [...facts.keys()].sort((a, b) => byStamp(facts[a]!, facts[b]!))
  const setAside: SetAside[] = []
  const merges: Merge[] = []
  const { log, identifiers } = logOfFacts(
    order.map((fact) => withOneUserId(facts[fact]!)),
    apart,
  )
  for (const fact of order) {
    for (const identifier of furtherUserIds(facts[fact]!)) setAside.push({ fact, identifier, reason: 'limit' })
  }
  const idOf = ({ canonical, ordinal }: Founding) => {
    const { kind, value } = identifiers[canonical]!
    const idKind = rules.kinds.find((rule) => rule.kind === kind)?.idKind
    return personId(idKind ?? kind, value, ordinal)
  }
  const resolution = resolveIdentities(log, rules, {
    setAside: (record, value, reason) => {
      setAside.push({ fact: order[record]!, identifier: identifiers[value]!, reason })
    },
    merged: (record, into, from) => {
      merges.push({ fact: order[record]!, into: idOf(into), from: idOf(from) })
    },
  })
  const found = Array.from(
    resolution.founder,
    (founder, i): FactPerson => ({
      id: idOf({ canonical: resolution.canonical[i]!, ordinal: resolution.ordinal[i]! }),
      founder: order[founder]!,
      facts: [],
      identifiers: [],
    }),
  )
  for (const [record, fact] of order.entries()) {
    const person = resolution.person[record]!
    if (person !== NONE) found[person]!.facts.push(fact)
  }
  for (const [i, person] of resolution.identifiers.person.entries()) {
    found[person]!.identifiers.push(identifiers[resolution.identifiers.value[i]!]!)
  }
  const people = [...found].sort((a, b) => (a.id < b.id ? -1 : 1))
  const personOf = facts.map(() => -1)
  for (const [i, { facts: own }] of people.entries()) for (const fact of own) personOf[fact] = i
  return { people, personOf, setAside, merges }
}

/** A message has one user_id. If a fact has several, the first counts: a record never gives a person two of them. */
const furtherUserIds = ({ identifiers }: Fact): Identifier[] => {
  const [first, ...further] = identifiers.filter(({ kind }) => kind === 'user_id')
  return further.filter(({ value }) => value !== first!.value)
}

function withOneUserId(fact: Fact): Fact {
  const further = furtherUserIds(fact)
  return further.length === 0
    ? fact
    : { ...fact, identifiers: fact.identifiers.filter((one) => !further.includes(one)) }
}
