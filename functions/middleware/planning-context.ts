import { openBus } from '../../shared/aws/bus.ts'
import { openMachines } from '../../shared/aws/machines.ts'
import { openBucket } from '../../shared/aws/objects.ts'
import { openScheduler } from '../../shared/aws/scheduler.ts'
import { env } from '../../shared/env.ts'
import type { PlanningContext } from '../../shared/resources/planning/plan-account.ts'
import type { SchedulingContext } from '../../shared/resources/planning/tell-scheduler.ts'
import { openTable } from '../../shared/store/table.ts'
import { once } from './once.ts'

/** What planning needs. */
export const planningContext: () => PlanningContext & SchedulingContext = once(() => ({
  table: openTable(env.table),
  bus: openBus(),
  now: () => new Date(),
  uploads: openBucket(env.uploadsBucket),
  machines: openMachines(env.machineArns),
  quietSeconds: env.quietSeconds,
  scheduler: openScheduler({
    group: env.scheduleGroup,
    targetArn: env.scheduleTargetArn,
    roleArn: env.scheduleRoleArn,
  }),
}))
