import { conflictingIds } from './conflicts.ts'
import { type Drops, noDrops, type Reason } from './drops.ts'
import type { Apart, FoldRules, Incoming } from './fold-input.ts'
import { type Limited, toSetAside, vouchedBy } from './fold-limits.ts'
import type { NamePairs } from './name-pairs.ts'
import { namesAtValues } from './names-at-values.ts'

/** The id of a person is made of a value, and of the how-manieth whom it founded. */
export type Founding = { canonical: number; ordinal: number }

/** Hears what the fold decides, record by record. The history of a profile needs this; the builds of an account do not. */
export type FoldListener = {
  setAside: (record: number, value: number, reason: Reason) => void
  merged: (record: number, into: Founding, from: Founding) => void
}

/** Someone whom the fold found: `founder` is his earliest record; the id is made of `canonical` and `ordinal`. */
type Person = Founding &
  Limited & {
    founder: number
    names: number[]
    values: Map<number, number>
  }

export type Folded = {
  people: Person[]
  /** Per record the index of its person in `people`; −1 without any usable identifier. */
  personOf: number[]
  drops: Drops
  isShared: (value: number) => boolean
}

/**
 * A person is remembered by this many of his names, the earliest. A till's "default customer" goes by thousands; to ask
 * every one of them about every record would take quadratic time.
 */
const NAMES_REMEMBERED = 16

/** Short lists are made anew to measure: an array that grows by push takes room for 17. */
type Few = readonly number[]
const NONE_YET: Few = []

type Standing = { holders: Few; turnedAway: Few; shared: boolean }

/**
 * The fold with its limits over the records of one component, in order (architecture §6). First the component as a whole
 * tells which ids conflict, and which names are ambiguous where. Everything else that a record decides depends on the records
 * before it alone.
 */
