import { daysSince } from '../../personas/history-days.ts'
import type { Dimension } from './dimension.ts'
import { createCounters } from './event-counters.ts'
import type { StreamEvents } from './events.ts'

/**
 * Each person's measures over the events of one stream as of a moment (ms): one array a dimension. Who has no event has
 * NaN for all of them: not zero, but unknown.
 */
export function measureEvents(events: StreamEvents, dimensions: Dimension[], asOf: number): Float64Array[] {
  const { starts, time } = events
  const people = starts.length - 1
  const counters = createCounters(events)
  const measured = dimensions.map((dimension) => ({
    values: new Float64Array(people).fill(Number.NaN),
    read: readerOf(dimension),
  }))
  for (let person = 0; person < people; person++) {
    const [first, end] = [starts[person]!, starts[person + 1]!]
    if (first === end) continue
    counters.clear(person)
    counters.take(first, end)
    for (const { values, read } of measured) values[person] = read(first, end - 1)
  }
  return measured.map(({ values }) => values)

  /** Tells a dimension of the person at hand, whose first and last events are given. */
  function readerOf(dimension: Dimension): (first: number, last: number) => number {
    switch (dimension.measure) {
      case 'count':
        return (first, last) => last + 1 - first
      case 'recency':
        return (_, last) => daysSince(time[last]! / 1e6, asOf / 1000)
      case 'tenure':
        return (first) => daysSince(time[first]! / 1e6, asOf / 1000)
      case 'distinct': {
        const { counts, at } = counters.counted(dimension)
        return () => counts[at]!
      }
      case 'share': {
        const { counts, at } = counters.counted(dimension)
        return (first, last) => counts[at]! / (last + 1 - first)
      }
      case 'total': {
        const { sums, counts, at, unit } = counters.summed(dimension)
        return () => (counts[at]! > 0 ? sums[at]! / unit : Number.NaN)
      }
      case 'average': {
        const { sums, counts, at, unit } = counters.summed(dimension)
        return () => (counts[at]! > 0 ? sums[at]! / unit / counts[at]! : Number.NaN)
      }
      default:
        throw new Error(`dimension ${dimension.name} has no measure`)
    }
  }
}
