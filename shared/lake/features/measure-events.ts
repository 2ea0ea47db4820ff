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
    const [from, until] = [starts[person]!, starts[person + 1]!]
    if (from === until) continue
    counters.clear(person)
    for (let event = from; event < until; event++) counters.take(event)
    for (const { values, read } of measured) values[person] = read(from, until - 1)
  }
  return measured.map(({ values }) => values)

  /** Tells a dimension of the person at hand, whose first and last events are given. */
  function readerOf(dimension: Dimension): (first: number, last: number) => number {
    if (dimension.measure === 'recency') return (_, last) => daysSince(time[last]! / 1e6, asOf / 1000)
    if (dimension.measure === 'tenure') return (first) => daysSince(time[first]! / 1e6, asOf / 1000)
    return counters.reader(dimension)
  }
}
