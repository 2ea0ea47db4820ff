/** One 32-bit word of every item's key: `words[item × step + start] ^ flip`. */
export type Word = { words: Uint32Array | Uint8Array; step: number; start: number; flip: number }

/**
 * The numbers 0 … items − 1 sorted by their words, the least significant of which comes first: a stable radix sort over
 * 16-bit digits. A digit that is the same everywhere costs one look.
 */
export function radixSorted(items: number, words: readonly Word[]): Uint32Array {
  let order = new Uint32Array(items)
  let spare = new Uint32Array(0)
  for (let i = 0; i < items; i++) order[i] = i
  const counts = new Uint32Array(0x10001)
  for (const { words: source, step, start, flip } of words) {
    for (const shift of [0, 16]) {
      counts.fill(0)
      for (let i = 0; i < items; i++) counts[(((source[i * step + start]! ^ flip) >>> shift) & 0xffff) + 1]!++
      if (counts.includes(items)) continue
      for (let digit = 0; digit < 0x10000; digit++) counts[digit + 1]! += counts[digit]!
      if (spare.length < items) spare = new Uint32Array(items)
      for (let i = 0; i < items; i++) {
        const item = order[i]!
        const digit = ((source[item * step + start]! ^ flip) >>> shift) & 0xffff
        spare[counts[digit]!++] = item
      }
      ;[order, spare] = [spare, order]
    }
  }
  return order
}
