import { growth, lineThrough, type Size, type StepPath, workOf } from './scale-growth.ts'

/** What one call of a step came to, in a run of that size. */
export interface Call extends Size {
  seconds: number
  /** Bytes from S3, and to S3. */
  got: number
  put: number
}

/** How far a call goes beyond its own shard: the share of the other shards' rows, 0 none to 1 all. */
export interface Spread {
  /** That it reads. */
  got: number
  /** That cost it time: what it only skips costs less than its own. */
  seconds: number
  /** False: never more than one shard was measured, and these are as the code reads. */
  isMeasured: boolean
}

/** @param calls in the order of their sizes */
export function spreadOf(path: StepPath, calls: readonly Call[]): Spread {
  const grows = growth[path].with
  const last = calls.at(-1)!
  const before = calls.findLast(({ shards }) => shards < last.shards)
  const read = grows === 'shard' && before && shareOfBytes(before, last)
  const code = spreadByCode(path)
  if (!before || read === undefined) return { ...code, isMeasured: false }
  if (read === false) return { ...code, isMeasured: true }
  return {
    got: read,
    // Nobody spends time on rows that he did not read: more than that is noise.
    seconds: Math.min(read, shareOfTime(calls, last) ?? read),
    isMeasured: true,
  }
}

/** Resolve's shards look through everybody's rows, the others stay in theirs. */
function spreadByCode(path: StepPath): Omit<Spread, 'isMeasured'> {
  const read = path === 'resolve/shard' ? 1 : 0
  return { got: read, seconds: read }
}

/** Bytes are in proportion to the rows: to rows × (share + (1 − share) / shards). */
function shareOfBytes(before: Call, last: Call): number | undefined {
  if (!before.got) return undefined
  const ratio = last.got / last.rows / (before.got / before.rows)
  return share((ratio / before.shards - 1 / last.shards) / (1 - 1 / last.shards - ratio * (1 - 1 / before.shards)))
}

/** What one shard took of growing rows says what all of the rows would have taken; undefined: too little to say. */
function shareOfTime(calls: readonly Call[], last: Call): number | undefined {
  const alone = calls.filter(({ shards }) => shards === 1)
  if (alone.length < 2) return undefined
  const { fixed, each } = lineThrough(alone.map(({ rows, seconds }) => ({ work: rows, y: seconds })))
  if (!each) return undefined
  const part = (last.seconds - fixed) / (each * last.rows)
  return share((part - 1 / last.shards) / (1 - 1 / last.shards))
}

const share = (value: number) => Math.min(1, Math.max(0, value))

/** What each of a call's measures grows with. */
export function worksOf(path: StepPath, size: Size, spread: Spread) {
  return {
    seconds: workOf(path, size, spread.seconds),
    got: workOf(path, size, spread.got),
    put: workOf(path, size),
  }
}
