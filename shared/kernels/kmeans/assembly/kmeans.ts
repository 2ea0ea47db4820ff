// The k-means kernel: WebAssembly SIMD (128 bit), any d, k <= 16. Built by ../build.ts; excluded from tsc and lint,
// because this is AssemblyScript: the syntax of TypeScript, the types of WebAssembly.
//
// Rows are worked off in blocks of BLOCK. The sums of a block (of the rows that changed cluster, counts, inertia) go
// into the block's record and the records are added up in block order, so the answer has the same bytes whichever
// thread worked on which block. There is no static data and no allocation here: every address comes in the task.
//
// Every rounding is fixed (see scores.ts). Relaxed SIMD (fused multiply-add) would be faster and may round differently on
// another processor.
import { distances, runnerUpDistances } from './distances'
import { label, relabel, runnersUp } from './labels'
import { scores4, scores8 } from './scores'
import { start } from './sums'
import {
  BLOCK, D, DELTAS, K, LABELS, MATRIX, N, NEXT, NORMS, OP, OP_ASSIGN, OP_DISTANCES, OP_TWO, ROWS, SECONDS, TOTALS, WEIGHTS,
} from './task'

export { highest } from './labels'
export { reduce } from './sums'

/** Takes blocks until none is left. Any number of threads may be inside at once, each with separate room for scores. */
export function work(task: usize, scores: usize): void {
  for (;;) {
    const block = atomic.load<i32>(task + NEXT)
    // Read after the counter: while that is closed the task may be changing, and taking blocks below then fails.
    const n = load<i32>(task, N)
    const left = (n + BLOCK - 1) / BLOCK - block
    if (left <= 0) return
    // Neighbours at once, because each leap in the matrix throws the processor's prefetching off; fewer towards the end,
    // so that nobody waits long for the last one.
    const end = block + max<i32>(left / 8, 1)
    if (atomic.cmpxchg<i32>(task + NEXT, block, end) == block) doBlocks(task, scores, block, end, n)
  }
}

function doBlocks(task: usize, scores: usize, block: i32, end: i32, n: i32): void {
  for (; block < end; block++) {
    const first = block * BLOCK
    const rows = min<i32>(BLOCK, n - first)
    const op = load<i32>(task, OP)
    if (op == OP_ASSIGN || op == OP_TWO) {
      assign(task, scores, block, first, rows, op == OP_TWO)
      if (op == OP_TWO) runnerUpDistances(task, first, rows)
      if (load<i32>(task, TOTALS)) distances(task, block, first, rows)
    } else if (op == OP_DISTANCES) distances(task, block, first, rows)
  }
}

/**
 * Labels the rows of a block, some at a time: first all their scores, then what follows from them. Two loops are faster
 * than one, because finding a minimum is a chain of waits and here those of many rows overlap; the scores stay in the
 * nearest cache. Each loop is a function also because the engine replaces code at a call, not inside a running loop:
 * the first pass is on optimised code after a few blocks.
 */
function assign(task: usize, scores: usize, block: i32, first: i32, rows: i32, two: bool): void {
  const d = load<i32>(task, D)
  const k = load<i32>(task, K)
  const weights = <usize>load<u32>(task, WEIGHTS)
  const norms = <usize>load<u32>(task, NORMS)
  const sum = load<i32>(task, DELTAS) != 0
  const end = first + rows
  if (sum) start(task, block)
  for (; first < end; first += ROWS) {
    const some = min<i32>(ROWS, end - first)
    const x = <usize>load<u32>(task, MATRIX) + ((<usize>first * <usize>d) << 2)
    const labels = <usize>load<u32>(task, LABELS) + <usize>first
    if (k <= 4) scores4(x, some, d, weights, norms, scores)
    else scores8(x, some, d, weights, norms, scores)
    // Of more than eight centroids the others by themselves: sixteen vectors of sums don't fit the registers.
    if (k > 12) scores8(x, some, d, weights + (<usize>d << 5), norms + 32, scores + 32)
    else if (k > 8) scores4(x, some, d, weights + (<usize>d << 5), norms + 32, scores + 32)

    if (k <= 4) choose<u8>(task, scores, block, x, some, labels, sum)
    else if (k <= 8) choose<u16>(task, scores, block, x, some, labels, sum)
    else if (k <= 12) choose<u32>(task, scores, block, x, some, labels, sum)
    else choose<u64>(task, scores, block, x, some, labels, sum)
    if (two) {
      const seconds = <usize>load<u32>(task, SECONDS) + <usize>first
      if (k <= 4) runnersUp<u8>(scores, some, seconds)
      else if (k <= 8) runnersUp<u16>(scores, some, seconds)
      else if (k <= 12) runnersUp<u32>(scores, some, seconds)
      else runnersUp<u64>(scores, some, seconds)
    }
  }
}

function choose<V>(task: usize, scores: usize, block: i32, x: usize, rows: i32, labels: usize, sum: bool): void {
  if (sum) relabel<V>(scores, rows, labels, x, task, block)
  else label<V>(scores, rows, labels)
}
