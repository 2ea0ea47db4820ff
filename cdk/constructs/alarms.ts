import { CfnCondition, Duration, Fn, Stack } from 'aws-cdk-lib'
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2'
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { CfnSubscription, Topic } from 'aws-cdk-lib/aws-sns'
import type { IQueue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import type { Subscriber } from '../functions.ts'
import type { Builds } from './builds.ts'
import { type ServiceFunction, unexpectedErrors } from './service-function.ts'
import type { WorkQueue } from './work-queue.ts'

export interface AlarmsProps {
  api: HttpApi
  subscribers: Record<Subscriber, ServiceFunction>
  builds: Builds
  deadLetters: IQueue
  /** E-mail address that alarms are sent to; empty: nobody's. */
  operator: string
}

const quarter = Duration.minutes(15)

/**
 * The alarms that wake somebody. Every alarm's description names the article of docs/runbook.md that says what to do.
 */
export class Alarms extends Construct {
  readonly topic: Topic

  constructor(scope: Construct, id: string, { api, subscribers, builds, deadLetters, operator }: AlarmsProps) {
    super(scope, id)
    this.topic = new Topic(this, 'Topic', { enforceSSL: true })
    // A topic policy replaces SNS's own, by which the account's alarms may publish: that right must be said again.
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AlarmsMayPublish',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    )
    // The operator's address; SNS sends it a link to confirm. Others subscribe in the console or by `aws sns subscribe`.
    const isGiven = new CfnCondition(this, 'HasOperator', {
      expression: Fn.conditionNot(Fn.conditionEquals(operator, '')),
    })
    const subscription = new CfnSubscription(this, 'Operator', {
      topicArn: this.topic.topicArn,
      protocol: 'email',
      endpoint: operator,
    })
    subscription.cfnOptions.condition = isGiven

    this.alarm('DeadLetters', 'Dead letters', deadLetters.metricApproximateNumberOfMessagesVisible({ period: quarter }))
    const { metricNamespace: namespace, metricName } = unexpectedErrors
    const bugs = new Metric({ namespace, metricName, statistic: 'Sum', period: quarter })
    this.alarm('UnexpectedErrors', 'Unexpected errors', bugs)
    this.alarm('ApiErrors', 'API answers 5xx', api.metricServerError({ period: quarter }), 5)
    this.alarm('SubscriberErrors', 'Event functions fail', this.sum(Object.values(subscribers)), 3)
    this.alarm(
      'SweepStopped',
      'Sweeper stopped',
      subscribers.sweep.metricInvocations({ period: quarter }),
      1,
      ComparisonOperator.LESS_THAN_THRESHOLD,
    )
    for (const [name, machine] of builds.machines) {
      // A build that a customer must mend fails too, and a bug has its own alarm: many at once are worth a look.
      this.alarm(`${name}Failed`, 'Builds fail', machine.metricFailed({ period: quarter }), 5)
      this.alarm(`${name}TimedOut`, 'Builds time out', machine.metricTimedOut({ period: quarter }))
    }
  }

  /** Wakes somebody when messages of the queue became dead letters, or the oldest one waits for too long. */
  watchQueue(name: string, { queue, deadLetters }: WorkQueue, oldest = Duration.minutes(15)): void {
    this.alarm(
      `${name}DeadLetters`,
      'Dead letters of a queue',
      deadLetters.metricApproximateNumberOfMessagesVisible({ period: quarter }),
    )
    const age = queue.metricApproximateAgeOfOldestMessage({ period: quarter })
    this.alarm(`${name}Behind`, 'Queue falls behind', age, oldest.toSeconds())
  }

  private alarm(
    id: string,
    article: string,
    metric: IMetric,
    threshold = 1,
    comparisonOperator = ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
  ): void {
    const silenceIsBad = comparisonOperator === ComparisonOperator.LESS_THAN_THRESHOLD
    const alarm = new Alarm(this, id, {
      alarmDescription: `docs/runbook.md, "${article}"`,
      metric,
      threshold,
      comparisonOperator,
      evaluationPeriods: 1,
      treatMissingData: silenceIsBad ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    })
    alarm.addAlarmAction(new SnsAction(this.topic))
  }

  private sum(functions: ServiceFunction[]): IMetric {
    const entries = functions.map((fn, index) => [`m${index}`, fn.metricErrors({ period: quarter })] as const)
    return new MathExpression({
      expression: entries.map(([name]) => name).join(' + '),
      usingMetrics: Object.fromEntries(entries),
      label: 'errors',
      period: quarter,
    })
  }
}
