import { Stack } from 'aws-cdk-lib'
import { CfnEmailIdentity } from 'aws-cdk-lib/aws-ses'
import { Construct } from 'constructs'
import type { ServiceFunction } from './service-function.ts'

/** The address that mail comes from; SES sends it a link to confirm, see the runbook. */
export class Mail extends Construct {
  private readonly from: string

  constructor(scope: Construct, id: string, from: string) {
    super(scope, id)
    this.from = from
    new CfnEmailIdentity(this, 'From', { emailIdentity: from })
  }

  grantSend(fn: ServiceFunction): void {
    fn.addEnvironment('MAIL_FROM', this.from)
    const arn = Stack.of(this).formatArn({ service: 'ses', resource: 'identity', resourceName: this.from })
    fn.allow(['ses:SendEmail'], [arn])
  }
}
