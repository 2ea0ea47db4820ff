import { NONE } from './log.ts'

/** Numbers 128-bit keys 0, 1, … as they are met: a hash table with open addressing that grows with what it holds. */
export class KeyNumbers {
  count = 0
  /** Four words a key, side by side, since a miss of the cache costs more than all the rest. */
  words = new Uint32Array(4096)
  /** Twice as many slots as keys, at the least. */
  #table = new Uint32Array(2048).fill(NONE)

  clear(): void {
    this.count = 0
    this.#table.fill(NONE)
  }

  /** The key's number; it equals what `count` was when the key is new. Keys are digests, so their low bits are the hash. */
  of(a: number, b: number, c: number, d: number): number {
    const table = this.#table
    const words = this.words
    const mask = table.length - 1
    let slot = a & mask
    for (; ; slot = (slot + 1) & mask) {
      const number = table[slot]!
      if (number === NONE) break
      const at = 4 * number
      if (words[at] === a && words[at + 1] === b && words[at + 2] === c && words[at + 3] === d) return number
    }
    const number = this.count++
    table[slot] = number
    const at = 4 * number
    words[at] = a
    words[at + 1] = b
    words[at + 2] = c
    words[at + 3] = d
    if (4 * this.count === words.length) this.#grow()
    return number
  }

  #grow(): void {
    const words = new Uint32Array(2 * this.words.length)
    words.set(this.words)
    const table = new Uint32Array(2 * this.#table.length).fill(NONE)
    const mask = table.length - 1
    for (let number = 0; number < this.count; number++) {
      let slot = words[4 * number]! & mask
      while (table[slot] !== NONE) slot = (slot + 1) & mask
      table[slot] = number
    }
    this.words = words
    this.#table = table
  }
}
