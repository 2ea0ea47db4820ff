import { createRandom } from '../random.ts'

/** So many people at one value are a heap; two may be chance. */
const LEAST_HEAP = 3
/** A heap fills a step that is at most so many times the usual one. A wider step is a gap. */
const WIDEST_STEP = 2

/**
 * The rows with heaps spread out: numbers of orders are 1, 2, 3 …, and people with one order do not stand apart from those
 * with two. In each dimension every value that several people share is spread evenly over half the step to the next value
 * on either side, as a histogram draws it. Steps over twice the usual one are gaps and stay. Dimensions of two values
 * (flags and categories) stay as they are. NaN is not known and stays.
 */
export function spreadSteps(matrix: Float32Array, n: number, d: number): Float32Array {
  const random = createRandom('heaps')
  const spread = matrix.slice()
  for (let j = 0; j < d; j++) {
    const counts = new Map<number, number>()
    for (let i = 0; i < n; i++) {
      const x = matrix[i * d + j]!
      if (!Number.isNaN(x)) counts.set(x, (counts.get(x) ?? 0) + 1)
    }
    if (counts.size <= 2) continue
    const reach = reachOf(counts)
    for (let i = 0; i < n; i++) {
      const x = matrix[i * d + j]!
      if (Number.isNaN(x) || counts.get(x)! < LEAST_HEAP) continue
      const [below, above] = reach.get(x)!
      spread[i * d + j] = x - below + (below + above) * random.unit()
    }
  }
  return spread
}

/** How far the people at each value are spread, below and above it. */
function reachOf(counts: ReadonlyMap<number, number>): Map<number, [number, number]> {
  const values = Float64Array.from(counts.keys()).sort()
  const step = (at: number) =>
    at < 1 || at >= values.length ? Number.POSITIVE_INFINITY : values[at]! - values[at - 1]!
  const widest = WIDEST_STEP * usualStep(values, counts, step)
  return new Map(
    Array.from(values, (value, at) => [value, [Math.min(step(at), widest) / 2, Math.min(step(at + 1), widest) / 2]]),
  )
}

/** The step to the nearest other value that the median person has. */
function usualStep(values: Float64Array, counts: ReadonlyMap<number, number>, step: (at: number) => number): number {
  const nearest = Array.from(values, (value, at) => ({
    step: Math.min(step(at), step(at + 1)),
    people: counts.get(value)!,
  })).sort((a, b) => a.step - b.step)
  let left = nearest.reduce((sum, { people }) => sum + people, 0) / 2
  for (const { step, people } of nearest) {
    left -= people
    if (left <= 0) return step
  }
  return 0
}
