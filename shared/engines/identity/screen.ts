import { type Log, NONE } from './log.ts'
import type { NamePairs } from './name-pairs.ts'
import type { Caps, KindRule, Rules } from './rules.ts'

/** More distinct names than this in one component, and the fold looks closer anyway. */
const MOST_NAMES = 8

/**
 * Which components need the fold: those where some kind has more values than one person may have, where two names do
 * not agree, or where records without names have very many addresses. In every other the fold would refuse nothing, so
 * each of them is one person: no limit can be broken by a part of it, and a value never stands behind two people.
 *
 * @param component per record the root of its component
 * @param rules of each of the log's columns
 * @returns per root 1 where the fold is needed
 */
export function componentsToFold(
  log: Log,
  root: Uint32Array,
  component: Uint32Array,
  rules: readonly KindRule[],
  pairs: NamePairs,
  { sharedAbove, caps }: Pick<Rules, 'sharedAbove' | 'caps'>,
): Uint8Array {
  const needed = new Uint8Array(root.length)
  const scratch = new Uint32Array(root.length)
  for (const [kind, { limit }] of rules.entries()) {
    scratch.fill(0)
    for (let value = 0; value < root.length; value++) {
      if (log.equal[value] !== value || log.kindOf[value] !== kind) continue
      const at = root[value]!
      if (++scratch[at]! > limit) needed[at] = 1
    }
  }
  markManyValues(log, root, rules, caps, needed, scratch)
  markUnequalNames(log, root, component, pairs, needed, scratch.fill(NONE))
  markManyAddresses(log, component, needed, sharedAbove)
  return needed
}

/** So many values of all kinds together could reach a cap: each may have been a person. Seldom do limits allow so many. */
function markManyValues(
  { equal }: Log,
  root: Uint32Array,
  rules: readonly KindRule[],
  caps: Caps,
  needed: Uint8Array,
  scratch: Uint32Array,
): void {
  const most = Math.min(caps.identifiers, caps.merges + 1)
  if (rules.reduce((sum, { limit }) => sum + limit, 0) <= most) return
  scratch.fill(0)
  for (let value = 0; value < root.length; value++) {
    if (equal[value] !== value) continue
    const at = root[value]!
    if (++scratch[at]! > most) needed[at] = 1
  }
}

/** Mailboxes are counted as a kind: their limit is not above `sharedAbove`. */
function markManyAddresses({ names, records }: Log, component: Uint32Array, needed: Uint8Array, sharedAbove: number) {
  if (!names?.address) return
  const met = new Map<number, Set<number>>()
  for (let record = 0; record < records; record++) {
    const value = names.value[record]!
    const at = component[record]!
    if (value === NONE || names.address[value] === 0 || at === NONE || needed[at]) continue
    const addresses = met.get(at) ?? new Set()
    met.set(at, addresses.add(names.address[value]!))
    if (addresses.size > sharedAbove) needed[at] = 1
  }
}

/** `firstNamed` is scratch: per root the first value that bears a name. */
function markUnequalNames(
  { names, records }: Log,
  root: Uint32Array,
  component: Uint32Array,
  pairs: NamePairs,
  needed: Uint8Array,
  firstNamed: Uint32Array,
): void {
  if (!names) return
  const { first, last, generation } = names
  const met = new Map<number, number[]>()
  const areEqual = (value: number, other: number) =>
    first[value] === first[other] && last[value] === last[other] && generation?.[value] === generation?.[other]
  const meet = (value: number, at: number) => {
    const other = firstNamed[at]!
    if (other === NONE) firstNamed[at] = value
    else if (!needed[at] && !areEqual(value, other)) {
      const name = pairs.of(value)
      const list = met.get(at) ?? [pairs.of(other)]
      if (list.includes(name)) return
      if (list.length >= MOST_NAMES || list.some((known) => !pairs.agree(known, name))) needed[at] = 1
      list.push(name)
      met.set(at, list)
    }
  }
  // A value that identifies lies in one component, whoever has it; any other goes with each of its records.
  let unplaced = false
  for (let value = 0; value < first.length; value++) {
    if (first[value] === 0) continue
    if (root[value] === NONE) unplaced = true
    else meet(value, root[value]!)
  }
  if (!unplaced) return
  for (let record = 0; record < records; record++) {
    const value = names.value[record]!
    if (value === NONE || first[value] === 0 || root[value] !== NONE || component[record] === NONE) continue
    meet(value, component[record]!)
  }
}
