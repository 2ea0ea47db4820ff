import type { Run } from '../../model/run.ts'
import { keys } from './keys.ts'
import { assignments, conditionally, queryAll, type Table } from './table.ts'

/** Records a firing; false when this window fired before. */
export const createRun = (table: Table, accountId: string, run: Run): Promise<boolean> =>
  conditionally(() =>
    table.db.put({
      TableName: table.name,
      Item: { ...keys.run(accountId, run.schedule_id, run.scheduled_time), ...run },
      ConditionExpression: 'attribute_not_exists(pk)',
    }),
  )

/** Runs of a schedule, oldest first. */
export const listRuns = (table: Table, accountId: string, scheduleId: string): Promise<Run[]> =>
  queryAll<Run>(table, keys.runs(accountId, scheduleId))

/** Ends a run that still runs; false when it had ended. */
export function finishRun(table: Table, accountId: string, run: Run, changes: Partial<Run>): Promise<boolean> {
  const { expression, names, values } = assignments(changes)
  return conditionally(() =>
    table.db.update({
      TableName: table.name,
      Key: keys.run(accountId, run.schedule_id, run.scheduled_time),
      UpdateExpression: expression,
      ConditionExpression: '#status_seen = :running',
      ExpressionAttributeNames: { ...names, '#status_seen': 'status' },
      ExpressionAttributeValues: { ...values, ':running': 'running' },
    }),
  )
}

/**
 * Replaces the firings that a schedule's resource lists as being worked on, if they are still those of `before`: firings
 * begin and end at the same time, and none may be forgotten. False when they are not (read again), or the schedule is gone.
 */
export const replaceOpenRuns = (
  table: Table,
  schedule: { account_id: string; id: string },
  before: Run[] | undefined,
  after: Run[],
): Promise<boolean> =>
  conditionally(() =>
    table.db.update({
      TableName: table.name,
      Key: keys.resource(schedule.account_id, 'schedules', schedule.id),
      UpdateExpression: 'SET open_runs = :after',
      ConditionExpression: before ? 'open_runs = :before' : 'attribute_exists(pk) AND attribute_not_exists(open_runs)',
      ExpressionAttributeValues: { ':after': after, ...(before && { ':before': before }) },
    }),
  )
