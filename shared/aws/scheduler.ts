import {
  ConflictException,
  CreateScheduleCommand,
  DeleteScheduleCommand,
  GetScheduleCommand,
  ResourceNotFoundException,
  SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler'

export interface Scheduled {
  account_id: string
  /** Also the name of EventBridge Scheduler's schedule. */
  schedule_id: string
  expression: string
  timezone: string
  enabled: boolean
}

/** EventBridge Scheduler as the product uses it. */
export interface Scheduler {
  /** Makes the schedule, or makes it anew: said twice it does no harm. */
  put(schedule: Scheduled): Promise<void>
  /** What was told of it last; undefined when there is no such schedule. */
  get(scheduleId: string): Promise<Pick<Scheduled, 'expression' | 'timezone' | 'enabled'> | undefined>
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
  return {
    ...openScheduleRemover(into.group, client),
    async get(scheduleId) {
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
    },
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
      try {
        await client.send(new UpdateScheduleCommand(schedule))
      } catch (error) {
        if (!(error instanceof ResourceNotFoundException)) throw error
        try {
          await client.send(new CreateScheduleCommand(schedule))
        } catch (other) {
          // Somebody made it since: say it once more, so that the latest word stands.
          if (!(other instanceof ConflictException)) throw other
          await client.send(new UpdateScheduleCommand(schedule))
        }
      }
    },
  }
}
