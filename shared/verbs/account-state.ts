import { listLogs } from '../lake/events/list-logs.ts'
import { listUploads } from '../lake/list-uploads.ts'
import type { Resource } from '../model/resource.ts'
import type { AccountState } from '../planner/planned.ts'
import type { Bucket } from '../ports/aws/objects.ts'

/** The ports by which an account is looked at. */
export interface AccountPorts {
  uploads: Pick<Bucket, 'list'>
  lake: Pick<Bucket, 'firstBehind'>
  now: () => Date
}

/** The planner's knowledge of an account: its resources, one look at its uploads, and one at the log of each source. */
export async function accountState(
  { uploads, lake, now }: AccountPorts,
  accountId: string,
  resources: Resource[] | Promise<Resource[]>,
): Promise<AccountState> {
  const withLogs = async () => {
    const all = await resources
    return { resources: all, logs: await listLogs(lake, all, now()) }
  }
  const [found, listed] = await Promise.all([withLogs(), listUploads(uploads, accountId)])
  return { ...found, uploads: listed }
}
