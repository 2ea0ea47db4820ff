import { type Drops, type FoldListener, foldComponent } from './fold.ts'
import type { Incoming } from './fold-input.ts'
import { type Further, type Log, NONE } from './log.ts'
import type { NamePairs } from './name-pairs.ts'
import { NumberList } from './number-list.ts'
import type { Rules } from './rules.ts'
import type { ToFold } from './to-fold.ts'

export type FoldedAll = {
  /** Whom the fold found: the earliest record, the value that the id is made of, and the how-manieth it founded. */
  people: { founder: NumberList; canonical: NumberList; ordinal: NumberList }
  /** Values that find people. */
  holds: { value: NumberList; person: NumberList }
  drops: Drops
}

const MAIL = new Set(['email', 'email_hash'])

/**
 * Folds every component that needs it.
 *
 * @param priority indices of the log's columns, highest priority first
 * @param person per record its component; those that are folded get the number of their person, from `from` on
 * @param listener hears of records of the log and of its values
 */
export function foldAll(
  log: Log,
  { records, starts }: ToFold,
  priority: readonly number[],
  { kinds, sharedAbove }: Pick<Rules, 'kinds' | 'sharedAbove'>,
  pairs: NamePairs,
  person: Uint32Array,
  from: number,
  listener?: FoldListener,
): FoldedAll {
  const rankOf = new Uint8Array(priority.length)
  for (const [rank, column] of priority.entries()) rankOf[column] = rank
  const kindOf = (value: number): number => rankOf[log.kindOf[value]!]!
  const rules = {
    kindOf,
    limitOf: (kind: number) => kinds[kind]!.limit,
    namesMustAgree: (kind: number) => kinds[kind]!.namesMustAgree,
    roleOf: (kind: number) => kinds[kind]!.role,
    isMail: (kind: number) => MAIL.has(kinds[kind]!.kind),
    sharedAbove,
  }
  const columns = priority.map((column) => log.columns[column]!.value)
  const further = priority.map((column) => furtherOf(log.columns[column]!.further))
  const people = { founder: new NumberList(), canonical: new NumberList(), ordinal: new NumberList() }
  const holds = { value: new NumberList(), person: new NumberList() }
  const drops: Drops = { limit: 0, shared: 0, conflict: 0, names: 0 }
  const own = columns.map(() => 0)
  for (let component = 0; component + 1 < starts.length; component++) {
    const start = starts[component]!
    const incoming: Incoming[] = []
    for (let at = start; at < starts[component + 1]!; at++) {
      const record = records[at]!
      let count = 0
      for (let kind = 0; kind < columns.length; kind++) {
        const written = columns[kind]![record]!
        const value = written === NONE ? NONE : log.equal[written]!
        if (value !== NONE) own[count++] = value
        for (const more of further[kind]?.get(record) ?? []) {
          const equal = log.equal[more]!
          if (equal !== NONE && !own.slice(0, count).includes(equal)) own[count++] = equal
        }
      }
      const said = log.names?.value[record] ?? NONE
      const address = said === NONE ? 0 : (log.names?.address?.[said] ?? 0)
      incoming.push({ name: pairs.of(said), values: own.slice(0, count), address })
    }
    const folded = foldComponent(incoming, rules, pairs, listener && numbered(listener, records, start))
    const base = from + people.founder.length
    for (const [i, one] of folded.personOf.entries()) person[records[start + i]!] = one < 0 ? NONE : base + one
    for (const [i, { founder, canonical, ordinal, values }] of folded.people.entries()) {
      people.founder.push(records[start + founder]!)
      people.canonical.push(canonical)
      people.ordinal.push(ordinal)
      for (const value of values) {
        if (folded.isShared(value)) continue
        holds.value.push(value)
        holds.person.push(base + i)
      }
    }
    drops.limit += folded.drops.limit
    drops.shared += folded.drops.shared
    drops.conflict += folded.drops.conflict
    drops.names += folded.drops.names
  }
  return { people, holds, drops }
}

/** A listener to one component, whose records are numbered from `start` on. */
const numbered = ({ setAside, merged }: FoldListener, records: Uint32Array, start: number): FoldListener => ({
  setAside: (record, value, reason) => setAside(records[start + record]!, value, reason),
  merged: (record, into, from) => merged(records[start + record]!, into, from),
})

/** By record its further values; undefined where no record has any. */
function furtherOf(further: Further | undefined): ReadonlyMap<number, number[]> | undefined {
  if (!further) return undefined
  const known = new Map<number, number[]>()
  for (const [i, record] of further.record.entries()) {
    const values = known.get(record)
    if (values) values.push(further.value[i]!)
    else known.set(record, [further.value[i]!])
  }
  return known
}
