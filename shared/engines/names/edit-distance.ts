/** Rows of the table below, kept: whoever compares a million names makes no garbage. */
let rows = [new Uint32Array(64), new Uint32Array(64), new Uint32Array(64)]

/**
 * Fewest insertions, deletions, substitutions and swaps of neighbours that turn one text into the other (optimal string
 * alignment: Damerau 1964; no part is edited twice), so `emial` is one step from `email`. Names are short: rows of the
 * classic table, O(|a|·|b|).
 *
 * @param enough stops once it must be more than this, and tells something above it
 */
export function editDistance(a: string, b: string, enough = Number.POSITIVE_INFINITY): number {
  const longer = Math.abs(a.length - b.length)
  if (longer > enough) return longer
  if (rows[0]!.length <= b.length) rows = rows.map(() => new Uint32Array(2 * b.length))
  let [beforeLast, last, row] = rows as [Uint32Array, Uint32Array, Uint32Array]
  for (let j = 0; j <= b.length; j++) last[j] = j
  let leastBefore = 0
  for (let i = 1; i <= a.length; i++) {
    row[0] = i
    let least = i
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1
      let best = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + cost)
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      if (isSwap) best = Math.min(best, beforeLast[j - 2]! + 1)
      row[j] = best
      if (best < least) least = best
    }
    // Every way goes through one of two rows in turn, as a swap skips one.
    if (least > enough && leastBefore > enough) return least
    leastBefore = least
    const free = beforeLast
    beforeLast = last
    last = row
    row = free
  }
  return last[b.length]!
}
