import type { FunctionHost, Invocation } from '../functions/host.ts'
import { PAYLOAD_LIMIT } from '../functions/host.ts'
import { CONSUMER_ENVIRONMENTS } from '../functions/spec.ts'
import { REGION } from '../place.ts'
import { md5 } from './digests.ts'
import type { MappingSpec } from './mapping-spec.ts'
import type { Queues, Received } from './queues.ts'
import { systemAttributes } from './system-attributes.ts'

/**
 * On AWS a message that its consumer failed on comes again when its visibility ends, which is many minutes; nobody wants to
 * wait so long at a desk.
 */
const retryDelay = (receives: number) => Math.min(60_000, 1000 * 2 ** (receives - 1))

/** Room for `{"Records":[…]}` and the commas. */
const ENVELOPE = 1024

interface MappingOptions {
  queues: Queues
  invoke: FunctionHost['invoke']
  log?: (line: string) => void
  /** Milliseconds until a message comes again that its consumer failed on, by how often it was received. */
  delay?: (receives: number) => number
}

export interface Mapping {
  /** Whether messages are visible, being gathered, or with the function: not those that wait for a delay. */
  isBusy(): boolean
  /** Whether its queue is empty. */
  isQuiet(): boolean
  stop(): void
}

/**
 * Hands a queue's messages to a function as Lambda's event source mapping does: gathers a batch until it is full or the
 * window has passed, calls the function, and deletes the messages that it did not fail on.
 */
export function startMapping(
  mapping: MappingSpec,
  { queues, invoke, log = () => {}, delay = retryDelay }: MappingOptions,
): Mapping {
  const { consumer, batchSize, window, partial } = mapping
  const places = Math.min(mapping.concurrency ?? CONSUMER_ENVIRONMENTS, CONSUMER_ENVIRONMENTS)
  const queue = queues.find(mapping.queue)!
  const stop = new AbortController()
  let gathering = false
  const calls = new Set<Promise<void>>()

  /** Waits for a first message, then for more until the batch is full, 6 MB large, or the window has passed. */
  const gather = async (): Promise<Received[]> => {
    const batch: Received[] = []
    let bytes = ENVELOPE
    let end = Number.POSITIVE_INFINITY
    while (batch.length < batchSize && !stop.signal.aborted) {
      const left = batch.length === 0 ? FOR_EVER : end - performance.now()
      if (left < 0) break
      const more = await queues.receiveWithin(
        queue,
        left,
        { most: Math.min(10, batchSize - batch.length) },
        stop.signal,
      )
      if (more.length === 0 && batch.length > 0) break
      if (batch.length === 0) end = performance.now() + window * 1000
      const sizes = more.map((message) => Buffer.byteLength(JSON.stringify(recordOf(message, queue.arn))) + 1)
      for (const [index, message] of more.entries()) {
        if (bytes + sizes[index]! > PAYLOAD_LIMIT && batch.length > 0) {
          for (const rest of more.slice(index)) queues.putBack(queue, rest.receipt)
          return batch
        }
        batch.push(message)
        gathering = true
        bytes += sizes[index]!
      }
      // Without a window a call takes what was there.
      if (window === 0) break
    }
    return batch
  }

  const call = async (batch: Received[]) => {
    const result = await invoke(consumer, { Records: batch.map((message) => recordOf(message, queue.arn)) })
    // A batch whose call was stopped comes again at the next start.
    if (stop.signal.aborted) return
    const failed = failedOf(result, batch, partial)
    for (const { id, receipt, receives } of batch) {
      if (!failed.has(id)) queues.delete(queue, receipt)
      else queues.changeVisibility(queue, receipt, Math.min(delay(receives), queue.visibility * 1000))
    }
    if (failed.size === 0) return
    log(`${consumer} failed on ${failed.size} of ${batch.length} messages${reasonOf(result)}, they come again`)
  }

  const run = async () => {
    queues.release(queue)
    while (!stop.signal.aborted) {
      if (calls.size >= places) {
        await Promise.race(calls)
        continue
      }
      const batch = await gather()
      if (batch.length === 0 || stop.signal.aborted) continue
      const one: Promise<void> = call(batch)
        .catch((error) => log(`a batch for ${consumer} was not handed on: ${(error as Error).message}`))
        .finally(() => calls.delete(one))
      calls.add(one)
      gathering = false
    }
  }
  void run()

  return {
    isBusy: () => gathering || calls.size > 0 || queues.count(queue).visible > 0,
    isQuiet: () => queues.isEmpty(queue),
    stop: () => stop.abort(),
  }
}

const FOR_EVER = 24 * 3_600_000

/**
 * The ids of the messages that count as failed. As Lambda does: an answer that is no list of known ids fails the whole
 * batch; no answer, or an empty list, fails nothing.
 */
export function failedOf({ failed, payload }: Invocation, batch: { id: string }[], partial: boolean): Set<string> {
  const all = new Set(batch.map(({ id }) => id))
  if (failed) return all
  if (!partial || payload === null || payload === undefined) return new Set()
  const { batchItemFailures } = payload as { batchItemFailures?: unknown }
  if (batchItemFailures === null || batchItemFailures === undefined) return new Set()
  if (!Array.isArray(batchItemFailures)) return all
  const ids = batchItemFailures.map((item) => (item as { itemIdentifier?: unknown } | null)?.itemIdentifier)
  return ids.every((id) => typeof id === 'string' && all.has(id)) ? new Set(ids as string[]) : all
}

function reasonOf({ failed, payload }: Invocation): string {
  if (!failed) return ''
  const { errorType, errorMessage } = payload as { errorType: string; errorMessage: string }
  return ` (${errorType}: ${errorMessage})`
}

/** A message as the function's event has it. */
function recordOf(message: Received, arn: string) {
  const { id, receipt, body, attributes } = message
  const messageAttributes = Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      {
        ...(StringValue !== undefined && { stringValue: StringValue }),
        ...(BinaryValue !== undefined && { binaryValue: BinaryValue }),
        ...{ stringListValues: [], binaryListValues: [], dataType: DataType },
      },
    ]),
  )
  return {
    ...{ messageId: id, receiptHandle: receipt, body, attributes: systemAttributes(message), messageAttributes },
    ...{ md5OfBody: md5(body), eventSource: 'aws:sqs', eventSourceARN: arn, awsRegion: REGION },
  }
}
