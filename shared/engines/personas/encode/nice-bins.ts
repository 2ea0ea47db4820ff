import type { ColumnKind } from '../columns.ts'

/** Bins that a picture can show side by side: of equal width, with edges that people count in. */
export type NiceBins = {
  /** Bin i holds edges[i] ≤ x < edges[i+1]; the first also holds everything lower, the last everything higher. */
  edges: number[]
  /** The end of the last bin: with single values the last of them. */
  top: number
  /** Every bin is one whole number. */
  single: boolean
  /** That there were values below the first edge, or above the top. */
  below: boolean
  above: boolean
}

/** About so many bins; whole numbers get one each up to this many. */
const MOST = 12
/** Values beyond these shares of all are not worth an axis that is more than twice as long. */
const TAIL = 0.01

/** `sorted` ascends and holds no NaN. Dates are days since 1970-01-01. */
export function niceBins(sorted: Float64Array, kind: ColumnKind): NiceBins {
  const n = sorted.length
  if (n === 0) return { edges: [0], top: 0, single: false, below: false, above: false }
  const [least, most] = [sorted[0]!, sorted[n - 1]!]
  const [low, high] = [sorted[Math.floor((n - 1) * TAIL)]!, sorted[Math.ceil((n - 1) * (1 - TAIL))]!]
  const isLong = most - least > 2 * (high - low) && high > low
  const [from, until] = isLong ? [low, high] : [least, most]
  const { edges, top, single } = kind === 'date' ? dateGrid(from, until) : numberGrid(from, until, sorted)
  return { edges, top, single, below: least < edges[0]!, above: single ? most > top : most >= top && most > until }
}

type Grid = Pick<NiceBins, 'edges' | 'top' | 'single'>

function numberGrid(from: number, until: number, sorted: Float64Array): Grid {
  const isWhole = sorted.every(Number.isInteger)
  if (isWhole && until - from < MOST) {
    const edges = Array.from({ length: until - from + 1 }, (_, i) => from + i)
    return { edges, top: until, single: true }
  }
  // Edges are written with twelve digits: a step that would be lost in them is wider instead.
  const finest = until > from ? 1e-9 * Math.max(Math.abs(from), Math.abs(until)) : 0
  const step = niceStep(Math.max((until - from) / 10, finest), isWhole)
  const first = Math.floor(from / step)
  // A value on the last edge opens another bin, as a bin ends before its upper edge.
  const last = Math.floor(until / step)
  const at = (i: number) => Number((i * step).toPrecision(12))
  return { edges: Array.from({ length: last - first + 1 }, (_, i) => at(first + i)), top: at(last + 1), single: false }
}

/** The least of 1, 2, 5, 10, 20, 50 … that is not smaller; whole numbers are not cut. */
function niceStep(least: number, isWhole: boolean): number {
  // Widths so small that a float cannot count in them are none.
  if (!(least > 1e-300)) return 1
  const power = 10 ** Math.floor(Math.log10(least))
  // Rounding may leave a step a hair too small.
  const step = [1, 2, 5, 10].map((digit) => digit * power).find((one) => one >= least * (1 - 1e-9)) ?? 10 * power
  return isWhole ? Math.max(1, step) : step
}

const DAY = 86_400_000
/** Steps of the calendar: so many days, or so many months. */
const STEPS = [{ days: 1 }, { days: 7 }, ...[1, 3, 6, 12, 24, 60, 120, 240, 600, 1200].map((months) => ({ months }))]

/** Days, weeks from Monday, months, quarters, half years, years, decades … : the finest of which there are few enough. */
function dateGrid(from: number, until: number): Grid {
  for (const step of STEPS) {
    const edges = 'days' in step ? dayEdges(from, until, step.days) : monthEdges(from, until, step.months)
    if (edges.length <= MOST + 1) return { edges: edges.slice(0, -1), top: edges.at(-1)!, single: false }
  }
  return { edges: [Math.floor(from)], top: Math.floor(until) + 1, single: false }
}

function dayEdges(from: number, until: number, days: number): number[] {
  // 1970-01-05 was a Monday.
  const shift = days === 7 ? 4 : 0
  const first = Math.floor((from - shift) / days)
  const last = Math.floor((until - shift) / days)
  return Array.from({ length: Math.min(last - first + 2, MOST + 2) }, (_, i) => (first + i) * days + shift)
}

function monthEdges(from: number, until: number, months: number): number[] {
  const monthOf = (day: number) => {
    const date = new Date(Math.floor(day) * DAY)
    return Math.floor((date.getUTCFullYear() * 12 + date.getUTCMonth()) / months)
  }
  const first = monthOf(from)
  const edgeOf = (i: number) => {
    // Date.UTC takes years below 100 as 19xx.
    const date = new Date(0)
    date.setUTCFullYear(Math.floor((i * months) / 12), (i * months) % 12, 1)
    return date.getTime() / DAY
  }
  return Array.from({ length: Math.min(monthOf(until) - first + 2, MOST + 2) }, (_, i) => edgeOf(first + i))
}
