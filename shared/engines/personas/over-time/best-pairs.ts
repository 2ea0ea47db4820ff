/**
 * The pairing of rows with columns that has the largest total weight (Kuhn 1955, Munkres 1957; the shortest augmenting
 * path form with potentials, O(n³)). `weights[row][column]` ≥ 0, any rectangle. Returns each row's column or −1.
 */
export function bestPairs(weights: readonly (readonly number[])[]): number[] {
  const rows = weights.length
  const columns = weights[0]?.length ?? 0
  const n = Math.max(rows, columns)
  if (rows === 0 || columns === 0) return new Array<number>(rows).fill(-1)
  // Square, with cost = −weight and nothing to gain in the padding.
  const cost = (row: number, column: number) => -(weights[row]?.[column] ?? 0)
  const rowPotential = new Array<number>(n + 1).fill(0)
  const columnPotential = new Array<number>(n + 1).fill(0)
  /** Row matched to each column, both counted from 1; 0 is none. */
  const matched = new Array<number>(n + 1).fill(0)
  for (let row = 1; row <= n; row++) {
    const cameFrom = new Array<number>(n + 1).fill(0)
    const slack = new Array<number>(n + 1).fill(Number.POSITIVE_INFINITY)
    const done = new Array<boolean>(n + 1).fill(false)
    let column = 0
    matched[0] = row
    do {
      done[column] = true
      const from = matched[column]!
      let next = 0
      let least = Number.POSITIVE_INFINITY
      for (let c = 1; c <= n; c++) {
        if (done[c]) continue
        const reduced = cost(from - 1, c - 1) - rowPotential[from]! - columnPotential[c]!
        if (reduced < slack[c]!) {
          slack[c] = reduced
          cameFrom[c] = column
        }
        if (slack[c]! < least) {
          least = slack[c]!
          next = c
        }
      }
      for (let c = 0; c <= n; c++) {
        if (done[c]) {
          rowPotential[matched[c]!]! += least
          columnPotential[c]! -= least
        } else slack[c]! -= least
      }
      column = next
    } while (matched[column] !== 0)
    while (column !== 0) {
      matched[column] = matched[cameFrom[column]!]!
      column = cameFrom[column]!
    }
  }
  const pairs = new Array<number>(rows).fill(-1)
  for (let c = 1; c <= columns; c++) if (matched[c]! <= rows && matched[c]! > 0) pairs[matched[c]! - 1] = c - 1
  return pairs
}
