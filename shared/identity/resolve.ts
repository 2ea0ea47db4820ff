import { connectedComponents } from './components.ts'
import { foldComponent, type Reason } from './fold.ts'
import { personKey } from './key.ts'
import { type Log, NONE } from './log.ts'
import { namePairs } from './name-pairs.ts'
import { byPriority, componentsWithValues, firstValues, type RankedColumn, withRules } from './ranked.ts'
import type { Rules } from './rules.ts'
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
   * Per kind every value that finds somebody: an entry of the kind's column where the value stands, and the person. A
   * value that a couple uses is there once for each of them; one that is shared by many is not there.
   */
  identifiers: { kind: string; entry: Uint32Array; person: Uint32Array }[]
  /** What did not link, component by component. */
  drops: Drop[]
  counts: Record<Reason, number>
}

export type Drop = { record: number; kind: string; reason: Reason }

/**
 * Identity resolution (docs/identity.md): first the unrestricted connected components, then, inside each component that
 * breaks a limit or where names disagree, the fold with its limits. The same set of records gives the same people, in
 * whatever arrangement they come.
 *
 * @throws Error when a column has a kind without a rule, two columns have one kind, or a limit is below 1
 */
export function resolveIdentities(log: Log, rules: Rules): Resolution {
  const { records, order } = log
  const position = order && inverse(order)
  const inPriority = byPriority(log, rules)
  const { root, values } = connectedComponents(records, inPriority, position)
  const columns = withRules(inPriority, values, rules)
  const names = namePairs(log, rules.nicknames)
  const toFold = componentsToFold(log, root, columns, names)
  const canonical = firstValues(records, columns, position)

  /** Per position the earliest position of its person. */
  const leader = root.slice()
  for (let p = 0; p < records; p++) if (canonical[p] === NONE) leader[p] = NONE
  const ordinals = new Map<number, number>()
  const held: Held[] = []
  const drops: Drop[] = []
  const kindOf = (value: number) => columns.findLastIndex(({ offset }) => offset <= value)
  const foldRules = {
    kindOf,
    limitOf: (kind: number) => columns[kind]!.limit,
    namesMustAgree: (kind: number) => columns[kind]!.namesMustAgree,
    sharedAbove: rules.sharedAbove,
  }
  for (const { positions, values } of componentsWithValues(root, toFold, columns, position)) {
    const recordOf = (i: number) => (order ? order[positions[i]!]! : positions[i]!)
    const incoming = values.map((own, i) => ({ name: names.of(recordOf(i)), values: own }))
    const folded = foldComponent(incoming, foldRules, names)
    folded.personOf.forEach((person, i) => {
      leader[positions[i]!] = person < 0 ? NONE : positions[folded.people[person]!.founder]!
    })
    for (const { founder, canonical: value, ordinal, values } of folded.people) {
      const at = positions[founder]!
      canonical[at] = value
      if (ordinal > 1) ordinals.set(at, ordinal)
      for (const own of values) if (!folded.isShared(own)) held.push({ value: own, kind: kindOf(own), leader: at })
    }
    for (const { record, value, reason } of folded.drops) {
      drops.push({ record: recordOf(record), kind: columns[kindOf(value)]!.column.kind, reason })
    }
  }

  const { founders, number } = numberPeople(leader)
  const person = new Uint32Array(records)
  for (let p = 0; p < records; p++) person[order ? order[p]! : p] = leader[p] === NONE ? NONE : number[leader[p]!]!
  const counts: Record<Reason, number> = { limit: 0, shared: 0, names: 0 }
  for (const { reason } of drops) counts[reason]++
  return {
    people: founders.length,
    person,
    ...personIds(founders, canonical, ordinals, columns),
    founder: order ? founders.map((p) => order[p]!) : founders,
    identifiers: columns.map((column, kind) => {
      const own = held.filter((one) => one.kind === kind)
      const foldedAway = (p: number) => toFold[root[p]!] === 1
      return findable(column, own, foldedAway, (p) => number[leader[p]!]!)
    }),
    drops,
    counts,
  }
}

type Held = { value: number; kind: number; leader: number }

function inverse(order: Uint32Array): Uint32Array {
  const position = new Uint32Array(order.length)
  for (let p = 0; p < order.length; p++) position[order[p]!] = p
  return position
}

/** A person's number is how many were founded before. */
function numberPeople(leader: Uint32Array): { founders: Uint32Array; number: Uint32Array } {
  const number = new Uint32Array(leader.length)
  let people = 0
  for (let p = 0; p < leader.length; p++) if (leader[p] === p) number[p] = people++
  const founders = new Uint32Array(people)
  for (let p = 0; p < leader.length; p++) if (leader[p] === p) founders[number[p]!] = p
  return { founders, number }
}

function personIds(
  founders: Uint32Array,
  canonical: Uint32Array,
  ordinals: ReadonlyMap<number, number>,
  columns: readonly RankedColumn[],
): { personHi: BigUint64Array; personLo: BigUint64Array } {
  const personHi = new BigUint64Array(founders.length)
  const personLo = new BigUint64Array(founders.length)
  founders.forEach((p, person) => {
    let kind = columns.length - 1
    while (columns[kind]!.offset > canonical[p]!) kind--
    const { column, values, offset } = columns[kind]!
    const entry = values.sample[canonical[p]! - offset]!
    const key = personKey(column.keyHi[entry]!, column.keyLo[entry]!, ordinals.get(p))
    personHi[person] = key.hi
    personLo[person] = key.lo
  })
  return { personHi, personLo }
}

/** The values of one kind and whom each finds: straight from the components that are one person, else from the fold. */
function findable(
  { column, values, offset }: RankedColumn,
  held: readonly Held[],
  wasFolded: (p: number) => boolean,
  personAt: (p: number) => number,
): Resolution['identifiers'][number] {
  const entry = new Uint32Array(values.sample.length + held.length)
  const person = new Uint32Array(entry.length)
  let count = 0
  for (let value = 0; value < values.sample.length; value++) {
    const p = values.at[value]!
    if (wasFolded(p)) continue
    entry[count] = values.sample[value]!
    person[count++] = personAt(p)
  }
  for (const { value, leader } of held) {
    entry[count] = values.sample[value - offset]!
    person[count++] = personAt(leader)
  }
  return { kind: column.kind, entry: entry.slice(0, count), person: person.slice(0, count) }
}
