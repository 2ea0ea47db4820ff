import { createHash } from 'node:crypto'
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  PurgeQueueCommand,
  QueueDoesNotExist,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { arn } from '../../../../local/place.ts'
import { queuesFace } from '../../../../local/sqs/face.ts'
import { queueSpec, serveQueues } from '../../../machines/fixture/queue-parts.ts'

let sqs: Awaited<ReturnType<typeof serveQueues>>
let client: SQSClient
beforeAll(async () => {
  sqs = await serveQueues([
    queueSpec('work', { redrive: { to: arn('sqs', 'dead'), receives: 3 } }),
    queueSpec('dead'),
    queueSpec('late', { delay: 5 }),
    queueSpec('small', { largest: 1024 }),
  ])
  client = sqs.client()
})
afterAll(() => sqs.stop())
afterEach(() => ['work', 'dead', 'late', 'small'].forEach((name) => void sqs.queues.purge(queueSpec(name))))

const send = (MessageBody: string, { to = 'work', ...more }: Record<string, unknown> = {}) =>
  client.send(new SendMessageCommand({ QueueUrl: sqs.urlOf(String(to)), MessageBody, ...more }))
const receive = async (from = 'work', more: object = {}) =>
  (await client.send(new ReceiveMessageCommand({ QueueUrl: sqs.urlOf(from), MaxNumberOfMessages: 10, ...more })))
    .Messages ?? []
const bodies = async (from?: string, more?: object) => (await receive(from, more)).map(({ Body }) => Body).sort()
const counts = async (of = 'work') => {
  const AttributeNames = ['All' as const]
  const { Attributes } = await client.send(new GetQueueAttributesCommand({ QueueUrl: sqs.urlOf(of), AttributeNames }))
  const prefix = 'ApproximateNumberOfMessages'
  return ['', 'NotVisible', 'Delayed'].map((name) => Number(Attributes![`${prefix}${name}` as keyof typeof Attributes]))
}
const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => 'taken',
    ({ name }: Error) => name,
  )

