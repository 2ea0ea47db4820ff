// Scores of rows against centroids: norm(c) + x0*w0 + x1*w1 + ... in f32, left to right, with w = -2c. The smallest is the
// nearest centroid's. Nearly all the time of k-means is spent in this file.
import { SCORES_STRIDE } from './task'

/** Scores of rows against up to 4 centroids. */
export function scores4(x: usize, rows: i32, d: i32, weights: usize, norms: usize, out: usize): void {
  scores<u8>(x, rows, d, weights, norms, out)
}

/** Scores of rows against up to 8 centroids. */
export function scores8(x: usize, rows: i32, d: i32, weights: usize, norms: usize, out: usize): void {
  scores<u16>(x, rows, d, weights, norms, out)
}

// The number of vectors as a type, so that each case is compiled by itself.
// @ts-ignore: decorator
@inline
function stride<V>(): usize {
  return 16 * sizeof<V>()
}

// @ts-ignore: decorator
@inline
function two<V>(): bool {
  return sizeof<V>() == 2
}

// @ts-ignore: decorator
@inline
function mul(a: v128, b: v128): v128 {
  return f32x4.mul(a, b)
}

// @ts-ignore: decorator
@inline
function add(a: v128, b: v128): v128 {
  return f32x4.add(a, b)
}

// @ts-ignore: decorator
@inline
function put<V>(out: usize, a: v128, b: v128): void {
  v128.store(out, a)
  if (two<V>()) v128.store(out, b, 16)
}

/**
 * Four rows at a time, their scores in registers a to d; eight dimensions at a time, because one by one the counting
 * takes a quarter. A row's two multiplications come before its two additions: in this order a Zen core has its two pipes
 * for either kind busy (98 cycles for four rows of 24 dimensions, 96 is the bound; 123 with each addition right after its
 * multiplication). build.ts leaves the order as it is written here.
 */
