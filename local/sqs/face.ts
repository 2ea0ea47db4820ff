import { ServiceError } from '../http.ts'
import { ACCOUNT_ID, arn } from '../place.ts'
import { checkMessage, sizeOf } from './check-message.ts'
import { type MessageAttributes, md5, md5OfAttributes } from './digests.ts'
import type { QueueSpec } from './queue-spec.ts'
import type { Queues, Received } from './queues.ts'
import { systemAttributes } from './system-attributes.ts'

interface Queued {
  QueueUrl: string
}
interface Sent {
  MessageBody: string
  DelaySeconds?: number
  MessageAttributes?: MessageAttributes
  MessageGroupId?: string
}
interface Receiving extends Queued {
  MaxNumberOfMessages?: number
  VisibilityTimeout?: number
  WaitTimeSeconds?: number
  MessageAttributeNames?: string[]
  MessageSystemAttributeNames?: string[]
  AttributeNames?: string[]
}
interface Held {
  ReceiptHandle: string
}
interface Shown extends Held {
  VisibilityTimeout: number
}
type Batch<Entry> = Queued & { Entries?: (Entry & { Id: string })[] }

/** A call whose answer nobody waits for any more. */
interface Call {
  signal?: AbortSignal
}

const wrong = (code: string, message: string) => new ServiceError(code, message)
const LONGEST_VISIBILITY = 43_200

/** SQS's JSON face: standard queues, by the last part of their URL. */
export function queuesFace(
  queues: Queues,
  urlOf: (name: string) => string,
): Record<string, (input: never, call?: Call) => unknown> {
  const byArn = (given: string) => {
    const queue = queues.find(given)
    if (!queue) throw wrong('QueueDoesNotExist', `The specified queue does not exist: ${given}`)
    return queue
  }
  const named = (name: string) => byArn(arn('sqs', name))
  /** The host in front counts for nothing: a cloud on other ports has the same queues. */
  const of = ({ QueueUrl }: Queued) => named(QueueUrl?.split('/').at(-1) ?? '')

  const send = (queue: QueueSpec, message: Sent) => {
    checkMessage(queue, message)
    const {
      MessageBody: body,
      MessageAttributes: attributes = {},
      MessageGroupId: group,
      DelaySeconds: delay,
    } = message
    const digest = md5OfAttributes(attributes)
    return {
      MessageId: queues.send(queue, {
        body,
        attributes,
        ...(group && { group }),
        ...(delay !== undefined && { delay }),
      }),
      MD5OfMessageBody: md5(body),
      ...(digest && { MD5OfMessageAttributes: digest }),
    }
  }

  const remove = (queue: QueueSpec, { ReceiptHandle }: Held) => {
    checkReceipt(ReceiptHandle)
    queues.delete(queue, ReceiptHandle)
  }

  const changeVisibility = (queue: QueueSpec, { ReceiptHandle, VisibilityTimeout }: Shown) => {
    checkReceipt(ReceiptHandle)
    checkRange('VisibilityTimeout', VisibilityTimeout, 0, LONGEST_VISIBILITY)
    if (!queues.changeVisibility(queue, ReceiptHandle, VisibilityTimeout * 1000)) {
      throw wrong('MessageNotInflight', 'The message referred to is not in flight.')
    }
  }

  return {
    SendMessage: (input: Queued & Sent) => send(of(input), input),
    SendMessageBatch(input: Batch<Sent>) {
      const queue = of(input)
      checkBatch(input.Entries)
      if ((input.Entries ?? []).reduce((sum, entry) => sum + sizeOf(entry), 0) > queue.largest) {
        throw wrong('BatchRequestTooLong', `Batch requests cannot be longer than ${queue.largest} bytes.`)
      }
      return eachOf(input.Entries, (entry) => send(queue, entry))
    },
    async ReceiveMessage(input: Receiving, { signal }: Call = {}) {
      const queue = of(input)
      const {
        MaxNumberOfMessages: most = 1,
        VisibilityTimeout: visibility,
        WaitTimeSeconds: wait = queue.longPoll,
      } = input
      checkRange('MaxNumberOfMessages', most, 1, 10)
      checkRange('WaitTimeSeconds', wait, 0, 20)
      if (visibility !== undefined) checkRange('VisibilityTimeout', visibility, 0, LONGEST_VISIBILITY)
      const how = { most, ...(visibility !== undefined && { visibility }) }
      const received = await queues.receiveWithin(queue, wait * 1000, how, signal)
      return received.length === 0 ? {} : { Messages: received.map((message) => messageOf(message, input)) }
    },
    DeleteMessage: (input: Queued & Held) => remove(of(input), input),
    DeleteMessageBatch(input: Batch<Held>) {
      const queue = of(input)
      checkBatch(input.Entries)
      return eachOf(input.Entries, (entry) => remove(queue, entry))
    },
    ChangeMessageVisibility: (input: Queued & Shown) => changeVisibility(of(input), input),
    ChangeMessageVisibilityBatch(input: Batch<Shown>) {
      const queue = of(input)
      checkBatch(input.Entries)
      return eachOf(input.Entries, (entry) => changeVisibility(queue, entry))
    },
    GetQueueUrl: ({ QueueName }: { QueueName: string }) => ({ QueueUrl: urlOf(named(QueueName).name) }),
    GetQueueAttributes(input: Queued & { AttributeNames?: string[] }) {
      const all = attributesOf(of(input), queues)
      const wanted = input.AttributeNames ?? []
      const unknown = wanted.find((name) => name !== 'All' && !(name in all) && name !== 'RedrivePolicy')
      if (unknown) throw wrong('InvalidAttributeName', `Unknown Attribute ${unknown}.`)
      const given = Object.entries(all).filter(([name]) => wanted.includes('All') || wanted.includes(name))
      return given.length === 0 ? {} : { Attributes: Object.fromEntries(given) }
    },
    PurgeQueue: (input: Queued) => queues.purge(of(input)),
    /** Done before the answer is given, where AWS takes its time. */
    StartMessageMoveTask({ SourceArn, DestinationArn }: { SourceArn: string; DestinationArn?: string }) {
      const to = DestinationArn === undefined ? undefined : byArn(DestinationArn).arn
      const moved = queues.redrive(byArn(SourceArn).arn, to)
      return { TaskHandle: Buffer.from(JSON.stringify({ account: ACCOUNT_ID, moved })).toString('base64') }
    },
  }
}

