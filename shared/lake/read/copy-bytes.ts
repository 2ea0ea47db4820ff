/** Shorter runs are copied faster byte by byte than by a call into the runtime. */
const CALL_COSTS = 48

/** Copies `from[start, end)` to `to` at `at`; gives the place behind it. Most cells are a few bytes long. */
export function copyBytes(to: Buffer, at: number, from: Buffer, start: number, end: number): number {
  if (end - start > CALL_COSTS) {
    from.copy(to, at, start, end)
    return at + end - start
  }
  let place = at
  for (let i = start; i < end; i++) to[place++] = from[i]!
  return place
}

/** Columns of a row that stand side by side, as `[first, last]` pairs: what is copied and compared in one go. */
export function runsOf(columns: readonly number[]): Int32Array {
  const runs: number[] = []
  for (const column of columns) {
    if (runs.length && runs.at(-1) === column - 1) runs[runs.length - 1] = column
    else runs.push(column, column)
  }
  return Int32Array.from(runs)
}
