import { evenRows, rowsAt } from '../rows.ts'
import { spreadSteps } from './spread-steps.ts'

/** People who are near to each other: edges of a graph over some of the rows. */
export type Neighbours = {
  /** The rows of the matrix that stand for everybody, ascending. */
  rows: Int32Array
  /** Ends of the edges, as places in `rows`, and their lengths. */
  from: Int32Array
  to: Int32Array
  lengths: Float64Array
  /** Each row's distance to the last of its nearest; infinite where it has fewer. */
  radius: Float64Array
}

/** All pairs are looked at: 3,000 people are 4.5 million distances. */
const ROWS = 3_000
/** Nearest to each: fewer, and a cut through an even crowd has dents by chance; more, and small gaps are leapt over. */
const MOST_NEAREST = 30
const FEWEST_NEAREST = 6
/** … and at most half the people of a cluster of average size. */
const SHARE_NEAREST = 0.5

/**
 * The graph of mutual nearest neighbours (each among the 30 nearest of the other; Gowda and Krishna 1978) of at most 3,000
 * rows. In a crowd, dense or sparse, bent or straight, everyone is tied to those around, and hardly anyone across a gap.
 *
 * A dimension that is not known (NaN) of one of two rows adds the square by which two people differ on average, so that
 * being unknown brings nobody near. Two rows that share less than half of the dimensions are not compared.
 *
 * `k`: the largest number of clusters that the graph is to judge.
 */
export function neighboursOf(matrix: Float32Array, n: number, d: number, k: number): Neighbours {
  const rows = evenRows(n, ROWS)
  const m = rows.length
  const nearest = Math.max(FEWEST_NEAREST, Math.min(MOST_NEAREST, Math.round((m / k) * SHARE_NEAREST)))
  const points = spreadSteps(rowsAt(matrix, d, rows), m, d)
  const { squares, others } = nearestOf(points, m, d, nearest)
  const ends: [number, number, number][] = []
  for (let i = 0; i < m; i++) {
    for (let at = i * nearest; at < (i + 1) * nearest; at++) {
      const j = others[at]!
      if (j <= i) continue
      if (others.subarray(j * nearest, (j + 1) * nearest).includes(i)) ends.push([i, j, Math.sqrt(squares[at]!)])
    }
  }
  return {
    rows,
    from: Int32Array.from(ends, ([i]) => i),
    to: Int32Array.from(ends, ([, j]) => j),
    lengths: Float64Array.from(ends, ([, , length]) => length),
    radius: Float64Array.from({ length: m }, (_, i) => Math.sqrt(squares[(i + 1) * nearest - 1]!)),
  }
}

/** For each row its nearest others, nearest first, with squared distances. −1 and infinity where there are no more. */
function nearestOf(points: Float32Array, m: number, d: number, count: number) {
  const squares = new Float64Array(m * count).fill(Number.POSITIVE_INFINITY)
  const others = new Int32Array(m * count).fill(-1)
  const keep = (i: number, j: number, square: number) => {
    let at = (i + 1) * count - 1
    if (square >= squares[at]!) return
    for (; at > i * count && squares[at - 1]! > square; at--) {
      squares[at] = squares[at - 1]!
      others[at] = others[at - 1]!
    }
    squares[at] = square
    others[at] = j
  }
  const usual = usualSquares(points, m, d)
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < i; j++) {
      let square = 0
      let known = 0
      for (let c = 0, a = i * d, b = j * d; c < d; c++, a++, b++) {
        const off = points[a]! - points[b]!
        if (Number.isNaN(off)) square += usual[c]!
        else {
          square += off * off
          known++
        }
      }
      if (known * 2 < d) continue
      keep(i, j, square)
      keep(j, i, square)
    }
  }
  return { squares, others }
}

/** The mean squared difference of two people in each dimension: twice its variance. */
function usualSquares(points: Float32Array, m: number, d: number): Float64Array {
  return Float64Array.from({ length: d }, (_, j) => {
    let [count, sum, square] = [0, 0, 0]
    for (let i = 0; i < m; i++) {
      const x = points[i * d + j]!
      if (Number.isNaN(x)) continue
      count++
      sum += x
      square += x * x
    }
    return count === 0 ? 0 : 2 * Math.max(0, square / count - (sum / count) ** 2)
  })
}
