import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tryIngest } from './ingest/try-ingest.ts'

/** Each folder of cases/ is an upload, a dataset's configuration, and what they make: rows, rejects, columns. */
const cases = join(import.meta.dirname, 'ingest/cases')
/** `UPDATE_GOLDEN=1` writes what is made today: read the difference before committing it. */
const update = process.env.UPDATE_GOLDEN === '1'

test.each(readdirSync(cases))('%s', async (name) => {
  const path = (file: string) => join(cases, name, file)
  const made = await tryIngest(readFileSync(path('upload.csv')), JSON.parse(readFileSync(path('config.json'), 'utf8')))
  const { columns, row_count, accepted, rejected, identified_count, refused } = made.report
  const report = { row_count, accepted, rejected, identified_count, refused, columns }
  const text = `${JSON.stringify({ report, rows: made.rows }, null, 2)}\n`
  if (update || !existsSync(path('expected.json'))) {
    if (!update) throw new Error(`${name} has no expected.json: run with UPDATE_GOLDEN=1 and read it`)
    writeFileSync(path('expected.json'), text)
    writeFileSync(path('expected-rejects.csv'), made.rejects)
  }
  expect(text).toBe(readFileSync(path('expected.json'), 'utf8'))
  expect(made.rejects).toBe(readFileSync(path('expected-rejects.csv'), 'utf8'))
})
