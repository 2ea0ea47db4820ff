import { type NumberTransform, zScore } from '../../../../engines/personas/encode/number-transform.ts'

/** As many events of one person as shares are looked up for: few people have more. */
const most = 128

/** The dimensions of shares, looked up. */
interface ShareScores {
  /** Up to so many events. */
  counted: number
  /** Share `i` with `part` of `count` events is at `startOf(count) + part · shares + i`: those of one person lie together. */
  table: Float32Array
  startOf: (count: number) => number
}

/**
 * Shares of few events are few numbers, met again and again, and a logarithm costs more than all else that is done with an
 * event: each is taken once. `longest`: as many events as one person has at the most.
 */
export function createShareScores(transforms: NumberTransform[], longest: number): ShareScores {
  const counted = Math.min(most, longest)
  const shares = transforms.length
  const startOf = (count: number) => ((count * (count + 1)) >> 1) * shares
  const table = new Float32Array(startOf(counted + 1))
  for (let count = 1; count <= counted; count++) {
    for (let part = 0; part <= count; part++) {
      for (let i = 0; i < shares; i++) {
        table[startOf(count) + part * shares + i] = zScore(transforms[i]!, part / count)
      }
    }
  }
  return { counted, table, startOf }
}
