// The k-means kernel: WebAssembly SIMD (128 bit), any d, k <= 16. Built by ../build.ts; excluded from tsc and lint,
// because this is AssemblyScript: the syntax of TypeScript, the types of WebAssembly.
//
// Rows are worked off in blocks of BLOCK. What a block adds (sums of the rows that changed cluster, counts, inertia)
// goes into the block's own record and the records are added up in block order, so the answer has the same bytes
// whoever worked on which block. There is no static data and no allocation here: every address comes in the task.
//
// Every rounding is fixed: a score is norm(c) + x0*w0 + x1*w1 + ... in f32, left to right, with w = -2c. Relaxed SIMD
// (fused multiply-add) would be faster and may round differently on another processor.

const BLOCK: i32 = 1024

// Task: 32-bit words, written by ../memory.ts
const NEXT: usize = 0 // atomic: the next block that nobody has taken
const OP: usize = 12
const N: usize = 16
const D: usize = 20
const K: usize = 24
const MATRIX: usize = 28 // f32[n][d]
const LABELS: usize = 32 // u8[n]
const WEIGHTS: usize = 36 // f32[d][4 * vectors]: -2 * centroid, transposed; 0 in unused lanes
const NORMS: usize = 40 // f32[4 * vectors]: squared length of the centroids; +infinity in unused lanes
const CENTROIDS: usize = 44 // f32[k][d]
const DELTAS: usize = 48 // f64[blocks][k][d], or 0: do not sum
const COUNTS: usize = 52 // i32[blocks][32]: change of each cluster's size; word 16: rows that changed
const DISTANCES: usize = 56 // f32[n], or 0
const TOTALS: usize = 60 // f64[blocks]: sum of the distances of a block
const SECONDS: usize = 64 // u8[n]: the runner-up cluster
const SECOND_DISTANCES: usize = 68 // f32[n]

const COUNTS_STRIDE: usize = 128
const CHANGED: usize = 64

const OP_ASSIGN: i32 = 0
const OP_DISTANCES: i32 = 1
const OP_TWO: i32 = 2
const OP_SEED: i32 = 3

type Nearest = u8
type RunnerUp = u16

/** Takes blocks until none is left. Any number of threads may be inside at once. */
export function work(task: usize): void {
  for (;;) {
    const block = atomic.add<i32>(task + NEXT, 1)
    const n = load<i32>(task, N)
    const first = block * BLOCK
    if (block < 0 || first >= n) return
    const rows = min<i32>(BLOCK, n - first)
    const op = load<i32>(task, OP)
    if (op == OP_ASSIGN || op == OP_TWO) {
      const k = load<i32>(task, K)
      // The number of 4-lane vectors that hold k scores, as a type, so that each case is compiled by itself; the second
      // type says whether the runner-up is wanted.
      if (op == OP_ASSIGN) {
        if (k <= 4) assign<u8, Nearest>(task, block, first, rows)
        else if (k <= 8) assign<u16, Nearest>(task, block, first, rows)
        else if (k <= 12) assign<u32, Nearest>(task, block, first, rows)
        else assign<u64, Nearest>(task, block, first, rows)
      } else {
        if (k <= 4) assign<u8, RunnerUp>(task, block, first, rows)
        else if (k <= 8) assign<u16, RunnerUp>(task, block, first, rows)
        else if (k <= 12) assign<u32, RunnerUp>(task, block, first, rows)
        else assign<u64, RunnerUp>(task, block, first, rows)
        runnerUpDistances(task, first, rows)
      }
      if (load<i32>(task, TOTALS)) distances(task, block, first, rows)
    } else if (op == OP_DISTANCES) distances(task, block, first, rows)
    else if (op == OP_SEED) nearer(task, block, first, rows)
  }
}

