import { join } from 'node:path'
import { uploadBytes } from './bytes.ts'
import type { RowLayout } from './kernel/state.ts'
import { releaseMemory } from './release-memory.ts'
import { type CsvFacts, type CsvShape, type SeenRow, scanCsv } from './scan-csv.ts'
import { Segments } from './segments.ts'
import { utf8Chunks } from './text.ts'

const WORTH_RELEASING = 4 << 20

export interface DecodeOptions extends CsvShape {
  /** The first row from this one on that is shown to `see`, if it is readable; Infinity when none is. */
  next: (number: number) => number
  see: (cells: string[], number: number) => void
  /** Told the columns; says what is written of them. */
  layout: (names: readonly string[]) => RowLayout
}

/** What was found in an upload, and the files of CSV that were made of it. */
export interface Decoded {
  facts: CsvFacts
  /** To be read one after the other: the upload's rows. */
  rows: string[]
  /** The same for the values of each group of columns of the layout. */
  values: string[][]
}

/**
 * Reads an upload of any packing, encoding, delimiter and line end once, and writes what the layout asks for as clean
 * CSV in UTF-8 into a folder, see RowKernel: row n of `rows` is the upload's data row n. Throws BAD_REQUEST with a
 * sentence when the file is no table at all.
 */
export async function decodeUpload(from: string, folder: string, options: DecodeOptions): Promise<Decoded> {
  const files = [new Segments(join(folder, 'rows'))]
  let layout: RowLayout | undefined
  const layOut = (names: readonly string[]) => {
    layout = options.layout(names)
    for (const group of layout.values.keys()) files.push(new Segments(join(folder, `values-${group}`)))
    return layout
  }
  try {
    const facts = await scanCsv(utf8Chunks(uploadBytes(from)), options, {
      next: options.next,
      row: (row) => {
        if (!row.problem) options.see(row.cells(), row.number)
      },
      columns: layOut,
      write: (file, bytes) => files[file]!.write(bytes),
    })
    // A file without a row, whose header stands in the configuration: nothing is written, which can be read too.
    if (!layout) layOut(facts.columns)
    const [rows, ...values] = files.map((file) => file.files) as [string[], ...string[][]]
    return { facts, rows, values }
  } finally {
    for (const file of files) file.close()
    // What is written of a file is about what was kept of it.
    if (files.some((file) => file.bytes > WORTH_RELEASING)) releaseMemory()
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
