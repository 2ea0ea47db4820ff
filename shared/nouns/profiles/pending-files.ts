import { listResources } from '../../ports/store/resources.ts'
import type { Table } from '../../ports/store/table.ts'
import '../people/output.ts'

/**
 * How many datasets of an account have files that its profiles do not show: their files are being read, or the last build of people
 * was made of what the dataset said before.
 *
 * @param now ISO 8601
 */
export async function pendingDatasets(table: Table, account: string, now: string): Promise<number> {
  const [datasets, [people]] = await Promise.all([
    listResources(table, account, 'datasets'),
    listResources(table, account, 'people'),
  ])
  // A build of an earlier version of the product did not say what people were made of.
  const made_from = people?.output ? people.output.made_from : {}
  return datasets.filter(
    ({ id, config, archived_at, claimed_until = '', output_digest }) =>
      !archived_at &&
      !config.preview &&
      (claimed_until > now || (made_from !== undefined && output_digest !== made_from[id])),
  ).length
}
