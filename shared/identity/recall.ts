import { KeyNumbers } from './key-numbers.ts'
import { type KeyRange, wordsOf } from './key-ranges.ts'
import { type IdentifierColumn, NONE, type Records } from './log.ts'
import { NumberList } from './number-list.ts'

/** Marks of records whose keys are read a second time. */
const FOUNDER = 1
export const TO_FOLD = 2

/** What is known of a component on the way: nobody of it was met yet, its founder was, or it is to fold. */
const NEW = 0
const MET = 1
const FOLD = NONE

/** Whose keys are needed again: the founder of each component that is one person, and every record that is folded. */
export type Wanted = {
  mark: Uint8Array
  /** Those records in the fold's order. */
  queue: Uint32Array
  /** Per marked record its place among the founders, or in `toFold`. */
  place: Uint32Array
  founders: number
  /** The records to fold, component by component, each in the fold's order; one runs from each of `starts` to the next. */
  toFold: Uint32Array
  starts: number[]
}

/** @param state one number a record, of any content */
export function whoseKeys(
  { records, order }: Records,
  root: Uint32Array,
  folds: Uint8Array,
  state: Uint32Array,
): Wanted {
  const mark = new Uint8Array(records)
  const place = new Uint32Array(records)
  const queue = new Uint32Array(records)
  let queued = 0
  let founders = 0
  // One look at a random place a record: misses of the cache cost the most.
  for (let at = 0; at < records; at++) state[at] = folds[at] ? FOLD : NEW
  for (let p = 0; p < records; p++) {
    const record = order ? order[p]! : p
    const at = root[record]!
    if (at === NONE || state[at] === MET) continue
    queue[queued++] = record
    if (state[at] === FOLD) mark[record] = TO_FOLD
    else {
      state[at] = MET
      mark[record] = FOUNDER
      place[record] = founders++
    }
  }
  const inOrder = queue.subarray(0, queued)
  const folded = inOrder.filter((record) => mark[record] === TO_FOLD)
  return { mark, queue: inOrder, place, founders, ...byComponent(folded, root, state, place) }
}

/** Gives each record its place; `state` of their roots is FOLD, and then where the component's next record goes. */
function byComponent(
  inOrder: Uint32Array,
  root: Uint32Array,
  state: Uint32Array,
  place: Uint32Array,
): { toFold: Uint32Array; starts: number[] } {
  const roots: number[] = []
  for (const record of inOrder) {
    const at = root[record]!
    if (state[at] === FOLD) {
      state[at] = 0
      roots.push(at)
    }
    state[at]!++
  }
  const starts = [0]
  for (const at of roots) {
    const start = starts.at(-1)!
    starts.push(start + state[at]!)
    state[at] = start
  }
  const toFold = new Uint32Array(inOrder.length)
  for (const record of inOrder) {
    place[record] = state[root[record]!]!++
    toFold[place[record]!] = record
  }
  return { toFold, starts }
}

/** What the second read found. */
export type Recalled = {
  /** Per founder the four words of its key of the highest priority. */
  founderKeys: Uint32Array
  /** Per record to fold, kind by kind, the number of its value among the kind's; NONE without. */
  numberOf: Uint32Array
  /** Per kind the keys of these values, and the first record of each. */
  values: { numbers: KeyNumbers; record: NumberList }[]
}

/** Reads the wanted keys, by priority of their kinds. */
export function* recallKeys(
  { mark, place, founders, toFold }: Wanted,
  kinds: readonly string[],
  ranges: number,
): Generator<KeyRange, Recalled, IdentifierColumn> {
  const founderKeys = new Uint32Array(4 * founders)
  const numberOf = new Uint32Array(toFold.length * kinds.length).fill(NONE)
  const values: Recalled['values'] = []
  for (const [k, kind] of kinds.entries()) {
    const numbers = new KeyNumbers()
    const firstRecord = new NumberList()
    const take = ({ record, keyHi, keyLo }: IdentifierColumn) => {
      const hi = wordsOf(keyHi)
      const lo = wordsOf(keyLo)
      for (let i = 0; i < record.length; i++) {
        const one = record[i]!
        const why = mark[one]!
        if (why === 0) continue
        const at = place[one]!
        const a = lo[2 * i]!
        const b = lo[2 * i + 1]!
        const c = hi[2 * i]!
        const d = hi[2 * i + 1]!
        if (why === TO_FOLD) {
          const number = numbers.of(a, b, c, d)
          if (number === firstRecord.length) firstRecord.push(one)
          numberOf[at * kinds.length + k] = number
        } else {
          founderKeys[4 * at] = a
          founderKeys[4 * at + 1] = b
          founderKeys[4 * at + 2] = c
          founderKeys[4 * at + 3] = d
          mark[one] = 0
        }
      }
    }
    for (let range = 0; range < ranges; range++) take(yield { kind, range, ranges, marked: mark })
    values.push({ numbers, record: firstRecord })
  }
  return { founderKeys, numberOf, values }
}
