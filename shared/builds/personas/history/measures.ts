import { zScore } from '../../../personas/number-transform.ts'
import type { StreamDimension } from './bind-dimensions.ts'
import type { StreamEvents } from './read-events.ts'

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
  const counters = countersOf(events)
  const written = dimensions
    .filter(({ dimension }) => dimension.measure !== 'recency' && dimension.measure !== 'tenure')
    .map((one) => ({ ...one, offset: one.plan.offset, value: counters.reader(one), last: Number.NaN }))
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

function countersOf({ numbers, coded }: StreamEvents) {
  let count = 0
  let who = -1
  const sums = numbers.map((one) => ({ ...one, sum: 0, known: 0 }))
  const sets = coded.map((one) => {
    // The person who had a value last: a set of values that empties itself with the next person.
    const seenBy = new Int32Array(one.size).fill(-1)
    const shareOf = new Int32Array(one.size).fill(-1)
    const places = [...one.labels.keys()]
    places.forEach((label, place) => {
      for (const code of one.labels.get(label)!) shareOf[code] = place
    })
    return { ...one, seenBy, shareOf, places, shares: new Int32Array(places.length), distinct: 0 }
  })

  return {
    clear(person: number) {
      who = person
      count = 0
      for (const one of sums) one.sum = one.known = 0
      for (const one of sets) {
        one.distinct = 0
        one.shares.fill(0)
      }
    },
    take(event: number) {
      count++
      for (let i = 0; i < sums.length; i++) {
        const one = sums[i]!
        if (one.present && one.present[event] === 0) continue
        one.sum += one.values[event]!
        one.known++
      }
      for (let i = 0; i < sets.length; i++) {
        const one = sets[i]!
        const code = one.codes[event]!
        if (code < 0) continue
        if (one.seenBy[code] !== who) {
          one.seenBy[code] = who
          one.distinct++
        }
        const place = one.shareOf[code]!
        if (place >= 0) one.shares[place]!++
      }
    },
    /** The value of a dimension now, NaN for unknown; there has been at least one event. */
    reader({ dimension }: StreamDimension): () => number {
      const sum = sums.find(({ property }) => property === dimension.property)
      const set = sets.find(({ property }) => property === dimension.property)
      switch (dimension.measure) {
        case 'count':
          return () => count
        case 'total':
          return () => (sum!.known > 0 ? sum!.sum / sum!.unit : Number.NaN)
        case 'average':
          return () => (sum!.known > 0 ? sum!.sum / sum!.unit / sum!.known : Number.NaN)
        case 'distinct':
          return () => set!.distinct
        case 'share': {
          const place = set!.places.indexOf(dimension.value ?? '')
          return place < 0 ? () => 0 : () => set!.shares[place]! / count
        }
        default:
          throw new Error(`dimension ${dimension.name} has no measure that follows from events alone`)
      }
    },
  }
}
