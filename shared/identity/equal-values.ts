import { KeyNumbers } from './key-numbers.ts'
import { NONE } from './log.ts'

/** Which values are equal, told from the keys of their canonical forms. */
export class EqualValues {
  /** As in the log. */
  readonly equal: Uint32Array
  readonly kindOf: Uint8Array
  #numbers = new KeyNumbers()
  #first = new Uint32Array(1024)

  constructor(values: number) {
    this.equal = new Uint32Array(values).fill(NONE)
    this.kindOf = new Uint8Array(values)
  }

  /**
   * Takes the values of one kind whose keys lie in one range: all that could be equal to any of them.
   *
   * @param values in ascending order
   * @param keys four words a value
   */
  add(kind: number, values: Uint32Array, keys: Uint32Array): void {
    const numbers = this.#numbers
    numbers.clear()
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!
      const fresh = numbers.count
      const number = numbers.of(keys[4 * i]!, keys[4 * i + 1]!, keys[4 * i + 2]!, keys[4 * i + 3]!)
      if (number === fresh) {
        if (number === this.#first.length) this.#first = doubled(this.#first)
        this.#first[number] = value
      }
      this.equal[value] = this.#first[number]!
      this.kindOf[value] = kind
    }
  }
}

function doubled(array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(array.length * 2)
  larger.set(array)
  return larger
}
