import { openMachines } from '../../shared/aws/machines.ts'
import { openBucket } from '../../shared/aws/objects.ts'
import { openScheduler } from '../../shared/aws/scheduler.ts'
import { env } from '../../shared/env.ts'
import type { PlanningContext } from '../../shared/resources/planning/plan-account.ts'
import type { SchedulingContext } from '../../shared/resources/planning/tell-scheduler.ts'
import { eventContext } from './event-context.ts'
import { once } from './once.ts'

/** What planning needs: the uploads, the machines and Scheduler. */
export const planningContext: () => PlanningContext & SchedulingContext = once(() => ({
  ...eventContext(),
  uploads: openBucket(env.uploadsBucket),
  machines: openMachines(env.machineArns),
  quietSeconds: env.quietSeconds,
  scheduler: openScheduler({
    group: env.scheduleGroup,
    targetArn: env.scheduleTargetArn,
    roleArn: env.scheduleRoleArn,
  }),
}))
