import { type Log, NONE } from './log.ts'
import { NumberList } from './number-list.ts'

/**
 * Makes one person of each component that needs no fold.
 *
 * @param component per record the root of its component
 * @param folds per root 1 where it is to fold
 * @returns per root its person, NONE where it is to fold or has no record; and the earliest record of each person
 */
export function plainPeople(
  component: Uint32Array,
  folds: Uint8Array,
  position: Uint32Array,
  order: Uint32Array,
): { personOf: Uint32Array; founder: NumberList } {
  const earliest = new Uint32Array(folds.length).fill(NONE)
  for (let record = 0; record < component.length; record++) {
    const at = component[record]!
    if (at !== NONE && position[record]! < earliest[at]!) earliest[at] = position[record]!
  }
  const founder = new NumberList()
  for (let at = 0; at < earliest.length; at++) {
    if (earliest[at] === NONE) continue
    const record = order[earliest[at]!]!
    earliest[at] = folds[at] ? NONE : founder.length
    if (!folds[at]) founder.push(record)
  }
  return { personOf: earliest, founder }
}

/**
 * The value of highest priority of each of these records: what the ids of those whom they found are made of.
 *
 * @param priority indices of the log's columns, highest priority first
 */
export function canonicalOf({ columns, equal }: Log, priority: readonly number[], records: Uint32Array): Uint32Array {
  return records.map((record) => {
    for (const column of priority) {
      const value = columns[column]!.value[record]!
      if (value !== NONE && equal[value] !== NONE) return equal[value]!
    }
    throw new Error('a founder without an identifier')
  })
}
