import type { SchedulingContext } from '../../shared/nouns/schedules/tell-scheduler.ts'
import type { PlanningContext } from '../../shared/planning/plan-account.ts'
import { openMachines } from '../../shared/ports/aws/machines.ts'
import { openBucket } from '../../shared/ports/aws/objects.ts'
import { openScheduler } from '../../shared/ports/aws/scheduler.ts'
import { env } from '../../shared/ports/env.ts'
import { eventContext } from './event-context.ts'
import { once } from './once.ts'

/** The context of planning: the uploads, the logs, the machines and Scheduler. */
export const planningContext: () => PlanningContext & SchedulingContext = once(() => ({
  ...eventContext(),
  uploads: openBucket(env.uploadsBucket),
  lake: openBucket(env.lakeBucket),
  machines: openMachines(env.machineArns),
  quietSeconds: env.quietSeconds,
  scheduler: openScheduler({
    group: env.scheduleGroup,
    targetArn: env.scheduleTargetArn,
    roleArn: env.scheduleRoleArn,
  }),
}))
