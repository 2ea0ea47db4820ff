import { quoteText } from '../../engines/sql/quote.ts'
import type { RowLayout } from '../../kernels/rows/state.ts'
import type { CompiledDataset } from './compiled-dataset.ts'
import type { IdentityPart } from './identity-parts.ts'

/** Which columns of a file are written, by their places in it. */
export function layoutOf(
  plan: CompiledDataset,
  parts: readonly IdentityPart[],
  names: readonly string[],
  bound: number,
): RowLayout {
  const placesOf = (columns: readonly string[]) => columns.map((column) => names.indexOf(column))
  return { cells: placesOf(plan.cells), values: parts.map(({ columns }) => placesOf(columns)), bound }
}

/** The file that decodeUpload wrote, to be read in its order: `file_row_number` counts from 0. */
export const readDecoded = (file: string): string => `read_parquet(${quoteText(file)}, file_row_number = true)`
