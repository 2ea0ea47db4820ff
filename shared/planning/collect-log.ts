import { firstDayKept } from '../engines/events/closed-hours.ts'
import { eventKeys } from '../lake/keys.ts'
import type { Bucket } from '../ports/aws/objects.ts'
import { listResources } from '../ports/store/resources.ts'
import type { Table } from '../ports/store/table.ts'

/** A build that began on the day before may still read what it counted then. */
const slackMs = 24 * 3_600_000

/**
 * Deletes the days of the logs of one account that are older than their sources keep events. Builds leave these days out already.
 *
 * @returns the number of deleted objects
 */
export async function collectLogs(
  ctx: { table: Table; lake: Pick<Bucket, 'list' | 'firstBehind' | 'deleteAll'>; now: () => Date },
  accountId: string,
): Promise<number> {
  let deleted = 0
  for (const { id, config } of await listResources(ctx.table, accountId, 'sources')) {
    const since = firstDayKept(config.retention_days, new Date(ctx.now().getTime() - slackMs))
    if (since === undefined) continue
    const prefix = eventKeys.source(accountId, id)
    for (;;) {
      const first = await ctx.lake.firstBehind(prefix, prefix)
      const day = first && eventKeys.hourOf(first)?.slice(0, 10)
      if (!day || day >= since) break
      const keys = (await ctx.lake.list(eventKeys.part(accountId, id, day))).map(({ key }) => key)
      await ctx.lake.deleteAll(keys)
      deleted += keys.length
    }
  }
  return deleted
}
