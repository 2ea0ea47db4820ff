import { Stack } from 'aws-cdk-lib'
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { CfnScheduleGroup } from 'aws-cdk-lib/aws-scheduler'
import { Construct } from 'constructs'
import type { ServiceFunction } from './service-function.ts'

/** The group of the customers' schedules, and the role by which they may invoke one function and nothing else. */
export class Schedules extends Construct {
  private readonly group: CfnScheduleGroup
  private readonly role: Role
  private readonly target: ServiceFunction

  constructor(scope: Construct, id: string, target: ServiceFunction) {
    super(scope, id)
    this.target = target
    this.group = new CfnScheduleGroup(this, 'Group', { name: `${Stack.of(this).stackName}-schedules` })
    this.role = new Role(this, 'Role', {
      description: 'Lets EventBridge Scheduler start a rescoring',
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    })
    // Not CDK's grant, which would add every version of the function.
    this.role.addToPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [target.functionArn] }))
  }

  /** May make, change and delete the schedules of the group, and hand them their role. */
  grantManage(fn: ServiceFunction): void {
    this.grant(fn, ['CreateSchedule', 'UpdateSchedule', 'DeleteSchedule'])
    fn.addEnvironment('SCHEDULE_TARGET_ARN', this.target.functionArn)
    fn.addEnvironment('SCHEDULE_ROLE_ARN', this.role.roleArn)
    fn.allow(['iam:PassRole'], [this.role.roleArn], {
      StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' },
    })
  }

  /** Lets a function compare the schedules with the table and repair the differences. */
  grantReconcile(fn: ServiceFunction): void {
    this.grantManage(fn)
    this.grant(fn, ['GetSchedule'])
  }

  /** May delete what was left behind. */
  grantRemove(fn: ServiceFunction): void {
    this.grant(fn, ['DeleteSchedule'])
  }

  private grant(fn: ServiceFunction, verbs: string[]): void {
    fn.addEnvironment('SCHEDULE_GROUP', this.group.ref)
    const schedules = Stack.of(this).formatArn({
      service: 'scheduler',
      resource: 'schedule',
      resourceName: `${this.group.ref}/*`,
    })
    fn.allow(
      verbs.map((verb) => `scheduler:${verb}`),
      [schedules],
    )
    const groupId = Stack.of(this).getLogicalId(this.group)
    fn.acknowledge(
      `IAM5[Resource::arn:<AWS::Partition>:scheduler:<AWS::Region>:<AWS::AccountId>:schedule/<${groupId}>/*]`,
      'Customers make and name the schedules; all of them lie in this one group',
    )
  }
}
