import { join } from 'node:path'
import type { RowLayout } from '../../kernels/rows/state.ts'
import { releaseMemory } from '../release-memory.ts'
import { type OpenUpload, uploadBytes } from './bytes.ts'
import type { CsvFacts, CsvShape, SeenRow } from './csv-listener.ts'
import { type PlainColumn, PlainParquet } from './plain-parquet.ts'
import { scanCsv } from './scan-csv.ts'
import { utf8Chunks } from './text.ts'

const WORTH_RELEASING = 4 << 20

export interface DecodeOptions extends CsvShape {
  /** The first row from this one on that is shown to `see`, if it is readable; Infinity when none is. */
  next: (number: number) => number
  see: (cells: string[], number: number) => void
  /** Called with the columns; gives those that are written. */
  layout: (names: readonly string[]) => RowLayout
  /** The file is read anew from its first byte on: rows seen so far do not count. */
  again?: () => void
}

/** The facts of an upload, and the Parquet files that were made of it, see RowKernel. */
export interface Decoded {
  facts: CsvFacts
  /** `hash` UBIGINT, `value0`, `value1` … INTEGER by group of the layout (0: blank), then the cells: column n as `cn`. */
  rows: string
  /** Per group of columns of the layout: these columns, the value of number n in row n. */
  values: string[]
}

/**
 * Reads an upload of any packing, encoding, delimiter and line end, and writes what the layout asks for into a folder: row
 * n of `rows` is the upload's data row n. Throws BAD_REQUEST with a sentence when the file is no table at all.
 *
 * A backslash before a quote is part of the text or makes the quote part of the text: all rows of the file decide. Only a
 * file in which such a row cannot be read the first way is read again, the second way, to see whether more rows can.
 */
export async function decodeUpload(upload: OpenUpload, folder: string, options: DecodeOptions): Promise<Decoded> {
  const decoded = await decodeOnce(upload, folder, options)
  const { backslashed, unreadable } = decoded.facts
  if (!backslashed || options.escape) return decoded
  const escaped = { ...options, escape: '\\' as const }
  const unseen = { next: () => Number.POSITIVE_INFINITY, row: () => {} }
  const other = await scanCsv(textOf(upload, options), escaped, unseen)
  if (other.unreadable.length >= unreadable.length) return decoded
  options.again?.()
  return decodeOnce(upload, folder, escaped)
}

const textOf = (upload: OpenUpload, { encoding }: CsvShape) => utf8Chunks(uploadBytes(upload), encoding)

async function decodeOnce(upload: OpenUpload, folder: string, options: DecodeOptions): Promise<Decoded> {
  const rows = join(folder, 'rows')
  const values: string[] = []
  const files: PlainParquet[] = []
  const layOut = (names: readonly string[]) => {
    const layout = options.layout(names)
    const numbers = layout.values.map((_, group): PlainColumn => ({ name: `value${group}`, type: 'INTEGER' }))
    files.push(new PlainParquet(rows, [{ name: 'hash', type: 'UBIGINT' }, ...numbers, ...texts(layout.cells)]))
    for (const [group, columns] of layout.values.entries()) {
      values.push(join(folder, `values-${group}`))
      files.push(new PlainParquet(values[group]!, texts(columns)))
    }
    return layout
  }
  try {
    const facts = await scanCsv(textOf(upload, options), options, {
      next: options.next,
      row: (row) => {
        if (!row.problem) options.see(row.cells(), row.number)
      },
      columns: layOut,
      write: (file, rows, columns) => files[file]!.group(rows, columns),
    })
    // A file without a row, whose header stands in the configuration: nothing is written, which can be read too.
    if (!files.length) layOut(facts.columns)
    for (const file of files) file.end()
    return { facts, rows, values }
  } finally {
    for (const file of files) file.close()
    // The bytes that were written of a file are about the bytes that were kept of it.
    if (files.some((file) => file.bytes > WORTH_RELEASING)) releaseMemory()
  }
}

const texts = (columns: readonly number[]) => columns.map((c): PlainColumn => ({ name: `c${c}`, type: 'VARCHAR' }))

/** Goes through an upload again for the rows that were rejected: their lines and their text as it stands in the file. */
export async function visitRows(
  upload: OpenUpload,
  shape: CsvShape,
  next: (number: number) => number,
  row: (row: SeenRow) => void,
  pause: () => Promise<void>,
): Promise<void> {
  await scanCsv(textOf(upload, shape), shape, { next, row, pause })
}
