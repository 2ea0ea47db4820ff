import { assign } from './assign.ts'
import { type Encoded, type Encoder, keptTraits } from './encoder.ts'
import { bySize, type Fitted, groupBy, polish, rowsAt, searchCentroids } from './fit.ts'
import type { Engine } from './kernel/engine.ts'

/** The people that shape the personas, as a matrix of their own. */
export type FitPeople = Encoded & { complete: boolean }

/** Known for less than half of what counts: such people are assigned, but don't shape the personas. */
const KNOWN_WELL = 0.5
const FILL_ROUNDS = 5

/**
 * The people known well enough to shape personas. Otherwise everybody of whom one thing is unknown (leads without an
 * order, say) would lie at the neutral point and become a persona of "unknown". All people where too few are known well.
 */
export function peopleToFit(encoder: Encoder, encoded: Encoded): FitPeople {
  const { n, d, matrix, known, coverage } = encoded
  const t = keptTraits(encoder).length
  const well: number[] = []
  for (let i = 0; i < n; i++) if (coverage[i]! >= KNOWN_WELL - 1e-6) well.push(i)
  if (well.length === n || well.length < Math.max(30, n * 0.2)) return { ...encoded, complete: known.every(Boolean) }
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
    complete: wellKnown.every(Boolean),
  }
}

/** A grouping good enough to judge k by: centroids searched on at most 20,000 people, everybody labelled by them. */
export function tryPeople(people: FitPeople, k: number, seed: string, engine: Engine): Fitted {
  const { n, d, matrix } = people
  const input = { matrix, n, d, k, seed, engine }
  return groupBy(input, searchCentroids(input))
}

/**
 * The final fit from a tried one. Over people of whom not everything is known: after a fit on neutral values, what is
 * missing is filled with the own persona's centre and the fit goes on, a few rounds (k-POD, Chi, Chi and Baraniuk 2016).
 * A missing value then pulls no centre and pushes nobody.
 */
export function settlePeople(encoder: Encoder, people: FitPeople, tried: Fitted, seed: string, engine: Engine): Fitted {
  const { n, d, matrix, known } = people
  let fitted = polish({ matrix, n, d, k: tried.k, seed, engine }, tried.centroids)
  if (people.complete) return fitted
  const kept = keptTraits(encoder)
  const filled = matrix.slice()
  for (let round = 0; round < FILL_ROUNDS; round++) {
    const { centroids } = fitted
    const { persona } = assign(encoder, centroids, people)
    for (let i = 0; i < n; i++) {
      kept.forEach((trait, t) => {
        if (known[i * kept.length + t] === 1) return
        for (let j = trait.offset; j < trait.offset + trait.width; j++) {
          filled[i * d + j] = centroids[persona[i]! * d + j]!
        }
      })
    }
    fitted = bySize(engine.fit({ matrix: filled, n, d, centroids, maxIterations: 50 }), d)
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
