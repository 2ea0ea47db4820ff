import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib'
import { Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import { type CfnStateMachine, DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions'
import { Construct } from 'constructs'
import type { Machine } from '../../shared/model/machine.ts'
import { machines } from '../../shared/nouns/nouns.ts'
import { logicalId } from '../functions.ts'
import { buildMachine } from '../machines/build-machine.ts'
import { acknowledge } from './acknowledge.ts'
import type { ServiceFunction } from './service-function.ts'

/** The state machines of the nouns, and the right to start them. */
export class Builds extends Construct {
  /** By the machine's name. */
  readonly machines: ReadonlyMap<string, StateMachine>
  private readonly quietSeconds: string

  /** @param steps the function of each machine's steps */
  constructor(scope: Construct, id: string, steps: ReadonlyMap<string, ServiceFunction>, quietSeconds: string) {
    super(scope, id)
    this.quietSeconds = quietSeconds
    this.machines = new Map(machines.map((one) => [one.name, this.machine(one, steps.get(one.name)!)]))
  }

  /** May start builds. Finds the machines in MACHINE_ARNS, and how long a drop folder must rest in QUIET_SECONDS. */
  grantStart(fn: ServiceFunction): void {
    const arns = [...this.machines].map(([name, { stateMachineArn }]) => [name, stateMachineArn] as const)
    fn.addEnvironment('MACHINE_ARNS', Stack.of(this).toJsonString(Object.fromEntries(arns)))
    fn.addEnvironment('QUIET_SECONDS', this.quietSeconds)
    fn.allow(
      ['states:StartExecution'],
      arns.map(([, arn]) => arn),
    )
  }

  private machine(shape: Machine, steps: ServiceFunction): StateMachine {
    const { name } = shape
    const stack = Stack.of(this)
    const definition = buildMachine(shape, steps.functionArn)
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
