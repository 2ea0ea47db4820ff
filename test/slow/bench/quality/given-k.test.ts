import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WITH_GROUPS } from '../../../../bench/quality/generated.ts'
import { type GivenK, moreCases, withGivenK } from '../../../../bench/quality/given-k.ts'
import { labelledCase, penguinCases } from '../../../../bench/quality/real.ts'
import { HOW_TO_GET_IT, type Sklearn, sklearnVersion, startSklearn } from '../../../../bench/quality/sklearn.ts'

/** Two adjusted Rand indices this close count as equal. */
const EQUAL = 0.02

const version = sklearnVersion()
// A separate test, so that the report says why the others are skipped.
if (!version) test.skip(HOW_TO_GET_IT, () => {})

describe.skipIf(!version)(
  'with the true number of groups given, Moira is not behind scikit-learn’s KMeans on standardised traits',
  () => {
    let sklearn: Sklearn
    beforeAll(() => {
      sklearn = startSklearn()
    })
    afterAll(() => sklearn?.end())

    const mean = (runs: readonly { rand: number }[]) => runs.reduce((sum, { rand }) => sum + rand, 0) / runs.length
    const behind = ({ ours, theirs }: GivenK) => Number((mean(theirs) - mean(ours)).toFixed(4))

    test('on every set of docs/quality.md that has groups', async () => {
      const { iris, wine } = await sklearn.datasets()
      const cases = [labelledCase('iris', '', iris), labelledCase('wine', '', wine), ...penguinCases(), ...WITH_GROUPS]
      const found: [string, number][] = []
      for (const one of cases) found.push([one.name, behind(await withGivenK(one, sklearn))])
      expect(found.filter(([, by]) => by > EQUAL)).toEqual([])
    })

    test('on ten more', async () => {
      const cases = await moreCases(sklearn)
      expect(cases).toHaveLength(10)
      const found: [string, number][] = []
      for (const one of cases) found.push([one.name, behind(await withGivenK(one, sklearn))])
      expect(found.filter(([, by]) => by > EQUAL)).toEqual([])
    })
  },
)
