/** The rows with these numbers, as a separate matrix. */
export function rowsAt(matrix: Float32Array, d: number, rows: ArrayLike<number>): Float32Array {
  const taken = new Float32Array(rows.length * d)
  for (let i = 0, to = 0; i < rows.length; i++) {
    for (let from = rows[i]! * d, end = from + d; from < end; from++) taken[to++] = matrix[from]!
  }
  return taken
}

/** `count` row numbers below n, evenly apart from 0 on; all of them when count ≥ n. People are in the order of their hashed ids, so these are a fair sample. */
export function evenRows(n: number, count: number): Int32Array {
  const taken = Math.min(n, count)
  return Int32Array.from({ length: taken }, (_, i) => Math.floor((i * n) / taken))
}