export function foldComponent(
  records: readonly Incoming[],
  rules: FoldRules,
  names: NamePairs,
  apart: readonly Apart[] = NOTHING_APART,
  listener?: FoldListener,
): Folded {
  const people: Person[] = []
  const mergedInto: number[] = []
  const standings = new Map<number, Standing>()
  const founded = new Map<number, number>()
  const drops = noDrops()
  const namesAt = namesAtValues(records, names)
  const conflicting = conflictingIds(records, rules, names)
  const personOf: number[] = []

  const setAside = (record: number, value: number, reason: Reason) => {
    drops[reason]++
    listener?.setAside(record, value, reason)
  }
  const leadsTo = (value: number, person: Person) =>
    distinct(standing(value).holders).some((one) => people[one] === person)
  const present = (person: number): number => {
    while (mergedInto[person] !== person) person = mergedInto[person]!
    return person
  }
  /** The present people of a list, after merges: oldest first, each once. Most lists are that already. */
  const distinct = (list: Few): Few => {
    for (let i = 0; i < list.length; i++) {
      const isPlain = mergedInto[list[i]!] === list[i] && (i === 0 || list[i - 1]! < list[i]!)
      if (!isPlain) return [...new Set(list.map(present))].sort((a, b) => a - b)
    }
    return list
  }
  const standing = (value: number): Standing => {
    const known = standings.get(value)
    if (known) return known
    const fresh: Standing = { holders: NONE_YET, turnedAway: NONE_YET, shared: false }
    standings.set(value, fresh)
    return fresh
  }

  function isBehindTooMany(known: Standing): boolean {
    if (known.holders.length + known.turnedAway.length <= rules.sharedAbove) return false
    known.holders = distinct(known.holders)
    known.turnedAway = distinct(known.turnedAway)
    return new Set([...known.holders, ...known.turnedAway]).size > rules.sharedAbove
  }

  /**
   * Whether a record of this name can be the person's whom the value found. An equal first name settles it. Any other that
   * agrees counts unless it contradicts another name of the person: Rachel is not "R", who is Robert.
   */
  function isWelcome(name: number, theirs: readonly number[], value: number): boolean {
    if (name === 0 || theirs.length === 0 || theirs.includes(name)) return true
    if (theirs.some((other) => names.otherGeneration(name, other))) return false
    if (theirs.some((other) => names.same(name, other))) return true
    if (theirs.some((other) => names.contradict(name, other)) || namesAt.isAmbiguous(value, name)) return false
    return theirs.some((other) => names.agree(name, other) && !namesAt.isAmbiguous(value, other))
  }

  /**
   * Whether a record may make these two one person. A full name may bring two spellings together, though not two names that
   * contradict; without one, those who meet must agree themselves.
   */
  function mayMeet(group: Few, others: readonly number[], introduces: boolean): boolean {
    let haveNames = false
    let agree = introduces
    for (let i = 0; i < group.length; i++) {
      for (const one of people[group[i]!]!.names) {
        for (const other of others) {
          if (names.contradict(one, other)) return false
          haveNames = true
          agree ||= names.agree(one, other)
        }
      }
    }
    return agree || !haveNames
  }

  /** The people whom these values point at, and who can be the record's, oldest first within each value. */
  function peopleToJoin(name: number, values: readonly number[]): { group: Few; refused: Few } {
    let group = NONE_YET
    let refused = NONE_YET
    const introduces = name !== 0 && !names.isInitial(name)
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!
      const holders = distinct(standing(value).holders)
      for (let j = 0; j < holders.length; j++) {
        const person = holders[j]!
        if (group.includes(person)) continue
        const theirs = people[person]!.names
        const isRefused =
          rules.namesMustAgree(rules.kindOf(value)) &&
          !(isWelcome(name, theirs, value) && mayMeet(group, theirs, introduces))
        if (isRefused) {
          refused = [...refused, value]
          continue
        }
        group = [...group, person]
      }
    }
    return { group, refused }
  }

  function found(record: number, values: Few): number {
    const canonical = values.find((value) => !founded.has(value)) ?? values[0]!
    const ordinal = (founded.get(canonical) ?? 0) + 1
    founded.set(canonical, ordinal)
    mergedInto.push(people.length)
    const fresh = { founder: record, canonical, ordinal, names: [], values: new Map(), vouched: NOBODYS, merges: 0 }
    return people.push(fresh) - 1
  }

  /** All of them become the oldest. */
  function merge(group: Few, record: number): number {
    const oldest = Math.min(...group)
    const into = people[oldest]!
    for (const person of group) {
      if (person === oldest) continue
      mergedInto[person] = oldest
      listener?.merged(record, into, people[person]!)
      for (const [value, time] of people[person]!.values) link(into, value, time)
      into.merges += 1 + people[person]!.merges
      vouch(into, people[person]!.vouched)
      for (const name of people[person]!.names) remember(into, name)
    }
    return oldest
  }

  records.forEach(({ name, values: all, time }, record) => {
    let turnedAway = NONE_YET
    let values = all
    if (conflicting.size > 0) {
      values = all.filter((value) => !conflicting.has(value))
      for (const value of all) if (conflicting.has(value)) setAside(record, value, 'conflict')
    }
    let usable = values
    if (values.some((value) => standing(value).shared)) {
      usable = values.filter((value) => !standing(value).shared)
      for (const value of values) if (standing(value).shared) setAside(record, value, 'shared')
    }
    if (usable.length === 0) {
      personOf.push(-1)
      return
    }
    let { group, refused } = peopleToJoin(name, usable)
    for (;;) {
      const those = group.map((person) => people[person]!)
      const aside = toSetAside(those, usable, time, rules, apart, leadsTo)
      if (!aside) break
      // The last one is never dropped: it joins the oldest of its people alone, who has it already.
      if (usable.length === 1) {
        group = group.slice(0, 1)
        break
      }
      for (const value of aside.values) setAside(record, value, aside.reason)
      // Somebody whom the account itself has parted, or who is too many anyway, is no sign that many people share a value.
      if (aside.reason === 'limit') turnedAway = [...turnedAway, ...aside.values]
      usable = usable.filter((value) => !aside.values.includes(value))
      ;({ group, refused } = peopleToJoin(name, usable))
    }
    const person = group.length > 0 ? merge(group, record) : found(record, usable)
    personOf.push(person)
    const joined = people[person]!
    if (name !== 0) remember(joined, name)
    vouch(joined, vouchedBy(usable, rules))
    for (const value of usable) {
      link(joined, value, time)
      const known = standing(value)
      if (!known.holders.includes(person)) known.holders = [...known.holders, person]
    }
    for (const value of turnedAway) {
      const known = standing(value)
      known.turnedAway = [...known.turnedAway, person]
    }
    for (const value of values) if (isBehindTooMany(standing(value))) standing(value).shared = true
    for (const value of new Set(refused)) setAside(record, value, 'names')
  })

  const standsAlone = people.map((_, person) => mergedInto[person] === person)
  const rank: number[] = []
  for (const alone of standsAlone) rank.push((rank.at(-1) ?? -1) + (alone ? 1 : 0))
  return {
    people: people.filter((_, person) => standsAlone[person]),
    personOf: personOf.map((person) => (person < 0 ? -1 : rank[present(person)]!)),
    drops,
    isShared: (value) => standings.get(value)?.shared ?? false,
  }
}

/** Most people have no own id: they share this empty set. */
const NOBODYS: ReadonlySet<number> = new Set()
const NOTHING_APART: readonly Apart[] = []

/** Facts come in order of time, but of people who merge each may have had the value first. */
function link({ values }: Person, value: number, time: number): void {
  const known = values.get(value)
  if (known === undefined || time < known) values.set(value, time)
}

function vouch(person: Person, values: Few | ReadonlySet<number>): void {
  for (const value of values) {
    if (person.vouched === NOBODYS) person.vouched = new Set()
    ;(person.vouched as Set<number>).add(value)
  }
}

function remember({ names }: Person, name: number): void {
  if (names.length < NAMES_REMEMBERED && !names.includes(name)) names.push(name)
}
