import { copyBytes, runsOf } from './copy-bytes.ts'
import type { RowParser } from './row-parser.ts'

const LF = 10
/** What an entry costs beside its bytes: where it stands, and its slots at the fullest and the emptiest table. */
const ENTRY = 20
const FIRST_SLOTS = 1 << 10

/**
 * Numbers the distinct values of some columns of a file, from 1 in the order in which they are met. What it keeps of
 * them is the CSV line of each, exactly as the file writes it: to compare with (so that no collision of hashes ever
 * joins two values) and to be written for DuckDB, whose row n then is value n. Once they exceed `bound` bytes all are
 * forgotten and numbering goes on: the same value may come again under another number.
 */
export class ValueNumbers {
  #columns: readonly number[]
  #runs: Int32Array
  #delimiter: number
  #bound: number
  /** Open addressing, two numbers a slot: the hash, and the entry's number from 1 since the table was begun; 0 is free. */
  #slots = new Int32Array(2 * FIRST_SLOTS)
  #places = new Int32Array(FIRST_SLOTS)
  #entries = 0
  #base = 0
  #lines = Buffer.allocUnsafeSlow(1 << 16)
  #used = 0
  #taken = 0
  #full: Buffer[] = []

  /** @param columns indices of the columns in the file, ascending */
  constructor(columns: readonly number[], delimiter: string, bound: number) {
    this.#columns = columns
    this.#runs = runsOf(columns)
    this.#delimiter = delimiter.charCodeAt(0)
    this.#bound = bound
  }

  /** The number of the value in the row that `parser` has found; 0 when all its cells are blank. */
  number(window: Buffer, parser: RowParser, absent: Uint8Array): number {
    const { hashA, hashB } = parser
    let hash = 0
    let some = 0
    for (const c of this.#columns) {
      some |= absent[c]! ^ 1
      hash = Math.imul(((hash << 7) | (hash >>> 25)) ^ hashA[c]!, 0x85ebca6b) ^ hashB[c]!
    }
    if (some === 0) return 0
    hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35)
    hash ^= hash >>> 13
    const slots = this.#slots
    const mask = slots.length - 1
    let slot = (hash << 1) & mask
    for (;;) {
      const entry = slots[slot + 1]!
      if (entry === 0) return this.#added(window, parser, hash, slot)
      if (slots[slot] === hash && this.#same(this.#places[entry - 1]!, window, parser)) return this.#base + entry
      slot = (slot + 2) & mask
    }
  }

  /** The lines that were added since the last time, to be written before the next row is numbered. */
  take(): Buffer[] {
    const pieces = this.#full
    if (this.#used > this.#taken) pieces.push(this.#lines.subarray(this.#taken, this.#used))
    this.#taken = this.#used
    this.#full = []
    return pieces
  }

  #same(place: number, window: Buffer, parser: RowParser): boolean {
    const lines = this.#lines
    const runs = this.#runs
    let at = place
    for (let r = 0; r < runs.length; r += 2) {
      const end = parser.ends[runs[r + 1]!]!
      for (let i = parser.starts[runs[r]!]!; i < end; i++) if (lines[at++] !== window[i]) return false
      if (lines[at++] !== (r + 2 < runs.length ? this.#delimiter : LF)) return false
    }
    return true
  }

  #added(window: Buffer, parser: RowParser, hash: number, slot: number): number {
    const runs = this.#runs
    let bytes = 0
    for (let r = 0; r < runs.length; r += 2) bytes += parser.ends[runs[r + 1]!]! - parser.starts[runs[r]!]! + 1
    if (this.#entries && this.#used + bytes + ENTRY * this.#entries > this.#bound) {
      this.#forget()
      return this.#added(window, parser, hash, (hash << 1) & (this.#slots.length - 1))
    }
    this.#room(bytes)
    this.#places[this.#entries] = this.#used
    let at = this.#used
    for (let r = 0; r < runs.length; r += 2) {
      at = copyBytes(this.#lines, at, window, parser.starts[runs[r]!]!, parser.ends[runs[r + 1]!]!)
      this.#lines[at++] = r + 2 < runs.length ? this.#delimiter : LF
    }
    this.#used = at
    this.#slots[slot] = hash
    this.#slots[slot + 1] = ++this.#entries
    if (this.#entries * 3 > this.#slots.length) this.#spread()
    return this.#base + this.#entries
  }

  #forget(): void {
    this.#full = this.take()
    this.#base += this.#entries
    this.#entries = this.#used = this.#taken = 0
    // Not the same bytes again: what was taken may not be written yet.
    this.#lines = Buffer.allocUnsafeSlow(1 << 16)
    this.#slots = new Int32Array(2 * FIRST_SLOTS)
    this.#places = new Int32Array(FIRST_SLOTS)
  }

  #room(bytes: number): void {
    if (this.#used + bytes > this.#lines.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(2 * this.#lines.length, this.#used + bytes))
      this.#lines.copy(larger, 0, 0, this.#used)
      this.#lines = larger
    }
    if (this.#entries === this.#places.length) {
      const larger = new Int32Array(2 * this.#places.length)
      larger.set(this.#places)
      this.#places = larger
    }
  }

  /** Twice as many slots, once two thirds are taken. */
  #spread(): void {
    const old = this.#slots
    const slots = new Int32Array(2 * old.length)
    const mask = slots.length - 1
    for (let from = 0; from < old.length; from += 2) {
      if (old[from + 1] === 0) continue
      let to = (old[from]! << 1) & mask
      while (slots[to + 1] !== 0) to = (to + 2) & mask
      slots[to] = old[from]!
      slots[to + 1] = old[from + 1]!
    }
    this.#slots = slots
  }
}
