// Squared distances by differences: what is reported.
import { CENTROIDS, D, DISTANCES, K, LABELS, MATRIX, SECOND_DISTANCES, SECONDS, TOTALS } from './task'

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
