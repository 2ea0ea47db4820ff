import { closeSync, openSync, writeFileSync } from 'node:fs'

/** DuckDB keeps the bytes of a CSV file until it has read all of it: many short files cost less memory than a long one. */
const SEGMENT = 8 << 20

/** A long text written as several files, `<path>-0`, `<path>-1` …: at least one. What is written at once stays together. */
export class Segments {
  readonly files: string[] = []
  /** All that was written. */
  bytes = 0
  #path: string
  #file = -1
  #size = 0

  constructor(path: string) {
    this.#path = path
    this.#next()
  }

  write(bytes: Uint8Array): void {
    if (this.#size > 0 && this.#size + bytes.length > SEGMENT) this.#next()
    writeFileSync(this.#file, bytes)
    this.#size += bytes.length
    this.bytes += bytes.length
  }

  close(): void {
    if (this.#file >= 0) closeSync(this.#file)
    this.#file = -1
  }

  #next(): void {
    this.close()
    const path = `${this.#path}-${this.files.length}`
    this.#file = openSync(path, 'w')
    this.#size = 0
    this.files.push(path)
  }
}
