import { shareWithin, valleysOf } from './heaps.ts'

/**
 * How a number becomes a dimension: clipped at its 0.5 and 99.5 percentiles, logged where it is an amount and skewed, then a z-score:
 * docs/decisions/0008-scale-of-a-trait.md.
 */
export type NumberTransform = {
  kind: 'number'
  low: number
  high: number
  /** With a unit u the value is log1p((x - low) / u); null: taken as it is. */
  log_unit: number | null
  mean: number
  sd: number
  /** Placeholders: values that stand for none. */
  missing?: number[]
}

function percentile(sorted: Float64Array, share: number): number {
  const at = (sorted.length - 1) * share
  const below = Math.floor(at)
  const a = sorted[below]!
  const b = sorted[Math.min(below + 1, sorted.length - 1)]!
  return a + (b - a) * (at - below)
}

function moments(values: Float64Array): { mean: number; sd: number; skew: number } {
  const n = values.length
  let sum = 0
  for (let i = 0; i < n; i++) sum += values[i]!
  const mean = sum / n
  let [second, third] = [0, 0]
  for (let i = 0; i < n; i++) {
    const off = values[i]! - mean
    second += off * off
    third += off * off * off
  }
  const sd = Math.sqrt(second / n)
  return { mean, sd, skew: sd > 0 ? third / n / sd ** 3 : 0 }
}

/** A log is taken of no trait of which so many have nothing at all. */
const MOST_WITHOUT = 0.05

/**
 * Fits the transform to the known values, ascending and at least one. `keepFew`: values that fewer than one in 200 people have stay where
 * everybody else has the same, instead of being clipped to it.
 */
export function fitNumberTransform(
  sorted: Float64Array,
  options: { log: boolean; keepFew?: boolean },
): NumberTransform {
  const transform = fitClipped(sorted, percentile(sorted, 0.005), percentile(sorted, 0.995), options.log)
  // All that differ are beyond the percentiles.
  return options.keepFew && transform.sd === 0 ? fitClipped(sorted, sorted[0]!, sorted.at(-1)!, false) : transform
}

function fitClipped(sorted: Float64Array, low: number, high: number, mayLog: boolean): NumberTransform {
  const clipped = sorted.map((x) => (x < low ? low : x > high ? high : x))
  const plain = moments(clipped)
  // A constant column sums to a mean that may miss the constant by an ulp.
  const tiny = 1e-12 * Math.max(1, Math.abs(plain.mean))
  const base = { kind: 'number' as const, low, high }
  if (mayLog && plain.skew > 1 && plain.sd > tiny && isAmount(sorted, low)) {
    const unit = percentile(sorted, 0.5) - low || plain.mean - low
    const log = (x: number) => Math.log1p((x - low) / unit)
    const logged = moments(clipped.map(log))
    if (unit > 0 && Math.abs(logged.skew) < plain.skew && logged.sd > 1e-12 && !loosensHeaps(clipped, log)) {
      return { ...base, log_unit: unit, mean: logged.mean, sd: logged.sd }
    }
  }
  return { ...base, log_unit: null, mean: plain.mean, sd: plain.sd > tiny ? plain.sd : 0 }
}

/**
 * An amount that differs by factors: nobody (but one in 200, who are clipped) has less than nothing, and few have nothing. How far
 * nothing is from a little would be a matter of the log's unit, and the trait would say whether instead of how much.
 */
function isAmount(sorted: Float64Array, low: number): boolean {
  if (low < 0) return false
  let without = 0
  while (without < sorted.length && sorted[without]! <= 0) without++
  return without <= sorted.length * MOST_WITHOUT
}

/**
 * Whether several heaps stand apart in this scale, but are tighter in the values as they are. Bumps that only the values as they are show
 * are a long tail's.
 */
function loosensHeaps(sorted: Float64Array, scale: (x: number) => number): boolean {
  const valleys = valleysOf(sorted, scale)
  return valleys.length > 0 && shareWithin(sorted, valleys, (x) => x) < shareWithin(sorted, valleys, scale)
}

/** The z-score of x, NaN for NaN and for a placeholder; 0 for everything when the trait has no spread. */
export function zScore(transform: NumberTransform, x: number): number {
  if (Number.isNaN(x) || transform.missing?.includes(x)) return Number.NaN
  if (transform.sd === 0) return 0
  const clipped = Math.min(Math.max(x, transform.low), transform.high)
  const value = transform.log_unit === null ? clipped : Math.log1p((clipped - transform.low) / transform.log_unit)
  return (value - transform.mean) / transform.sd
}

/** Counts, days, flags, and the share of all or of nothing: whole numbers below this repeat. */
export const REPEATED = 1024
export const isRepeated = (x: number): boolean => x >= 0 && x < REPEATED && x === Math.trunc(x)

/** The same as zScore, to be asked of many: what repeats is worked out once, for a logarithm costs more than all around it. */
export function scorer(transform: NumberTransform): (x: number) => number {
  const known = new Float64Array(REPEATED).fill(Number.NaN)
  return (x) => {
    if (!isRepeated(x)) return zScore(transform, x)
    if (Number.isNaN(known[x])) known[x] = zScore(transform, x)
    return known[x]!
  }
}
