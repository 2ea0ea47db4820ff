import { type Components, connectedComponents } from './components.ts'
import type { Drops } from './drops.ts'
import type { Reason } from './fold.ts'
import { foldAll, type Holds } from './fold-all.ts'
import { type KeyRange, keysInMemory } from './key-ranges.ts'
import type { IdentifierColumn, Log, Records } from './log.ts'
import { namePairs } from './name-pairs.ts'
import { numberPeople } from './people.ts'
import { recallKeys, whoseKeys } from './recall.ts'
import { byPriority, type KindRule, type Rules } from './rules.ts'
import { componentsToFold } from './screen.ts'

/** Who is who. People are numbered in the order of their earliest records. */
export type Resolution = {
  people: number
  /** Per record its person; NONE where it had no usable identifier. */
  person: Uint32Array
  /** Per person the two halves of the id (uuidText), and the earliest record. */
  personHi: BigUint64Array
  personLo: BigUint64Array
  founder: Uint32Array
  /**
   * Per kind every value that finds somebody: the first record that has it, and the person. A value that a couple uses is
   * there once for each of them; one that is shared by many is not there.
   */
  identifiers: { kind: string; record: Uint32Array; person: Uint32Array }[]
  /** What did not link, component by component. */
  drops: Drops
  counts: Record<Reason, number>
}

/**
 * Identity resolution (docs/identity.md): first the unrestricted connected components, then, inside each component that
 * breaks a limit or where names disagree, the fold with its limits. The same set of records gives the same people, in
 * whatever arrangement they come.
 *
 * @param ranges how many ranges the keys are worked in, one after another: the answer is the same
 * @throws Error when a column has a kind without a rule, two columns have one kind, or a limit is below 1
 */
export function resolveIdentities(log: Log, rules: Rules, ranges = 1): Resolution {
  const kinds = log.identifiers.map(({ kind }) => kind)
  const read = keysInMemory(log.identifiers)
  const resolving = resolution(log, byPriority(kinds, rules), rules, ranges)
  let step = resolving.next()
  while (!step.done) step = resolving.next(read(step.value))
  return step.value
}

/** Where the keys of a log are, and in how many ranges to read them. */
export type KeySource = {
  kinds: readonly string[]
  ranges: number
  read: (asked: KeyRange) => Promise<IdentifierColumn>
}

/** The same with keys that come range by range: each twice in all, the second time for some of the records alone. */
export async function resolveFromSource(log: Records, source: KeySource, rules: Rules): Promise<Resolution> {
  const resolving = resolution(log, byPriority(source.kinds, rules), rules, source.ranges)
  let step = resolving.next()
  while (!step.done) step = resolving.next(await source.read(step.value))
  return step.value
}

/** Asks for keys and is told them, so that it need not know whether they come from memory or from a disk. */
function* resolution(
  log: Records,
  kindRules: readonly KindRule[],
  rules: Rules,
  ranges: number,
): Generator<KeyRange, Resolution, IdentifierColumn> {
  const kinds = kindRules.map(({ kind }) => kind)
  const components = yield* connectedComponents(log.records, kinds, ranges)
  const names = namePairs(log, rules.nicknames)
  const scratch = new Uint32Array(log.records)
  const folds = componentsToFold(log, components, kindRules, names, scratch)
  const wanted = whoseKeys(log, components.root, folds, scratch)
  const recalled = yield* recallKeys(wanted, kinds, ranges)
  const folded = foldAll(wanted, recalled, kindRules, rules, names)

  const people = numberPeople(components.root, wanted, recalled, folded, scratch)
  return {
    ...people,
    identifiers: kinds.map((kind, k) => ({ kind, ...findable(components, k, folds, folded.holds[k]!, people.person) })),
    drops: folded.drops,
    counts: folded.drops.counts,
  }
}

/** The values of one kind and whom each finds: straight from the components that are one person, else from the fold. */
function findable(
  { root, firsts }: Components,
  kind: number,
  folds: Uint8Array,
  holds: Holds,
  personOf: Uint32Array,
): { record: Uint32Array; person: Uint32Array } {
  const { isFirst, values } = firsts[kind]!
  const record = new Uint32Array(values + holds.record.length)
  const person = new Uint32Array(record.length)
  let count = 0
  for (let one = 0; one < isFirst.length; one++) {
    if (!isFirst[one] || folds[root[one]!]) continue
    record[count] = one
    person[count++] = personOf[one]!
  }
  const [held, leaders] = [holds.record.numbers, holds.leader.numbers]
  for (let i = 0; i < held.length; i++) {
    record[count] = held[i]!
    person[count++] = personOf[leaders[i]!]!
  }
  return { record: record.subarray(0, count), person: person.subarray(0, count) }
}
