import type { Dimension } from './dimension.ts'
import type { StreamEvents } from './events.ts'

/** What the events of one person at a time add up to, brought up to date event by event. */
export interface EventCounters {
  /** Forgets everything: the next person. */
  clear(person: number): void
  /** Counts one event in; a person's events come in order of time. */
  take(event: number): void
  /** Tells a dimension as it is now, NaN for unknown; there has been at least one event. */
  reader(dimension: Dimension): () => number
}

/** Counts, sums and sets of values of one stream's events. */
export function createCounters({ numbers, coded }: StreamEvents): EventCounters {
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
    clear(person) {
      who = person
      count = 0
      for (const one of sums) one.sum = one.known = 0
      for (const one of sets) {
        one.distinct = 0
        one.shares.fill(0)
      }
    },
    take(event) {
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
    reader(dimension) {
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
