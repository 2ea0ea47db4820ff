import { Duration } from 'aws-cdk-lib'
import { type EventPattern, Rule, Schedule } from 'aws-cdk-lib/aws-events'
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets'
import type { IQueue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import type { Subscriber } from '../functions.ts'
import type { Builds } from './builds.ts'
import type { PrivateBucket } from './private-bucket.ts'
import type { ServiceFunction } from './service-function.ts'

export interface SubscriptionsProps {
  functions: Record<Subscriber, ServiceFunction>
  uploads: PrivateBucket
  builds: Builds
  deadLetters: IQueue
}

/** Who hears what on the default bus. Event names: docs/events.md */
export class Subscriptions extends Construct {
  constructor(scope: Construct, id: string, { functions, uploads, builds, deadLetters }: SubscriptionsProps) {
    super(scope, id)
    const target = (name: Subscriber) =>
      new LambdaFunction(functions[name], {
        deadLetterQueue: deadLetters,
        // After six hours the sweeper has long found whatever the event wanted to say.
        maxEventAge: Duration.hours(6),
        retryAttempts: 20,
      })
    const on = (name: string, description: string, subscriber: Subscriber, eventPattern: EventPattern) =>
      new Rule(this, name, { description, eventPattern, targets: [target(subscriber)] })

    on('FileChanged', 'A file was put into a drop folder, replaced or deleted', 'plan-builds', {
      source: ['aws.s3'],
      detailType: ['Object Created', 'Object Deleted'],
      detail: { bucket: { name: [uploads.bucket.bucketName] } },
    })
    on('ResourceChanged', 'A resource was written, or its build ended', 'plan-builds', {
      source: ['moira'],
      detailType: ['resource.changed', 'resource.ready', 'resource.errored'],
    })
    on('BuildEnded', 'A persona set became ready or failed', 'email-when-ready', {
      source: ['moira'],
      detailType: ['resource.ready', 'resource.errored'],
      // Nobody is written to about anything else: five of six events would start the function for nothing.
      detail: { resource_type: ['persona_sets'] },
    })
    on('BuildDied', 'An execution ended without having published', 'release-failed-builds', {
      source: ['aws.states'],
      detailType: ['Step Functions Execution Status Change'],
      detail: {
        status: ['FAILED', 'TIMED_OUT', 'ABORTED'],
        // Exact ARNs: the children of a Distributed Map have others, and are no builds.
        stateMachineArn: [...builds.machines.values()].map(({ stateMachineArn }) => stateMachineArn),
      },
    })
    new Rule(this, 'Sweep', {
      description: 'Finds what no event announced',
      schedule: Schedule.rate(Duration.minutes(5)),
      targets: [target('sweep')],
    })
    new Rule(this, 'Collect', {
      description: 'Deletes outputs that nothing points at any more',
      schedule: Schedule.rate(Duration.days(1)),
      targets: [target('collect-outputs')],
    })
  }
}
