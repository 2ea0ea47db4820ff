import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import type { OpenUpload } from '../read/bytes.ts'
import type { CsvShape } from '../read/csv-listener.ts'
import { visitRows } from '../read/decode-upload.ts'
import { writtenRow } from '../read/row-parser.ts'

/** Rows that were read but hold a value that cannot be; ascending row numbers. */
export interface ValueProblems {
  rows: Int32Array
  reasons: readonly string[]
}

export const REJECTS_HEADER = 'file,line,reason,row\n'

/** Of a rejected row at most this much is kept: enough to find it. */
const LONGEST = 10_000

/**
 * Writes every rejected row of an upload, in the order of the file, as CSV with the columns file, line, reason, row,
 * where `file` is the upload's path. Goes through the upload once more, which only files with rejects pay for.
 */
export async function writeRejects(
  upload: OpenUpload,
  path: string,
  to: string,
  shape: CsvShape,
  problems: ValueProblems,
): Promise<void> {
  const out = createWriteStream(to)
  out.write(REJECTS_HEADER)
  let seen = 0
  await visitRows(
    upload,
    shape,
    (number) => {
      while (problems.rows[seen]! < number) seen++
      return problems.rows[seen] ?? Number.POSITIVE_INFINITY
    },
    ({ line, problem, raw }) => {
      const reason = problem ?? problems.reasons[seen]!
      const row = raw()
      const kept = row.length > LONGEST ? `${row.slice(0, LONGEST)}…` : row
      out.write(`${writtenRow([path, String(line), reason, kept], ',')}\n`)
    },
    async () => {
      if (out.writableNeedDrain) await once(out, 'drain')
    },
  )
  out.end()
  await finished(out)
}
