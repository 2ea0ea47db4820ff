/** A list of 32-bit numbers that grows outside V8's heap, where what is kept would be copied again and again. */
export class NumberList {
  length = 0
  #numbers = new Uint32Array(256)

  push(number: number): void {
    if (this.length === this.#numbers.length) {
      const larger = new Uint32Array(2 * this.length)
      larger.set(this.#numbers)
      this.#numbers = larger
    }
    this.#numbers[this.length++] = number
  }

  /** Valid until the next push. */
  get numbers(): Uint32Array {
    return this.#numbers.subarray(0, this.length)
  }
}
