import type { Reason } from './drops.ts'
import type { Apart, FoldRules } from './fold-input.ts'

/** A person, as far as limits ask. */
export type Limited = {
  /** Per value when it was first linked, in microseconds since 1970. */
  values: ReadonlyMap<number, number>
  /** The values that do not count towards limits (vouchedBy). */
  vouched: ReadonlySet<number>
  /** How many people were merged into this one. */
  merges: number
}

/** The values of a fact that are to be set aside, and why. */
export type ToSetAside = { values: readonly number[]; reason: Reason }

const NOTHING: readonly number[] = []

/** The values of a fact for which an own id of it vouches: how to reach somebody does not count towards limits there. */
export function vouchedBy(values: readonly number[], { kindOf, roleOf }: FoldRules): readonly number[] {
  if (!values.some((value) => roleOf(kindOf(value)) === 'own')) return NOTHING
  return values.filter((value) => roleOf(kindOf(value)) === 'contact')
}

/**
 * Which of a fact's values to set aside, so that the one person whom it makes may be; undefined where that person may. Asked
 * again about the rest, until then.
 *
 * @param group the people whom the fact would make one
 * @param values those of the fact that are left, the strongest first
 * @param time of the fact, in microseconds since 1970
 * @param holds whether a value leads to a person of the group
 */
export function toSetAside<Person extends Limited>(
  group: readonly Person[],
  values: readonly number[],
  time: number,
  rules: FoldRules,
  apart: readonly Apart[],
  holds: (value: number, person: Person) => boolean,
): ToSetAside | undefined {
  const pair = apart.find((both) => both.every((one) => values.includes(one) || group.some((p) => p.values.has(one))))
  if (pair) return { values: toPart(pair, group, values, rules, holds), reason: 'apart' }
  // A fact by itself breaks nothing. By far the most bring their person nothing new.
  if (group.length === 0) return undefined
  if (group.length === 1 && values.every((value) => group[0]!.values.has(value))) return undefined
  if (breaksLimit(group, values, time, rules)) return { values: values.slice(-1), reason: 'limit' }
  const cap = capReached(group, values, rules)
  return cap && { values: values.slice(1), reason: cap }
}

/**
 * Where the fact has the value that leaves, that one keeps the fact, and all that leads to the value which it left is set
 * aside; but a user_id is never set aside for another value.
 */
function toPart<Person extends Limited>(
  [leaves, left]: Apart,
  group: readonly Person[],
  values: readonly number[],
  { kindOf, isUserId }: FoldRules,
  holds: (value: number, person: Person) => boolean,
): readonly number[] {
  if (!values.includes(leaves)) return values.slice(-1)
  const others = group.filter((person) => person.values.has(left))
  const leading = values.filter((value) => value === left || others.some((person) => holds(value, person)))
  return leading.some((value) => isUserId(kindOf(value))) ? [leaves] : leading
}

/** Whether one person with all of the group's values and these would have too many of a kind at that time. */
function breaksLimit(group: readonly Limited[], values: readonly number[], time: number, rules: FoldRules): boolean {
  const counts = new Map<number, number>()
  const counted = new Set<number>(vouchedBy(values, rules))
  for (const { vouched } of group) for (const value of vouched) counted.add(value)
  const count = (value: number): boolean => {
    if (counted.has(value)) return true
    counted.add(value)
    const kind = rules.kindOf(value)
    const since = time - rules.windowOf(kind)
    if (since !== -Infinity && group.some(({ values }) => (values.get(value) ?? Infinity) <= since)) return true
    const now = (counts.get(kind) ?? 0) + 1
    counts.set(kind, now)
    return now <= rules.limitOf(kind)
  }
  for (const person of group) for (const value of person.values.keys()) if (!count(value)) return true
  return !values.every(count)
}

function capReached(group: readonly Limited[], values: readonly number[], { caps }: FoldRules): Reason | undefined {
  let merges = group.length - 1
  let most = values.length
  for (const person of group) {
    merges += person.merges
    most += person.values.size
  }
  if (merges > caps.merges) return 'merge_cap'
  if (most <= caps.identifiers) return undefined
  const all = new Set(values)
  for (const person of group) for (const value of person.values.keys()) all.add(value)
  return all.size > caps.identifiers ? 'identifier_cap' : undefined
}
