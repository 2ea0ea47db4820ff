import type { Engine } from '../../../kernels/kmeans/engine.ts'
import type { TraitDecision } from '../encode/encoder.ts'
import { forMany } from '../fit/engine-plain.ts'
import { bySize } from '../fit/fit.ts'
import { searchClusters } from '../fit/search.ts'
import { createRandom, sampleRows } from '../random.ts'
import { rowsAt } from '../rows.ts'
import { indicesOf } from './indices.ts'
import { partialIndicesOf } from './partial-indices.ts'

const ROWS = 3_000

/**
 * For each k the silhouette that the same traits give when each is shuffled among the people on its own: what k clusters
 * reach through single traits alone, with nothing in common between them. Persona-ness is what lies above it.
 */
export function chanceSilhouettes(
  matrix: Float32Array,
  n: number,
  d: number,
  traits: readonly Pick<TraitDecision, 'offset' | 'width'>[],
  ks: readonly number[],
  seed: string | number,
  engine: Engine,
): number[] {
  const random = createRandom(`chance:${seed}`)
  const rows = rowsAt(matrix, d, sampleRows(n, ROWS, random))
  const m = rows.length / d
  const complete = !rows.some(Number.isNaN)
  const shuffled = new Float32Array(rows.length)
  for (const trait of traits) {
    const order = Int32Array.from({ length: m }, (_, i) => i)
    // Fisher and Yates, a whole block at a time so that the values of one category stay together.
    for (let i = m - 1; i > 0; i--) {
      const j = random.below(i + 1)
      const swap = order[i]!
      order[i] = order[j]!
      order[j] = swap
    }
    for (let i = 0; i < m; i++) {
      for (let j = trait.offset; j < trait.offset + trait.width; j++) shuffled[i * d + j] = rows[order[i]! * d + j]!
    }
  }
  const { found } = searchClusters({ matrix: shuffled, n: m, d, ks, seed, engine: forMany(engine), starts: 3 })
  return found.map((one) => {
    const { labels, k } = bySize(one, d)
    return (complete ? indicesOf : partialIndicesOf)(shuffled, m, d, labels, k).silhouette
  })
}
