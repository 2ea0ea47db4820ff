/**
 * Adjusted Rand index of two labellings of the same rows (Hubert and Arabie 1985): 1 the same grouping, 0 what chance
 * gives, below 0 less than chance. Labels are small whole numbers ≥ 0. Equal groupings that are trivial (one group, or
 * every row its own) count as 1, as in scikit-learn.
 */
export function adjustedRand(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const n = a.length
  if (n !== b.length) throw new Error(`two labellings of the same rows are needed, got ${n} and ${b.length} labels`)
  const width = highest(b) + 1
  const cells = new Float64Array((highest(a) + 1) * width)
  const left = new Float64Array(highest(a) + 1)
  const right = new Float64Array(width)
  for (let i = 0; i < n; i++) {
    cells[a[i]! * width + b[i]!]!++
    left[a[i]!]!++
    right[b[i]!]!++
  }
  const pairs = (counts: Float64Array) => counts.reduce((sum, count) => sum + (count * (count - 1)) / 2, 0)
  const both = pairs(cells)
  const inA = pairs(left)
  const inB = pairs(right)
  const all = (n * (n - 1)) / 2
  const expected = all === 0 ? 0 : (inA * inB) / all
  const most = (inA + inB) / 2
  return most === expected ? 1 : (both - expected) / (most - expected)
}

function highest(labels: ArrayLike<number>): number {
  let top = 0
  for (let i = 0; i < labels.length; i++) if (labels[i]! > top) top = labels[i]!
  return top
}
