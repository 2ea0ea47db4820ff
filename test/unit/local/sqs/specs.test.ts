import { expect, test } from 'vitest'
import { arn } from '../../../../local/place.ts'
import { readMappings } from '../../../../local/sqs/mapping-spec.ts'
import { readQueues } from '../../../../local/sqs/queue-spec.ts'
import type { Cloudlet } from '../../../../local/template/load.ts'

const queueArn = arn('sqs', 'work')
/** A template with one queue, one function and one mapping. */
const cloudlet = (queue: Record<string, unknown>, mapping: Record<string, unknown> = {}): Cloudlet => {
  const all: Record<string, object> = {
    'AWS::SQS::Queue': { id: 'Work', attributes: { Arn: queueArn, QueueName: 'work' }, properties: queue },
    'AWS::Lambda::Function': { ref: 'taker', attributes: {}, properties: {} },
    'AWS::Lambda::EventSourceMapping': {
      id: 'Mapping',
      properties: { EventSourceArn: queueArn, FunctionName: 'taker', ...mapping },
    },
  }
  return { of: (type: string) => [all[type]] } as unknown as Cloudlet
}

test('queues and mappings have the defaults of AWS', () => {
  expect(readQueues(cloudlet({}))).toEqual([
    { arn: queueArn, name: 'work', visibility: 30, delay: 0, retention: 345_600, longPoll: 0, largest: 1_048_576 },
  ])
  expect(readMappings(cloudlet({}))).toEqual([
    { queue: queueArn, consumer: 'taker', batchSize: 10, window: 0, concurrency: undefined, partial: false },
  ])
})

test('properties of the template count', () => {
  const RedrivePolicy = { deadLetterTargetArn: arn('sqs', 'dead'), maxReceiveCount: '8' }
  const [queue] = readQueues(cloudlet({ VisibilityTimeout: 360, DelaySeconds: 5, KmsMasterKeyId: 'k', RedrivePolicy }))
  expect(queue).toMatchObject({ visibility: 360, delay: 5, redrive: { to: arn('sqs', 'dead'), receives: 8 } })
  const mapping = {
    ...{ FunctionName: arn('lambda', 'function:taker'), BatchSize: 100, MaximumBatchingWindowInSeconds: 1 },
    ...{ FunctionResponseTypes: ['ReportBatchItemFailures'], ScalingConfig: { MaximumConcurrency: 50 } },
  }
  expect(readMappings(cloudlet({}, mapping))).toEqual([
    { queue: queueArn, consumer: 'taker', batchSize: 100, window: 1, concurrency: 50, partial: true },
  ])
  expect(readMappings(cloudlet({}, { Enabled: false }))).toEqual([])
})

test('a property that is not known here, or that AWS would refuse, stops the start by name', () => {
  expect(() => readQueues(cloudlet({ FifoQueue: true }))).toThrow('does not know FifoQueue of the queue Work')
  const refusal = (mapping: object) => () => readMappings(cloudlet({}, mapping as Record<string, unknown>))
  expect(refusal({ FilterCriteria: {} })).toThrow('does not know FilterCriteria of the event source mapping Mapping')
  expect(refusal({ EventSourceArn: 'arn:aws:kinesis:x' })).toThrow('Mapping reads no queue of the template')
  expect(refusal({ FunctionName: 'nobody' })).toThrow('Mapping calls no function: nobody')
  expect(refusal({ BatchSize: 100 })).toThrow('batches of 100: above 10 its window is at least 1 s')
})
