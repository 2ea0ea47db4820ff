// The part of each block in the clusters' sums and sizes, and adding the blocks up.
import { BLOCK, CHANGED, COUNTS, COUNTS_STRIDE, D, DELTAS, K, N } from './task'

/** Empties a block's record; its sums are emptied by the first row that moves. */
export function start(task: usize, block: i32): void {
  clear(<usize>load<u32>(task, COUNTS) + <usize>block * COUNTS_STRIDE, COUNTS_STRIDE)
}

/** Zeroes a multiple of 8 bytes. Not by memory.fill: that checks a length which lags in threads other than the one that grew. */
function clear(at: usize, bytes: usize): void {
  for (const end = at + bytes; at < end; at += 8) store<i64>(at, 0)
}

/** Books a row over from one cluster to another in its block's record. */
export function moved(task: usize, block: i32, x: usize, from: i32, to: i32): void {
  if (from == to) return
  const d = load<i32>(task, D)
  const k = load<i32>(task, K)
  const size = (<usize>k * <usize>d) << 3
  const delta = <usize>load<u32>(task, DELTAS) + <usize>block * size
  const counts = <usize>load<u32>(task, COUNTS) + <usize>block * COUNTS_STRIDE
  const changed = load<i32>(counts, CHANGED)
  if (changed == 0) clear(delta, size)
  store<i32>(counts, changed + 1, CHANGED)
  if (from < k) {
    const count = counts + (<usize>from << 2)
    store<i32>(count, load<i32>(count) - 1)
    const sum = delta + ((<usize>from * <usize>d) << 3)
    const quads = d & ~3
    let j = 0
    for (; j < quads; j += 4) {
      const at = sum + (<usize>j << 3)
      const v = v128.load(x + (<usize>j << 2))
      v128.store(at, f64x2.sub(v128.load(at), f64x2.promote_low_f32x4(v)))
      v128.store(at, f64x2.sub(v128.load(at, 16), f64x2.promote_low_f32x4(v128.shuffle<f32>(v, v, 2, 3, 2, 3))), 16)
    }
    for (; j < d; j++) {
      const at = sum + (<usize>j << 3)
      store<f64>(at, load<f64>(at) - <f64>load<f32>(x + (<usize>j << 2)))
    }
  }
  // A row with a NaN has no nearest centroid (label 32): it is summed nowhere and the caller finds the label.
  if (to < k) {
    const count = counts + (<usize>to << 2)
    store<i32>(count, load<i32>(count) + 1)
    const sum = delta + ((<usize>to * <usize>d) << 3)
    const quads = d & ~3
    let j = 0
    for (; j < quads; j += 4) {
      const at = sum + (<usize>j << 3)
      const v = v128.load(x + (<usize>j << 2))
      v128.store(at, f64x2.add(v128.load(at), f64x2.promote_low_f32x4(v)))
      v128.store(at, f64x2.add(v128.load(at, 16), f64x2.promote_low_f32x4(v128.shuffle<f32>(v, v, 2, 3, 2, 3))), 16)
    }
    for (; j < d; j++) {
      const at = sum + (<usize>j << 3)
      store<f64>(at, load<f64>(at) + <f64>load<f32>(x + (<usize>j << 2)))
    }
  }
}

/** Adds the blocks' records to the sums f64[k][d] and the sizes i32[16], in block order. Returns the rows that changed. */
export function reduce(task: usize, sums: usize, sizes: usize): i32 {
  const n = load<i32>(task, N)
  const cells = load<i32>(task, K) * load<i32>(task, D)
  const pairs = cells & ~1
  const blocks = (n + BLOCK - 1) / BLOCK
  let delta = <usize>load<u32>(task, DELTAS)
  let counts = <usize>load<u32>(task, COUNTS)
  let changed = 0
  for (let b = 0; b < blocks; b++) {
    const here = load<i32>(counts, CHANGED)
    if (here) {
      changed += here
      for (let c: usize = 0; c < 64; c += 4) store<i32>(sizes + c, load<i32>(sizes + c) + load<i32>(counts + c))
      let i = 0
      for (; i < pairs; i += 2) {
        const at = <usize>i << 3
        v128.store(sums + at, f64x2.add(v128.load(sums + at), v128.load(delta + at)))
      }
      if (i < cells) {
        const at = <usize>i << 3
        store<f64>(sums + at, load<f64>(sums + at) + load<f64>(delta + at))
      }
    }
    delta += <usize>cells << 3
    counts += COUNTS_STRIDE
  }
  return changed
}
