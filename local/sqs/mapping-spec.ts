import { functionNameOf } from '../place.ts'
import type { Cloudlet } from '../template/load.ts'

/** One AWS::Lambda::EventSourceMapping of a queue. */
export interface MappingSpec {
  /** ARN of the queue. */
  queue: string
  /** Name of the function. */
  consumer: string
  batchSize: number
  /** How long messages are gathered for one call, in seconds. */
  window: number
  /** Calls at the same time, as far as the template limits them. */
  concurrency: number | undefined
  /** Whether the function says which messages of a batch failed. */
  partial: boolean
}

interface Properties {
  EventSourceArn: string
  FunctionName: string
  BatchSize?: number | string
  MaximumBatchingWindowInSeconds?: number | string
  FunctionResponseTypes?: string[]
  ScalingConfig?: { MaximumConcurrency?: number | string }
  Enabled?: boolean | string
}

const KNOWN = new Set<string>([
  'BatchSize',
  'Enabled',
  'EventSourceArn',
  'FunctionName',
  'FunctionResponseTypes',
  'MaximumBatchingWindowInSeconds',
  'ScalingConfig',
  'Tags',
] satisfies (keyof Properties | 'Tags')[])

/** Reads the mappings that are switched on; refuses by name another source than a queue, and what is not known here. */
export function readMappings(cloudlet: Cloudlet): MappingSpec[] {
  const queues = new Set(cloudlet.of('AWS::SQS::Queue').map(({ attributes }) => attributes.Arn))
  const functions = new Set(cloudlet.of('AWS::Lambda::Function').map(({ ref }) => ref))
  return cloudlet
    .of('AWS::Lambda::EventSourceMapping')
    .map(({ id, properties }) => {
      const unknown = Object.keys(properties).find((name) => !KNOWN.has(name))
      if (unknown) throw new Error(`the local cloud does not know ${unknown} of the event source mapping ${id}`)
      const p = properties as unknown as Properties
      if (!queues.has(p.EventSourceArn)) {
        throw new Error(`the event source mapping ${id} reads no queue of the template: ${p.EventSourceArn}`)
      }
      const consumer = p.FunctionName.includes(':') ? functionNameOf(p.FunctionName) : p.FunctionName
      if (!functions.has(consumer)) throw new Error(`the event source mapping ${id} calls no function: ${consumer}`)
      const batchSize = Number(p.BatchSize ?? 10)
      const window = Number(p.MaximumBatchingWindowInSeconds ?? 0)
      // Lambda refuses it, too.
      if (batchSize > 10 && window < 1) {
        throw new Error(
          `the event source mapping ${id} has batches of ${batchSize}: above 10 its window is at least 1 s`,
        )
      }
      const most = p.ScalingConfig?.MaximumConcurrency
      return {
        ...{ queue: p.EventSourceArn, consumer, batchSize, window },
        concurrency: most === undefined ? undefined : Number(most),
        partial: (p.FunctionResponseTypes ?? []).includes('ReportBatchItemFailures'),
        enabled: String(p.Enabled ?? true) === 'true',
      }
    })
    .filter(({ enabled }) => enabled)
    .map(({ enabled: _, ...mapping }) => mapping)
}
