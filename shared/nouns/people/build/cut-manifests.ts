import { exchangeKeys } from '../../../lake/keys.ts'
import type { CutNote } from '../../../lake/people/partitions/cut-file.ts'
import type { ResolvePlan } from './resolve-plan.ts'

/** The datasets as far as they are in one partition. Rows that do not count were left out when they were cut. */
export function cutManifests(
  datasets: ResolvePlan['datasets'],
  prefix: string,
  partition: number,
  cuts: CutNote[],
): Omit<ResolvePlan['datasets'][number], 'dropped_key'>[] {
  let number = 0
  return datasets.map(({ dropped_key: _, ...dataset }) => ({
    ...dataset,
    files: dataset.files.map(({ path }) => {
      const file = number++
      return {
        path,
        rows_key: prefix + exchangeKeys.cut(partition, file, 'rows'),
        values_key: prefix + exchangeKeys.cut(partition, file, 'values'),
        accepted: cuts[file]!.rows[partition]!,
      }
    }),
  }))
}