// Exported so that the optimiser keeps them as functions of their own: the engine replaces code at a call, not inside a
// running loop, and so the first pass is on optimised code after a few blocks.
export function assign1(task: usize, block: i32, first: i32, rows: i32): void { assign<u8, Nearest>(task, block, first, rows) }
export function assign2(task: usize, block: i32, first: i32, rows: i32): void { assign<u16, Nearest>(task, block, first, rows) }
export function assign3(task: usize, block: i32, first: i32, rows: i32): void { assign<u32, Nearest>(task, block, first, rows) }
export function assign4(task: usize, block: i32, first: i32, rows: i32): void { assign<u64, Nearest>(task, block, first, rows) }
export function two1(task: usize, block: i32, first: i32, rows: i32): void { assign<u8, RunnerUp>(task, block, first, rows) }
export function two2(task: usize, block: i32, first: i32, rows: i32): void { assign<u16, RunnerUp>(task, block, first, rows) }
export function two3(task: usize, block: i32, first: i32, rows: i32): void { assign<u32, RunnerUp>(task, block, first, rows) }
export function two4(task: usize, block: i32, first: i32, rows: i32): void { assign<u64, RunnerUp>(task, block, first, rows) }

// @ts-ignore: decorator
@inline
function has<V>(vectors: i32): bool {
  return (sizeof<V>() == 8 ? 4 : sizeof<V>() == 4 ? 3 : <i32>sizeof<V>()) >= vectors
}