function messageOf(message: Received, input: Receiving) {
  const attributes = Object.fromEntries(
    Object.entries(message.attributes).filter(([name]) => isWanted(name, input.MessageAttributeNames)),
  )
  const wanted = [...(input.MessageSystemAttributeNames ?? []), ...(input.AttributeNames ?? [])]
  const system = Object.entries(systemAttributes(message)).filter(
    ([name]) => wanted.includes('All') || wanted.includes(name),
  )
  const digest = md5OfAttributes(attributes)
  return {
    ...{ MessageId: message.id, ReceiptHandle: message.receipt, Body: message.body, MD5OfBody: md5(message.body) },
    ...(system.length > 0 && { Attributes: Object.fromEntries(system) }),
    ...(digest && { MessageAttributes: attributes, MD5OfMessageAttributes: digest }),
  }
}

/** `All`, `.*`, `prefix.*` or the name itself. */
const isWanted = (name: string, wanted: string[] = []) =>
  wanted.some((one) => one === 'All' || one === name || (one.endsWith('.*') && name.startsWith(one.slice(0, -2))))

function attributesOf(queue: QueueSpec, queues: Queues): Record<string, string> {
  const { visible, inFlight, delayed } = queues.count(queue)
  const { redrive } = queue
  return {
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    VisibilityTimeout: String(queue.visibility),
    DelaySeconds: String(queue.delay),
    MessageRetentionPeriod: String(queue.retention),
    MaximumMessageSize: String(queue.largest),
    ReceiveMessageWaitTimeSeconds: String(queue.longPoll),
    ...(redrive && {
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: redrive.to, maxReceiveCount: redrive.receives }),
    }),
  }
}

/** The answer of a batch: an entry that fails does not fail the others. */
function eachOf<Entry extends { Id: string }>(entries: Entry[] = [], act: (entry: Entry) => unknown) {
  const Successful: object[] = []
  const Failed: object[] = []
  for (const entry of entries) {
    try {
      Successful.push({ Id: entry.Id, ...(act(entry) as object | undefined) })
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error
      Failed.push({ Id: entry.Id, SenderFault: true, Code: error.code, Message: error.message })
    }
  }
  return { Successful, ...(Failed.length > 0 && { Failed }) }
}

function checkBatch(entries: { Id: string }[] = []): void {
  if (entries.length === 0) throw wrong('EmptyBatchRequest', 'There should be at least one entry in the request.')
  if (entries.length > 10) {
    throw wrong(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are 10. You have sent ${entries.length}.`,
    )
  }
  const ids = entries.map(({ Id }) => Id)
  const bad = ids.find((id) => !/^[\w-]{1,80}$/.test(id ?? ''))
  if (bad !== undefined) {
    throw wrong(
      'InvalidBatchEntryId',
      'A batch entry id can only contain alphanumeric characters, hyphens and underscores.',
    )
  }
  if (new Set(ids).size < ids.length)
    throw wrong('BatchEntryIdsNotDistinct', 'Two or more batch entries have the same Id.')
}

function checkRange(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return
  throw wrong(
    'InvalidParameterValue',
    `Value ${value} for parameter ${name} is invalid. Reason: Must be between ${least} and ${most}, if provided.`,
  )
}

function checkReceipt(receipt: string | undefined): void {
  const known = /^[0-9a-f-]{36} [0-9a-f-]{36}$/.test(Buffer.from(receipt ?? '', 'base64url').toString())
  if (!known) throw wrong('ReceiptHandleIsInvalid', `The input receipt handle is invalid.`)
}
