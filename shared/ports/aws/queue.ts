import { setTimeout as sleep } from 'node:timers/promises'
import { SendMessageBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'

export interface Message {
  /** Text of XML's characters only: bytes go as base64. */
  body: string
  /** Groups of a standard queue get fair shares: one account's flood does not delay another's. At most 128 characters. */
  group?: string
  /** 0 to 900; without it the queue's own delay. */
  delaySeconds?: number
}

export interface Queue {
  /** Resolves when the message is kept. Throws QueueUnavailable when it may not be, and the same call may succeed later. */
  send(message: Message): Promise<void>
  /** Resolves when all are kept, in as few requests as SQS's limits allow. Throws QueueUnavailable with those that are not. */
  sendAll(messages: readonly Message[]): Promise<void>
}

/** The queue did not take messages, by no fault of theirs: the caller's client tries again later (503). */
export class QueueUnavailable extends Error {
  override readonly name = 'QueueUnavailable'
  /** Places in the given list of the messages that were not kept. */
  readonly unsent: readonly number[]
  constructor(message: string, unsent: readonly number[], cause?: unknown) {
    super(message, { cause })
    this.unsent = unsent
  }
}

/** SQS's limit on the bytes of a message, and of all messages of a batch together. */
export const messageBytesLimit = 1_048_576
const messagesPerBatch = 10

/** 50, 100 and 200 ms between the tries of what a batch did not take; the SDK's own retries come on top. */
const tries = 4

/** @param url as `WorkQueue.grantSend` puts it into the environment */
export function openQueue(url: string, client = new SQSClient({})): Queue {
  const name = url.slice(url.lastIndexOf('/') + 1)

  const unavailable = (taken: number, of: number, reason: string, unsent: number[], cause?: unknown) => {
    const sentence = `the queue ${name} took ${taken} of ${of} messages: ${reason}`
    return new QueueUnavailable(sentence, unsent, cause)
  }

  /** Answers the places of those that were not taken, and why. */
  const sendBatch = async (messages: readonly Message[], batch: number[]) => {
    const Entries = batch.map((index) => ({ Id: String(index), ...entryOf(messages[index]!) }))
    const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }))
    const ours = Failed.find(({ SenderFault }) => SenderFault)
    if (ours) throw new Error(`the queue ${name} refuses message ${ours.Id}: ${ours.Code}: ${ours.Message}`)
    return { left: Failed.map(({ Id }) => Number(Id)), reason: Failed[0]?.Code ?? '' }
  }

  return {
    async send(message) {
      checkSize(message, name)
      try {
        await client.send(new SendMessageCommand({ QueueUrl: url, ...entryOf(message) }))
      } catch (error) {
        if (!isPassing(error)) throw error
        throw unavailable(0, 1, (error as Error).name, [0], error)
      }
    },
    async sendAll(messages) {
      for (const message of messages) checkSize(message, name)
      let left = messages.map((_, index) => index)
      for (let attempt = 1; left.length > 0; attempt++) {
        const refused: number[] = []
        let reason = ''
        let cause: unknown
        for (const batch of inBatches(left, messages)) {
          try {
            const answer = await sendBatch(messages, batch)
            refused.push(...answer.left)
            reason ||= answer.reason
          } catch (error) {
            if (!isPassing(error)) throw error
            // The SDK has tried this request again by itself: the queue is away, and other batches would wait as long.
            refused.push(...left.slice(left.indexOf(batch[0]!)))
            reason = (error as Error).name
            cause = error
            break
          }
        }
        left = refused
        if (left.length === 0) return
        if (cause || attempt === tries) {
          throw unavailable(messages.length - left.length, messages.length, reason, left, cause)
        }
        await sleep(50 * 2 ** (attempt - 1))
      }
    },
  }
}

const entryOf = ({ body, group, delaySeconds }: Message) => ({
  MessageBody: body,
  ...(group !== undefined && { MessageGroupId: group }),
  ...(delaySeconds !== undefined && { DelaySeconds: delaySeconds }),
})

function checkSize({ body }: Message, name: string): void {
  const bytes = Buffer.byteLength(body)
  if (bytes === 0) throw new Error(`the queue ${name} takes no empty message`)
  if (bytes > messageBytesLimit) {
    throw new Error(`a message of ${bytes} bytes is above SQS's limit of ${messageBytesLimit} (queue ${name})`)
  }
}

/** At most ten messages and 1 MiB in each, in the given order. */
function inBatches(indices: number[], messages: readonly Message[]): number[][] {
  const batches: number[][] = []
  let bytes = 0
  for (const index of indices) {
    const size = Buffer.byteLength(messages[index]!.body)
    const open = batches.at(-1)
    if (open && open.length < messagesPerBatch && bytes + size <= messageBytesLimit) {
      open.push(index)
      bytes += size
    } else {
      batches.push([index])
      bytes = size
    }
  }
  return batches
}

/**
 * Whether the failure is SQS's or the network's and no fault of the request: no answer, 5xx, throttled. A missing right or
 * queue is a mistake of the deployment.
 */
function isPassing(error: unknown): boolean {
  const { $metadata, $retryable, name } = error as {
    name?: string
    $retryable?: { throttling?: boolean }
    $metadata?: { httpStatusCode?: number }
  }
  const status = $metadata?.httpStatusCode
  if (status === undefined) return $metadata !== undefined
  return status >= 500 || status === 429 || $retryable?.throttling === true || /Throttl|OverLimit/.test(name ?? '')
}