// @ts-ignore: decorator
@inline
function stride<V>(): usize {
  return sizeof<V>() == 8 ? 64 : sizeof<V>() == 4 ? 48 : 16 * sizeof<V>()
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

/** The lane of the second smallest score, the lowest of equal ones; 32 or an unused lane when there is none. */
// @ts-ignore: decorator
@inline
function runnerUp<V>(v0: v128, v1: v128, v2: v128, v3: v128): i32 {
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

function assign<V, W>(task: usize, block: i32, first: i32, rows: i32): void {
  const d = load<i32>(task, D)
  const rowBytes = <usize>d << 2
  const weights = <usize>load<u32>(task, WEIGHTS)
  const norms = <usize>load<u32>(task, NORMS)
  const deltas = <usize>load<u32>(task, DELTAS)
  const seconds = <usize>load<u32>(task, SECONDS) - <usize>load<u32>(task, LABELS)
  const weightsEnd = weights + <usize>d * stride<V>()
  const n0 = v128.load(norms)
  let n1 = n0, n2 = n0, n3 = n0
  if (has<V>(2)) n1 = v128.load(norms, 16)
  if (has<V>(3)) n2 = v128.load(norms, 32)
  if (has<V>(4)) n3 = v128.load(norms, 48)

  let x = <usize>load<u32>(task, MATRIX) + <usize>first * rowBytes
  let label = <usize>load<u32>(task, LABELS) + <usize>first
  const quads = label + <usize>(rows & ~3)
  const end = label + <usize>rows
  if (deltas) clear(<usize>load<u32>(task, COUNTS) + <usize>block * COUNTS_STRIDE, COUNTS_STRIDE)

  // Four rows at a time against all centroids, scores in registers.
  while (label < quads) {
    let a0 = n0, b0 = n0, c0 = n0, d0 = n0
    let a1 = n1, b1 = n1, c1 = n1, d1 = n1
    let a2 = n2, b2 = n2, c2 = n2, d2 = n2
    let a3 = n3, b3 = n3, c3 = n3, d3 = n3
    let xa = x
    let xb = x + rowBytes
    let xc = xb + rowBytes
    let xd = xc + rowBytes
    x = xd + rowBytes
    for (let w = weights; w < weightsEnd; w += stride<V>()) {
      const pa = v128.load32_splat(xa)
      const pb = v128.load32_splat(xb)
      const pc = v128.load32_splat(xc)
      const pd = v128.load32_splat(xd)
      const w0 = v128.load(w)
      a0 = f32x4.add(a0, f32x4.mul(pa, w0))
      b0 = f32x4.add(b0, f32x4.mul(pb, w0))
      c0 = f32x4.add(c0, f32x4.mul(pc, w0))
      d0 = f32x4.add(d0, f32x4.mul(pd, w0))
      if (has<V>(2)) {
        const w1 = v128.load(w, 16)
        a1 = f32x4.add(a1, f32x4.mul(pa, w1))
        b1 = f32x4.add(b1, f32x4.mul(pb, w1))
        c1 = f32x4.add(c1, f32x4.mul(pc, w1))
        d1 = f32x4.add(d1, f32x4.mul(pd, w1))
      }
      if (has<V>(3)) {
        const w2 = v128.load(w, 32)
        a2 = f32x4.add(a2, f32x4.mul(pa, w2))
        b2 = f32x4.add(b2, f32x4.mul(pb, w2))
        c2 = f32x4.add(c2, f32x4.mul(pc, w2))
        d2 = f32x4.add(d2, f32x4.mul(pd, w2))
      }
      if (has<V>(4)) {
        const w3 = v128.load(w, 48)
        a3 = f32x4.add(a3, f32x4.mul(pa, w3))
        b3 = f32x4.add(b3, f32x4.mul(pb, w3))
        c3 = f32x4.add(c3, f32x4.mul(pc, w3))
        d3 = f32x4.add(d3, f32x4.mul(pd, w3))
      }
      xa += 4
      xb += 4
      xc += 4
      xd += 4
    }
    const four =
      argmin<V>(a0, a1, a2, a3) |
      (argmin<V>(b0, b1, b2, b3) << 8) |
      (argmin<V>(c0, c1, c2, c3) << 16) |
      (argmin<V>(d0, d1, d2, d3) << 24)
    if (sizeof<W>() == sizeof<RunnerUp>()) {
      const two =
        runnerUp<V>(a0, a1, a2, a3) |
        (runnerUp<V>(b0, b1, b2, b3) << 8) |
        (runnerUp<V>(c0, c1, c2, c3) << 16) |
        (runnerUp<V>(d0, d1, d2, d3) << 24)
      store<i32>(label, four)
      store<i32>(seconds + label, two)
    } else if (!deltas) store<i32>(label, four)
    else {
      const before = load<i32>(label)
      if (four != before) {
        const row = x - (rowBytes << 2)
        moved(task, block, row, before & 255, four & 255)
        moved(task, block, row + rowBytes, (before >> 8) & 255, (four >> 8) & 255)
        moved(task, block, row + 2 * rowBytes, (before >> 16) & 255, (four >> 16) & 255)
        moved(task, block, row + 3 * rowBytes, (before >>> 24), (four >>> 24))
        store<i32>(label, four)
      }
    }
    label += 4
  }

  // The last one to three rows.
  while (label < end) {
    let a0 = n0, a1 = n1, a2 = n2, a3 = n3
    let xa = x
    for (let w = weights; w < weightsEnd; w += stride<V>()) {
      const pa = v128.load32_splat(xa)
      a0 = f32x4.add(a0, f32x4.mul(pa, v128.load(w)))
      if (has<V>(2)) a1 = f32x4.add(a1, f32x4.mul(pa, v128.load(w, 16)))
      if (has<V>(3)) a2 = f32x4.add(a2, f32x4.mul(pa, v128.load(w, 32)))
      if (has<V>(4)) a3 = f32x4.add(a3, f32x4.mul(pa, v128.load(w, 48)))
      xa += 4
    }
    const one = argmin<V>(a0, a1, a2, a3)
    if (sizeof<W>() == sizeof<RunnerUp>()) store<u8>(seconds + label, <u8>runnerUp<V>(a0, a1, a2, a3))
    else if (deltas) moved(task, block, x, load<u8>(label), one)
    store<u8>(label, <u8>one)
    x += rowBytes
    label += 1
  }
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

/**
 * Squared distance of a row to a centroid in f32: four partial sums over j mod 4, added as (0 + 2) + (1 + 3), then the
 * last d mod 4 dimensions one by one. By differences, so that near points lose no digits.
 */
// @ts-ignore: decorator
@inline
function squared(x: usize, c: usize, d: i32): f32 {
  let sum = f32x4.splat(0)
  const whole = x + (<usize>(d & ~3) << 2)
  const end = x + (<usize>d << 2)
  for (; x < whole; x += 16, c += 16) {
    const t = f32x4.sub(v128.load(x), v128.load(c))
    sum = f32x4.add(sum, f32x4.mul(t, t))
  }
  sum = f32x4.add(sum, v128.shuffle<f32>(sum, sum, 2, 3, 0, 1))
  let total = f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 1)
  for (; x < end; x += 4, c += 4) {
    const t = load<f32>(x) - load<f32>(c)
    total += t * t
  }
  return total
}

/** Squared distance of each row to its own centroid, and their sum in f64, row by row. */
export function distances(task: usize, block: i32, first: i32, rows: i32): void {
  const d = load<i32>(task, D)
  const rowBytes = <usize>d << 2
  const centroids = <usize>load<u32>(task, CENTROIDS)
  const k = load<i32>(task, K)
  const labels = <usize>load<u32>(task, LABELS) + <usize>first
  const x = <usize>load<u32>(task, MATRIX) + <usize>first * rowBytes
  const out = <usize>load<u32>(task, DISTANCES)
  let total: f64 = 0
  for (let i = 0; i < rows; i++) {
    const label = <i32>load<u8>(labels + <usize>i)
    const distance = label < k ? squared(x + <usize>i * rowBytes, centroids + <usize>label * rowBytes, d) : f32.NaN
    total += <f64>distance
    if (out) store<f32>(out + (<usize>(first + i) << 2), distance)
  }
  store<f64>(<usize>load<u32>(task, TOTALS) + (<usize>block << 3), total)
}

/** Squared distance of each row to its runner-up; infinite, and the runner-up 255, when there is only one centroid. */
export function runnerUpDistances(task: usize, first: i32, rows: i32): void {
  const d = load<i32>(task, D)
  const k = load<i32>(task, K)
  const rowBytes = <usize>d << 2
  const centroids = <usize>load<u32>(task, CENTROIDS)
  const seconds = <usize>load<u32>(task, SECONDS)
  const out = <usize>load<u32>(task, SECOND_DISTANCES)
  let x = <usize>load<u32>(task, MATRIX) + <usize>first * rowBytes
  for (let i = first; i < first + rows; i++) {
    const second = k == 1 ? 255 : <i32>load<u8>(seconds + <usize>i)
    if (k == 1) store<u8>(seconds + <usize>i, 255)
    const distance = second < k ? squared(x, centroids + <usize>second * rowBytes, d) : f32.POSITIVE_INFINITY
    store<f32>(out + (<usize>i << 2), distance)
    x += rowBytes
  }
}

/** Seeding: lowers each row's distance to that of the one centroid given where this is nearer; and the block's sum. */
export function nearer(task: usize, block: i32, first: i32, rows: i32): void {
  const d = load<i32>(task, D)
  const rowBytes = <usize>d << 2
  const centroid = <usize>load<u32>(task, CENTROIDS)
  const out = <usize>load<u32>(task, DISTANCES)
  let x = <usize>load<u32>(task, MATRIX) + <usize>first * rowBytes
  let total: f64 = 0
  for (let i = first; i < first + rows; i++) {
    const at = out + (<usize>i << 2)
    const before = load<f32>(at)
    let distance = squared(x, centroid, d)
    if (before < distance) distance = before
    store<f32>(at, distance)
    total += <f64>distance
    x += rowBytes
  }
  store<f64>(<usize>load<u32>(task, TOTALS) + (<usize>block << 3), total)
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
