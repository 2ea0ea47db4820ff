import type { FoldRules, Incoming } from './fold-input.ts'
import type { NamePairs } from './name-pairs.ts'
import { namesBeside } from './names-at-values.ts'

/** One person may have gone by two full names that have nothing in common; three are three people. */
const MOST_FULL_NAMES = 2

/**
 * The ids of a component that cannot be one person's, whatever they look like: `WALK-IN`, `[object Object]`, a shop's tablet.
 * An id is shared where more than two people stand beside it whose full names disagree, or more than `sharedAbove` whose first
 * names do; where no record beside it has a name, where it stands with more than `sharedAbove` e-mail addresses
 * or postal addresses. One name with many addresses is somebody who moves. The answer depends on the set of records only.
 */
export function conflictingIds(
  records: readonly Incoming[],
  { kindOf, roleOf, isMail, sharedAbove }: FoldRules,
  names: NamePairs,
): ReadonlySet<number> {
  const isId = (value: number) => roleOf(kindOf(value)) !== 'contact'
  if (!records.some(({ values }) => values.some(isId))) return NONE_OF_THEM
  const beside = namesBeside(records, isId, names)
  const conflicting = new Set<number>()
  const unnamed = new Map<number, Set<number>[]>()
  const asked = new Set<number>()
  for (const { name, values, address } of records) {
    for (const id of values) {
      if (!isId(id)) continue
      const known = beside.get(id)
      if (known) {
        if (asked.has(id)) continue
        asked.add(id)
        if (areManyPeople(known, names, sharedAbove)) conflicting.add(id)
      } else if (name === 0 && !conflicting.has(id)) {
        // Addresses count apart from mailboxes, and clear mailboxes apart from hashed ones.
        const seen = unnamed.get(id) ?? [new Set<number>()]
        unnamed.set(id, seen)
        if (address !== 0) seen[0]!.add(address)
        for (const value of values) {
          const kind = kindOf(value)
          if (!isMail(kind)) continue
          seen[kind + 1] ??= new Set()
          seen[kind + 1]!.add(value)
        }
        if (seen.some((one) => one.size > sharedAbove)) conflicting.add(id)
      }
    }
  }
  return conflicting
}

const NONE_OF_THEM: ReadonlySet<number> = new Set()

function areManyPeople(known: readonly number[], names: NamePairs, sharedAbove: number): boolean {
  if (known.length <= MOST_FULL_NAMES) return false
  const crowd: number[] = []
  for (const name of known) if (crowd.every((other) => !names.agree(name, other))) crowd.push(name)
  return crowd.length > sharedAbove || haveThreeStrangers(known, names)
}

function haveThreeStrangers(known: readonly number[], names: NamePairs): boolean {
  for (let i = 0; i < known.length; i++) {
    const strangers = known.slice(i + 1).filter((name) => names.fullDisagree(known[i]!, name))
    if (strangers.some((one, j) => strangers.slice(j + 1).some((other) => names.fullDisagree(one, other)))) return true
  }
  return false
}
