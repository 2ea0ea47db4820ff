import { Memory } from './webassembly.ts'

/** A row longer than this is refused: one field may be large, but a quote that never closes must end somewhere. */
export const MAX_ROW = 8 << 20
/** How much of a file is looked at at a time: small enough to stay in a processor's cache. */
export const PIECE = 1 << 18

/** Address of the window. Below it stands the kernel's state. */
export const WINDOW = 1024
const PAGE = 65_536
const MOST_PAGES = 65_536

/**
 * The memory in which a file goes by, piece after piece, and in which the row kernel works. Pages that nobody writes to
 * cost nothing, so room is taken for the worst case and not for the usual one.
 */
export class WindowMemory {
  readonly memory
  /** Bytes of a row that is written anew, in which every quote may be doubled. */
  readonly longestWritten: number
  /** Bytes that the values of a whole file may need; of a large one no limit. */
  readonly mostValues: number
  readonly #size: number
  #top: number
  #window: Buffer

  /**
   * @param fileBytes of a file that is known whole. Room for the worst case of a few bytes is small, and the collector
   * runs by the room that was taken: with that of a large file it would run for each of many small ones.
   */
  constructor(fileBytes = Number.POSITIVE_INFINITY) {
    const longestRow = Math.min(MAX_ROW, fileBytes)
    this.longestWritten = 2 * longestRow + (1 << 16)
    // Each byte may be an empty cell, which takes four bytes, or a value, whose entry takes 36.
    this.mostValues = 64 * fileBytes + (1 << 12)
    this.#size = longestRow + 2 * PIECE
    this.#top = WINDOW + this.#size
    this.memory = new Memory({ initial: Math.ceil(this.#top / PAGE), maximum: MOST_PAGES })
    this.#window = Buffer.from(this.memory.buffer, WINDOW, this.#size)
  }

  /** The window's bytes. Not to be kept: taking memory moves them. */
  get window(): Buffer {
    return this.#window
  }

  /** Addresses of that many fresh bytes each, on 16-byte boundaries. Throws when the 4 GiB are used up. */
  take<Name extends string>(sizes: Record<Name, number>): Record<Name, number> {
    const addresses = Object.entries<number>(sizes).map(([name, bytes]) => {
      const address = Math.ceil(this.#top / 16) * 16
      this.#top = address + bytes
      return [name, address]
    })
    const pages = Math.ceil(this.#top / PAGE)
    if (pages > MOST_PAGES) throw new Error(`reading needs ${this.#top} bytes, the kernel reaches ${MOST_PAGES * PAGE}`)
    this.memory.grow(pages - this.memory.buffer.byteLength / PAGE)
    this.#window = Buffer.from(this.memory.buffer, WINDOW, this.#size)
    return Object.fromEntries(addresses)
  }

  bytes(address: number, length: number): Buffer {
    return Buffer.from(this.memory.buffer, address, length)
  }

  words(address: number, length: number): Uint32Array {
    return new Uint32Array(this.memory.buffer, address, length)
  }

  longWords(address: number, length: number): BigUint64Array {
    return new BigUint64Array(this.memory.buffer, address, length)
  }
}
