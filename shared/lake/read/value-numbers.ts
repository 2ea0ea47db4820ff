import { copyBytes, runsOf } from './copy-bytes.ts'
import type { RowParser } from './row-parser.ts'

const LF = 10
/** What an entry costs beside its bytes: where it stands, and its slots when the table has just grown. */
const ENTRY = 28
const FIRST_SLOTS = 1 << 10

/**
 * Rows that are numbered together. Nearly every step of a look-up waits for memory; done step by step for many rows,
 * the waits overlap: four times faster than row by row.
 */
export const BATCH = 128

/** What was looked at: kept, so that no compiler takes the looking away. */
export let touched = 0

/**
 * Numbers the distinct values of some columns of a file, from 1 in the order in which they are met. What it keeps of
 * them is the CSV line of each, exactly as the file writes it: to compare with (so that no collision of hashes ever
 * joins two values) and to be written for DuckDB, whose row n then is value n. Once they exceed `bound` bytes all are
 * forgotten and numbering goes on: the same value may come again under another number.
 */
export class ValueNumbers {
  /** The numbers of the rows noted last, after `settle`; 0 where all cells are blank. */
  numbers = new Int32Array(BATCH)
  #columns: Int32Array
  #runs: Int32Array
  #delimiter: number
  #bound: number
  #hashes = new Int32Array(BATCH)
  /** Where the runs of each noted row begin and end in the window; nothing at all in a blank one. */
  #starts: Int32Array
  #ends: Int32Array
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
    this.#columns = Int32Array.from(columns)
    this.#runs = runsOf(columns)
    this.#delimiter = delimiter.charCodeAt(0)
    this.#bound = bound
    this.#starts = new Int32Array((BATCH * this.#runs.length) / 2)
    this.#ends = new Int32Array((BATCH * this.#runs.length) / 2)
  }

  /** Remembers the value of the row that `parser` has found as the batch's `row`. */
  note(row: number, parser: RowParser, absent: Uint8Array): void {
    const columns = this.#columns
    const { hashA, hashB, starts, ends } = parser
    let hash = 0
    let some = 0
    for (let i = 0; i < columns.length; i++) {
      const c = columns[i]!
      some |= absent[c]! ^ 1
      hash = Math.imul(((hash << 7) | (hash >>> 25)) ^ hashA[c]!, 0x85ebca6b) ^ hashB[c]!
    }
    hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35)
    this.#hashes[row] = hash ^ (hash >>> 13)
    this.numbers[row] = some
    const runs = this.#runs
    for (let r = 0, at = (row * runs.length) >> 1; r < runs.length; r += 2, at++) {
      this.#starts[at] = starts[runs[r]!]!
      this.#ends[at] = ends[runs[r + 1]!]!
    }
  }

  /** Numbers the first `count` rows noted. */
  settle(window: Buffer, count: number): void {
    touched = this.#touch(count)
    for (let row = 0; row < count; row++) if (this.numbers[row]) this.numbers[row] = this.#number(window, row)
  }

  /** Looks at the memory that is about to be needed: nothing here waits for what was looked at before. */
  #touch(count: number): number {
    const [slots, places, lines, hashes, numbers] = [this.#slots, this.#places, this.#lines, this.#hashes, this.numbers]
    const mask = slots.length - 1
    for (let row = 0; row < count; row++) if (numbers[row]) numbers[row] = slots[((hashes[row]! << 1) & mask) + 1]! + 1
    let seen = 0
    for (let row = 0; row < count; row++) {
      const entry = numbers[row]! - 1
      if (entry > 0) seen ^= places[entry - 1]!
    }
    for (let row = 0; row < count; row++) {
      const entry = numbers[row]! - 1
      if (entry > 0) seen ^= lines[places[entry - 1]!]!
    }
    return seen
  }

  #number(window: Buffer, row: number): number {
    const hash = this.#hashes[row]!
    const slots = this.#slots
    const mask = slots.length - 1
    let slot = (hash << 1) & mask
    for (;;) {
      const entry = slots[slot + 1]!
      if (entry === 0) return this.#added(window, row, slot)
      if (slots[slot] === hash && this.#same(this.#places[entry - 1]!, window, row)) return this.#base + entry
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

  #same(place: number, window: Buffer, row: number): boolean {
    const lines = this.#lines
    const runs = this.#runs.length >> 1
    const last = (row + 1) * runs - 1
    let at = place
    for (let r = row * runs; r <= last; r++) {
      const end = this.#ends[r]!
      for (let i = this.#starts[r]!; i < end; i++) if (lines[at++] !== window[i]) return false
      if (lines[at++] !== (r < last ? this.#delimiter : LF)) return false
    }
    return true
  }

  #added(window: Buffer, row: number, slot: number): number {
    const runs = this.#runs.length >> 1
    const last = (row + 1) * runs - 1
    let bytes = 0
    for (let r = row * runs; r <= last; r++) bytes += this.#ends[r]! - this.#starts[r]! + 1
    if (this.#entries && this.#used + bytes + ENTRY * this.#entries > this.#bound) {
      this.#forget()
      return this.#number(window, row)
    }
    this.#room(bytes)
    this.#places[this.#entries] = this.#used
    let at = this.#used
    for (let r = row * runs; r <= last; r++) {
      at = copyBytes(this.#lines, at, window, this.#starts[r]!, this.#ends[r]!)
      this.#lines[at++] = r < last ? this.#delimiter : LF
    }
    this.#used = at
    this.#slots[slot] = this.#hashes[row]!
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
