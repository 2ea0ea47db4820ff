import { expect, test } from 'vitest'
import { fitModel } from '../../../../../shared/engines/personas/model.ts'
import { engineNamed } from '../../../../../shared/kernels/kmeans/engines.ts'
import { blobs, pointTable } from '../../../../support/persona-tables.ts'

const { points } = blobs(120, 2, 18, 9, 'beside')

test.each([
  [9, [10]],
  [12, [11, 13]],
  // The kernel ends at 16 groups: that is nobody's business but the fit's.
  [16, [15, 17]],
  [17, [16, 18]],
  [20, [19]],
])('%i that were asked for are compared with %j', (k, beside) => {
  const { selection } = fitModel(pointTable(points), { seed: 's', engine: engineNamed('wasm'), k }).model
  const above = selection.candidates.map((one) => one.k).filter((one) => one > 8)
  expect(above).toEqual([...beside, k].sort((a, b) => a - b))
})
