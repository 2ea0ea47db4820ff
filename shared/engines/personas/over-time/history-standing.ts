import { addSquares, createDistances, lanesOf } from '../assign/distances.ts'
import { type Encoded, type Encoder, keptTraits } from '../encode/encoder.ts'

/** Where one person stands between the personas while some of their traits change with time. */
export type Standing = {
  /** The person's dimensions, 0 where nothing is known. Changes are written here. */
  row: Float32Array
  /** The next person, of whom `base` knows what does not change. */
  enter: (base: Encoded, person: number) => void
  /** A trait of one dimension is known from now on, and changes. To be said before its new value is in `row`. */
  move: (trait: number) => void
  /** Traits of one dimension, none of them known yet, are known from now on, and keep these values until they are moved. */
  rest: (traits: Resting) => void
  /** Traits (their columns) and values that many people's rest at. */
  resting: (traits: number[], values: number[]) => Resting
  /** The nearest persona: the same as `assign` gives. */
  nearest: () => number
  /** Squared distances to every persona at the last call of `nearest`. */
  distances: Float64Array
  /** How far (one number) these may be, for rounding, from the sums of `assign`. */
  slack: Float64Array
}

/** The arrays that `rest` needs, made once: where the traits are, their values, and what they add to each distance. */
type Resting = { traits: Int32Array; values: Float32Array; sums: Float64Array }

const UNKNOWN = 0
const MOVING = 1
const RESTING = 2

/**
 * Adds up anew only what changes of the distances, and nothing for what is not known. That is another order than that of `assign`: personas closer to each
 * other than `slack`, which is far above what rounding does (a relative 1e-14 for a hundred dimensions), are compared by
 * its own sums, bit for bit.
 */
export function createStanding(encoder: Encoder, centroids: Float32Array, changing: Set<number>): Standing {
  const d = encoder.dimensions
  const k = centroids.length / d
  const kept = keptTraits(encoder)
  const offsets = Int32Array.from(kept, ({ offset }) => offset)
  const still = kept.flatMap((plan, trait) => (changing.has(trait) ? [] : { plan, trait }))
  const exact = createDistances(encoder, centroids)
  const beside = lanesOf(centroids, d)
  const { lanes, across } = beside

  const row = new Float32Array(d)
  const known = new Uint8Array(kept.length)
  const state = new Uint8Array(kept.length)
  const padded = new Float64Array(lanes)
  const distances = padded.subarray(0, k)
  const slack = new Float64Array(1)
  /** The constant part of the distances of the current person. */
  const constant = new Float64Array(lanes)
  /** The dimensions that do. */
  const moving = new Int32Array(d)
  let moves = 0
  let first = 0

  /** Finds the least distance; tells whether it is the least beyond doubt. */
  function look(): boolean {
    let largest = 0
    first = 0
    for (let c = 0; c < k; c++) {
      if (distances[c]! < distances[first]!) first = c
      if (distances[c]! > largest) largest = distances[c]!
    }
    slack[0] = 1e-9 * (1 + largest)
    const clear = distances[first]! + slack[0]
    for (let c = 0; c < k; c++) if (c !== first && !(distances[c]! > clear)) return false
    return true
  }

  /** Takes a dimension's part out of the constant ones. */
  function unsettle(j: number): void {
    const x = row[j]!
    for (let c = 0, at = j * lanes; c < lanes; c++, at++) {
      const apart = x - across[at]!
      constant[c]! -= apart * apart
    }
  }

  return {
    row,
    enter(base, person) {
      row.fill(0)
      known.fill(0)
      state.fill(UNKNOWN)
      constant.fill(0)
      moves = 0
      for (const { plan, trait } of still) {
        if (base.known[person * kept.length + trait] !== 1) continue
        known[trait] = 1
        for (let j = plan.offset; j < plan.offset + plan.width; j++) {
          const x = base.matrix[person * d + j]!
          row[j] = x
          for (let c = 0, at = j * lanes; c < lanes; c++, at++) {
            const apart = x - across[at]!
            constant[c]! += apart * apart
          }
        }
      }
    },
    move(trait) {
      if (state[trait] === MOVING) return
      if (state[trait] === RESTING) unsettle(offsets[trait]!)
      known[trait] = 1
      state[trait] = MOVING
      moving[moves++] = offsets[trait]!
    },
    rest({ traits, values, sums }) {
      for (let i = 0; i < traits.length; i++) {
        const trait = traits[i]!
        known[trait] = 1
        state[trait] = RESTING
        row[offsets[trait]!] = values[i]!
      }
      for (let c = 0; c < lanes; c++) constant[c]! += sums[c]!
    },
    resting(traits, values) {
      const sums = Float64Array.from({ length: lanes }, (_, c) =>
        traits.reduce(
          (sum, trait, i) => sum + (Math.fround(values[i]!) - across[offsets[trait]! * lanes + c]!) ** 2,
          0,
        ),
      )
      return { traits: Int32Array.from(traits), values: Float32Array.from(values), sums }
    },
    nearest() {
      addSquares(row, 0, moving, moves, beside, constant, padded)
      if (look()) return first
      exact.of(row, known, 0)
      distances.set(exact.distances)
      look()
      return first
    },
    distances,
    slack,
  }
}
