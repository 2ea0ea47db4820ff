import type { Resource } from '../../model/resource.ts'
import { listResources } from '../../ports/store/resources.ts'
import type { Table } from '../../ports/store/table.ts'

/**
 * How many datasets of an account have files that its profiles do not show yet: their files are being read, or were read after the
 * last build of people began to look.
 *
 * @param now ISO 8601
 */
export async function pendingDatasets(table: Table, account: string, now: string): Promise<number> {
  const [datasets, [people]] = await Promise.all([
    listResources(table, account, 'datasets'),
    listResources(table, account, 'people'),
  ])
  const isHeld = ({ claimed_until = '' }: Resource) => claimed_until > now
  // A build under way has read more than it has published: until it ends, the end of the one before counts.
  const shown = (people && (isHeld(people) ? people.last_updated_output_at : people.last_read_input_at)) ?? ''
  return datasets.filter((one) => !one.archived_at && (isHeld(one) || (one.last_updated_output_at ?? '') > shown))
    .length
}
