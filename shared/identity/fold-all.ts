import { Drops } from './drops.ts'
import { foldComponent, type Incoming } from './fold.ts'
import { personKey } from './key.ts'
import { wordsOf } from './key-ranges.ts'
import { NONE } from './log.ts'
import type { NamePairs } from './name-pairs.ts'
import { NumberList } from './number-list.ts'
import type { Recalled, Wanted } from './recall.ts'
import type { KindRule, Rules } from './rules.ts'

/** Values that find people: the first record that has the value, and the earliest record of the person. */
export type Holds = { record: NumberList; leader: NumberList }

export type FoldedAll = {
  people: number
  /** Per record to fold the earliest record of its person; NONE without any usable identifier. */
  leader: Uint32Array
  /** Per record to fold that founds somebody the four words of the key that the person's id is made of. */
  keys: Uint32Array
  /** Per kind. */
  holds: Holds[]
  drops: Drops
}

/** Folds every component that needs it. */
export function foldAll(
  { toFold, starts }: Wanted,
  { numberOf, values }: Recalled,
  kinds: readonly KindRule[],
  { sharedAbove }: Rules,
  names: NamePairs,
): FoldedAll {
  // Values are numbered through all kinds; `offsets` are the first of each.
  const offsets: number[] = []
  let offset = 0
  for (const { numbers } of values) {
    offsets.push(offset)
    offset += numbers.count
  }
  const kindOf = (value: number): number => {
    let kind = offsets.length - 1
    while (offsets[kind]! > value) kind--
    return kind
  }
  const rules = {
    kindOf,
    limitOf: (kind: number) => kinds[kind]!.limit,
    namesMustAgree: (kind: number) => kinds[kind]!.namesMustAgree,
    sharedAbove,
  }
  const keys = new Uint32Array(4 * toFold.length)
  const setKey = (value: number, ordinal: number, at: number) => {
    const kind = kindOf(value)
    const from = 4 * (value - offsets[kind]!)
    const words = values[kind]!.numbers.words.slice(from, from + 4)
    if (ordinal > 1) {
      const [lo, hi] = new BigUint64Array(words.buffer)
      const own = personKey(hi!, lo!, ordinal)
      keys.set(wordsOf(BigUint64Array.of(own.lo, own.hi)), 4 * at)
    } else keys.set(words, 4 * at)
  }

  const leader = new Uint32Array(toFold.length)
  const holds = kinds.map((): Holds => ({ record: new NumberList(), leader: new NumberList() }))
  const drops = new Drops(kinds.map(({ kind }) => kind))
  const firsts = values.map(({ record }) => record.numbers)
  const own = kinds.map(() => 0)
  let people = 0
  for (let component = 0; component + 1 < starts.length; component++) {
    const start = starts[component]!
    const incoming: Incoming[] = []
    for (let at = start; at < starts[component + 1]!; at++) {
      let count = 0
      for (let kind = 0; kind < offsets.length; kind++) {
        const number = numberOf[at * offsets.length + kind]!
        if (number !== NONE) own[count++] = offsets[kind]! + number
      }
      incoming.push({ name: names.of(toFold[at]!), values: own.slice(0, count) })
    }
    const folded = foldComponent(incoming, rules, names)
    people += folded.people.length
    for (const [i, person] of folded.personOf.entries()) {
      leader[start + i] = person < 0 ? NONE : toFold[start + folded.people[person]!.founder]!
    }
    for (const { founder, canonical, ordinal, values: held } of folded.people) {
      setKey(canonical, ordinal, start + founder)
      for (const value of held) {
        if (folded.isShared(value)) continue
        const kind = kindOf(value)
        holds[kind]!.record.push(firsts[kind]![value - offsets[kind]!]!)
        holds[kind]!.leader.push(toFold[start + founder]!)
      }
    }
    for (const { record, value, reason } of folded.drops) {
      drops.add(toFold[start + record]!, kindOf(value), reason)
    }
  }
  return { people, leader, keys, holds, drops }
}