describe('a message', () => {
  test('comes with what it was sent with, and the digests that the SDK checks', async () => {
    const MessageAttributes = {
      kind: { DataType: 'String', StringValue: 'event' },
      bytes: { DataType: 'Binary', BinaryValue: Buffer.from([1, 2, 3]) },
    }
    const sent = await send('grüße 🙂', { MessageAttributes, MessageGroupId: 'account-1' })
    const [got] = await receive('work', { MessageAttributeNames: ['All'], MessageSystemAttributeNames: ['All'] })
    expect(got).toMatchObject({ MessageId: sent.MessageId, Body: 'grüße 🙂', MD5OfBody: sent.MD5OfMessageBody })
    expect(got!.MessageAttributes).toMatchObject({ kind: { StringValue: 'event' } })
    expect([...got!.MessageAttributes!.bytes!.BinaryValue!]).toEqual([1, 2, 3])
    expect(got!.MD5OfMessageAttributes).toBe(sent.MD5OfMessageAttributes)
    expect(got!.Attributes).toMatchObject({ ApproximateReceiveCount: '1', MessageGroupId: 'account-1' })
    expect(Math.abs(Number(got!.Attributes!.SentTimestamp) - sqs.clock.now())).toBeLessThan(60_000)
  })

  test('has the digest of attributes that AWS documents', async () => {
    const { MD5OfMessageAttributes } = await send('x', {
      MessageAttributes: { a: { DataType: 'String', StringValue: 'b' } },
    })
    const bytes = '0000000161' + '00000006537472696e67' + '01' + '0000000162'
    expect(MD5OfMessageAttributes).toBe(createHash('md5').update(Buffer.from(bytes, 'hex')).digest('hex'))
  })

  test('is hidden while somebody has it, comes again when its visibility ends, and goes when it is deleted', async () => {
    await send('a')
    const [first] = await receive('work', { VisibilityTimeout: 20 })
    expect(await receive()).toEqual([])
    expect(await counts()).toEqual([0, 1, 0])
    sqs.pass(20_001)
    const [second] = await receive('work', { AttributeNames: ['ApproximateReceiveCount'] })
    expect(second!.Attributes).toEqual({ ApproximateReceiveCount: '2' })
    // The receipt of an earlier receive deletes nothing.
    await client.send(new DeleteMessageCommand({ QueueUrl: sqs.urlOf('work'), ReceiptHandle: first!.ReceiptHandle! }))
    expect(await counts()).toEqual([0, 1, 0])
    await client.send(new DeleteMessageCommand({ QueueUrl: sqs.urlOf('work'), ReceiptHandle: second!.ReceiptHandle! }))
    expect(await counts()).toEqual([0, 0, 0])
  })

  test('waits for its own delay or the queue’s', async () => {
    await send('soon', { DelaySeconds: 2 })
    await send('later', { to: 'late' })
    expect([await bodies(), await bodies('late')]).toEqual([[], []])
    expect([await counts(), await counts('late')]).toEqual([
      [0, 0, 1],
      [0, 0, 1],
    ])
    sqs.pass(2001)
    expect([await bodies(), await bodies('late')]).toEqual([['soon'], []])
    sqs.pass(3001)
    expect(await bodies('late')).toEqual(['later'])
  })

  test('may be shown again earlier or later', async () => {
    await send('a')
    const [got] = await receive()
    const change = (VisibilityTimeout: number) =>
      client.send(
        new ChangeMessageVisibilityCommand({
          ...{ QueueUrl: sqs.urlOf('work'), ReceiptHandle: got!.ReceiptHandle!, VisibilityTimeout },
        }),
      )
    await change(100)
    sqs.pass(31_000)
    expect(await receive()).toEqual([])
    await change(0)
    expect(await bodies()).toEqual(['a'])
  })

  test('moves to the dead letters after it was received too often, and back when they are played again', async () => {
    await send('poison')
    for (let n = 1; n <= 3; n++) {
      expect(await bodies()).toEqual(['poison'])
      sqs.pass(31_000)
    }
    expect(sqs.queues.deadLetters()).toEqual([])
    expect(await receive()).toEqual([])
    expect(sqs.queues.deadLetters()).toEqual([{ queue: arn('sqs', 'dead'), message: 'poison' }])
    expect(sqs.lines).toEqual(['a message of the queue work is a dead letter after 3 receives: it lies in dead'])
    await client.send(new StartMessageMoveTaskCommand({ SourceArn: arn('sqs', 'dead') }))
    const [again] = await receive('work', { AttributeNames: ['All'] })
    expect(again).toMatchObject({ Body: 'poison', Attributes: { ApproximateReceiveCount: '1' } })
    expect(sqs.queues.deadLetters()).toEqual([])
  })

  test('is dropped when the queue has kept it for as long as it keeps any', async () => {
    await send('old')
    sqs.pass(345_600_000 - 1000)
    expect(await counts()).toEqual([1, 0, 0])
    sqs.pass(2000)
    expect([await counts(), await receive()]).toEqual([[0, 0, 0], []])
  })

  test('that waits is not dropped, and one that somebody has not shown, because the cloud’s clock leaps', async () => {
    await send('with somebody')
    await receive()
    await send('waits')
    await sqs.clock.advance(400 * 24 * 3_600_000)
    expect(await counts()).toEqual([1, 1, 0])
    expect(await bodies()).toEqual(['waits'])
  })
})

test('messages come in any order', async () => {
  for (const body of 'abcdefgh') await send(body)
  const orders = new Set<string>()
  for (let n = 0; n < 20 && orders.size < 2; n++) {
    const got = await receive('work', { VisibilityTimeout: 0 })
    orders.add(got.map(({ Body }) => Body).join(''))
    sqs.journal.exec('UPDATE messages SET receives = 0')
  }
  expect(orders.size).toBe(2)
})

test('who waits gets a message at once when it comes, when it shows again, or none in the end', async () => {
  const waiting = bodies('work', { WaitTimeSeconds: 20 })
  await send('now')
  expect(await waiting).toEqual(['now'])
  await send('in a second', { DelaySeconds: 1 })
  expect(await bodies('work', { WaitTimeSeconds: 20 })).toEqual(['in a second'])
  expect(await bodies('work', { WaitTimeSeconds: 1 })).toEqual([])
})

test('a message that comes after its receiver hung up is everybody’s', async () => {
  const gone = new AbortController()
  const face = queuesFace(sqs.queues, sqs.urlOf)
  const input = { QueueUrl: sqs.urlOf('work'), WaitTimeSeconds: 20 } as never
  const waiting = face.ReceiveMessage!(input, { signal: gone.signal })
  gone.abort()
  await send('a')
  expect([await waiting, await bodies()]).toEqual([{}, ['a']])
})

