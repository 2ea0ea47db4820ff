import { KERNEL_BASE64 } from './kernel-bytes.ts'
import { layState, PART, type RowLayout, type State, WORD } from './state.ts'
import { Instance, Module } from './webassembly.ts'
import { LONGEST_WRITTEN, WINDOW, type WindowMemory } from './window-memory.ts'

/** Takes what is written: file 0 is the rows, file n the values of the layout's group n - 1. */
export type Write = (file: number, bytes: Buffer) => void

interface Exports {
  scan(at: number, limit: number): number
  settle(): void
  forget(part: number): void
}

/** Why the kernel stopped: no more room for what is written; the values of a part exceed their bound. Else: to look. */
const DRAIN = 1
const FORGET = 2

let compiled: Module | undefined

/**
 * Takes the plain rows of a file that goes by in the window: counts, hashes, numbers and writes them as CSV without a
 * header, of the row's hash, the number of each value (nothing where it is blank), then the cells as they stand in the
 * file. A value's number is its line, from 1, among the values that are written; what is kept of it is that line, to
 * compare with, so that no collision of hashes joins two values. DuckDB only ever sees line feeds (its CRLF option loses
 * rows), and never an empty line (it skips them).
 */
export class RowKernel {
  #memory: WindowMemory
  #state: State
  #kernel: Exports
  #write: Write | undefined
  #columns: number
  #nothing: Buffer
  #written: number[]

  /** @param names of the file's columns */
  constructor(memory: WindowMemory, names: readonly string[], delimiter: string, layout: RowLayout, write?: Write) {
    compiled ??= new Module(Buffer.from(KERNEL_BASE64, 'base64'))
    this.#memory = memory
    this.#state = layState(memory, names, delimiter, layout)
    this.#kernel = new Instance(compiled, { env: { memory: memory.memory } }).exports as Exports
    this.#write = write
    this.#columns = names.length
    const cells = new Array<string>(layout.values.length + new Set(layout.cells).size).fill('')
    this.#nothing = Buffer.from(`${['0', ...cells].join(delimiter)}\n`)
    this.#written = layout.values.map(() => 0)
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
    const { anew } = this.#state
    // The rows noted before may still need the bytes of the last one.
    this.#kernel.settle()
    const length = this.#memory.bytes(anew, LONGEST_WRITTEN).write(`${text}\n\n`)
    this.#scan(anew, anew + length - 1, most)
    if (this.rows !== most) throw new Error('a row that was written anew is not plain')
  }

  /** A row that cannot be read keeps its place, with nothing in its cells. */
  unreadable(): void {
    this.drain()
    this.#write?.(0, this.#nothing)
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
      if (why === FORGET) {
        const part = words[WORD.full]!
        this.#kernel.forget(part)
        this.#written[part] = 0
      }
    }
  }

  /** Writes what was taken; due before the bytes of the window change. */
  drain(): void {
    const { words, parts } = this.#state
    this.#kernel.settle()
    if (words[WORD.outUsed]) this.#write?.(0, this.#memory.bytes(words[WORD.out]!, words[WORD.outUsed]!))
    words[WORD.outUsed] = 0
    for (const [p, part] of parts.entries()) {
      const from = this.#written[p]!
      const to = part[PART.used]!
      if (to > from) this.#write?.(p + 1, this.#memory.bytes(part[PART.lines]! + from, to - from))
      this.#written[p] = to
    }
  }

  /** Rows taken. */
  get rows(): number {
    return this.#state.words[WORD.rows]!
  }

  /** Their lines in the file. */
  get lines(): number {
    return this.#state.words[WORD.lines]!
  }

  /** What the rows taken have in common, see CsvFacts. */
  get facts() {
    const { words } = this.#state
    return {
      blanks: Float64Array.from(this.#memory.words(words[WORD.blanks]!, this.#columns)),
      padded: Uint8Array.from(this.#memory.bytes(words[WORD.padded]!, this.#columns)),
      longestRow: words[WORD.longest]!,
      quotedNewlines: words[WORD.inner] === 1,
    }
  }
}
