/**
 * 64-bit hashes and a number for each: open addressing, the slots in the order of the hashes, so that rows that come
 * bucket by bucket fill neighbouring slots. Memory grows with the distinct hashes, not with the rows.
 */
export class HashTable {
  /** By slot, the number; 0 where there is none yet. Whoever is given a slot puts one there. */
  values: Int32Array
  #keys: Uint32Array
  #slots: number
  #count = 0
  readonly #lowest: number
  readonly #span: number
  #scale: number

  /**
   * @param expected distinct hashes
   * @param lowest the first 32 bits of the lowest hash that comes
   * @param span how many first 32 bits there are from there on
   */
  constructor(expected: number, lowest: number, span: number) {
    this.#slots = 2 * expected + 16
    this.values = new Int32Array(this.#slots)
    this.#keys = new Uint32Array(2 * this.#slots)
    this.#lowest = lowest
    this.#span = span
    this.#scale = this.#slots / span
  }

  /** The slot of the hash of these two words; it moves when the table grows, which only a new hash makes it do. */
  slotOf(low: number, high: number): number {
    const slots = this.#slots
    const keys = this.#keys
    const values = this.values
    let slot = Math.floor((high - this.#lowest) * this.#scale)
    for (; values[slot] !== 0; slot = slot + 1 === slots ? 0 : slot + 1) {
      if (keys[2 * slot] === low && keys[2 * slot + 1] === high) return slot
    }
    if (2 * this.#count >= slots) {
      this.#grow()
      return this.slotOf(low, high)
    }
    this.#count++
    keys[2 * slot] = low
    keys[2 * slot + 1] = high
    return slot
  }

  #grow(): void {
    const larger = new HashTable(this.#slots, this.#lowest, this.#span)
    for (let slot = 0; slot < this.#slots; slot++) {
      const value = this.values[slot]!
      if (value !== 0) larger.values[larger.slotOf(this.#keys[2 * slot]!, this.#keys[2 * slot + 1]!)] = value
    }
    this.values = larger.values
    this.#keys = larger.#keys
    this.#slots = larger.#slots
    this.#scale = larger.#scale
  }
}
