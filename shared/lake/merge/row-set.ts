/** Row numbers of one file, from 1 on: a bit each, so that a file of three million rows takes 375 KB. */
export class RowSet {
  size = 0
  readonly #bits: Uint8Array

  /** @param last the highest row number */
  constructor(last: number) {
    this.#bits = new Uint8Array((last >>> 3) + 1)
  }

  /** Adds a row that is not in the set. */
  add(row: number): void {
    this.#bits[row >>> 3]! |= 1 << (row & 7)
    this.size++
  }

  /** In ascending order. */
  rows(): Int32Array {
    const rows = new Int32Array(this.size)
    let count = 0
    this.#bits.forEach((byte, at) => {
      for (let bit = 0; byte >>> bit; bit++) if ((byte >>> bit) & 1) rows[count++] = 8 * at + bit
    })
    return rows
  }
}
