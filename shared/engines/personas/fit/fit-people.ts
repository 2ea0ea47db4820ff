import { type Engine, MAX_K } from '../../../kernels/kmeans/engine.ts'
import { type Encoded, type Encoder, keptTraits } from '../encode/encoder.ts'
import { KNOWN_WELL, LEAST_WELL_KNOWN, LEAST_WELL_KNOWN_SHARE } from '../limits.ts'
import { rowsAt } from '../rows.ts'
import { plainEngine } from './engine-plain.ts'

/** The people that shape the personas: rows of d dimensions, NaN where a value is not known. */
export type FitPeople = { n: number; d: number; matrix: Float32Array; complete: boolean }

/**
 * The people known well enough to shape personas: persons of whom little is known would be near to every centre. Everybody of
 * whom anything is known where too few are known well. The matrix is that of `encoded` itself where all are taken.
 */
export function peopleToFit(encoder: Encoder, encoded: Encoded): FitPeople {
  const { n, d, matrix, known, coverage } = encoded
  const shaping = rowsThatShape(coverage)
  const complete = shaping.length === n ? !known.includes(0) : shaping.every((row) => coverage[row]! >= 1 - 1e-6)
  const taken = shaping.length === n ? matrix : rowsAt(matrix, d, shaping)
  if (!complete) markUnknown(encoder, known, shaping, taken, d)
  return { n: shaping.length, d, matrix: taken, complete }
}

/** The engine for these people: only the plain one knows of missing values. */
const engineFor = (people: FitPeople, engine: Engine): Engine => (people.complete ? engine : plainEngine)

/** The engine for so many groups at most: the others end at 16. */
export const engineUpTo = (k: number, engine: Engine): Engine => (k > MAX_K ? plainEngine : engine)

/** The engine for these people and for so many groups at most. */
export const engineOf = (people: FitPeople, k: number, engine: Engine): Engine =>
  engineUpTo(k, engineFor(people, engine))

function rowsThatShape(coverage: Float32Array): Int32Array {
  const rowsFrom = (least: number) => Int32Array.from([...coverage.keys()].filter((row) => coverage[row]! >= least))
  const well = rowsFrom(KNOWN_WELL - 1e-6)
  if (well.length >= Math.max(LEAST_WELL_KNOWN, coverage.length * LEAST_WELL_KNOWN_SHARE)) return well
  const any = rowsFrom(1e-6)
  return any.length > 0 ? any : rowsFrom(0)
}

function markUnknown(encoder: Encoder, known: Uint8Array, rows: Int32Array, matrix: Float32Array, d: number): void {
  const kept = keptTraits(encoder)
  for (let i = 0; i < rows.length; i++) {
    for (let t = 0; t < kept.length; t++) {
      if (known[rows[i]! * kept.length + t] === 1) continue
      const { offset, width } = kept[t]!
      matrix.fill(Number.NaN, i * d + offset, i * d + offset + width)
    }
  }
}
