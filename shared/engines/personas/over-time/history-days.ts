import { type NumberTransform, zScore } from '../encode/number-transform.ts'

/**
 * The dimension of a count of whole days, looked up: as many entries as the transform tells apart, ascending, the last
 * one for all longer times (beyond the clip nothing changes any more).
 */
export function wholeDays(transform: NumberTransform): Float32Array {
  const last = Math.max(0, Math.ceil(transform.high))
  return Float32Array.from({ length: last + 1 }, (_, days) => zScore(transform, days))
}

/** The entry of `days` (0 or more). */
export const atDays = (table: Float32Array, days: number): number =>
  days < table.length ? table[days]! : table[table.length - 1]!

/** Whole days from an event to a moment, both in seconds since 1970: the rounding of the lake's own query. */
export const daysSince = (event: number, moment: number): number => Math.floor((moment - event) / 86_400)
