import { open } from 'node:fs/promises'
import { uploadBytes } from './bytes.ts'
import { type CsvFacts, type CsvShape, type SeenRow, scanCsv } from './scan-csv.ts'
import { utf8Chunks } from './text.ts'

export interface DecodeOptions extends CsvShape {
  /** Rows to show to `see`, readable ones only. */
  sample: (number: number) => boolean
  see: (cells: string[], number: number) => void
  columns?: (names: readonly string[]) => void
}

/**
 * Reads an upload of any packing, encoding, delimiter and line end once, and writes it to `to` as clean CSV in UTF-8
 * without a header and with at least two columns: its row n is the upload's data row n, an unreadable row is one of
 * empty cells. What was found
 * on the way comes back. Throws BAD_REQUEST with a sentence when the file is no table at all.
 */
export async function decodeUpload(from: string, to: string, options: DecodeOptions): Promise<CsvFacts> {
  const out = await open(to, 'w')
  try {
    return await scanCsv(utf8Chunks(uploadBytes(from)), options, {
      wants: (number, unreadable) => !unreadable && options.sample(number),
      row: (row) => options.see(row.cells(), row.number),
      ...(options.columns ? { columns: options.columns } : {}),
      write: async (pieces) => {
        await out.writev(pieces)
      },
    })
  } finally {
    await out.close()
  }
}

/** Goes through an upload again for the rows that were rejected: their lines and their text as it stands in the file. */
export async function visitRows(
  from: string,
  shape: CsvShape,
  wants: (number: number, unreadable: boolean) => boolean,
  row: (row: SeenRow) => void,
  pause: () => Promise<void>,
): Promise<void> {
  await scanCsv(utf8Chunks(uploadBytes(from)), shape, { wants, row, pause })
}
