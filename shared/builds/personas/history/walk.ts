import type { StreamEvents } from '../../../lake/features/events.ts'
import { type Encoded, keptTraits } from '../../../personas/encoder.ts'
import { firstDates } from '../../../personas/history-dates.ts'
import { wholeDays } from '../../../personas/history-days.ts'
import { createHold } from '../../../personas/history-hold.ts'
import { createNearest } from '../../../personas/history-nearest.ts'
import { centroidsOf, type Model } from '../../../personas/model.ts'
import type { StreamDimension } from './bind-dimensions.ts'
import { createMeasures } from './measures.ts'

export interface History {
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
  const { encoder } = model
  const d = encoder.dimensions
  const traits = keptTraits(encoder).length
  const centroids = centroidsOf(model)
  const nearest = createNearest(encoder, centroids)
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
    d,
    ends.map((end) => end / 1000),
  )
  const micros = ends.map((end) => Math.round(end * 1000))
  const dateOf = firstDates(micros)
  const measures = streams.map(({ events, dimensions }) => createMeasures(events, dimensions))
  const row = new Float32Array(d)
  const known = new Uint8Array(traits)
  const cursors = new Int32Array(streams.length)
  // Who comes to and leaves a persona at each date; summed up at the end.
  const changes = new Int32Array((dates + 1) * nearest.k)

  /** Kept traits that are not known of the person at hand. */
  let unknown = 0

  function enter(person: number): void {
    for (let j = 0; j < d; j++) row[j] = base.matrix[person * d + j]!
    unknown = traits
    for (let t = 0; t < traits; t++) {
      known[t] = base.known[person * traits + t]!
      unknown -= known[t]!
    }
    hold.since.fill(Number.NaN)
    for (let s = 0; s < streams.length; s++) {
      measures[s]!.clear(person)
      cursors[s] = streams[s]!.events.starts[person]!
    }
  }

  /** Takes in the person's events of a stream until a date. Gives the date of the next one. */
  function takeEvents(person: number, stream: number, date: number): number {
    const { starts, time } = streams[stream]!.events
    const end = starts[person + 1]!
    const from = cursors[stream]!
    let cursor = from
    while (cursor < end && time[cursor]! <= micros[date]!) measures[stream]!.take(cursor++)
    if (cursor > from) {
      cursors[stream] = cursor
      unknown -= measures[stream]!.write(row, known)
      for (let m = 0; m < moving.length; m++) {
        const one = moving[m]!
        if (one.stream !== stream) continue
        hold.since[m] = time[one.isRecency ? cursor - 1 : starts[person]!]! / 1e6
        if (known[one.trait] === 0) {
          known[one.trait] = 1
          unknown--
        }
      }
    }
    return cursor < end ? dateOf(time[cursor]!) : dates
  }

  for (let person = 0; person < firstSeen.length; person++) {
    let date = dateOf(firstSeen[person]!)
    if (date === dates) continue
    enter(person)
    while (date < dates) {
      let next = dates
      for (let s = 0; s < streams.length; s++) next = Math.min(next, takeEvents(person, s, date))
      for (let m = 0; m < moving.length; m++) {
        if (!Number.isNaN(hold.since[m])) row[moving[m]!.offset] = hold.at(m, date)
      }
      const persona = nearest.of(row, known, unknown === 0)
      const end = hold.end(date, next, persona, nearest.distances)
      changes[date * nearest.k + persona]!++
      changes[end * nearest.k + persona]!--
      date = end
    }
  }
  const counts = new Array<number>(nearest.k).fill(0)
  return Array.from(ends, (_, date) => counts.map((_, p) => (counts[p]! += changes[date * nearest.k + p]!)))
}
