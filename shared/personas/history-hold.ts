import { atDays, daysSince } from './history-days.ts'

/** A dimension that moves by itself as days pass: time since the last, or since the first, event of a stream. */
export type MovingTrait = {
  /** Its place in the matrix. */
  offset: number
  /** See wholeDays. */
  table: Float32Array
}

export type Hold = {
  /** Of the person at hand: the event (seconds since 1970) that each moving trait counts from, NaN for none. */
  since: Float64Array
  /** A moving trait's dimension on a date; its `since` must be known. */
  at: (trait: number, date: number) => number
  /** The first date after `from`, at most `until`, on which another persona than `persona` may be the nearest. */
  end: (from: number, until: number, persona: number, distances: Float64Array) => number
}

/**
 * Says for how many dates a person stays put while no event arrives, without looking at each of them.
 *
 * Between events only the moving dimensions move, and upwards only. Of two personas the difference of the squared
 * distances to them is linear in the point: ‖x − c‖² − ‖x − p‖² falls by 2 Δx·(c − p). So c can't have passed p before a
 * date when the sum of its upward parts, Σ max(0, 2 (c − p)) Δx, is less than the lead of p. The longest such stretch is
 * found by doubling and halving; where different traits pull against each other it is short, and is taken up again from
 * its end. `slack` covers what rounding may do to a sum of squares (relative to it about 1e-14, for a hundred
 * dimensions): closer than that nothing is promised, and the caller looks at the date itself.
 */
export function createHold(moving: MovingTrait[], centroids: Float32Array, d: number, ends: Float64Array): Hold {
  const k = centroids.length / d
  const since = new Float64Array(moving.length)
  const active = new Int32Array(moving.length)
  const anchor = new Float64Array(moving.length)
  const lead = new Float64Array(k)
  const tables = moving.map(({ table }) => table)
  const offsets = Int32Array.from(moving, ({ offset }) => offset)
  let count = 0
  let nearest = 0
  let slack = 0

  const at = (trait: number, date: number): number => atDays(tables[trait]!, daysSince(since[trait]!, ends[date]!))

  /** How much persona c gains on the nearest one by a step `dz` of a trait. */
  const gain = (c: number, trait: number, dz: number): number => {
    const j = offsets[trait]!
    return 2 * (centroids[c * d + j]! - centroids[nearest * d + j]!) * dz
  }

  const steps = new Float64Array(moving.length)
  /** Steps of the moving traits from the anchor to a date; false when there are none. */
  function stepTo(date: number): boolean {
    let any = false
    for (let a = 0; a < count; a++) {
      const dz = at(active[a]!, date) - anchor[a]!
      steps[a] = dz
      if (dz !== 0) any = true
    }
    return any
  }

  /** Nobody can have passed the nearest persona on any date from the anchor to `date`. */
  function sureUntil(date: number): boolean {
    if (!stepTo(date)) return true
    for (let c = 0; c < k; c++) {
      if (c === nearest) continue
      let gained = 0
      for (let a = 0; a < count; a++) {
        const by = gain(c, active[a]!, steps[a]!)
        if (by > 0) gained += by
      }
      if (!(lead[c]! - gained > slack)) return false
    }
    return true
  }

  /** Moves the anchor to `date`, if the nearest persona is still the nearest there. */
  function moveTo(date: number): boolean {
    if (!stepTo(date)) return true
    let ahead = true
    for (let c = 0; c < k; c++) {
      if (c === nearest) continue
      for (let a = 0; a < count; a++) lead[c]! -= gain(c, active[a]!, steps[a]!)
      if (!(lead[c]! > slack)) ahead = false
    }
    for (let a = 0; a < count; a++) anchor[a]! += steps[a]!
    return ahead
  }

  /** The last date, from `sure` on and before `unsure`, until which all is sure: steps that double, then halves. */
  function lastSure(sure: number, unsure: number): number {
    let step = 1
    while (sure + step < unsure) {
      if (sureUntil(sure + step)) {
        sure += step
        step *= 2
      } else unsure = sure + step
    }
    while (unsure - sure > 1) {
      const middle = (sure + unsure) >> 1
      if (sureUntil(middle)) sure = middle
      else unsure = middle
    }
    return sure
  }

  return {
    since,
    at,
    end(from, until, persona, distances) {
      count = 0
      for (let m = 0; m < since.length; m++) if (!Number.isNaN(since[m])) active[count++] = m
      if (count === 0 || from + 1 >= until) return until
      nearest = persona
      let largest = 0
      for (let c = 0; c < k; c++) {
        lead[c] = distances[c]! - distances[persona]!
        if (distances[c]! > largest) largest = distances[c]!
      }
      slack = 1e-9 * (1 + largest)
      for (let a = 0; a < count; a++) anchor[a] = at(active[a]!, from)
      for (let date = from; ; ) {
        if (sureUntil(until - 1)) return until
        const next = lastSure(date, until - 1) + 1
        if (!moveTo(next)) return next
        date = next
      }
    },
  }
}
