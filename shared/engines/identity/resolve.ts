import { componentsOf, connectedComponents } from './components.ts'
import type { Drops } from './drops.ts'
import type { FoldListener } from './fold.ts'
import { foldAll } from './fold-all.ts'
import type { Apart } from './fold-input.ts'
import { type Log, NONE } from './log.ts'
import { namePairs } from './name-pairs.ts'
import { NumberList } from './number-list.ts'
import { canonicalOf, plainPeople } from './people.ts'
import { byPriority, type Rules } from './rules.ts'
import { componentsToFold } from './screen.ts'
import { recordsToFold } from './to-fold.ts'

/** Who is who, by numbers that mean nothing (see numberById), though the same log gives the same ones. */
export type Resolution = {
  people: number
  /** Per record its person; NONE where it had no usable identifier. */
  person: Uint32Array
  /** Per record its position in the fold's order. */
  position: Uint32Array
  /** Per person the earliest record, the value that founded it, and whether it is this value's first person, second … */
  founder: Uint32Array
  canonical: Uint32Array
  ordinal: Uint32Array
  /**
   * Every value that finds somebody, and whom. One that a couple uses is there once for each of them; one that is shared
   * by many is not there.
   */
  identifiers: { value: Uint32Array; person: Uint32Array }
  /** The records that did not link, counted by reason. */
  drops: Drops
}

/**
 * Identity resolution (docs/identity.md): first the unrestricted connected components, then, inside each component that
 * breaks a limit or where names disagree, the fold with its limits. The same set of records gives the same people, in
 * whatever arrangement they come.
 *
 * @param listener hears what the fold decides. Every component is folded for it, those that are plainly one person as well
 * @throws Error when a column has a kind without a rule, two columns have one kind, or a limit is below 1
 */
export function resolveIdentities(log: Log, rules: Rules, listener?: FoldListener): Resolution {
  const kinds = log.columns.map(({ kind }) => kind)
  const ranked = byPriority(kinds, rules)
  const priority = ranked.map(({ kind }) => kinds.indexOf(kind))
  const pairs = namePairs(log.names, rules.names)
  const root = connectedComponents(log)
  const component = componentsOf(log, root)
  const ruleOf = (kind: string) => ranked.find((rule) => rule.kind === kind)!
  const folds = listener
    ? new Uint8Array(root.length).fill(1)
    : componentsToFold(log, root, component, kinds.map(ruleOf), pairs, rules)
  const apart = apartByComponent(log.apart ?? [], root)
  for (const at of apart.keys()) folds[at] = 1
  const { order, position } = ordered(log)
  const toFold = recordsToFold(component, folds, position, order)
  const { personOf, founder } = plainPeople(component, folds, position, order)
  const person = component
  for (let record = 0; record < log.records; record++) {
    const at = component[record]!
    if (at !== NONE) person[record] = personOf[at]!
  }
  const folded = foldAll(
    log,
    toFold,
    priority,
    { ...rules, kinds: ranked },
    pairs,
    person,
    founder.length,
    (value) => apart.get(root[value]!) ?? [],
    listener,
  )
  const people = founder.length + folded.people.founder.length
  const first = new Uint32Array(founder.length).fill(1)
  return {
    people,
    person,
    position,
    founder: joined(founder.numbers, folded.people.founder.numbers),
    canonical: joined(canonicalOf(log, priority, founder.numbers), folded.people.canonical.numbers),
    ordinal: joined(first, folded.people.ordinal.numbers),
    identifiers: findable(log, root, personOf, folded.holds),
    drops: folded.drops,
  }
}

/** By component the pairs that lie in it: two values of two components are apart as it is. */
function apartByComponent(pairs: readonly Apart[], root: Uint32Array): ReadonlyMap<number, readonly Apart[]> {
  const known = new Map<number, Apart[]>()
  for (const pair of pairs) {
    const at = root[pair[0]]!
    if (at === NONE || root[pair[1]] !== at) continue
    known.set(at, [...(known.get(at) ?? []), pair])
  }
  return known
}

/** The fold's order, and its reverse. */
function ordered({ records, order }: Log): { order: Uint32Array; position: Uint32Array } {
  const position = new Uint32Array(records)
  for (let at = 0; at < records; at++) position[order ? order[at]! : at] = at
  return { order: order ?? position, position }
}

function joined(one: Uint32Array, other: Uint32Array): Uint32Array {
  const both = new Uint32Array(one.length + other.length)
  both.set(one)
  both.set(other, one.length)
  return both
}

/** The values and whom each finds: straight from the components that are one person, else from the fold. */
function findable(
  { equal }: Log,
  root: Uint32Array,
  personOf: Uint32Array,
  holds: { value: NumberList; person: NumberList },
): Resolution['identifiers'] {
  const found = { value: new NumberList(), person: new NumberList() }
  for (let value = 0; value < equal.length; value++) {
    if (equal[value] !== value || personOf[root[value]!] === NONE) continue
    found.value.push(value)
    found.person.push(personOf[root[value]!]!)
  }
  return {
    value: joined(found.value.numbers, holds.value.numbers),
    person: joined(found.person.numbers, holds.person.numbers),
  }
}
