import fc from 'fast-check'
import { expect, test } from 'vitest'
import { defaultRules } from '../../../../shared/engines/identity/rules.ts'
import { households } from '../../../support/households.ts'
import { idsOf, logOf, resolved } from '../../../support/identity-log.ts'
import { pairScore } from '../../../support/pair-score.ts'

test('no two members of a household become one, whatever they share and however near their names are', () => {
  let [found, all] = [0, 0]
  fc.assert(
    fc.property(households, ({ records, truth }) => {
      const log = logOf(records, { shared: true })
      const ids = idsOf(resolved(log, defaultRules(log.log.columns.map(({ kind }) => kind))))
      const score = pairScore(ids, truth)
      found += score.found
      all += score.truePairs
      expect(score.precision).toBe(1)
    }),
    { numRuns: 1000, seed: 21 },
  )
  // Nobody is kept apart for nothing: most rows of one member meet.
  expect(found / all).toBeGreaterThan(0.8)
})
