import type { Engine } from '../../../kernels/kmeans/engine.ts'
import { assign } from '../assign/assign.ts'
import { type Encoded, type Encoder, keptTraits } from '../encode/encoder.ts'
import { KNOWN_WELL, LEAST_WELL_KNOWN, LEAST_WELL_KNOWN_SHARE } from '../limits.ts'
import { rowsAt } from '../rows.ts'
import { bySize, type Fitted, polish } from './fit.ts'

/** The people that shape the personas, as a separate matrix. */
export type FitPeople = Encoded & { complete: boolean }

const FILL_ROUNDS = 5

/**
 * The people known well enough to shape personas. Otherwise everybody of whom one thing is unknown (leads without an
 * order, say) would lie at the neutral point and become a persona of "unknown". All people where too few are known well.
 */
export function peopleToFit(encoder: Encoder, encoded: Encoded): FitPeople {
  const { n, d, matrix, known, coverage } = encoded
  const t = keptTraits(encoder).length
  const isWell = (share: number) => share >= KNOWN_WELL - 1e-6
  if (coverage.every(isWell)) return { ...encoded, complete: !known.includes(0) }
  const well = [...coverage.keys()].filter((row) => isWell(coverage[row]!))
  if (well.length < Math.max(LEAST_WELL_KNOWN, n * LEAST_WELL_KNOWN_SHARE))
    return { ...encoded, complete: !known.includes(0) }
  const wellKnown = new Uint8Array(well.length * t)
  well.forEach((row, i) => {
    wellKnown.set(known.subarray(row * t, row * t + t), i * t)
  })
  return {
    n: well.length,
    d,
    matrix: rowsAt(matrix, d, well),
    known: wellKnown,
    coverage: Float32Array.from(well, (row) => coverage[row]!),
    complete: !wellKnown.includes(0),
  }
}

/**
 * The final fit from a tried one. Over people of whom not everything is known: after a fit on neutral values, missing
 * values are filled, in the people's matrix, with the centre of each person's persona, and the fit goes on, a few
 * rounds (k-POD, Chi, Chi and Baraniuk 2016). A missing value then pulls no centre and pushes nobody. A later
 * assignment reads known values only.
 */
export function settlePeople(encoder: Encoder, people: FitPeople, centroids: Float32Array, engine: Engine): Fitted {
  const { n, d, matrix, known } = people
  let fitted = polish({ matrix, n, d, engine }, centroids)
  if (people.complete) return fitted
  const kept = keptTraits(encoder)
  for (let round = 0; round < FILL_ROUNDS; round++) {
    const { centroids } = fitted
    const { persona } = assign(encoder, centroids, people)
    for (let i = 0; i < n; i++) {
      kept.forEach((trait, t) => {
        if (known[i * kept.length + t] === 1) return
        for (let j = trait.offset; j < trait.offset + trait.width; j++) {
          matrix[i * d + j] = centroids[persona[i]! * d + j]!
        }
      })
    }
    fitted = bySize(engine.fit({ matrix, n, d, centroids, maxIterations: 50 }), d)
    if (moved(centroids, fitted.centroids) < 1e-6) break
  }
  return fitted
}

function moved(before: Float32Array, after: Float32Array): number {
  if (before.length !== after.length) return Number.POSITIVE_INFINITY
  let most = 0
  for (let i = 0; i < before.length; i++) most = Math.max(most, Math.abs(before[i]! - after[i]!))
  return most
}
