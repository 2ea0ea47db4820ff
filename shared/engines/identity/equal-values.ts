import { KeyNumbers } from './key-numbers.ts'
import { NONE } from './log.ts'

/** About as many entries as leave a part and its table in the second-level cache of a core. */
const ENTRIES_PER_PART = 16384
const MOST_BITS = 12

/** Which values are equal, found from the keys of their canonical forms. */
export class EqualValues {
  /** As in the log. */
  readonly equal: Uint32Array
  readonly kindOf: Uint8Array
  #numbers = new KeyNumbers()

  constructor(values: number) {
    this.equal = new Uint32Array(values).fill(NONE)
    this.kindOf = new Uint8Array(values)
  }

  /**
   * Takes all values of one kind. They are looked up in parts, by the top bits of their keys: one table for all of them
   * would miss the cache at each look-up.
   *
   * @param values in ascending order
   * @param keys four words a value
   */
  add(kind: number, values: Uint32Array, keys: Uint32Array): void {
    const { entries, starts } = inParts(values, keys)
    const numbers = this.#numbers
    const first = new Uint32Array(Math.max(...starts.map((start, part) => (starts[part + 1] ?? start) - start)))
    for (let part = 0; part + 1 < starts.length; part++) {
      numbers.clear()
      for (let at = 5 * starts[part]!; at < 5 * starts[part + 1]!; at += 5) {
        const fresh = numbers.count
        const number = numbers.of(entries[at]!, entries[at + 1]!, entries[at + 2]!, entries[at + 3]!)
        const value = entries[at + 4]!
        if (number === fresh) first[number] = value
        this.equal[value] = first[number]!
        this.kindOf[value] = kind
      }
    }
  }
}

/** Five words an entry, key and value, part by part; within each by value. Equal keys fall into one part. */
function inParts(values: Uint32Array, keys: Uint32Array): { entries: Uint32Array; starts: Uint32Array } {
  let bits = 0
  while (bits < MOST_BITS && values.length > ENTRIES_PER_PART * 2 ** bits) bits++
  // Two shifts, since a shift by 32 would be none.
  const partOf = (i: number) => (keys[4 * i + 3]! >>> 1) >>> (31 - bits)
  const starts = new Uint32Array(2 ** bits + 1)
  for (let i = 0; i < values.length; i++) starts[partOf(i) + 1]!++
  for (let part = 1; part < starts.length; part++) starts[part]! += starts[part - 1]!
  const next = starts.slice()
  const entries = new Uint32Array(5 * values.length)
  for (let i = 0; i < values.length; i++) {
    const at = 5 * next[partOf(i)]!++
    entries[at] = keys[4 * i]!
    entries[at + 1] = keys[4 * i + 1]!
    entries[at + 2] = keys[4 * i + 2]!
    entries[at + 3] = keys[4 * i + 3]!
    entries[at + 4] = values[i]!
  }
  return { entries, starts }
}
