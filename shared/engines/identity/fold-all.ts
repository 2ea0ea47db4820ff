import { ComponentFacts } from './component-facts.ts'
import { type Drops, noDrops, type Reason } from './drops.ts'
import { type FoldListener, foldComponent } from './fold.ts'
import type { Apart, FoldRules } from './fold-input.ts'
import { type Log, NONE } from './log.ts'
import type { NamePairs } from './name-pairs.ts'
import { NumberList } from './number-list.ts'
import { type Rules, windowLength } from './rules.ts'
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
 * Folds every component that needs it. Records that say the same are one fact, and the first of them counts: who says nothing new
 * says nothing.
 *
 * @param priority indices of the log's columns, highest priority first
 * @param person per record its person: those that are folded get theirs, numbered from `from` on
 * @param apartBeside the values that somebody has parted in the component of a value
 * @param listener hears of records of the log and of its values
 */
export function foldAll(
  log: Log,
  { records, starts }: ToFold,
  priority: readonly number[],
  { kinds, sharedAbove, caps }: Pick<Rules, 'kinds' | 'sharedAbove' | 'caps'>,
  pairs: NamePairs,
  person: Uint32Array,
  from: number,
  apartBeside: (value: number) => readonly Apart[],
  listener?: FoldListener,
): FoldedAll {
  const rules = foldRules(log, priority, kinds, sharedAbove, caps)
  const facts = new ComponentFacts(log, priority, rules, pairs)
  const people = { founder: new NumberList(), canonical: new NumberList(), ordinal: new NumberList() }
  const holds = { value: new NumberList(), person: new NumberList() }
  const drops = noDrops()
  for (let component = 0; component + 1 < starts.length; component++) {
    const own = records.subarray(starts[component], starts[component + 1])
    const { incoming, factOf, first } = facts.of(own)
    const folded = foldComponent(
      incoming,
      rules,
      pairs,
      apartBeside(incoming[0]!.values[0]!),
      listener && numbered(listener, first),
    )
    const base = from + people.founder.length
    for (const [i, record] of own.entries()) {
      const one = folded.personOf[factOf[i]!]!
      person[record] = one < 0 ? NONE : base + one
    }
    for (const [i, { founder, canonical, ordinal, values }] of folded.people.entries()) {
      people.founder.push(first[founder]!)
      people.canonical.push(canonical)
      people.ordinal.push(ordinal)
      for (const value of values.keys()) {
        if (folded.isShared(value)) continue
        holds.value.push(value)
        holds.person.push(base + i)
      }
    }
    for (const [reason, count] of Object.entries(folded.drops)) drops[reason as Reason] += count
  }
  return { people, holds, drops }
}

function foldRules(
  { kindOf }: Log,
  priority: readonly number[],
  kinds: Rules['kinds'],
  sharedAbove: number,
  caps: Rules['caps'],
): FoldRules {
  const rankOf = new Uint16Array(priority.length)
  for (const [rank, column] of priority.entries()) rankOf[column] = rank
  return {
    kindOf: (value) => rankOf[kindOf[value]!]!,
    limitOf: (kind) => kinds[kind]!.limit,
    windowOf: (kind) => 1000 * windowLength(kinds[kind]!),
    namesMustAgree: (kind) => kinds[kind]!.namesMustAgree,
    roleOf: (kind) => kinds[kind]!.role,
    isMail: (kind) => MAIL.has(kinds[kind]!.kind),
    isUserId: (kind) => kinds[kind]!.kind === 'user_id',
    sharedAbove,
    caps,
  }
}

/** A listener to one component, which hears of facts: each as its first record. */
const numbered = ({ setAside, merged }: FoldListener, first: readonly number[]): FoldListener => ({
  setAside: (fact, value, reason) => setAside(first[fact]!, value, reason),
  merged: (fact, into, from) => merged(first[fact]!, into, from),
})
