import { tmpdir } from 'node:os'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { quoteText } from '../../../shared/engines/sql/quote.ts'
import { type Duck, withDuck } from '../../../shared/lake/duck.ts'
import { neutralText, type WrittenColumn, writtenRows } from '../../../shared/lake/written-values.ts'

const inDuck = <Result>(work: (db: Duck) => Promise<Result>) =>
  withDuck({ memoryMb: 256, threads: 1, tmp: tmpdir() }, work)

/** A column of texts or of SQL literals, as a file shows it. */
async function written(db: Duck, literals: string[], isNeutral: boolean): Promise<(string | null)[]> {
  const sql = `SELECT v FROM (VALUES ${literals.map((one, i) => `(${i}, ${one})`).join(', ')}) t(i, v) ORDER BY i`
  const columns = await db.rows<WrittenColumn>(`DESCRIBE ${sql}`)
  const rows = await db.rows<{ v: unknown }>(
    `SELECT CAST(v AS VARCHAR) AS v FROM (${writtenRows(sql, columns, isNeutral)})`,
  )
  return rows.map(({ v }) => v as string | null)
}

const harmless = [
  '',
  'plain',
  "it's",
  '+12125550100',
  '+1 (212) 555-0100',
  '-5,000.00',
  '-1',
  '2024-01-05',
  '+49 30/123456',
  '.5',
  "'=1",
]
const dangerous = [
  '=1+1',
  '=HYPERLINK("http://example.invalid")',
  '@SUM(A1)',
  '+1+cmd',
  '-2+3',
  '-',
  '+',
  '\tx',
  '\rx',
  '-A12',
  '+abc',
  '=',
]

test('text that a spreadsheet would run gets a quote in front, numbers and phones stay', async () => {
  await inDuck(async (db) => {
    expect(await written(db, harmless.map(quoteText), true)).toEqual(harmless)
    expect(await written(db, dangerous.map(quoteText), true)).toEqual(dangerous.map((one) => `'${one}`))
    expect(await written(db, dangerous.map(quoteText), false)).toEqual(dangerous)
  })
  expect(harmless.map(neutralText)).toEqual(harmless)
  expect(dangerous.map(neutralText)).toEqual(dangerous.map((one) => `'${one}`))
})

test('no text begins a formula, whatever it is, and the SQL agrees with the headers’ rule', async () => {
  const start = fc.constantFrom('=', '@', '+', '-', '\t', '\r', "'", '')
  const texts = fc.array(
    fc.tuple(start, fc.string({ maxLength: 8 })).map(([first, rest]) => (first + rest).replaceAll('\0', '')),
    { minLength: 200, maxLength: 200 },
  )
  await inDuck((db) =>
    fc.assert(
      fc.asyncProperty(texts, async (all) => {
        const shown = await written(db, all.map(quoteText), true)
        expect(shown).toEqual(all.map(neutralText))
        for (const text of shown) {
          if (/^[=@+\-\t\r]/.test(text!)) expect(text).toMatch(/^[+-][0-9(][0-9 ().,/-]*$/)
          else if (text !== all[shown.indexOf(text)]) expect(text![0]).toBe("'")
        }
      }),
      { numRuns: 20 },
    ),
  )
})

test('numbers and dates are written as they came', async () => {
  await inDuck(async (db) => {
    const doubles = ['41.0', '41.5', '-0.25', '1e20', '0.1', '1234567.0', 'NULL'].map((one) => `CAST(${one} AS DOUBLE)`)
    expect(await written(db, doubles, false)).toEqual(['41', '41.5', '-0.25', '1e+20', '0.1', '1234567', null])
    const decimals = ['41.0000', '41.5000', '100.0000', '0.0500', '-3.1400'].map(
      (one) => `CAST(${one} AS DECIMAL(18,4))`,
    )
    expect(await written(db, decimals, false)).toEqual(['41', '41.5', '100', '0.05', '-3.14'])
    const times = ["TIMESTAMP '2024-01-05 00:00:00'", "TIMESTAMP '2024-01-05 09:30:00'", 'NULL']
    expect(await written(db, times, false)).toEqual(['2024-01-05', '2024-01-05 09:30:00', null])
    expect(await written(db, ["DATE '2024-01-05'"], false)).toEqual(['2024-01-05'])
    expect(await written(db, ['CAST(100 AS BIGINT)', '41'], false)).toEqual(['100', '41'])
  })
})
