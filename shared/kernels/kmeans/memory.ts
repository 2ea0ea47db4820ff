// The kernel's memory: one shared WebAssembly memory, handed out from the bottom up. Address 0 stays unused ("none").
import { Memory } from './webassembly.ts'

/** The words of the task that the kernel reads, as byte offsets; assembly/task.ts holds the same list. */
export const TASK = 64
export const WORD = {
  /** Alone in its cache line: every thread counts it up, and reads the other words all the time. */
  next: TASK + 128,
  active: TASK + 4,
  generation: TASK + 8,
  op: TASK + 12,
  n: TASK + 16,
  d: TASK + 20,
  k: TASK + 24,
  matrix: TASK + 28,
  labels: TASK + 32,
  weights: TASK + 36,
  norms: TASK + 40,
  centroids: TASK + 44,
  deltas: TASK + 48,
  counts: TASK + 52,
  distances: TASK + 56,
  totals: TASK + 60,
  seconds: TASK + 64,
  secondDistances: TASK + 68,
  /** Set by a thread whose work threw. */
  failed: TASK + 72,
} as const

/** Room for the scores one thread has in hand: 131 rows of 16 f32, and space so that no thread prefetches another's lines. */
export const SCORES_BYTES = 16_384

const FIRST_FREE = 256
const PAGE = 65_536
const MOST_PAGES = 65_536

export class KernelMemory {
  readonly memory = new Memory({ initial: 1, maximum: MOST_PAGES, shared: true })
  /** Everything below is in use. */
  top = FIRST_FREE
  // Growing gives a new, longer buffer over the same bytes; views on the older ones stay good.
  readonly #buffers = new WeakSet<ArrayBufferLike>([this.memory.buffer])

  /** Address of that many fresh bytes, on a 16-byte boundary. Throws when the 4 GiB are used up. */
  take(bytes: number): number {
    const address = Math.ceil(this.top / 16) * 16
    const end = address + bytes
    const pages = Math.ceil(end / PAGE) - this.memory.buffer.byteLength / PAGE
    if (end > MOST_PAGES * PAGE) throw new Error(`k-means needs ${end} bytes, the kernel reaches ${MOST_PAGES * PAGE}`)
    if (pages > 0) {
      this.memory.grow(pages)
      this.#buffers.add(this.memory.buffer)
    }
    this.top = end
    return address
  }

  /** Address of the array when it lies in this memory already. */
  addressOf(array: Float32Array): number | undefined {
    return this.#buffers.has(array.buffer) ? array.byteOffset : undefined
  }

  f32(address: number, length: number): Float32Array {
    return new Float32Array(this.memory.buffer, address, length)
  }

  f64(address: number, length: number): Float64Array {
    return new Float64Array(this.memory.buffer, address, length)
  }

  u8(address: number, length: number): Uint8Array {
    return new Uint8Array(this.memory.buffer, address, length)
  }

  i32(address: number, length: number): Int32Array {
    return new Int32Array(this.memory.buffer, address, length)
  }

  /** Writes words of the task. */
  set(words: Partial<Record<keyof typeof WORD, number>>): void {
    const view = new Int32Array(this.memory.buffer)
    for (const [word, value] of Object.entries(words)) view[WORD[word as keyof typeof WORD] >> 2] = value
  }
}
