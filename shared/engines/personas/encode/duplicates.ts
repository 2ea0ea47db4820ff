import type { Column } from '../columns.ts'
import { numberAt } from '../columns.ts'
import { positionsOf, type TraitDecision } from './encoder.ts'
import { scorer } from './number-transform.ts'

/** A trait that is a dimension, or may become one, with its scores where it is no category. */
export type KeptColumn = { plan: TraitDecision; column: Column; scores: Float64Array | null }
type Duplicate = { name: string; measure: 'r' | 'V'; value: number }

/** Likeness is judged on at most this many people, evenly picked: near the limit r is then known to a hundred-thousandth. */
const MOST_ROWS = 20_000
/** People who must know both traits before a likeness means anything. */
const LEAST_PAIRS = 30
/** The same in other words: a unit, a rounding, an age and a year of birth. Two measures that go together say more than one of them. */
const LEAST_R = 0.999
const LEAST_V = 0.95

/**
 * The kept trait that says the same as this one, if any: |r| > 0.999 between numbers and ordered bands (Pearson, after
 * the transform), Cramér's V > 0.95 between categories. Two columns of one fact would make that fact count double.
 */
export function duplicateOf(
  { plan, column, scores: here }: KeptColumn,
  kept: readonly KeptColumn[],
  rows: number,
): Duplicate | null {
  const oneHot = plan.transform?.kind === 'one_hot'
  for (const other of kept) {
    const otherOneHot = other.plan.transform?.kind === 'one_hot'
    if (oneHot !== otherOneHot) continue
    const value = here
      ? Math.abs(correlation(here, other.scores!))
      : column.kind === 'category' && other.column.kind === 'category'
        ? cramersV(column, other.column, rows)
        : 0
    if (value > (here ? LEAST_R : LEAST_V)) return { name: other.plan.name, measure: here ? 'r' : 'V', value }
  }
  return null
}

/** The transformed values of at most 20,000 people, NaN where missing; null for categories without an order. */
export function scoresFor(plan: TraitDecision, column: Column, rows: number): Float64Array | null {
  const transform = plan.transform!
  const step = Math.max(1, Math.ceil(rows / MOST_ROWS))
  const n = Math.ceil(rows / step)
  if (column.kind === 'category') {
    if (transform.kind !== 'ordered') return null
    const positions = positionsOf(transform.labels, column)
    return Float64Array.from({ length: n }, (_, i) => {
      const code = column.codes[i * step]!
      return code < 0 ? Number.NaN : positions[code]!
    })
  }
  if (transform.kind !== 'number') return null
  const score = scorer(transform)
  return Float64Array.from({ length: n }, (_, i) => score(numberAt(column, i * step)))
}

/** Pearson's r over the rows where both are known; 0 when fewer than 30 are, or one does not vary there. */
function correlation(a: Float64Array, b: Float64Array): number {
  let n = 0
  let sumA = 0
  let sumB = 0
  for (let i = 0; i < a.length; i++) {
    if (Number.isNaN(a[i]) || Number.isNaN(b[i])) continue
    n++
    sumA += a[i]!
    sumB += b[i]!
  }
  if (n < LEAST_PAIRS) return 0
  const meanA = sumA / n
  const meanB = sumB / n
  let [ab, aa, bb] = [0, 0, 0]
  for (let i = 0; i < a.length; i++) {
    const x = a[i]! - meanA
    const y = b[i]! - meanB
    if (Number.isNaN(x + y)) continue
    ab += x * y
    aa += x * x
    bb += y * y
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 0
}

/** Cramér's V: √(χ² / (n · (min(r, c) − 1))), Cramér 1946, §21.9. Two columns of different sharpness (city, state) stay apart. */
function cramersV(
  a: Extract<Column, { kind: 'category' }>,
  b: Extract<Column, { kind: 'category' }>,
  rows: number,
): number {
  if (a.labels.length > 60 || b.labels.length > 60) return 0
  const width = b.labels.length
  const cells = new Float64Array(a.labels.length * width)
  const left = new Float64Array(a.labels.length)
  const right = new Float64Array(width)
  let n = 0
  const step = Math.max(1, Math.ceil(rows / MOST_ROWS))
  for (let i = 0; i < rows; i += step) {
    const x = a.codes[i]!
    const y = b.codes[i]!
    if (x < 0 || y < 0) continue
    cells[x * width + y] = cells[x * width + y]! + 1
    left[x] = left[x]! + 1
    right[y] = right[y]! + 1
    n++
  }
  // Judged by the larger number of values: V is 1 whenever the finer column determines the coarser one.
  const levels = Math.max(left.filter((count) => count > 0).length, right.filter((count) => count > 0).length)
  if (n < LEAST_PAIRS || levels < 2) return 0
  let chi = 0
  for (let x = 0; x < left.length; x++) {
    for (let y = 0; y < width; y++) {
      const expected = (left[x]! * right[y]!) / n
      if (expected > 0) chi += (cells[x * width + y]! - expected) ** 2 / expected
    }
  }
  return Math.sqrt(chi / (n * (levels - 1)))
}
