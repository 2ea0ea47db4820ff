import { KERNEL_BASE64 } from './kernel-bytes.ts'
import { layState, PART, type RowLayout, type State, WORD } from './state.ts'
import { Instance, Module } from './webassembly.ts'
import { WINDOW, type WindowMemory } from './window-memory.ts'

/**
 * Takes some rows of a file, column by column in Parquet's PLAIN encoding: file 0 is the rows, file n the values of the
 * layout's group n - 1. A column's bytes are good until the next one is asked for.
 */
export type Write = (file: number, rows: number, columns: Iterable<Uint8Array>) => void

interface Exports {
  scan(at: number, limit: number): number
  settle(): void
  blank(): number
  page(places: number, count: number): number
  forget(part: number): void
}

/** Why the kernel stopped: the group is full; the values of a part exceed their bound. Else: to look. */
const DRAIN = 1
const FORGET = 2

let compiled: Module | undefined

/**
 * Takes the plain rows of a file that goes by in the window: counts, hashes and numbers them, and writes of each its
 * hash (64 bits), the number of each value (32 bits, 0 where it is blank) and its cells (texts, without their quotes).
 * A value is written as its cells when it is met first: the n-th value has the number n. The kernel keeps these cells
 * as they stand in the file, to compare with, so that no collision of hashes joins two values.
 */
export class RowKernel {
  #memory: WindowMemory
  #state: State
  #kernel: Exports
  #write: Write | undefined
  #layout: RowLayout
  #columns: number
  #escape: number

  /** @param names of the file's columns */
  constructor(
    memory: WindowMemory,
    names: readonly string[],
    marks: { delimiter: string; escape?: '\\' | undefined },
    layout: RowLayout,
    write?: Write,
  ) {
    compiled ??= new Module(Buffer.from(KERNEL_BASE64, 'base64'))
    this.#memory = memory
    this.#state = layState(memory, names, marks.delimiter, layout)
    this.#kernel = new Instance(compiled, { env: { memory: memory.memory } }).exports as Exports
    this.#write = write
    this.#layout = layout
    this.#columns = names.length
    this.#escape = marks.escape?.charCodeAt(0) ?? 0
    this.#state.words[WORD.escape] = this.#escape
  }

  /**
   * Takes plain rows from `at` in the window on, `most` in all; gives the place of the first that it does not take. The
   * byte at `limit` must be a line feed that is no data.
   */
  scan(at: number, limit: number, most: number): number {
    return this.#scan(WINDOW + at, WINDOW + limit, most) - WINDOW
  }

  /** Takes one row that is not plain, as text that is. */
  take(text: string): void {
    const most = this.rows + 1
    const { anew, words } = this.#state
    // The rows noted before may still need the bytes of the last one.
    this.#kernel.settle()
    const length = this.#memory.bytes(anew, this.#memory.longestWritten).write(`${text}\n\n`)
    // Written anew, quotes are doubled whatever the file does.
    words[WORD.escape] = 0
    this.#scan(anew, anew + length - 1, most)
    words[WORD.escape] = this.#escape
    if (this.rows !== most) throw new Error('a row that was written anew is not plain')
  }

  /** A row that cannot be read keeps its place, with nothing in its cells. */
  unreadable(): void {
    if (this.#kernel.blank()) return
    this.drain()
    this.#kernel.blank()
  }

  /** Due before the bytes of the window change. */
  settle(): void {
    this.#kernel.settle()
  }

  #scan(start: number, limit: number, most: number): number {
    const { words } = this.#state
    words[WORD.stopRow] = Math.min(most, 0xffff_ffff)
    let at = start
    for (;;) {
      at = this.#kernel.scan(at, limit)
      const why = words[WORD.why]
      if (why !== DRAIN && why !== FORGET) return at
      this.drain()
      if (why === FORGET) this.#kernel.forget(words[WORD.full]!)
    }
  }

  /** Writes what was taken. */
  drain(): void {
    this.#kernel.settle()
    const { words, parts } = this.#state
    const rows = words[WORD.grouped]!
    if (rows) this.#write?.(0, rows, this.#rowColumns(rows))
    words[WORD.grouped] = 0
    words[WORD.textUsed] = 0
    for (const [p, part] of parts.entries()) {
      const fresh = part[PART.fresh]!
      if (fresh) this.#write?.(p + 1, fresh, this.#pages(part[PART.places]!, fresh, this.#layout.values[p]!.length))
      part[PART.fresh] = 0
    }
  }

  *#rowColumns(rows: number): Generator<Buffer> {
    const { words, parts } = this.#state
    yield this.#memory.bytes(words[WORD.rowHashes]!, 8 * rows)
    for (const part of parts) yield this.#memory.bytes(part[PART.numbers]!, 4 * rows)
    yield* this.#pages(words[WORD.places]!, rows, this.#layout.cells.length)
  }

  *#pages(places: number, rows: number, cells: number): Generator<Buffer> {
    const page = this.#state.words[WORD.page]!
    for (let c = 0; c < cells; c++) yield this.#memory.bytes(page, this.#kernel.page(places, rows))
  }

  /** Rows taken. */
  get rows(): number {
    return this.#state.words[WORD.rows]!
  }

  /** Their lines in the file. */
  get lines(): number {
    return this.#state.words[WORD.lines]!
  }

  /** The facts that the taken rows share, see CsvFacts. */
  get facts() {
    const { words } = this.#state
    return {
      blanks: Float64Array.from(this.#memory.words(words[WORD.blanks]!, this.#columns)),
      padded: Uint8Array.from(this.#memory.bytes(words[WORD.padded]!, this.#columns)),
    }
  }
}
