/** Digits of 11 bits: their counts and the ends of their runs stay in the first-level cache. */
const BITS = 11
const BUCKETS = 2 ** BITS

/** One 32-bit word of every item's key. */
export type Word = (item: number) => number

/**
 * The numbers 0 … items − 1 sorted by their words, the least significant of which comes first: a stable radix sort. Words
 * are carried along, since to look them up again would miss the cache each time. A word that is in order already, or the
 * same everywhere, costs one look, and so do its bits that are.
 */
export function radixSorted(items: number, words: readonly Word[]): Uint32Array {
  let order = new Uint32Array(items)
  for (let i = 0; i < items; i++) order[i] = i
  let keys = new Uint32Array(items)
  let [spareOrder, spareKeys] = [new Uint32Array(0), new Uint32Array(0)]
  const counts = new Uint32Array(BUCKETS)
  for (const word of words) {
    let varying = 0
    let isSorted = true
    for (let i = 0; i < items; i++) {
      keys[i] = word(order[i]!)
      varying |= keys[i]! ^ keys[0]!
      if (i > 0 && keys[i]! < keys[i - 1]!) isSorted = false
    }
    if (isSorted) continue
    if (spareOrder.length < items) [spareOrder, spareKeys] = [new Uint32Array(items), new Uint32Array(items)]
    for (let shift = 0; shift < 32; shift += BITS) {
      if (((varying >>> shift) & (BUCKETS - 1)) === 0) continue
      counts.fill(0)
      for (let i = 0; i < items; i++) counts[(keys[i]! >>> shift) & (BUCKETS - 1)]!++
      for (let digit = 0, start = 0; digit < BUCKETS; digit++) {
        const count = counts[digit]!
        counts[digit] = start
        start += count
      }
      for (let i = 0; i < items; i++) {
        const key = keys[i]!
        const at = counts[(key >>> shift) & (BUCKETS - 1)]!++
        spareKeys[at] = key
        spareOrder[at] = order[i]!
      }
      ;[order, spareOrder, keys, spareKeys] = [spareOrder, order, spareKeys, keys]
    }
  }
  return order
}
