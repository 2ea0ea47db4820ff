import { closeSync, openSync, writeFileSync } from 'node:fs'
import { uploadBytes } from './bytes.ts'
import type { RowLayout } from './kernel/state.ts'
import { type CsvFacts, type CsvShape, type SeenRow, scanCsv } from './scan-csv.ts'
import { utf8Chunks } from './text.ts'

export interface DecodeOptions extends CsvShape {
  /** The first row from this one on that is shown to `see`, if it is readable; Infinity when none is. */
  next: (number: number) => number
  see: (cells: string[], number: number) => void
  /** Told the columns before the first row; says what is written of them. */
  layout: (names: readonly string[]) => RowLayout
}

/** Files to be written: the rows, and the values of each group of columns of the layout. */
export interface DecodedFiles {
  rows: string
  values: readonly string[]
}

/**
 * Reads an upload of any packing, encoding, delimiter and line end once, and writes what the layout asks for as clean
 * CSV in UTF-8, see RowKernel: row n of `rows` is the upload's data row n. What was found on the way
 * comes back. Throws BAD_REQUEST with a sentence when the file is no table at all.
 */
export async function decodeUpload(from: string, to: DecodedFiles, options: DecodeOptions): Promise<CsvFacts> {
  const open = [to.rows, ...to.values].map((file) => openSync(file, 'w'))
  try {
    return await scanCsv(utf8Chunks(uploadBytes(from)), options, {
      next: options.next,
      row: (row) => {
        if (!row.problem) options.see(row.cells(), row.number)
      },
      columns: options.layout,
      write: (file, bytes) => writeFileSync(open[file]!, bytes),
    })
  } finally {
    for (const file of open) closeSync(file)
  }
}

/** Goes through an upload again for the rows that were rejected: their lines and their text as it stands in the file. */
export async function visitRows(
  from: string,
  shape: CsvShape,
  next: (number: number) => number,
  row: (row: SeenRow) => void,
  pause: () => Promise<void>,
): Promise<void> {
  await scanCsv(utf8Chunks(uploadBytes(from)), shape, { next, row, pause })
}
