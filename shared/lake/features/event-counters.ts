import type { Dimension } from './dimension.ts'
import type { StreamEvents } from './events.ts'

/** A whole number that is kept in place `at` of an array. */
interface Counted {
  counts: Int32Array
  at: number
}

/** A sum in `units`, of as many values as `counts` tells, both in place `at`. */
export interface Summed extends Counted {
  sums: Float64Array
  unit: number
}

/**
 * The counts and sums over the events of one person at a time. Numbers lie in typed arrays: calls that return them
 * would box them.
 */
export interface EventCounters {
  /** Forgets everything: the next person. */
  clear(person: number): void
  /** Counts in the person's events from `from` until `until`, in order of time. */
  take(from: number, until: number): void
  /** How many events there have been. */
  all: Counted
  /** Of `distinct`: how many values; of a share: how many events have its value, those of all shares in one array. */
  counted(dimension: Dimension): Counted
  /** The sum and the count behind `total` and `average`. */
  summed(dimension: Dimension): Summed
}

/** Counts, sums and sets of values of one stream's events. */
export function createCounters({ numbers, coded }: StreamEvents): EventCounters {
  const all = new Int32Array(1)
  const sums = new Float64Array(numbers.length)
  const known = new Int32Array(numbers.length)
  const distinct = new Int32Array(coded.length)
  let who = -1
  let places = 0
  const sets = coded.map(({ property, codes, size, labels, lines }) => {
    // The person who had a value last: a set of values that empties itself with the next person.
    const seenBy = new Int32Array(size).fill(-1)
    const shareOf = new Int32Array(size).fill(-1)
    const placeOf = new Map<string, number>()
    for (const [label, codes] of labels) {
      placeOf.set(label, places)
      for (const code of codes) shareOf[code] = places
      places++
    }
    return { property, codes, lines, seenBy, shareOf, placeOf }
  })
  // The last one is of a value that nobody has, and is never counted.
  const shares = new Int32Array(places + 1)

  function addUp(i: number, from: number, until: number): void {
    const { values, present } = numbers[i]!
    for (let event = from; event < until; event++) {
      if (present && present[event] === 0) continue
      sums[i]! += values[event]!
      known[i]!++
    }
  }

  function tellApart(i: number, from: number, until: number): void {
    const { codes, lines, seenBy, shareOf } = sets[i]!
    if (lines) {
      tellLinesApart(i, from, until)
      return
    }
    for (let event = from; event < until; event++) {
      const code = codes[event]!
      if (code < 0) continue
      if (seenBy[code] !== who) {
        seenBy[code] = who
        distinct[i]!++
      }
      const place = shareOf[code]!
      if (place >= 0) shares[place]!++
    }
  }

  /** The same where an event has the values of all its lines. */
  function tellLinesApart(i: number, from: number, until: number): void {
    const { codes, lines, seenBy, shareOf } = sets[i]!
    const { starts, codes: ofLines } = lines!
    for (let event = from; event < until; event++) {
      const first = starts[event]!
      const end = Math.max(starts[event + 1]!, first + 1)
      const isOne = starts[event + 1] === first
      for (let line = first; line < end; line++) {
        const code = isOne ? codes[event]! : ofLines[line]!
        if (code < 0) continue
        if (seenBy[code] !== who) {
          seenBy[code] = who
          distinct[i]!++
        }
        const place = shareOf[code]!
        if (place >= 0) shares[place]!++
      }
    }
  }

  return {
    clear(person) {
      who = person
      all[0] = 0
      sums.fill(0)
      known.fill(0)
      distinct.fill(0)
      shares.fill(0)
    },
    take(from, until) {
      all[0]! += until - from
      for (let i = 0; i < numbers.length; i++) addUp(i, from, until)
      for (let i = 0; i < sets.length; i++) tellApart(i, from, until)
    },
    all: { counts: all, at: 0 },
    counted({ measure, property, value }) {
      const i = sets.findIndex((one) => one.property === property)
      if (measure === 'distinct') return { counts: distinct, at: i }
      return { counts: shares, at: sets[i]!.placeOf.get(value ?? '') ?? places }
    },
    summed({ property }) {
      const at = numbers.findIndex((one) => one.property === property)
      return { sums, counts: known, at, unit: numbers[at]!.unit }
    },
  }
}
