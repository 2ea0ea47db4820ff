import {
  ConflictException,
  CreateScheduleCommand,
  DeleteScheduleCommand,
  GetScheduleCommand,
  ResourceNotFoundException,
  SchedulerClient,
  UpdateScheduleCommand,
  ValidationException,
} from '@aws-sdk/client-scheduler'
import { CustomerError } from '../../model/errors.ts'

export interface Scheduled {
  account_id: string
  /** Also the name of EventBridge Scheduler's schedule. */
  schedule_id: string
  expression: string
  timezone: string
  enabled: boolean
}

/** The part of a schedule that the product sets in EventBridge Scheduler. */
type KnownSchedule = Pick<Scheduled, 'expression' | 'timezone' | 'enabled'>

/** EventBridge Scheduler as the product uses it. */
export interface Scheduler {
  /** Makes the schedule, or changes it; said twice it does nothing. Throws a CustomerError for what Scheduler refuses. */
  put(schedule: Scheduled): Promise<void>
  /** The schedule as Scheduler knows it; undefined when there is none. */
  get(scheduleId: string): Promise<KnownSchedule | undefined>
  /** Removes the schedule, if there is one. */
  remove(scheduleId: string): Promise<void>
}

/** The part that needs neither target nor role. */
export function openScheduleRemover(group: string, client = new SchedulerClient({})): Pick<Scheduler, 'remove'> {
  return {
    async remove(scheduleId) {
      try {
        await client.send(new DeleteScheduleCommand({ Name: scheduleId, GroupName: group }))
      } catch (error) {
        if (!(error instanceof ResourceNotFoundException)) throw error
      }
    },
  }
}

export function openScheduler(into: { group: string; targetArn: string; roleArn: string }): Scheduler {
  const client = new SchedulerClient({})
  const get: Scheduler['get'] = async (scheduleId) => {
    try {
      const { ScheduleExpression, ScheduleExpressionTimezone, State } = await client.send(
        new GetScheduleCommand({ Name: scheduleId, GroupName: into.group }),
      )
      return {
        expression: ScheduleExpression ?? '',
        timezone: ScheduleExpressionTimezone ?? 'UTC',
        enabled: State === 'ENABLED',
      }
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return undefined
      throw error
    }
  }
  return {
    ...openScheduleRemover(into.group, client),
    get,
    async put({ account_id, schedule_id, expression, timezone, enabled }) {
      const schedule = {
        Name: schedule_id,
        GroupName: into.group,
        ScheduleExpression: expression,
        ScheduleExpressionTimezone: timezone,
        State: enabled ? ('ENABLED' as const) : ('DISABLED' as const),
        FlexibleTimeWindow: { Mode: 'OFF' as const },
        Target: {
          Arn: into.targetArn,
          RoleArn: into.roleArn,
          // Scheduler fills in the time at which the firing was due: it is the run's key.
          Input: JSON.stringify({ account_id, schedule_id, scheduled_time: '<aws.scheduler.scheduled-time>' }),
        },
      }
      const isTold = (known: KnownSchedule | undefined) =>
        known?.expression === expression && known.timezone === timezone && known.enabled === enabled
      // A schedule that Scheduler knows already is not written again: a write would begin a rate anew, and fire it at
      // once.
      const known = await get(schedule_id)
      if (isTold(known)) return
      try {
        if (known) await client.send(new UpdateScheduleCommand(schedule))
        else await client.send(new CreateScheduleCommand(schedule))
      } catch (error) {
        if (error instanceof ValidationException) {
          const message = `EventBridge Scheduler does not take "${expression}" in the time zone "${timezone}": ${error.message}`
          throw new CustomerError('VALIDATION_FAILED', message, {
            validationErrors: [{ message, path: 'expression', context: { errorType: 'schedule' } }],
          })
        }
        // Somebody made it, or removed it, since: the latest word stands.
        if (error instanceof ResourceNotFoundException) await client.send(new CreateScheduleCommand(schedule))
        else if (!(error instanceof ConflictException)) throw error
        else if (!isTold(await get(schedule_id))) await client.send(new UpdateScheduleCommand(schedule))
      }
    },
  }
}
