import type { Components } from './components.ts'
import { NONE, type Records } from './log.ts'
import type { NamePairs } from './name-pairs.ts'
import type { KindRule } from './rules.ts'

/** More distinct names than this in one component, and the fold looks closer anyway. */
const MOST_NAMES = 8

/**
 * Which components need the fold: those where some kind has more values than one person may have, or where two names do
 * not agree. In every other the fold would refuse nothing, so each of them is one person: no limit can be broken by a
 * part of it, and a value never stands behind two people.
 *
 * @param kinds the rule of each of the components' kinds
 * @param scratch one number a record
 * @returns per root 1 where the fold is needed
 */
export function componentsToFold(
  log: Records,
  { root, firsts }: Components,
  kinds: readonly KindRule[],
  names: NamePairs,
  scratch: Uint32Array,
): Uint8Array {
  const needed = new Uint8Array(log.records)
  for (const [k, { isFirst, values }] of firsts.entries()) {
    const { limit } = kinds[k]!
    if (values <= limit) continue
    scratch.fill(0)
    for (let record = 0; record < root.length; record++) {
      if (!isFirst[record]) continue
      const at = root[record]!
      if (++scratch[at]! > limit) needed[at] = 1
    }
  }
  markUnequalNames(log, root, names, needed, scratch.fill(NONE))
  return needed
}

/** `firstNamed` is scratch: per root the first record with a name. */
function markUnequalNames(
  { records, firstName, lastName }: Records,
  root: Uint32Array,
  names: NamePairs,
  needed: Uint8Array,
  firstNamed: Uint32Array,
): void {
  const met = new Map<number, number[]>()
  for (let record = 0; record < records; record++) {
    if (firstName[record] === 0) continue
    const at = root[record]!
    if (at === NONE) continue
    const other = firstNamed[at]!
    if (other === NONE) firstNamed[at] = record
    else if ((firstName[record] !== firstName[other] || lastName[record] !== lastName[other]) && !needed[at]) {
      const name = names.of(record)
      const list = met.get(at) ?? [names.of(other)]
      if (list.includes(name)) continue
      if (list.length >= MOST_NAMES || list.some((known) => !names.agree(known, name))) needed[at] = 1
      list.push(name)
      met.set(at, list)
    }
  }
}
