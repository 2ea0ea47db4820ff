import { createReadStream, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { quoteText } from '../../../../shared/engines/sql/quote.ts'
import { withDuck } from '../../../../shared/lake/duck.ts'
import { compileDataset } from '../../../../shared/lake/ingest/compiled-dataset.ts'
import { ingestFile } from '../../../../shared/lake/ingest/ingest-file.ts'
import { cleanThrough, inFolder, tryDecode, withDefaults } from '../../../golden/ingest/try-ingest.ts'

/** Cells that try a reader: quotes, delimiters, line ends, spaces, other alphabets. */
const piece = fc.constantFrom(
  '"',
  '""',
  ',',
  ';',
  '|',
  '\t',
  '\n',
  '\r\n',
  '\r',
  ' ',
  'a',
  'é',
  '日本',
  '😀',
  '\u00a0',
  "'",
  '\\',
  '0',
  '#',
)
const cell = fc.oneof(
  { weight: 3, arbitrary: fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join('')) },
  {
    weight: 1,
    arbitrary: fc.string({ unit: 'grapheme', maxLength: 12 }).map((text) => text.replaceAll(/[\0\ufffd]/g, '')),
  },
)
const table = fc
  .integer({ min: 1, max: 5 })
  .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 12 }))
const style = fc.record({
  delimiter: fc.constantFrom(',', ';', '|', '\t'),
  end: fc.constantFrom('\n', '\r\n', '\r'),
  always: fc.boolean(),
  last: fc.boolean(),
  encoding: fc.constantFrom('utf8', 'utf8 mark', 'utf16le mark'),
})

type Style = typeof style extends fc.Arbitrary<infer S> ? S : never

function written(rows: string[][], { delimiter, end, always, last, encoding }: Style): Buffer {
  const quoted = (text: string) =>
    always || /["\r\n]/.test(text) || text.includes(delimiter) || text.trim() !== text || text === ''
      ? `"${text.replaceAll('"', '""')}"`
      : text
  const text = rows.map((row) => row.map(quoted).join(delimiter)).join(end) + (last ? end : '')
  if (encoding === 'utf16le mark') return Buffer.from(`\ufeff${text}`, 'utf16le')
  return Buffer.from(encoding === 'utf8 mark' ? `\ufeff${text}` : text)
}

const header = (rows: string[][]) => rows[0]!.map((_, c) => `col ${c}`)

describe('a table written as CSV in any style is read back as it was', () => {
  test('by the scanner', async () => {
    await fc.assert(
      fc.asyncProperty(table, style, async (rows, how) => {
        const { rows: read, facts } = await tryDecode(written([header(rows), ...rows], how), {
          delimiter: how.delimiter,
        })
        expect(facts.unreadable).toEqual([])
        expect(read).toEqual(rows)
      }),
      { numRuns: 150 },
    )
  })

  test('by DuckDB from what the scanner wrote: every cell, trimmed, in order', async () => {
    await inFolder((folder) =>
      withDuck({ memoryMb: 256, threads: 1, tmp: folder }, (db) =>
        fc.assert(
          fc.asyncProperty(table, style, async (rows, how) => {
            const file = join(folder, 'upload')
            writeFileSync(file, written([header(rows), ...rows], how))
            const columns = header(rows)
            const plan = compileDataset(
              withDefaults({
                options: { delimiter: how.delimiter },
                identity_sets: { c: { user_id: columns[0]! } },
                reference_key_columns: columns,
              }),
            )
            const out = {
              rows: join(folder, 'rows.parquet'),
              values: join(folder, 'values.parquet'),
              rejects: join(folder, 'rejects.csv'),
            }
            const report = await ingestFile({
              db,
              plan,
              upload: () => createReadStream(file),
              objectKey: 'k',
              lastModified: new Date(0),
              out,
            })
            expect(report).toMatchObject({ row_count: rows.length, accepted: rows.length, rejected: 0 })
            const read = await db.rows(`SELECT * FROM read_parquet(${quoteText(out.rows)}) ORDER BY row_number`)
            const trim = (text: string) => text.replace(/^[ \t\r\n\u00a0]+|[ \t\r\n\u00a0]+$/g, '') || null
            expect(read.map((row) => columns.map((name) => row[`r_${name}`]))).toEqual(rows.map((row) => row.map(trim)))
          }),
          { numRuns: 40 },
        ),
      ),
    )
  })
})

test('whatever bytes come: every row is accepted or rejected, and the rejects say why', async () => {
  const rubbish = fc.array(fc.oneof(piece, fc.constantFrom('x', '1', ',,', '\n', '\n', '"x"')), { maxLength: 60 })
  const shape = { delimiter: ',' }
  await inFolder((folder) =>
    withDuck({ memoryMb: 256, threads: 1, tmp: folder }, (db) =>
      fc.assert(
        fc.asyncProperty(rubbish, fc.boolean(), async (pieces, latin) => {
          const text = `a,b\n${'plain,text\n'.repeat(50)}${pieces.join('')}`
          const bytes = Buffer.from(text, latin ? 'latin1' : 'utf8')
          const { facts, rows } = await tryDecode(bytes, shape)
          expect(rows.length + facts.unreadable.length).toBe(facts.rows)
          // The written text is itself a clean table with as many rows.
          const clean = `a,b\n${await cleanThrough(db, bytes, shape)}`
          const again = await tryDecode(clean, shape)
          expect(again.facts).toMatchObject({ rows: facts.rows, unreadable: [] })
          expect(`a,b\n${await cleanThrough(db, clean, shape)}`).toBe(clean)
        }),
        { numRuns: 150 },
      ),
    ),
  )
})