test('batches say of each entry how it went', async () => {
  const Entries = [
    { Id: 'good', MessageBody: 'a' },
    { Id: 'long', MessageBody: 'x'.repeat(1000), DelaySeconds: 901 },
  ]
  const answer = await client.send(new SendMessageBatchCommand({ QueueUrl: sqs.urlOf('small'), Entries }))
  expect(answer.Successful!.map(({ Id }) => Id)).toEqual(['good'])
  expect(answer.Failed).toMatchObject([{ Id: 'long', SenderFault: true, Code: 'InvalidParameterValue' }])
  const [got] = await receive('small')
  const removed = await client.send(
    new DeleteMessageBatchCommand({
      QueueUrl: sqs.urlOf('small'),
      Entries: [
        { Id: 'good', ReceiptHandle: got!.ReceiptHandle! },
        { Id: 'bad', ReceiptHandle: 'no receipt' },
      ],
    }),
  )
  expect([removed.Successful, removed.Failed![0]!.Code]).toEqual([[{ Id: 'good' }], 'ReceiptHandleIsInvalid'])
  expect(await counts('small')).toEqual([0, 0, 0])
})

test('1 MiB is the limit of a message with its attributes, and of a batch', async () => {
  const mebibyte = 1024 * 1024
  expect(await codeOf(send('x'.repeat(mebibyte)))).toBe('taken')
  expect(await codeOf(send('x'.repeat(mebibyte + 1)))).toBe('InvalidParameterValue')
  const MessageAttributes = { a: { DataType: 'String', StringValue: 'b' } }
  expect(await codeOf(send('x'.repeat(mebibyte - 8), { MessageAttributes }))).toBe('taken')
  expect(await codeOf(send('x'.repeat(mebibyte - 7), { MessageAttributes }))).toBe('InvalidParameterValue')
  const Entries = ['a', 'b'].map((Id) => ({ Id, MessageBody: Id.repeat(mebibyte / 2) }))
  const batch = () => client.send(new SendMessageBatchCommand({ QueueUrl: sqs.urlOf('work'), Entries }))
  expect(await codeOf(batch())).toBe('taken')
  Entries[0]!.MessageBody += 'a'
  expect(await codeOf(batch())).toBe('BatchRequestTooLong')
})

test.each<[string, () => Promise<unknown>]>([
  ['InvalidMessageContents', () => send('a\u0001b')],
  ['InvalidParameterValue', () => send('a', { DelaySeconds: 901 })],
  ['InvalidParameterValue', () => receive('work', { MaxNumberOfMessages: 11 })],
  ['InvalidParameterValue', () => receive('work', { WaitTimeSeconds: 21 })],
  [
    'TooManyEntriesInBatchRequest',
    () =>
      client.send(
        new SendMessageBatchCommand({
          QueueUrl: sqs.urlOf('work'),
          Entries: Array.from({ length: 11 }, (_, n) => ({ Id: `${n}`, MessageBody: 'x' })),
        }),
      ),
  ],
])('%s is refused as SQS does', async (code, call) => {
  expect(await codeOf(call())).toBe(code)
})

test('queues are found by name, unknown ones are not there, and one can be emptied', async () => {
  const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: 'work' }))
  expect(QueueUrl).toBe(sqs.urlOf('work'))
  const missing = client.send(new GetQueueUrlCommand({ QueueName: 'nowhere' }))
  await expect(missing).rejects.toBeInstanceOf(QueueDoesNotExist)
  await send('a')
  await client.send(new PurgeQueueCommand({ QueueUrl }))
  expect(await counts()).toEqual([0, 0, 0])
})

test('a kept message is there after a restart on the same folder, and dead letters of an older folder stay', async () => {
  const specs = [queueSpec('work'), queueSpec('dead')]
  const before = await serveQueues(specs)
  await before.client().send(new SendMessageCommand({ QueueUrl: before.urlOf('work'), MessageBody: 'kept' }))
  before.journal.exec(
    `CREATE TABLE dead_letters (seq INTEGER PRIMARY KEY, queue TEXT NOT NULL, message TEXT NOT NULL, time INTEGER NOT NULL);
     INSERT INTO dead_letters VALUES (1, '${arn('sqs', 'dead')}', 'old', ${Date.now()})`,
  )
  await before.stop({ keep: true })
  const after = await serveQueues(specs, before.data)
  const { Messages } = await after.client().send(new ReceiveMessageCommand({ QueueUrl: after.urlOf('work') }))
  expect(Messages).toMatchObject([{ Body: 'kept' }])
  expect(after.queues.deadLetters()).toEqual([{ queue: arn('sqs', 'dead'), message: 'old' }])
  await after.stop()
})
