import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn'
import type { Build } from '../../model/resource.ts'

export interface Machines {
  /** Starts the build's execution; a second start of the same attempt does nothing. */
  start(machine: string, build: Build, quietSeconds: number): Promise<void>
}

/** At most 80 characters, and taken for 90 days: an id and the count of its attempts, never a digest that comes back. */
const executionName = (build: Build): string => `${build.resource_id}-${build.attempt}`

export function openMachines(arns: Record<string, string>): Machines {
  const client = new SFNClient({})
  return {
    async start(machine, build, quietSeconds) {
      const stateMachineArn = arns[machine]
      if (!stateMachineArn) throw new Error(`no state machine ${machine} in MACHINE_ARNS`)
      // `people` has its account's id, which no other resource of that machine has.
      const input = JSON.stringify({ build, quiet_seconds: quietSeconds })
      try {
        await client.send(new StartExecutionCommand({ stateMachineArn, name: executionName(build), input }))
      } catch (error) {
        if (!(error instanceof ExecutionAlreadyExists)) throw error
      }
    },
  }
}
