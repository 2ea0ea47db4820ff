// The k-means kernel on several threads over one memory. The calling thread works too, and every thread takes the next
// blocks that nobody has: helpers that start late, or not at all, cost time and nothing else, and as blocks are added up
// in order the answer has the same bytes.
//
// No step calls it yet: a function of 3,008 MB has 1.7 vCPUs. It stays because the memory's layout and the order of blocks are made
// for it, because the property test of one and two threads guards both, and because functions with more memory have more vCPUs.
import { Worker } from 'node:worker_threads'
import { type Kernel, kernelModule, kernelOn } from './kernel.ts'
import { KernelMemory, SCORES_BYTES, TASK, WORD } from './memory.ts'

export interface ParallelKernel extends Kernel {
  /** Settles once the helpers run; fit and assign may be called before. */
  ready: Promise<void>
  /** Ends the helpers; after it the kernel works on the calling thread alone. */
  close(): Promise<void>
}

/**
 * How long a thread looks out for the others before it sleeps, in milliseconds. Waking a sleeper takes some hundredths, on
 * every pass; what the caller does between two passes of a fit takes about a tenth.
 */
const PATIENCE = 0.2

// As text, not as a file: it is there in a bundle too, and in a worker thread. CommonJS, as `eval` workers are.
const HELPER = `
const { workerData } = require('node:worker_threads')
const { module, memory, task, word, scores, patience } = workerData
const { work } = new WebAssembly.Instance(module, { env: { memory } }).exports
const control = new Int32Array(memory.buffer)
let seen = 0
for (;;) {
  for (const end = performance.now() + patience; performance.now() < end; )
    if (Atomics.load(control, word.generation >> 2) !== seen) break
  Atomics.wait(control, word.generation >> 2, seen)
  seen = Atomics.load(control, word.generation >> 2)
  if (seen < 0) break
  // First counted, then at work: the caller does not leave a pass while anybody is counted. Blocks can only be taken
  // while a pass is on, so one who comes late finds none, or rightly those of the next pass.
  Atomics.add(control, word.active >> 2, 1)
  try {
    work(task, scores)
  } catch (error) {
    Atomics.store(control, word.failed >> 2, 1)
  }
  Atomics.sub(control, word.active >> 2, 1)
  Atomics.notify(control, word.active >> 2)
}
`

/** A k-means engine on that many threads, the calling one among them. It does not keep the process alive. */
export function createParallelKernel({ workers = 2 }: { workers?: number } = {}): ParallelKernel {
  const memory = new KernelMemory()
  const control = memory.i32(0, 64)
  const generation = WORD.generation >> 2
  const active = WORD.active >> 2

  const starting: Promise<void>[] = []
  const helpers = Array.from({ length: workers - 1 }, () => {
    const scores = memory.take(SCORES_BYTES)
    const workerData = {
      module: kernelModule(),
      memory: memory.memory,
      task: TASK,
      word: WORD,
      scores,
      patience: PATIENCE,
    }
    // Nothing of the parent's environment or flags is needed.
    const helper = new Worker(HELPER, { eval: true, workerData, env: {}, execArgv: [], name: 'k-means' })
    starting.push(
      new Promise((resolve) => {
        helper.once('online', () => {
          helper.unref()
          resolve()
        })
        // A machine that gives no more threads: the caller does the work.
        helper.once('error', () => resolve())
      }),
    )
    return helper
  })
  const ready = Promise.all(starting).then(() => undefined)

  const kernel = kernelOn(memory, (work) => {
    if (helpers.length > 0 && Atomics.load(control, generation) >= 0) {
      Atomics.add(control, generation, 1)
      Atomics.notify(control, generation)
    }
    work()
    for (const end = performance.now() + PATIENCE; Atomics.load(control, active) > 0 && performance.now() < end; );
    for (let busy = Atomics.load(control, active); busy > 0; busy = Atomics.load(control, active))
      Atomics.wait(control, active, busy)
    if (Atomics.load(control, WORD.failed >> 2)) throw new Error('a k-means thread failed: its blocks are lost')
  })

  async function close(): Promise<void> {
    Atomics.store(control, generation, -1)
    Atomics.notify(control, generation)
    await Promise.all(helpers.map((helper) => helper.terminate()))
  }
  return { ...kernel, ready, close }
}
