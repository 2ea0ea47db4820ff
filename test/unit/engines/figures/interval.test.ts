import { expect, test } from 'vitest'
import { wilsonInterval } from '../../../../shared/engines/figures/interval.ts'

// From the formula, by hand and with R's prop.test(correct = FALSE).
test.each([
  [0, 10, 0, 0.2775],
  [5, 10, 0.2366, 0.7634],
  [10, 10, 0.7225, 1],
  [1, 1, 0.2065, 1],
  [450, 1000, 0.4194, 0.481],
])('%i of %i', (hits, count, low, high) => {
  const interval = wilsonInterval(hits, count)
  expect(interval.low).toBeCloseTo(low, 3)
  expect(interval.high).toBeCloseTo(high, 3)
})
