// From scores to labels: the nearest centroid of each row, and the runner-up.
import { moved } from './sums'
import { D, SCORES_STRIDE } from './task'

// How many vectors of four scores a row has, as a type, so that each case is compiled by itself.
// @ts-ignore: decorator
@inline
function has<V>(vectors: i32): bool {
  return (sizeof<V>() == 8 ? 4 : sizeof<V>() == 4 ? 3 : <i32>sizeof<V>()) >= vectors
}

/** The lane of the smallest score, the lowest of equal ones; 32 when nothing compares (NaN). */
// @ts-ignore: decorator
@inline
function argmin<V>(v0: v128, v1: v128, v2: v128, v3: v128): i32 {
  let m = v0
  if (has<V>(2)) m = f32x4.pmin(m, v1)
  if (has<V>(3)) m = f32x4.pmin(m, v2)
  if (has<V>(4)) m = f32x4.pmin(m, v3)
  m = f32x4.pmin(m, v128.shuffle<f32>(m, m, 2, 3, 0, 1))
  m = f32x4.pmin(m, v128.shuffle<f32>(m, m, 1, 0, 3, 2))
  let mask = i32x4.bitmask(f32x4.eq(v0, m))
  if (has<V>(2)) mask |= i32x4.bitmask(f32x4.eq(v1, m)) << 4
  if (has<V>(3)) mask |= i32x4.bitmask(f32x4.eq(v2, m)) << 8
  if (has<V>(4)) mask |= i32x4.bitmask(f32x4.eq(v3, m)) << 12
  return ctz(mask)
}

/** The lane of a row's smallest score. */
// @ts-ignore: decorator
@inline
function nearest<V>(scores: usize): i32 {
  const v0 = v128.load(scores)
  let v1 = v0, v2 = v0, v3 = v0
  if (has<V>(2)) v1 = v128.load(scores, 16)
  if (has<V>(3)) v2 = v128.load(scores, 32)
  if (has<V>(4)) v3 = v128.load(scores, 48)
  return argmin<V>(v0, v1, v2, v3)
}

/** The lane of the second smallest score, the lowest of equal ones; 32 or an unused lane when there is none. */
// @ts-ignore: decorator
@inline
function second<V>(scores: usize): i32 {
  let v0 = v128.load(scores), v1 = v0, v2 = v0, v3 = v0
  if (has<V>(2)) v1 = v128.load(scores, 16)
  if (has<V>(3)) v2 = v128.load(scores, 32)
  if (has<V>(4)) v3 = v128.load(scores, 48)
  const first = <u32>1 << argmin<V>(v0, v1, v2, v3)
  const none = f32x4.splat(Infinity)
  // The winner's lane does not count any more: its score becomes infinite.
  const f = i32x4.splat(first)
  v0 = v128.bitselect(none, v0, i32x4.ne(v128.and(f, i32x4(1, 2, 4, 8)), i32x4.splat(0)))
  if (has<V>(2)) v1 = v128.bitselect(none, v1, i32x4.ne(v128.and(f, i32x4(16, 32, 64, 128)), i32x4.splat(0)))
  if (has<V>(3)) v2 = v128.bitselect(none, v2, i32x4.ne(v128.and(f, i32x4(256, 512, 1024, 2048)), i32x4.splat(0)))
  if (has<V>(4)) v3 = v128.bitselect(none, v3, i32x4.ne(v128.and(f, i32x4(4096, 8192, 16384, 32768)), i32x4.splat(0)))
  return argmin<V>(v0, v1, v2, v3)
}

/** The labels of four rows, a byte each. */
// @ts-ignore: decorator
@inline
function four<V>(scores: usize): i32 {
  return (
    nearest<V>(scores) |
    (nearest<V>(scores + SCORES_STRIDE) << 8) |
    (nearest<V>(scores + 2 * SCORES_STRIDE) << 16) |
    (nearest<V>(scores + 3 * SCORES_STRIDE) << 24)
  )
}

/** Labels rows by their scores. */
export function label<V>(scores: usize, rows: i32, labels: usize): void {
  const end = labels + <usize>rows
  for (const fours = end - 3; labels < fours; labels += 4, scores += 4 * SCORES_STRIDE) store<i32>(labels, four<V>(scores))
  for (; labels < end; labels++, scores += SCORES_STRIDE) store<u8>(labels, <u8>nearest<V>(scores))
}

/** Labels rows by their scores, and books those that change cluster over in their block's record. */
export function relabel<V>(scores: usize, rows: i32, labels: usize, x: usize, task: usize, block: i32): void {
  const rowBytes = <usize>load<i32>(task, D) << 2
  const end = labels + <usize>rows
  for (const fours = end - 3; labels < fours; labels += 4, scores += 4 * SCORES_STRIDE, x += 4 * rowBytes) {
    let from = load<i32>(labels)
    let to = four<V>(scores)
    if (from == to) continue
    store<i32>(labels, to)
    moved(task, block, x, from & 255, to & 255)
    moved(task, block, x + rowBytes, (from >> 8) & 255, (to >> 8) & 255)
    moved(task, block, x + 2 * rowBytes, (from >> 16) & 255, (to >> 16) & 255)
    moved(task, block, x + 3 * rowBytes, from >>> 24, to >>> 24)
  }
  for (; labels < end; labels++, scores += SCORES_STRIDE, x += rowBytes) {
    const to = nearest<V>(scores)
    moved(task, block, x, load<u8>(labels), to)
    store<u8>(labels, <u8>to)
  }
}

/** The runner-up of each row. */
export function runnersUp<V>(scores: usize, rows: i32, seconds: usize): void {
  for (const end = seconds + <usize>rows; seconds < end; seconds++, scores += SCORES_STRIDE) {
    store<u8>(seconds, <u8>second<V>(scores))
  }
}

/** The highest of n labels: k or more says that some row holds a NaN. */
export function highest(labels: usize, n: i32): i32 {
  let top = i8x16.splat(0)
  let i = 0
  for (; i + 16 <= n; i += 16) top = i8x16.max_u(top, v128.load(labels + <usize>i))
  let most: i32 = 0
  for (let lane = 0; lane < 16; lane++) {
    most = max<i32>(most, i8x16.extract_lane_u(top, 0))
    top = i8x16.shuffle(top, top, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0)
  }
  for (; i < n; i++) most = max<i32>(most, <i32>load<u8>(labels + <usize>i))
  return most
}
