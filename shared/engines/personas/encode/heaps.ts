import { SMALLEST_SHARE } from '../limits.ts'

/**
 * The heaps of a trait: runs of values that are parted by valleys of their density. They say in which scale a trait tells groups apart:
 * docs/decisions/0008-scale-of-a-trait.md.
 */

/** Densities are estimated from at most so many values, evenly picked, at so many points. */
const MOST_VALUES = 1_000
const POINTS = 400
/** A valley parts two heaps, each large enough for a persona, where the density falls to this part of the lower of their peaks. */
const DEEP = 0.5

/** At most 1,000 values of `sorted`, evenly picked; equal ones are spread half the way to their neighbours, or counts would be a heap each. */
function spreadTies(sorted: Float64Array): Float64Array {
  const n = Math.min(sorted.length, MOST_VALUES)
  const picked = Float64Array.from({ length: n }, (_, i) => sorted[Math.floor(((i + 0.5) * sorted.length) / n)]!)
  const spread = new Float64Array(n)
  for (let from = 0, until = 0; from < n; from = until) {
    const value = picked[from]!
    while (until < n && picked[until] === value) until++
    const left = from > 0 ? (value - picked[from - 1]!) / 2 : 0
    const right = until < n ? (picked[until]! - value) / 2 : 0
    const many = until - from
    for (let i = from; i < until; i++) {
      spread[i] = many === 1 ? value : value - left + ((left + right) * (i - from + 0.5)) / many
    }
  }
  return spread
}

/** Where the valleys between heaps lie, ascending: cuts of the values as `scale` shows them, given back as values. Empty for a single heap. */
export function valleysOf(sorted: Float64Array, scale: (x: number) => number): number[] {
  const values = spreadTies(sorted)
  const n = values.length
  const scaled = values.map(scale)
  const width = bandwidth(scaled)
  if (!(width > 0)) return []
  const first = scaled[0]! - 3 * width
  const step = (scaled[n - 1]! + 3 * width - first) / (POINTS - 1)
  const density = smooth(scaled, first, step, width)
  return cutsBetween(peaksAndValleys(density), density, (at) => below(scaled, first + at * step)).map(
    (rank) => (values[rank - 1]! + values[rank]!) / 2,
  )
}

/** Silverman 1986, formula 3.31: 0.9 · min(sd, IQR / 1.34) · n^(−1/5). */
function bandwidth(sorted: Float64Array): number {
  const n = sorted.length
  let [sum, squares] = [0, 0]
  for (const x of sorted) sum += x
  for (const x of sorted) squares += (x - sum / n) ** 2
  const sd = Math.sqrt(squares / n)
  const spread = (sorted[Math.floor(n * 0.75)]! - sorted[Math.floor(n * 0.25)]!) / 1.34
  return 0.9 * (spread > 0 ? Math.min(sd, spread) : sd) * n ** -0.2
}

/** A Gaussian kernel over counts on a grid. */
function smooth(scaled: Float64Array, first: number, step: number, width: number): Float64Array {
  const counts = new Float64Array(POINTS)
  for (const x of scaled) {
    const at = Math.min(POINTS - 1, Math.max(0, Math.round((x - first) / step)))
    counts[at] = counts[at]! + 1
  }
  const reach = Math.ceil((4 * width) / step)
  const kernel = Float64Array.from({ length: reach + 1 }, (_, i) => Math.exp(-((i * step) ** 2) / (2 * width * width)))
  return counts.map((_, at) => {
    let sum = 0
    for (let j = Math.max(0, at - reach); j <= Math.min(POINTS - 1, at + reach); j++) {
      sum += counts[j]! * kernel[Math.abs(j - at)]!
    }
    return sum
  })
}

/** Every peak, and the lowest point between each two. */
function peaksAndValleys(density: Float64Array): { peaks: number[]; valleys: number[] } {
  const peaks: number[] = []
  for (let i = 0; i < density.length; i++) {
    if (density[i]! >= (density[i - 1] ?? 0) && density[i]! > (density[i + 1] ?? 0)) peaks.push(i)
  }
  const valleys = peaks.slice(1).map((peak, i) => {
    let lowest = peaks[i]!
    for (let at = lowest; at < peak; at++) if (density[at]! < density[lowest]!) lowest = at
    return lowest
  })
  return { peaks, valleys }
}

/** Fills the valley that parts least until every one left parts two heaps; gives their ranks. */
function cutsBetween(
  { peaks, valleys }: { peaks: number[]; valleys: number[] },
  density: Float64Array,
  rankAt: (at: number) => number,
): number[] {
  const n = rankAt(Number.POSITIVE_INFINITY)
  for (;;) {
    const ranks = valleys.map(rankAt)
    const depths = valleys.map((at, i) => {
      const smallest = Math.min(ranks[i]! - (ranks[i - 1] ?? 0), (ranks[i + 1] ?? n) - ranks[i]!)
      const depth = density[at]! / Math.min(density[peaks[i]!]!, density[peaks[i + 1]!]!)
      // Stragglers go first, to the nearer side.
      return smallest < n * SMALLEST_SHARE ? 1 + depth : depth
    })
    const shallowest = depths.indexOf(Math.max(...depths))
    if (valleys.length === 0 || depths[shallowest]! <= DEEP) return ranks
    valleys.splice(shallowest, 1)
    peaks.splice(density[peaks[shallowest]!]! < density[peaks[shallowest + 1]!]! ? shallowest : shallowest + 1, 1)
  }
}

function below(ascending: Float64Array, limit: number): number {
  let count = 0
  while (count < ascending.length && ascending[count]! < limit) count++
  return count
}

/** The share of the variance in a scale that lies within heaps, cut at `valleys`: the smaller, the better does the scale show them. */
export function shareWithin(sorted: Float64Array, valleys: readonly number[], scale: (x: number) => number): number {
  const sums = new Float64Array(valleys.length + 1)
  const counts = new Float64Array(valleys.length + 1)
  const scaled = sorted.map(scale)
  const heaps = new Uint16Array(sorted.length)
  let [heap, total] = [0, 0]
  for (let i = 0; i < sorted.length; i++) {
    while (heap < valleys.length && sorted[i]! > valleys[heap]!) heap++
    heaps[i] = heap
    sums[heap] = sums[heap]! + scaled[i]!
    counts[heap] = counts[heap]! + 1
    total += scaled[i]!
  }
  const mean = total / sorted.length
  let [within, all] = [0, 0]
  for (let i = 0; i < sorted.length; i++) {
    within += (scaled[i]! - sums[heaps[i]!]! / counts[heaps[i]!]!) ** 2
    all += (scaled[i]! - mean) ** 2
  }
  return within / all
}
