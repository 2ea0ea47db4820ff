import { openBus } from '../../shared/aws/bus.ts'
import { openMachines } from '../../shared/aws/machines.ts'
import { openBucket } from '../../shared/aws/objects.ts'
import { env } from '../../shared/env.ts'
import type { PlanningContext } from '../../shared/resources/plan-account.ts'
import { openTable } from '../../shared/store/table.ts'

let context: PlanningContext | undefined

/** What planning needs, opened once per environment. */
export function planningContext(): PlanningContext {
  context ??= {
    table: openTable(env.table),
    bus: openBus(),
    now: () => new Date(),
    uploads: openBucket(env.uploadsBucket),
    machines: openMachines(env.machineArns),
    quietSeconds: env.quietSeconds,
  }
  return context
}
