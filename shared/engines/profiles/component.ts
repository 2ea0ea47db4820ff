import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { byStamp, type Fact } from '../identity/fact.ts'
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
  const identifiers = new Numbered()
  const names = new Numbered()
  const sources = new Numbered()
  const people = new Numbered()
  const rows = [...facts.values()].map((fact) => [
    fact.key,
    fact.identifiers.map(({ kind, value }) => identifiers.of([kind, value])),
    fact.name ? names.of([fact.name.first, fact.name.last, fact.name.generation ?? null]) : -1,
    fact.time,
    fact.tie,
    sources.of(fact.source),
    ...(fact.at ? [identifiers.of([fact.at.kind, fact.at.value])] : []),
  ])
  const updates = history
    .slice(-longestHistory)
    .map(({ what, person, into, message, time }) => [what, people.of(person), people.of(into), message, time])
  return deflateRawSync(JSON.stringify([identifiers.all, names.all, sources.all, people.all, rows, updates]))
}

/** The inverse of `packComponent`. */
export function unpackComponent(bytes: Uint8Array): Packed {
  type Row = [string, number[], number, number, string, number, number?]
  type Update = [GraphUpdate['what'], number, number, string, number]
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

/** Numbers things as they are met. */
class Numbered {
  readonly all: unknown[] = []
  readonly #numbers = new Map<string, number>()
  of(thing: unknown): number {
    const text = JSON.stringify(thing)
    const known = this.#numbers.get(text)
    if (known !== undefined) return known
    this.#numbers.set(text, this.all.length)
    return this.all.push(thing) - 1
  }
}