// @ts-ignore: decorator
@inline
function scores<V>(x: usize, rows: i32, d: i32, weights: usize, norms: usize, out: usize): void {
  const rowBytes = <usize>d << 2
  const end = weights + <usize>d * stride<V>()
  const eights = weights + <usize>(d & ~7) * stride<V>()
  const n0 = v128.load(norms)
  const n1 = two<V>() ? v128.load(norms, 16) : n0
  while (rows > 0) {
    // The last one to three rows one by one, each of them four times: out has room for it.
    const apart: usize = rows < 4 ? 0 : rowBytes
    let xa = x, xb = xa + apart, xc = xb + apart, xd = xc + apart
    let a0 = n0, b0 = n0, c0 = n0, d0 = n0
    let a1 = n1, b1 = n1, c1 = n1, d1 = n1
    let w = weights
    let w0: v128, w1: v128, p: v128, q: v128
    while (w < eights) {
      w0 = v128.load(w, 0 * stride<V>()); w1 = two<V>() ? v128.load(w, 0 * stride<V>() + 16) : w0
      p = v128.load32_splat(xa, 0); q = mul(p, w0); p = mul(p, w1); a0 = add(a0, q); a1 = add(a1, p)
      p = v128.load32_splat(xb, 0); q = mul(p, w0); p = mul(p, w1); b0 = add(b0, q); b1 = add(b1, p)
      p = v128.load32_splat(xc, 0); q = mul(p, w0); p = mul(p, w1); c0 = add(c0, q); c1 = add(c1, p)
      p = v128.load32_splat(xd, 0); q = mul(p, w0); p = mul(p, w1); d0 = add(d0, q); d1 = add(d1, p)
      w0 = v128.load(w, 1 * stride<V>()); w1 = two<V>() ? v128.load(w, 1 * stride<V>() + 16) : w0
      p = v128.load32_splat(xa, 4); q = mul(p, w0); p = mul(p, w1); a0 = add(a0, q); a1 = add(a1, p)
      p = v128.load32_splat(xb, 4); q = mul(p, w0); p = mul(p, w1); b0 = add(b0, q); b1 = add(b1, p)
      p = v128.load32_splat(xc, 4); q = mul(p, w0); p = mul(p, w1); c0 = add(c0, q); c1 = add(c1, p)
      p = v128.load32_splat(xd, 4); q = mul(p, w0); p = mul(p, w1); d0 = add(d0, q); d1 = add(d1, p)
      w0 = v128.load(w, 2 * stride<V>()); w1 = two<V>() ? v128.load(w, 2 * stride<V>() + 16) : w0
      p = v128.load32_splat(xa, 8); q = mul(p, w0); p = mul(p, w1); a0 = add(a0, q); a1 = add(a1, p)
      p = v128.load32_splat(xb, 8); q = mul(p, w0); p = mul(p, w1); b0 = add(b0, q); b1 = add(b1, p)
      p = v128.load32_splat(xc, 8); q = mul(p, w0); p = mul(p, w1); c0 = add(c0, q); c1 = add(c1, p)
      p = v128.load32_splat(xd, 8); q = mul(p, w0); p = mul(p, w1); d0 = add(d0, q); d1 = add(d1, p)
      w0 = v128.load(w, 3 * stride<V>()); w1 = two<V>() ? v128.load(w, 3 * stride<V>() + 16) : w0
      p = v128.load32_splat(xa, 12); q = mul(p, w0); p = mul(p, w1); a0 = add(a0, q); a1 = add(a1, p)
      p = v128.load32_splat(xb, 12); q = mul(p, w0); p = mul(p, w1); b0 = add(b0, q); b1 = add(b1, p)
      p = v128.load32_splat(xc, 12); q = mul(p, w0); p = mul(p, w1); c0 = add(c0, q); c1 = add(c1, p)
      p = v128.load32_splat(xd, 12); q = mul(p, w0); p = mul(p, w1); d0 = add(d0, q); d1 = add(d1, p)
      w0 = v128.load(w, 4 * stride<V>()); w1 = two<V>() ? v128.load(w, 4 * stride<V>() + 16) : w0
      p = v128.load32_splat(xa, 16); q = mul(p, w0); p = mul(p, w1); a0 = add(a0, q); a1 = add(a1, p)
      p = v128.load32_splat(xb, 16); q = mul(p, w0); p = mul(p, w1); b0 = add(b0, q); b1 = add(b1, p)
      p = v128.load32_splat(xc, 16); q = mul(p, w0); p = mul(p, w1); c0 = add(c0, q); c1 = add(c1, p)
      p = v128.load32_splat(xd, 16); q = mul(p, w0); p = mul(p, w1); d0 = add(d0, q); d1 = add(d1, p)
      w0 = v128.load(w, 5 * stride<V>()); w1 = two<V>() ? v128.load(w, 5 * stride<V>() + 16) : w0
      p = v128.load32_splat(xa, 20); q = mul(p, w0); p = mul(p, w1); a0 = add(a0, q); a1 = add(a1, p)
      p = v128.load32_splat(xb, 20); q = mul(p, w0); p = mul(p, w1); b0 = add(b0, q); b1 = add(b1, p)
      p = v128.load32_splat(xc, 20); q = mul(p, w0); p = mul(p, w1); c0 = add(c0, q); c1 = add(c1, p)
      p = v128.load32_splat(xd, 20); q = mul(p, w0); p = mul(p, w1); d0 = add(d0, q); d1 = add(d1, p)
      w0 = v128.load(w, 6 * stride<V>()); w1 = two<V>() ? v128.load(w, 6 * stride<V>() + 16) : w0
      p = v128.load32_splat(xa, 24); q = mul(p, w0); p = mul(p, w1); a0 = add(a0, q); a1 = add(a1, p)
      p = v128.load32_splat(xb, 24); q = mul(p, w0); p = mul(p, w1); b0 = add(b0, q); b1 = add(b1, p)
      p = v128.load32_splat(xc, 24); q = mul(p, w0); p = mul(p, w1); c0 = add(c0, q); c1 = add(c1, p)
      p = v128.load32_splat(xd, 24); q = mul(p, w0); p = mul(p, w1); d0 = add(d0, q); d1 = add(d1, p)
      w0 = v128.load(w, 7 * stride<V>()); w1 = two<V>() ? v128.load(w, 7 * stride<V>() + 16) : w0
      p = v128.load32_splat(xa, 28); q = mul(p, w0); p = mul(p, w1); a0 = add(a0, q); a1 = add(a1, p)
      p = v128.load32_splat(xb, 28); q = mul(p, w0); p = mul(p, w1); b0 = add(b0, q); b1 = add(b1, p)
      p = v128.load32_splat(xc, 28); q = mul(p, w0); p = mul(p, w1); c0 = add(c0, q); c1 = add(c1, p)
      p = v128.load32_splat(xd, 28); q = mul(p, w0); p = mul(p, w1); d0 = add(d0, q); d1 = add(d1, p)
      xa += 32
      xb += 32
      xc += 32
      xd += 32
      w += 8 * stride<V>()
    }
    while (w < end) {
      w0 = v128.load(w); w1 = two<V>() ? v128.load(w, 16) : w0
      p = v128.load32_splat(xa); q = mul(p, w0); p = mul(p, w1); a0 = add(a0, q); a1 = add(a1, p)
      p = v128.load32_splat(xb); q = mul(p, w0); p = mul(p, w1); b0 = add(b0, q); b1 = add(b1, p)
      p = v128.load32_splat(xc); q = mul(p, w0); p = mul(p, w1); c0 = add(c0, q); c1 = add(c1, p)
      p = v128.load32_splat(xd); q = mul(p, w0); p = mul(p, w1); d0 = add(d0, q); d1 = add(d1, p)
      xa += 4
      xb += 4
      xc += 4
      xd += 4
      w += stride<V>()
    }
    put<V>(out, a0, a1)
    put<V>(out + SCORES_STRIDE, b0, b1)
    put<V>(out + 2 * SCORES_STRIDE, c0, c1)
    put<V>(out + 3 * SCORES_STRIDE, d0, d1)
    const done = apart ? 4 : 1
    rows -= done
    x += <usize>done * rowBytes
    out += <usize>done * SCORES_STRIDE
  }
}
