import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { byStamp, type Fact, type Identifier, identifierText } from '../identity/fact.ts'
import type { LiveFact } from './fact.ts'
import type { GraphUpdate } from './graph-update.ts'

/** The facts of one component of the graph: all that are joined by identifiers, whatever limits and names say. By key. */
export type Facts = ReadonlyMap<string, LiveFact>

/**
 * Adds facts; of equal ones the earlier counts. Associative, commutative and idempotent, so the facts of a component are a
 * function of the messages, in whatever order they came.
 *
 * @returns `known` itself where `more` changes nothing
 */
export function joinFacts(known: Facts, more: Iterable<LiveFact>): Facts {
  let joined: Map<string, LiveFact> | undefined
  for (const fact of more) {
    const before = (joined ?? known).get(fact.key)
    if (before && byStamp(fact, before) >= 0) continue
    joined ??= new Map(known)
    joined.set(fact.key, fact)
  }
  return joined ?? known
}

/** A component as it is stored. */
export interface Packed {
  facts: Facts
  /** Newest last. */
  history: readonly GraphUpdate[]
}

/** A component keeps so many updates: a graph that changes more often is one of a shared computer. */
const longestHistory = 500

/** Each identifier, name, source and person once, then facts and updates by numbers; deflated JSON. */
export function packComponent({ facts, history }: Packed): Uint8Array {
  const identifiers = new Numbered<[string, string]>()
  const names = new Numbered<(string | null)[]>()
  const sources = new Numbered<string>()
  const people = new Numbered<string>()
  const numberOf = (one: Identifier) => identifiers.of(identifierText(one), () => [one.kind, one.value])
  const nameOf = ({ first, last, generation = null }: NonNullable<Fact['name']>) =>
    names.of(`${first}\n${last}\n${generation}`, () => [first, last, generation])
  const rows = Array.from(facts.values(), (fact) => {
    const named = fact.name ? nameOf(fact.name) : -1
    const source = sources.of(fact.source, () => fact.source)
    const row: Row = [fact.key, fact.identifiers.map(numberOf), named, fact.time, fact.tie, source]
    if (fact.at) row.push(numberOf(fact.at))
    return row
  })
  const personOf = (id: string) => people.of(id, () => id)
  const updates = history
    .slice(-longestHistory)
    .map(({ what, person, into, message, time }): Update => [what, personOf(person), personOf(into), message, time])
  const all = [identifiers.all, names.all, sources.all, people.all, rows, updates]
  return deflateRawSync(JSON.stringify(all), { level: 3 })
}

/** A fact: key, identifiers, name, time, tie, source, and the identifier where its events lie if that is cut off. */
type Row = [string, number[], number, number, string, number, number?]
type Update = [GraphUpdate['what'], number, number, string, number]

/** The inverse of `packComponent`. */
export function unpackComponent(bytes: Uint8Array): Packed {
  const [identifiers, names, sources, people, rows, updates] = JSON.parse(inflateRawSync(bytes).toString('utf8')) as [
    [string, string][],
    [string | null, string | null, string | null][],
    string[],
    string[],
    Row[],
    Update[],
  ]
  const known = identifiers.map(([kind, value]) => ({ kind, value }))
  const facts = rows.map(([key, ids, named, time, tie, source, at]): [string, LiveFact] => {
    const [first = null, last = null, generation = null] = names[named] ?? []
    const name: Fact['name'] | undefined = named < 0 ? undefined : { first, last, generation }
    const said = {
      ...{ key, identifiers: ids.map((id) => known[id]!), time, tie, source: sources[source]! },
      ...(at !== undefined && { at: known[at]! }),
    }
    return [key, name ? { ...said, name } : said]
  })
  return {
    facts: new Map(facts),
    history: updates.map(([what, person, into, message, time]) => {
      return { what, person: people[person]!, into: people[into]!, message, time }
    }),
  }
}

/** Numbers things as they are met, each by a text that is its own. */
class Numbered<Thing> {
  readonly all: Thing[] = []
  readonly #numbers = new Map<string, number>()
  of(text: string, thing: () => Thing): number {
    const known = this.#numbers.get(text)
    if (known !== undefined) return known
    this.#numbers.set(text, this.all.length)
    return this.all.push(thing()) - 1
  }
}
