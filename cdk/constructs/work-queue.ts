import { Duration } from 'aws-cdk-lib'
import { CfnEventSourceMapping } from 'aws-cdk-lib/aws-lambda'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { DeadLetters } from './dead-letters.ts'
import type { ServiceFunction } from './service-function.ts'

export interface WorkQueueProps {
  /** The environment variable under which functions find the queue's URL. */
  variable: string
  /** How long a received message is hidden from others: at least six times the consumer's timeout. */
  visibility: Duration
  /** After so many receives a message that was never deleted becomes a dead letter. */
  maxReceives: number
  /** The function that takes the messages; it may also be given later, by `consumeBy`. */
  consumer?: ServiceFunction
  /** Messages in one call of the consumer, 1 to 10,000; above 10 the window must be at least 1 s. */
  batchSize: number
  /** How long Lambda gathers messages for one call, in seconds, 0 to 300. */
  windowSeconds: number
  /** Calls of the consumer at the same time, 2 to 1,000: the other functions of the account keep room. */
  maxConcurrency: number
}

/**
 * A queue of work: messages wait for 14 days, the consumer takes them in batches and says which of a batch failed, and a
 * message that failed too often goes to the queue's own dead letters. `Alarms.watchQueue` watches both.
 */
export class WorkQueue extends Construct {
  readonly queue: Queue
  readonly deadLetters: DeadLetters
  private readonly props: WorkQueueProps

  constructor(scope: Construct, id: string, props: WorkQueueProps) {
    super(scope, id)
    this.props = props
    this.deadLetters = new DeadLetters(this, 'DeadLetters')
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      visibilityTimeout: props.visibility,
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: props.maxReceives },
    })
    if (props.consumer) this.consumeBy(props.consumer)
  }

  /** May send messages, and finds the queue's URL in its environment. */
  grantSend(fn: ServiceFunction): void {
    fn.addEnvironment(this.props.variable, this.queue.queueUrl)
    fn.allow(['sqs:SendMessage'], [this.queue.queueArn])
  }

  /** Lets Lambda call the function with the queue's messages. Its answer is `{ batchItemFailures: [{ itemIdentifier }] }`. */
  consumeBy(fn: ServiceFunction): void {
    const { visibility, batchSize, windowSeconds, maxConcurrency } = this.props
    // As AWS recommends: throttled calls are tried again while the batch is hidden. A batch that shows up again while the
    // first call works on it is done twice.
    const least = 6 * (fn.timeout?.toSeconds() ?? 3) + windowSeconds
    if (visibility.toSeconds() < least) {
      throw new Error(
        `${this.node.path}: a visibility of ${visibility.toSeconds()} s is below ${least} s, six times the consumer's timeout and the window`,
      )
    }
    // The rights of AWSLambdaSQSQueueExecutionRole, on this queue.
    fn.allow(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], [this.queue.queueArn])
    const mapping = new CfnEventSourceMapping(this, 'Consumer', {
      eventSourceArn: this.queue.queueArn,
      functionName: fn.functionName,
      batchSize,
      maximumBatchingWindowInSeconds: windowSeconds,
      functionResponseTypes: ['ReportBatchItemFailures'],
      scalingConfig: { maximumConcurrency: maxConcurrency },
    })
    // Lambda refuses a mapping whose function may not read the queue yet.
    if (fn.role) mapping.node.addDependency(fn.role)
  }
}
