import type * as z from 'zod'
import { proposeDataset } from '../../lake/propose/propose-dataset.ts'
import type { SampledColumn } from '../../lake/propose/sampled-columns.ts'
import type { FirstRows } from '../../lake/read/first-rows.ts'
import type { UploadReading } from './contract.ts'

const SAMPLES = 3
/** Characters of a sample: a remark may be long. */
const LONGEST = 100

/** The first rows of a directory's newest file, and the dataset that is proposed for them, as the public API tells it. */
export function uploadReading(
  upload_directory: string,
  file: string,
  file_count: number,
  { delimiter, encoding, skipped_lines, columns: names, rows }: FirstRows,
): z.input<typeof UploadReading> {
  const { shop, columns, fields, config, notes } = proposeDataset(upload_directory, names, rows)
  return {
    ...{ upload_directory, file, file_count, delimiter, encoding, skipped_lines },
    ...(shop && { shop }),
    columns: columns.map((column) => {
      const field = fields.get(column.name)
      return {
        name: column.name,
        data_type: dataType(column),
        fill_rate: rows.length ? column.filled / rows.length : 0,
        samples: samplesOf(column),
        ...(config && field && { field }),
      }
    }),
    ...(config && { dataset: { name: upload_directory, ...config } }),
    notes,
  }
}

function dataType({ type, whole }: SampledColumn) {
  if (type === 'number') return whole ? 'long' : 'double'
  return type === 'text' ? 'string' : type
}

const samplesOf = ({ cells }: SampledColumn): string[] =>
  [...new Set(cells.filter(Boolean))]
    .slice(0, SAMPLES)
    .map((cell) => (cell.length > LONGEST ? `${cell.slice(0, LONGEST)}…` : cell))
