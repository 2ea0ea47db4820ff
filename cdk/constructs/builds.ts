import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib'
import { Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import { type CfnStateMachine, DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions'
import { Construct } from 'constructs'
import { logicalId, type MachineName, machineNames } from '../functions.ts'
import { buildMachine } from '../machines/build-machine.ts'
import { acknowledge } from './acknowledge.ts'
import type { ServiceFunction } from './service-function.ts'

/** The six state machines, and the right to start them. */
export class Builds extends Construct {
  readonly machines: Record<MachineName, StateMachine>
  private readonly quietSeconds: string

  /** @param steps the function of each machine's steps */
  constructor(scope: Construct, id: string, steps: Record<MachineName, ServiceFunction>, quietSeconds: string) {
    super(scope, id)
    this.quietSeconds = quietSeconds
    const entries = machineNames.map((name) => [name, this.machine(name, steps[name])] as const)
    this.machines = Object.fromEntries(entries) as Record<MachineName, StateMachine>
  }

  /** May start builds. Finds the machines in MACHINE_ARNS, and how long a drop folder must rest in QUIET_SECONDS. */
  grantStart(fn: ServiceFunction): void {
    const arns = machineNames.map((name) => [name, this.machines[name].stateMachineArn])
    fn.addEnvironment('MACHINE_ARNS', Stack.of(this).toJsonString(Object.fromEntries(arns)))
    fn.addEnvironment('QUIET_SECONDS', this.quietSeconds)
    fn.allow(
      ['states:StartExecution'],
      machineNames.map((name) => this.machines[name].stateMachineArn),
    )
  }

  private machine(name: MachineName, steps: ServiceFunction): StateMachine {
    const stack = Stack.of(this)
    const definition = buildMachine(name, steps.functionArn)
    const id = logicalId(name)
    const role = new Role(this, `${id}Role`, { assumedBy: new ServicePrincipal('states.amazonaws.com') })
    role.addToPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [steps.functionArn] }))
    const machine = new StateMachine(this, id, {
      definitionBody: DefinitionBody.fromString(stack.toJsonString(definition)),
      role,
      tracingEnabled: true,
      logs: {
        // The prefix keeps the log group out of the account's resource policy for log delivery, which ends at 5 KB.
        destination: new LogGroup(this, `${id}Logs`, {
          logGroupName: `/aws/vendedlogs/states/${stack.stackName}-${name}`,
          retention: RetentionDays.ONE_MONTH,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
        level: LogLevel.ALL,
        includeExecutionData: false,
      },
    })
    ;(machine.node.defaultChild as CfnStateMachine).overrideLogicalId(`Machine${id}`)

    // A Distributed Map starts its own machine's children. In a policy apart, which needs the machine: the machine
    // itself waits for the role's first policy, and each for the other would be a circle.
    const children = stack.formatArn({
      service: 'states',
      resource: 'execution',
      resourceName: `${machine.stateMachineName}/*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    })
    const mapPolicy = new Policy(this, `${id}MapPolicy`, {
      roles: [role],
      statements: [
        new PolicyStatement({ actions: ['states:StartExecution'], resources: [machine.stateMachineArn] }),
        new PolicyStatement({ actions: ['states:DescribeExecution', 'states:StopExecution'], resources: [children] }),
      ],
    })
    acknowledge(role, 'IAM5[Resource::*]', 'X-Ray and the delivery of logs take no resource: AWS documents them with *')
    acknowledge(
      mapPolicy,
      `IAM5[Resource::arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution:<Machine${id}.Name>/*]`,
      'A Distributed Map watches and stops its children, whose names Step Functions makes up',
    )
    return machine
  }
}
