import { closedThrough, firstDayKept, hourOf, startOfHour } from '../../engines/events/closed-hours.ts'
import { type LogState, ofType, type Resource } from '../../model/resource.ts'
import type { Bucket } from '../../ports/aws/objects.ts'
import { eventKeys } from '../keys.ts'

/** Greater than all that an object's key has behind its hour. */
const behind = '~'

/** The logs of an account's sources by their ids: one look at each log that may have a new closed hour. */
export async function listLogs(
  lake: Pick<Bucket, 'firstBehind'>,
  resources: readonly Resource[],
  now: Date,
): Promise<Record<string, LogState>> {
  const logs = ofType(resources, 'sources').map(
    async (source) => [source.id, await logState(lake, source, now)] as const,
  )
  return Object.fromEntries(await Promise.all(logs))
}

async function logState(
  lake: Pick<Bucket, 'firstBehind'>,
  { account_id, id, config, output }: Resource<'sources'>,
  now: Date,
): Promise<LogState> {
  const read = output?.read_through
  const since = firstDayKept(config.retention_days, now)
  const kept: LogState = since === undefined ? {} : { since }
  const built: LogState = read === undefined ? kept : { ...kept, through: read }
  const limit = closedThrough(config.cadence, now)
  if (read !== undefined && (limit === undefined || limit <= read)) return built
  const prefix = eventKeys.source(account_id, id)
  const after = read === undefined ? prefix : eventKeys.hour(account_id, id, startOfHour(read)) + behind
  const first = await lake.firstBehind(prefix, after)
  const hour = first && eventKeys.hourOf(first)
  if (!hour) return built
  return limit !== undefined && hour <= limit ? { ...kept, through: limit } : { ...built, open: hour }
}

/** The objects of a log of the hours behind `after` up to `until`, in the order of their keys. */
export async function listHours(
  lake: Pick<Bucket, 'list'>,
  account_id: string,
  source_id: string,
  { after, until }: { after?: string | undefined; until: string },
): Promise<{ hour: string; key: string; etag: string; size: number; last_modified: string }[]> {
  const prefix = eventKeys.source(account_id, source_id)
  const from = after === undefined ? undefined : eventKeys.hour(account_id, source_id, startOfHour(after)) + behind
  const objects = await lake.list(prefix, from)
  return objects
    .map((one) => ({ ...one, hour: eventKeys.hourOf(one.key) ?? hourOf(new Date(8.64e15)) }))
    .filter(({ hour }) => hour <= until)
}
