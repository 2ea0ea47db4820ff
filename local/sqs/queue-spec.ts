import type { Cloudlet } from '../template/load.ts'

/** The settings of one AWS::SQS::Queue that have a meaning on one machine. Times are seconds. */
export interface QueueSpec {
  arn: string
  name: string
  visibility: number
  delay: number
  retention: number
  longPoll: number
  /** Of one message and of a batch, in bytes. */
  largest: number
  /** A message that was received so often, and never deleted, moves to the queue of this ARN. */
  redrive?: { to: string; receives: number }
}

/** SQS's defaults. Since August 2025 a message may have 1 MiB. */
export const QUEUE_DEFAULTS = { visibility: 30, delay: 0, retention: 345_600, longPoll: 0, largest: 1_048_576 }

/** Properties that protect or bill. */
const WITHOUT_LOCAL_EFFECT = new Set([
  'KmsDataKeyReusePeriodSeconds',
  'KmsMasterKeyId',
  'RedriveAllowPolicy',
  'SqsManagedSseEnabled',
  'Tags',
])

/** Reads the template's queues; a property that nobody has thought about (FIFO queues) is refused by name. */
export function readQueues(cloudlet: Cloudlet): QueueSpec[] {
  return cloudlet.of('AWS::SQS::Queue').map(({ id, attributes, properties }) => {
    const {
      QueueName: _,
      VisibilityTimeout: visibility = QUEUE_DEFAULTS.visibility,
      DelaySeconds: delay = QUEUE_DEFAULTS.delay,
      MessageRetentionPeriod: retention = QUEUE_DEFAULTS.retention,
      ReceiveMessageWaitTimeSeconds: longPoll = QUEUE_DEFAULTS.longPoll,
      MaximumMessageSize: largest = QUEUE_DEFAULTS.largest,
      RedrivePolicy,
      ...rest
    } = properties
    const unknown = Object.keys(rest).find((name) => !WITHOUT_LOCAL_EFFECT.has(name))
    if (unknown) throw new Error(`the local cloud does not know ${unknown} of the queue ${id}`)
    const redrive = RedrivePolicy as { deadLetterTargetArn: string; maxReceiveCount: number | string } | undefined
    return {
      arn: attributes.Arn!,
      name: attributes.QueueName!,
      ...{ visibility: Number(visibility), delay: Number(delay), retention: Number(retention) },
      ...{ longPoll: Number(longPoll), largest: Number(largest) },
      ...(redrive && { redrive: { to: redrive.deadLetterTargetArn, receives: Number(redrive.maxReceiveCount) } }),
    }
  })
}
