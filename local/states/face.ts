import { ServiceError } from '../http.ts'
import type { Execution, Executions } from './executions.ts'

const seconds = (time: number | null) => (time === null ? undefined : time / 1000)

/** Step Functions quotas: names of 1 to 80 characters without white space and the like. */
const NAME = /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]{1,80}$/u

function summary({ arn, machine, name, status, started, stopped }: Execution) {
  return {
    executionArn: arn,
    stateMachineArn: machine,
    name,
    status,
    startDate: seconds(started),
    stopDate: seconds(stopped),
  }
}

/** Step Functions' HTTP face: StartExecution, DescribeExecution, StopExecution. */
export function statesFace(executions: Executions): Record<string, (input: never) => unknown> {
  return {
    StartExecution({
      stateMachineArn,
      name,
      input = '{}',
    }: {
      stateMachineArn: string
      name?: string
      input?: string
    }) {
      if (name !== undefined && !NAME.test(name)) throw new ServiceError('InvalidName', `Invalid Name: '${name}'`)
      if (Buffer.byteLength(input) > 256 * 1024)
        throw new ServiceError('InvalidExecutionInput', 'Input is longer than 262144 bytes')
      try {
        JSON.parse(input)
      } catch (error) {
        throw new ServiceError(
          'InvalidExecutionInput',
          `Invalid State Machine Execution Input: '${(error as Error).message}'`,
        )
      }
      const execution = executions.start(stateMachineArn, name, input)
      return { executionArn: execution.arn, startDate: seconds(execution.started) }
    },
    DescribeExecution({ executionArn }: { executionArn: string }) {
      const execution = executions.describe(executionArn)
      const { input, output, error, cause } = execution
      return {
        ...summary(execution),
        ...{ input, inputDetails: { included: true } },
        ...(output !== null && { output, outputDetails: { included: true } }),
        ...(error !== null && { error }),
        ...(cause !== null && { cause }),
      }
    },
    StopExecution({ executionArn, error, cause }: { executionArn: string; error?: string; cause?: string }) {
      const execution = executions.stop(executionArn, error, cause)
      return { stopDate: seconds(execution.stopped) }
    },
  }
}
