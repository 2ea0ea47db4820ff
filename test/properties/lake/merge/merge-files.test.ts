import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { quoteText } from '../../../../shared/engines/sql/quote.ts'
import { withDuck } from '../../../../shared/lake/duck.ts'
import { type MergedFile, mergeFiles, writeDropped } from '../../../../shared/lake/merge/merge-files.ts'
import { inFolder } from '../../../golden/ingest/try-ingest.ts'
import { indexed, slowMerge } from '../../../support/slow-merge.ts'

/** Few contents, keys and times, so that rows repeat within files and across them. A row may have no key; some are gone. */
const row = fc.record({
  content: fc.nat(12),
  key: fc.option(fc.nat(6)),
  time: fc.constantFrom('2024-01-01', '2024-01-01 00:00:00.000001', '2023-06-01', '9999-12-31', '1000-01-01'),
  isRejected: fc.boolean(),
})
/** In neighbouring buckets, the last and the first among them, so that each border of a range lies between two hashes. */
const hashOf = (content: number) =>
  `(${(content + 250) % 256}::UBIGINT * 72057594037927936::UBIGINT + (hash(${content}) >> 8))`
const files = fc.array(fc.array(row, { minLength: 1, maxLength: 25 }), { minLength: 1, maxLength: 5 })
/** Everything in one range of hashes, or in as many as there are buckets; files in one stretch or in several. */
const sizes = fc.record({
  whole: fc.boolean(),
  range: fc.constantFrom(1, 5, 1000),
  stretch: fc.constantFrom(2, 7, 1000),
})

test('taken range by range of their hashes, the same rows count as by one sort of them all', async () => {
  let dropped = 0
  await fc.assert(
    fc.asyncProperty(
      files,
      fc.boolean(),
      sizes,
      fc.boolean(),
      async (given, upsert, { whole, range, stretch }, isReversed) => {
        await inFolder((tmp) =>
          withDuck({ memoryMb: 256, threads: 1, tmp }, async (db) => {
            const read: (MergedFile & { rows: string })[] = []
            for (const [i, list] of given.entries()) {
              const values = list.map(({ content, key, time, isRejected }, at) => {
                const hashes = `${hashOf(content)}, ${upsert && key !== null ? hashOf(key) : 'NULL::UBIGINT'}`
                return `(${at + 1}, TIMESTAMP '${time}', ${hashes}, ${isRejected && at > 0})`
              })
              const rows = join(tmp, `${i}.parquet`)
              const all = `VALUES ${values.join(', ')}`
              await db.copyToParquet(
                `SELECT * EXCLUDE gone FROM (${all}) AS r(row_number, record_time, row_hash, upsert_hash, gone) WHERE NOT gone`,
                rows,
              )
              const objectKey = `${isReversed ? 9 - i : i}`
              const lastRow = list.length
              read.push({ objectKey, rows, lastRow, indexes: await indexed(db, rows, lastRow, upsert, stretch) })
            }
            const expected = await slowMerge(db, read, upsert, whole)
            const merged = await mergeFiles(read, { rowsAtOnce: range, whole })
            expect(merged.flatMap((rows, file) => [...rows.rows()].map((row) => ({ file, row })))).toEqual(expected)
            dropped += expected.length
            if (!expected.length) return
            const out = join(tmp, 'dropped.parquet')
            expect(await writeDropped(db, merged, out)).toBe(expected.length)
            expect(await db.rows(`SELECT file, row_number AS row FROM read_parquet(${quoteText(out)})`)).toEqual(
              expected,
            )
          }),
        )
      },
    ),
    { numRuns: 60 },
  )
  expect(dropped).toBeGreaterThan(100)
})
