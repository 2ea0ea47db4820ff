import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Duration } from 'aws-cdk-lib'
import { afterAll, expect, test } from 'vitest'
import type { Alarms } from '../../cdk/constructs/alarms.ts'
import type { ServiceFunction } from '../../cdk/constructs/service-function.ts'
import { WorkQueue, type WorkQueueProps } from '../../cdk/constructs/work-queue.ts'
import { moira } from '../../cdk/moira.ts'
// Builds the bundles that moira() needs.
import { actionsOf, type CfnResource, type CfnTemplate, ofType, resourcesOf, type Statement } from './assembly.ts'

const folders: string[] = []
afterAll(() => folders.forEach((folder) => void rmSync(folder, { recursive: true })))

/** Moira with one more queue, judged by the rule pack: two of its functions send and take. */
function withQueue(more: Partial<WorkQueueProps> = {}): CfnTemplate {
  const outdir = mkdtempSync(join(tmpdir(), 'moira-queue-'))
  folders.push(outdir)
  const { app, service } = moira({ outdir })
  const fn = (id: string) => service.node.findChild(id) as ServiceFunction
  const queue = new WorkQueue(service, 'Probe', {
    ...{ variable: 'PROBE_QUEUE_URL', visibility: Duration.minutes(31), maxReceives: 8, consumer: fn('EventsSweep') },
    ...{ batchSize: 100, windowSeconds: 1, maxConcurrency: 50, ...more },
  })
  queue.grantSend(fn('EventsRescoreDue'))
  ;(service.node.findChild('Alarms') as Alarms).watchQueue('Probe', queue)
  app.synth()
  return JSON.parse(readFileSync(join(outdir, 'MoiraService.template.json'), 'utf8'))
}

test('a queue of work with its consumer, dead letters and alarms', () => {
  const template = withQueue()
  const [[queueId, queue], ...others] = ofType(template, 'AWS::SQS::Queue').filter(
    ([id]) => id.startsWith('Probe') && !id.includes('DeadLetters'),
  ) as [[string, CfnResource]]
  expect(others).toEqual([])
  const [deadId] = ofType(template, 'AWS::SQS::Queue').find(([id]) => id.startsWith('ProbeDeadLetters'))!
  expect(queue.Properties).toMatchObject({
    MessageRetentionPeriod: 14 * 24 * 3600,
    VisibilityTimeout: 31 * 60,
    RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': [deadId, 'Arn'] }, maxReceiveCount: 8 },
    SqsManagedSseEnabled: true,
  })
  const arn = { 'Fn::GetAtt': [queueId, 'Arn'] }
  const [, mapping] = ofType(template, 'AWS::Lambda::EventSourceMapping').find(([id]) => id.startsWith('Probe'))!
  expect(mapping.Properties).toEqual({
    ...{
      EventSourceArn: arn,
      FunctionName: { Ref: 'EventsSweep' },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    },
    ...{ BatchSize: 100, MaximumBatchingWindowInSeconds: 1, ScalingConfig: { MaximumConcurrency: 50 } },
  })

  // CDK puts the right to send to the function's own dead letters into the same statement.
  const statements = ofType(template, 'AWS::IAM::Policy').flatMap(([, policy]) =>
    (policy.Properties.PolicyDocument.Statement as Statement[])
      .filter((one) => JSON.stringify(resourcesOf(one)).includes(JSON.stringify(arn)))
      .map((one) => [policy.Properties.Roles[0].Ref.replace(/Role.*/, ''), actionsOf(one).sort()]),
  )
  expect(Object.fromEntries(statements)).toEqual({
    EventsSweep: ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
    EventsRescoreDue: ['sqs:SendMessage'],
  })
  const { Variables } = template.Resources.EventsRescoreDue!.Properties.Environment
  expect(Variables.PROBE_QUEUE_URL).toEqual({ Ref: queueId })

  const runbook = readFileSync(join(import.meta.dirname, '../../docs/runbook.md'), 'utf8').split('\n')
  const alarms = ofType(template, 'AWS::CloudWatch::Alarm').filter(([id]) => id.startsWith('AlarmsProbe'))
  expect(alarms.map(([, { Properties }]) => Properties.MetricName).sort()).toEqual([
    'ApproximateAgeOfOldestMessage',
    'ApproximateNumberOfMessagesVisible',
  ])
  for (const [, { Properties }] of alarms) {
    expect(runbook).toContain(`## ${/"(.+)"/.exec(Properties.AlarmDescription)![1]}`)
  }
})

test('a queue that shows messages again before its consumer can have ended is refused', () => {
  expect(() => withQueue({ visibility: Duration.minutes(30) })).toThrow(
    "MoiraService/Probe: a visibility of 1800 s is below 1801 s, six times the consumer's timeout and the window",
  )
})
