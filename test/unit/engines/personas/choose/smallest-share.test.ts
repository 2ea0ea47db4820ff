import { describe, expect, test } from 'vitest'
import { chooseK } from '../../../../../shared/engines/personas/choose/choose-k.ts'
import { encode } from '../../../../../shared/engines/personas/encode/encoder.ts'
import { fitEncoder } from '../../../../../shared/engines/personas/encode/fit-encoder.ts'
import { plainEngine } from '../../../../../shared/engines/personas/fit/engine-plain.ts'
import { numbers, tableOf } from '../../../../support/persona-tables.ts'

/** Two groups far apart, the second of so many people. */
function selectionOf(people: number, few: number, unknown = 0) {
  const values = (at: number) =>
    Array.from({ length: people + unknown }, (_, i) => (i >= people ? null : (i < few ? 100 : 0) + ((i * at) % 7) / 10))
  const table = tableOf(numbers('x', values(3)), numbers('y', values(5)))
  const encoder = fitEncoder(table)
  const engine = plainEngine
  return chooseK({ encoder, encoded: encode(encoder, table), seed: 's', engine, k: 2 }).selection
}

describe('the share of the smallest persona', () => {
  test('does not say 5.0 % where it fails a test of 5 %', () => {
    const { candidates, reason, warning } = selectionOf(2004, 100)
    const [two] = candidates.filter(({ k }) => k === 2)
    expect(two!.smallest_share).toBeCloseTo(0.0499, 4)
    expect(two!.fails[0]).toBe('the smallest persona has only 4.9 % of the people fitted on')
    expect(`${reason} ${warning}`).not.toContain('5.0 %')
    expect(
      selectionOf(2000, 100)
        .candidates.find(({ k }) => k === 2)!
        .fails.join(),
    ).not.toContain('smallest')
  })

  test('is said to be of the people fitted on, who are not everybody', () => {
    const { people, reason } = selectionOf(1000, 200, 300)
    expect(people).toBe(1000)
    expect(reason).toContain('smallest persona 20.0 % of the 1,000 people fitted on')
  })
})
