import { quoteText, quoteTexts } from '../quote.ts'
import type { RowLayout } from '../read/kernel/state.ts'
import type { CsvFacts } from '../read/scan-csv.ts'
import type { IdentityPart } from './identity-parts.ts'
import type { DatasetPlan } from './plan.ts'

/** Which columns of a file are written, by their places in it. */
export function layoutOf(
  plan: DatasetPlan,
  parts: readonly IdentityPart[],
  names: readonly string[],
  bound: number,
): RowLayout {
  const placesOf = (columns: readonly string[]) => columns.map((column) => names.indexOf(column)).sort((a, b) => a - b)
  return { cells: placesOf(plan.cells), values: parts.map(({ columns }) => placesOf(columns)), bound }
}

export type CsvColumn = readonly [name: string, type: 'VARCHAR' | 'INTEGER' | 'UBIGINT']

/** Columns of the upload, in the order of their places. */
export const cellColumns = (places: readonly number[]) => places.map((c): CsvColumn => [`c${c}`, 'VARCHAR'])

/** Nothing is left to DuckDB's guessing: the scanner has settled every question, and what comes back is counted. */
export function readCsv(files: readonly string[], facts: CsvFacts, columns: readonly CsvColumn[]): string {
  const listed = columns.map(([name, type]) => `${quoteText(name)}: ${quoteText(type)}`).join(', ')
  // Buffers are 16 × the longest line, so the bound follows the file; a number has twenty digits at the most.
  const longest = Math.max(1 << 18, 2 ** Math.ceil(Math.log2(facts.longestRow + 21 * columns.length)))
  return `read_csv(${quoteTexts(files)}, auto_detect = false, header = false, columns = {${listed}},
    delim = ${quoteText(facts.delimiter)}, quote = '"', escape = '"', new_line = '\\n',
    nullstr = '', strict_mode = true, parallel = false, max_line_size = ${longest})`
}
