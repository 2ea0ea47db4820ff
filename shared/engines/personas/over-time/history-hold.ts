import { atDays, daysSince } from './history-days.ts'

/** A dimension that moves by itself as days pass: time since the last, or since the first, event of a stream. */
type MovingTrait = {
  /** Its column of the matrix. */
  offset: number
  /** See wholeDays. */
  table: Float32Array
}

/** Squared distances of a person to every persona, and (one number) how far rounding may have moved them. */
type RoundedDistances = { distances: Float64Array; slack: Float64Array }

type Hold = {
  /** Of the person at hand: the event (seconds since 1970) that each moving trait counts from, NaN for none. */
  since: Float64Array
  /** Writes the moving traits' dimensions on a date into a person's row, as far as their `since` is known. */
  write: (row: Float32Array, date: number) => void
  /**
   * The first date after `from`, at most `until`, on which another persona than `persona` may be the nearest. `from` is the
   * date that was written last.
   */
  end: (from: number, until: number, persona: number, standing: RoundedDistances) => number
}

/**
 * Says for how many dates a person stays put while no event arrives, without looking at each of them.
 *
 * Between events only the moving dimensions move, and upwards only. Of two personas the difference of the squared
 * distances to them is linear in the point: ‖x − c‖² − ‖x − p‖² falls by 2 Δx·(c − p). So c can't have passed p before a
 * date when the sum of its upward parts, Σ max(0, 2 (c − p)) Δx, is less than the lead of p. The longest such stretch is
 * found by doubling and halving; where different traits pull against each other it is short, and is taken up again from
 * its end. `slack` covers what rounding may do to the distances: closer than that nothing is promised, and the caller
 * looks at the date itself.
 */
export function createHold(moving: MovingTrait[], centroids: Float32Array, d: number, ends: Float64Array): Hold {
  const k = centroids.length / d
  const many = moving.length
  const since = new Float64Array(many)
  const anchor = new Float64Array(many)
  const steps = new Float64Array(many)
  const lead = new Float64Array(k)
  const tables = moving.map(({ table }) => table)
  const offsets = Int32Array.from(moving, ({ offset }) => offset)
  // How much persona c gains on persona p by a step of 1 of a trait, at (p · k + c) · many + trait; and what of it is up.
  const gains = new Float64Array(k * k * many)
  for (let p = 0; p < k; p++) {
    for (let c = 0; c < k; c++) {
      moving.forEach(({ offset }, m) => {
        gains[(p * k + c) * many + m] = 2 * (centroids[c * d + offset]! - centroids[p * d + offset]!)
      })
    }
  }
  const upward = gains.map((gain) => Math.max(0, gain))
  let nearest = 0
  let slack: Float64Array = new Float64Array(1)
  /** Personas that may pass the nearest one yet. */
  const rivals = new Int32Array(k)
  let left = 0

  const at = (trait: number, date: number): number => atDays(tables[trait]!, daysSince(since[trait]!, ends[date]!))

  /** Steps of the moving traits from the anchor to a date; false when there are none. */
  function stepTo(date: number): boolean {
    let any = false
    for (let m = 0; m < many; m++) {
      if (Number.isNaN(since[m])) continue
      steps[m] = at(m, date) - anchor[m]!
      if (steps[m] !== 0) any = true
    }
    return any
  }

  /** It is sure that a persona passes the nearest one on no date from the anchor to the one stepped to. */
  function isBehind(c: number): boolean {
    let gained = 0
    for (let m = 0, i = (nearest * k + c) * many; m < many; m++, i++) gained += upward[i]! * steps[m]!
    return lead[c]! - gained > slack[0]!
  }

  /** So are all rivals, from the anchor to `date`. */
  function sureUntil(date: number): boolean {
    if (!stepTo(date)) return true
    for (let r = 0; r < left; r++) if (!isBehind(rivals[r]!)) return false
    return true
  }

  /** Forgets the rivals that are: later steps need not ask for them. Tells whether any are left. */
  function anyRivalsUntil(date: number): boolean {
    if (!stepTo(date)) return false
    let kept = 0
    for (let r = 0; r < left; r++) if (!isBehind(rivals[r]!)) rivals[kept++] = rivals[r]!
    left = kept
    return left > 0
  }

  /** Moves the anchor to `date`, if the nearest persona is still the nearest there. */
  function moveTo(date: number): boolean {
    if (!stepTo(date)) return true
    let ahead = true
    for (let r = 0; r < left; r++) {
      const c = rivals[r]!
      for (let m = 0, i = (nearest * k + c) * many; m < many; m++, i++) lead[c]! -= gains[i]! * steps[m]!
      if (!(lead[c]! > slack[0]!)) ahead = false
    }
    for (let m = 0; m < many; m++) anchor[m]! += steps[m]!
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
    write(row, date) {
      for (let m = 0; m < many; m++) {
        if (Number.isNaN(since[m])) continue
        anchor[m] = at(m, date)
        row[offsets[m]!] = anchor[m]!
      }
    },
    end(from, until, persona, standing) {
      if (from + 1 >= until) return until
      nearest = persona
      slack = standing.slack
      const { distances } = standing
      left = 0
      for (let c = 0; c < k; c++) {
        if (c === persona) continue
        lead[c] = distances[c]! - distances[persona]!
        rivals[left++] = c
      }
      steps.fill(0)
      for (let date = from; anyRivalsUntil(until - 1); ) {
        const next = lastSure(date, until - 1) + 1
        if (!moveTo(next)) return next
        date = next
      }
      return until
    },
  }
}
