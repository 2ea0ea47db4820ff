import type { Encoded } from '../../../../engines/personas/encode/encoder.ts'
import { centroidsOf, type Model } from '../../../../engines/personas/model.ts'
import { firstDates } from '../../../../engines/personas/over-time/history-dates.ts'
import { wholeDays } from '../../../../engines/personas/over-time/history-days.ts'
import { createHold } from '../../../../engines/personas/over-time/history-hold.ts'
import { createStanding } from '../../../../engines/personas/over-time/history-standing.ts'
import type { StreamEvents } from '../../../../lake/features/events.ts'
import type { StreamDimension } from './bind-dimensions.ts'
import { createMeasures } from './measures.ts'

interface History {
  model: Model
  /** People's traits, encoded; what comes of events is not known in it. */
  base: Encoded
  /** Microseconds since 1970 from which a person is there; NaN: never. As many as are followed: the first of the people. */
  firstSeen: Float64Array
  streams: { events: StreamEvents; dimensions: StreamDimension[] }[]
  /** The moments to count at: milliseconds since 1970, ascending. */
  ends: Float64Array
}

/**
 * Counts each persona's people at each moment: `counts[moment][persona]`, knowing only what was known then.
 *
 * Goes person by person, and within a person from change to change: to the next moment with a new event, or the next at
 * which time alone may have moved the person to another persona (see createHold). So the work grows with the events and
 * with the moves, not with the dates, and nothing is kept per person and date.
 */
export function walkHistory({ model, base, firstSeen, streams, ends }: History): number[][] {
  const { encoder, k } = model
  const centroids = centroidsOf(model)
  const changing = new Set(streams.flatMap(({ dimensions }) => dimensions.map(({ trait }) => trait)))
  const standing = createStanding(encoder, centroids, changing)
  const moving = streams.flatMap(({ dimensions }, stream) =>
    dimensions.flatMap(({ dimension, plan, transform, trait }) =>
      dimension.measure === 'recency' || dimension.measure === 'tenure'
        ? {
            stream,
            trait,
            isRecency: dimension.measure === 'recency',
            offset: plan.offset,
            table: wholeDays(transform),
          }
        : [],
    ),
  )
  const dates = ends.length
  const hold = createHold(
    moving,
    centroids,
    encoder.dimensions,
    ends.map((end) => end / 1000),
  )
  const micros = ends.map((end) => Math.round(end * 1000))
  const dateOf = firstDates(micros)
  const followed = streams.map(({ events, dimensions }, stream) => ({
    starts: events.starts,
    time: events.time,
    date: datesOf(events.time, dateOf),
    measures: createMeasures(events, dimensions, standing),
    moving: moving.flatMap((one, place) => (one.stream === stream ? { ...one, place } : [])),
    cursor: 0,
  }))
  // Who comes to and leaves a persona at each date; summed up at the end.
  const changes = new Int32Array((dates + 1) * k)

  /** Takes in the person's events of a stream until a date. Gives the date of the next one. */
  function takeEvents(person: number, stream: number, until: number): number {
    const { starts, time, date, cursor, measures, moving } = followed[stream]!
    const end = starts[person + 1]!
    let next = cursor
    while (next < end && date[next]! <= until) next++
    if (next > cursor) {
      followed[stream]!.cursor = next
      measures.take(cursor, next)
      for (let m = 0; m < moving.length; m++) {
        const { place, trait, isRecency } = moving[m]!
        hold.since[place] = time[isRecency ? next - 1 : starts[person]!]! / 1e6
        standing.move(trait)
      }
    }
    return next < end ? date[next]! : dates
  }

  for (let person = 0; person < firstSeen.length; person++) {
    let date = dateOf(firstSeen[person]!)
    if (date === dates) continue
    standing.enter(base, person)
    hold.since.fill(Number.NaN)
    for (const one of followed) {
      one.measures.clear(person)
      one.cursor = one.starts[person]!
    }
    while (date < dates) {
      let next = dates
      for (let s = 0; s < followed.length; s++) next = Math.min(next, takeEvents(person, s, date))
      hold.write(standing.row, date)
      const persona = standing.nearest()
      const end = hold.end(date, next, persona, standing)
      changes[date * k + persona]!++
      changes[end * k + persona]!--
      date = end
    }
  }
  const counts = new Array<number>(k).fill(0)
  return Array.from(ends, (_, date) => counts.map((_, p) => (counts[p]! += changes[date * k + p]!)))
}

/** The date from which each event counts: whole numbers, since moments handed from call to call would be objects. */
function datesOf(time: Float64Array, dateOf: (moment: number) => number): Int32Array {
  const dates = new Int32Array(time.length)
  for (let event = 0; event < time.length; event++) dates[event] = dateOf(time[event]!)
  return dates
}
