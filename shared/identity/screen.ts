import type { Values } from './components.ts'
import { type Log, NONE } from './log.ts'
import type { NamePairs } from './name-pairs.ts'

/** More distinct names than this in one component, and the fold looks closer anyway. */
const MOST_NAMES = 8

/**
 * Which components need the fold: those where some kind has more values than one person may have, or where two names do
 * not agree. In every other the fold would refuse nothing, so each of them is one person: no limit can be broken by a
 * part of it, and a value never stands behind two people.
 *
 * @returns per root position 1 where the fold is needed
 */
export function componentsToFold(
  log: Log,
  root: Uint32Array,
  columns: readonly { values: Values; limit: number }[],
  names: NamePairs,
): Uint8Array {
  const needed = new Uint8Array(log.records)
  const counts = new Uint32Array(log.records)
  for (const { values, limit } of columns) {
    if (values.at.length <= limit) continue
    counts.fill(0)
    for (let value = 0; value < values.at.length; value++) {
      const at = root[values.at[value]!]!
      if (++counts[at]! > limit) needed[at] = 1
    }
  }
  markUnequalNames(log, root, names, needed, counts.fill(NONE))
  return needed
}

/** `firstNamed` is scratch: per root the first record with a name. */
function markUnequalNames(
  { records, order, firstName, lastName }: Log,
  root: Uint32Array,
  names: NamePairs,
  needed: Uint8Array,
  firstNamed: Uint32Array,
): void {
  const met = new Map<number, number[]>()
  for (let p = 0; p < records; p++) {
    const record = order ? order[p]! : p
    const at = root[p]!
    if (firstName[record] === 0 || needed[at]) continue
    const other = firstNamed[at]!
    if (other === NONE) firstNamed[at] = record
    else if (firstName[record] !== firstName[other] || lastName[record] !== lastName[other]) {
      const name = names.of(record)
      const list = met.get(at) ?? [names.of(other)]
      if (list.includes(name)) continue
      if (list.length >= MOST_NAMES || list.some((known) => !names.agree(known, name))) needed[at] = 1
      met.set(at, [...list, name])
    }
  }
}
