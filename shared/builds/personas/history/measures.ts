import { createCounters } from '../../../lake/features/event-counters.ts'
import type { StreamEvents } from '../../../lake/features/events.ts'
import { zScore } from '../../../personas/number-transform.ts'
import type { StreamDimension } from './bind-dimensions.ts'

/** What a stream's events say of one person at a time, brought up to date event by event. */
export interface Measures {
  /** Forgets everything: the next person. */
  clear(person: number): void
  /** Counts one event in; a person's events come in order of time. */
  take(event: number): void
  /** Writes the dimensions as they are now into the person's row. Returns how many traits became known, less those that no longer are. */
  write(row: Float32Array, known: Uint8Array): number
}

/** Running counts and sums of one stream, and the rule by which each dimension follows from them. */
export function createMeasures(events: StreamEvents, dimensions: StreamDimension[]): Measures {
  const counters = createCounters(events)
  const written = dimensions
    .filter(({ dimension }) => dimension.measure !== 'recency' && dimension.measure !== 'tenure')
    .map((one) => ({ ...one, offset: one.plan.offset, value: counters.reader(one.dimension), last: Number.NaN }))
  return {
    clear(person) {
      counters.clear(person)
      for (const one of written) one.last = Number.NaN
    },
    take: counters.take,
    write(row, known) {
      let fresh = 0
      for (let i = 0; i < written.length; i++) {
        const one = written[i]!
        const value = one.value()
        // Logarithms cost more than all the rest, and many a share stays what it was.
        if (value === one.last) continue
        one.last = value
        const is = Number.isNaN(value) ? 0 : 1
        row[one.offset] = is ? zScore(one.transform, value) : 0
        fresh += is - known[one.trait]!
        known[one.trait] = is
      }
      return fresh
    },
  }
}
