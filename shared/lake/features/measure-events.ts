import { daysSince } from '../../engines/personas/over-time/history-days.ts'
import type { Dimension } from './dimension.ts'
import { createCounters, type EventCounters } from './event-counters.ts'
import type { StreamEvents } from './events.ts'

/**
 * Each person's measures over the events of one stream as of a moment (ms): one array a dimension. Who has no event has
 * NaN for all of them: not zero, but unknown.
 */
export function measureEvents(events: StreamEvents, dimensions: Dimension[], asOf: number): Float64Array[] {
  const { starts } = events
  const people = starts.length - 1
  const counters = createCounters(events)
  const columns = dimensions.map(() => new Float64Array(people).fill(Number.NaN))
  const writers = dimensions.map((dimension, i) => writerOf(dimension, columns[i]!, events, counters, asOf))
  for (let person = 0; person < people; person++) {
    const first = starts[person]!
    const end = starts[person + 1]!
    if (first === end) continue
    counters.clear(person)
    counters.take(first, end)
    for (let i = 0; i < writers.length; i++) writers[i]!(person, first, end)
  }
  return columns
}

/** Writes a dimension of the person at hand, whose events lie from `first` to before `end`. */
type Writer = (person: number, first: number, end: number) => void

function writerOf(
  dimension: Dimension,
  values: Float64Array,
  { time }: StreamEvents,
  counters: EventCounters,
  asOf: number,
): Writer {
  const moment = asOf / 1000
  switch (dimension.measure) {
    case 'count':
      return (person, first, end) => {
        values[person] = end - first
      }
    case 'recency':
      return (person, _, end) => {
        values[person] = daysSince(time[end - 1]! / 1e6, moment)
      }
    case 'tenure':
      return (person, first) => {
        values[person] = daysSince(time[first]! / 1e6, moment)
      }
    case 'distinct': {
      const { counts, at } = counters.counted(dimension)
      return (person) => {
        values[person] = counts[at]!
      }
    }
    case 'share': {
      const { counts, at } = counters.counted(dimension)
      return (person, first, end) => {
        values[person] = counts[at]! / (end - first)
      }
    }
    case 'total': {
      const { sums, counts, at, unit } = counters.summed(dimension)
      return (person) => {
        if (counts[at]! > 0) values[person] = sums[at]! / unit
      }
    }
    case 'average': {
      const { sums, counts, at, unit } = counters.summed(dimension)
      return (person) => {
        if (counts[at]! > 0) values[person] = sums[at]! / unit / counts[at]!
      }
    }
    default:
      throw new Error(`dimension ${dimension.name} has no measure`)
  }
}
