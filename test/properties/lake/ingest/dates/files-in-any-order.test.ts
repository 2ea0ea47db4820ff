import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { SomeConfig } from '../../../../golden/ingest/try-ingest.ts'
import { ingestDataset } from '../../../../support/ingest-dataset.ts'
import { patience } from '../../../../support/patience.ts'

const config: SomeConfig = {
  output_to_streams: { orders: { data_map: { datetime: { column_name: 'when' } } } },
  output_to_traits: { seen: { column_name: 'when' } },
}

/** Dates that leave the order of day and month open, that decide it, and that have nothing to do with it. */
const cell = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('03/02/2023', '5/4/2023', '1/2/23', '07/08/27') },
  { weight: 1, arbitrary: fc.constantFrom('13/01/2023', '25/12/22', '01/31/2023', '12/25/45') },
  { weight: 2, arbitrary: fc.constantFrom('2023-01-05', '5 Jan 2023', '', '03.02.2023 10:22') },
)
const folder = fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { minLength: 2, maxLength: 4 })

test(
  'files in another order give the same rows, rejects and answer',
  async () => {
    await fc.assert(
      fc.asyncProperty(folder, fc.infiniteStream(fc.nat()), async (files, draws) => {
        const named = files.map((cells, i): [string, string] => [
          `${i}.csv`,
          `email,when\n${cells.map((text, row) => `p${row}@example.com,${text}\n`).join('')}`,
        ])
        const shuffled = named
          .map((file) => ({ file, at: draws.next().value as number }))
          .sort((a, b) => a.at - b.at)
          .map(({ file }) => file)
        const [one, other] = [
          await ingestDataset(Object.fromEntries(named), config),
          await ingestDataset(Object.fromEntries(shuffled.map(([name, text]) => [`x${name}`, text])), config),
        ]
        expect(other.ambiguous).toEqual(one.ambiguous)
        for (const [name] of named) {
          const [mine, theirs] = [one.files[name]!, other.files[`x${name}`]!]
          expect(theirs.rows).toEqual(mine.rows)
          expect(theirs.rejects).toBe(mine.rejects)
        }
        // And within the column of a file: one order for all cells.
        for (const { rows, rejects } of Object.values(one.files)) {
          const orders = rows.length && /is not a (day\/month|month\/day)/.exec(rejects)?.[1]
          expect([...rejects.matchAll(/is not a (day\/month|month\/day)/g)].every(([, as]) => as === orders)).toBe(true)
        }
      }),
      { numRuns: 8 },
    )
  },
  patience(300),
)
