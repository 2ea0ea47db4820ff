/**
 * A number for each of many 64-bit hashes: open addressing, the slots in the order of the hashes, so that rows that come
 * bucket by bucket fill neighbouring slots. Memory grows with the distinct hashes, not with the rows.
 */
export class HashTable {
  /** By slot, the number; 0 where there is none. Another array once the table has grown. */
  values: Int32Array
  #keys: Uint32Array
  #slots: number
  #scale: number
  #count = 0
  readonly #lowest: number
  readonly #span: number

  /**
   * @param expected distinct hashes
   * @param lowest the first 32 bits of the lowest hash that comes
   * @param span how many first 32 bits there are from there on
   */
  constructor(expected: number, lowest: number, span: number) {
    this.#slots = 2 * expected + 16
    this.#scale = this.#slots / span
    this.values = new Int32Array(this.#slots)
    this.#keys = new Uint32Array(2 * this.#slots)
    this.#lowest = lowest
    this.#span = span
  }

  /** The number of the hash of these two words, 0 if it has none. */
  get(low: number, high: number): number {
    return this.values[this.#find(low, high)]!
  }

  /** The hash's place in `values`: for a new one there is 0, and the caller puts its number there at once. */
  slotOf(low: number, high: number): number {
    const slot = this.#find(low, high)
    if (this.values[slot] !== 0) return slot
    if (2 * this.#count >= this.#slots) {
      this.#become(this.only(() => true, this.#slots))
      return this.slotOf(low, high)
    }
    this.#count++
    this.#keys[2 * slot] = low
    this.#keys[2 * slot + 1] = high
    return slot
  }

  /** A table of those alone whose numbers are kept, of which so many are expected. */
  only(isKept: (value: number) => boolean, expected: number): HashTable {
    const kept = new HashTable(expected, this.#lowest, this.#span)
    for (let slot = 0; slot < this.#slots; slot++) {
      const value = this.values[slot]!
      if (value === 0 || !isKept(value)) continue
      const to = kept.slotOf(this.#keys[2 * slot]!, this.#keys[2 * slot + 1]!)
      kept.values[to] = value
    }
    return kept
  }

  /** Where the hash is, or where it would be put. */
  #find(low: number, high: number): number {
    const slots = this.#slots
    const keys = this.#keys
    const values = this.values
    let slot = Math.floor((high - this.#lowest) * this.#scale)
    while (values[slot] !== 0 && (keys[2 * slot] !== low || keys[2 * slot + 1] !== high)) {
      slot = slot + 1 === slots ? 0 : slot + 1
    }
    return slot
  }

  #become(other: HashTable): void {
    this.values = other.values
    this.#keys = other.#keys
    this.#slots = other.#slots
    this.#scale = other.#scale
  }
}
