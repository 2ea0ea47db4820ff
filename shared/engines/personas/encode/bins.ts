import type { ColumnKind } from '../columns.ts'
import { type NiceBins, niceBins } from './nice-bins.ts'

/**
 * The bins of a trait's histogram, fixed when the model is fitted so that counts of different days and shards add up.
 */
export type Bins =
  /** Bin i holds edges[i] ≤ x < edges[i+1]; the first also holds everything lower, the last everything higher. */
  | { kind: 'ranges'; edges: number[]; nice?: NiceBins }
  /** One bin a label; the last bin holds every other label. */
  | { kind: 'labels'; labels: string[] }
  /** Bin 0 false, bin 1 true. */
  | { kind: 'truth' }

export const niceOf = (bins: Bins): NiceBins | undefined => (bins.kind === 'ranges' ? bins.nice : undefined)

export function binCount(bins: Bins): number {
  if (bins.kind === 'ranges') return bins.edges.length
  return bins.kind === 'labels' ? bins.labels.length + 1 : 2
}

/** The bin that x falls in; edges ascend. */
export function rangeOf(edges: ArrayLike<number>, x: number): number {
  let low = 0
  let high = edges.length - 1
  while (low < high) {
    const mid = (low + high + 1) >> 1
    if (x >= edges[mid]!) low = mid
    else high = mid - 1
  }
  return low
}

/** Rounds to two significant digits of `scale`, so that edges read well: 1,234.5 of a spread of 800 becomes 1,230. */
function roundTo(x: number, scale: number): number {
  if (!(scale > 0)) return x
  const step = 10 ** (Math.floor(Math.log10(scale)) - 1)
  // Dividing by the inverse keeps 0.1-like steps free of trailing digits.
  return step >= 1 ? Math.round(x / step) * step : Math.round(x * Math.round(1 / step)) / Math.round(1 / step)
}

/**
 * About ten bins of equal population with rounded edges; each value its own bin where there are at most twelve whole ones.
 * `sorted` ascends and holds no NaN.
 */
export function rangeBins(sorted: Float64Array, kind: ColumnKind = 'number'): Bins {
  return { ...equalBins(sorted), nice: niceBins(sorted, kind) }
}

function equalBins(sorted: Float64Array): { kind: 'ranges'; edges: number[] } {
  const n = sorted.length
  if (n === 0) return { kind: 'ranges', edges: [0] }
  const distinct: number[] = []
  for (let i = 0; i < n && distinct.length <= 12; i++) {
    if (i === 0 || sorted[i] !== sorted[i - 1]) distinct.push(sorted[i]!)
  }
  if (distinct.length <= 12 && distinct.every(Number.isInteger)) return { kind: 'ranges', edges: distinct }
  const spread = sorted[Math.floor((n - 1) * 0.95)]! - sorted[Math.floor((n - 1) * 0.05)]!
  const first = sorted[0]!
  const edges = [Number.isInteger(first) ? first : Math.min(first, roundTo(first, spread || 1))]
  for (let q = 1; q < 10; q++) {
    const edge = roundTo(sorted[Math.floor((n * q) / 10)]!, spread || 1)
    if (edge > edges.at(-1)!) edges.push(edge)
  }
  return { kind: 'ranges', edges }
}
