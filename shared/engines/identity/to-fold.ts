import { NONE } from './log.ts'
import { NumberList } from './number-list.ts'

/** The records to fold, component by component, each in the fold's order; one runs from each of `starts` to the next. */
export type ToFold = { records: Uint32Array; starts: readonly number[] }

/**
 * @param component per record its component
 * @param folds per component 1 where it is to fold
 * @param position per record its position in the fold's order, and the reverse
 */
export function recordsToFold(
  component: Uint32Array,
  folds: Uint8Array,
  position: Uint32Array,
  order: Uint32Array,
): ToFold {
  const positions = new NumberList()
  for (let record = 0; record < component.length; record++) {
    const at = component[record]!
    if (at !== NONE && folds[at]) positions.push(position[record]!)
  }
  const inOrder = positions.numbers.sort()
  // Components in the order of their earliest records: how many records each has, then where its next one goes.
  const next = new Map<number, number>()
  for (const nth of inOrder) {
    const at = component[order[nth]!]!
    next.set(at, (next.get(at) ?? 0) + 1)
  }
  const starts = [0]
  for (const [at, count] of next) {
    const start = starts.at(-1)!
    starts.push(start + count)
    next.set(at, start)
  }
  const records = new Uint32Array(inOrder.length)
  for (const nth of inOrder) {
    const record = order[nth]!
    const at = component[record]!
    const slot = next.get(at)!
    records[slot] = record
    next.set(at, slot + 1)
  }
  return { records, starts }
}
