import { createReadStream, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { quoteText } from '../../../../shared/engines/sql/quote.ts'
import { withDuck } from '../../../../shared/lake/duck.ts'
import { compileDataset, upsertsOrders } from '../../../../shared/lake/ingest/compiled-dataset.ts'
import { ingestFile } from '../../../../shared/lake/ingest/ingest-file.ts'
import { type MergedFile, mergeFiles, writeDropped } from '../../../../shared/lake/merge/merge-files.ts'
import { inFolder, type SomeConfig, withDefaults } from '../../../golden/ingest/try-ingest.ts'
import { indexed } from '../../../support/slow-merge.ts'

/** Which rows of which file do not count, as `<file>:<row number>`; the files' keys in S3 are their names. */
async function dropped(files: Record<string, string>, config: SomeConfig = {}): Promise<string[]> {
  return inFolder((tmp) =>
    withDuck({ memoryMb: 256, threads: 1, tmp }, async (db) => {
      const plan = compileDataset(withDefaults(config))
      const read: MergedFile[] = []
      for (const [objectKey, text] of Object.entries(files)) {
        const file = join(tmp, `${objectKey}.upload`)
        const out = {
          rows: join(tmp, `${objectKey}.parquet`),
          values: join(tmp, 'values'),
          rejects: join(tmp, 'rejects'),
        }
        writeFileSync(file, text)
        const { refused, row_count } = await ingestFile({
          db,
          plan,
          upload: () => createReadStream(file),
          objectKey,
          lastModified: new Date(0),
          out,
        })
        expect(refused).toBeUndefined()
        const indexes = await indexed(db, out.rows, row_count, plan.upsert.length > 0)
        read.push({ objectKey, lastRow: row_count, indexes })
      }
      const merged = await mergeFiles(read, { whole: upsertsOrders(plan) })
      if (merged.every(({ size }) => size === 0)) return []
      const out = join(tmp, 'dropped')
      const count = await writeDropped(db, merged, out)
      const rows = await db.rows<{ file: number; row_number: number }>(`SELECT * FROM read_parquet(${quoteText(out)})`)
      expect(count).toBe(rows.length)
      expect(merged.map(({ size }) => size)).toEqual(
        read.map((_, index) => rows.filter(({ file }) => file === index).length),
      )
      return rows.map(({ file, row_number }) => `${read[file]!.objectKey}:${row_number}`).sort()
    }),
  )
}

const stream = {
  output_to_streams: { orders: { data_map: { datetime: { column_name: 'at' } } } },
} as never as SomeConfig

describe('without upsert columns', () => {
  test('the same row in two files counts once, a row that one file holds twice counts twice', async () => {
    expect(await dropped({ a: 'email,n\nx,1\nx,1\ny,2\n', b: 'email,n\nz,3\nx,1\ny,2\ny,2\n' })).toEqual(['b:2', 'b:3'])
    expect(await dropped({ a: 'email,n\nx,1\nx,1\n' })).toEqual([])
    expect(await dropped({ a: 'email,n\nx,1\n', b: 'email,n\nx,1\nx,1\nx,1\n', c: 'email,n\nx,1\nx,1\n' })).toEqual([
      'b:1',
      'c:1',
      'c:2',
    ])
  })
  test('whatever the order of the files, and of their columns', async () => {
    expect(await dropped({ b: 'n,email\n1,x\n', a: 'email,n\nx,1\n' })).toEqual(['b:1'])
  })
  test('rows that look alike only when trimmed are different rows', async () => {
    expect(await dropped({ a: 'email,n\nx,1\n', b: 'email,n\nx, 1\n' })).toEqual([])
  })
})

describe('with upsert columns', () => {
  const config = { ...stream, upsert_columns: ['id'] }
  test('the newest stays; between equals the last by object key and row number', async () => {
    const a = 'email,id,at\nx,1,2024-01-03\ny,2,2024-01-01\nz,3,2024-01-01\nz,3,2024-01-01\n'
    const b = 'email,id,at\nx,1,2024-01-02\ny,2,2024-01-02\nz,3,2024-01-01\n'
    expect(await dropped({ b, a }, config)).toEqual(['a:2', 'a:3', 'a:4', 'b:1'])
  })
  test('also in one file', async () => {
    expect(await dropped({ a: 'email,id,at\nx,1,2024-01-01\nx,1,2024-01-02\n' }, config)).toEqual(['a:1'])
  })
  test('rows without a key stand for themselves, unless another file has them too', async () => {
    const a = 'email,id,at\nx,,2024-01-01\ny,,2024-01-01\n'
    expect(await dropped({ a, b: 'email,id,at\nx,,2024-01-01\n' }, config)).toEqual(['b:1'])
  })
})

describe('with upsert columns that name an order of several lines', () => {
  const keyed = (event_key: string[], upsert_columns: string[], more: SomeConfig = {}) =>
    ({
      output_to_streams: { orders: { event_key, data_map: { datetime: { column_name: 'at' } } } },
      upsert_columns,
      ...more,
    }) as never as SomeConfig
  const january = 'email,id,item,at\nx,1,chair,2024-01-03\nx,1,cloth,\nx,1,cloth,\ny,2,lamp,2024-01-04\n'

  test('all lines of an order in one file stay, equal ones too', async () => {
    expect(await dropped({ a: january }, keyed(['id'], ['id']))).toEqual([])
  })
  test('the newest file with the order has all of its lines, and no other file has any', async () => {
    const february = 'email,id,item,at\nx,1,chair,2024-01-03\nx,1,rug,\n'
    expect(await dropped({ b: february, a: january }, keyed(['id'], ['id']))).toEqual(['a:1', 'a:2', 'a:3'])
    expect(await dropped({ a: january, b: january }, keyed(['id'], ['id']))).toEqual(['a:1', 'a:2', 'a:3', 'a:4'])
  })
  test('the newest by the incremental column, whatever the files are called', async () => {
    const own = keyed(['id'], ['id'], { incremental_column: 'seen' })
    const late = 'email,id,at,seen\nx,1,2024-01-03,2024-03-01\nx,1,,\n'
    const early = 'email,id,at,seen\nx,1,2024-01-03,2024-02-01\nx,1,,\nx,1,,\n'
    expect(await dropped({ a: late, b: early }, own)).toEqual(['b:1', 'b:2', 'b:3'])
    expect(await dropped({ a: early, b: late }, own)).toEqual(['a:1', 'a:2', 'a:3'])
  })
  test('columns that name the line keep the newest of each line', async () => {
    const february = 'email,id,item,at\nx,1,chair,2024-01-03\n'
    expect(await dropped({ a: january, b: february }, keyed(['id'], ['id', 'item']))).toEqual(['a:1', 'a:2'])
  })
})
