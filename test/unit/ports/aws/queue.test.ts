import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { messageBytesLimit, openQueue, QueueUnavailable } from '../../../../shared/ports/aws/queue.ts'
import { queueSpec, serveQueues } from '../../../machines/fixture/queue-parts.ts'

let sqs: Awaited<ReturnType<typeof serveQueues>>
beforeAll(async () => {
  sqs = await serveQueues([queueSpec('events')])
})
afterAll(() => sqs.stop())

const spec = queueSpec('events')
/** Takes everything out of the queue. */
const taken = () => {
  const all = sqs.queues.receive(spec, { most: 1000 })
  sqs.queues.purge(spec)
  return all
}
const bodies = () =>
  taken()
    .map(({ body }) => body)
    .sort()

type Answer = { status: number; body: object }
interface Entry {
  Id: string
}

/** A proxy in front of the face; `plant` answers requests in its place, or changes what the face gets. */
async function behind(plant: (entries: Entry[], request: number) => Answer | Entry[]) {
  let requests = 0
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const input = JSON.parse(Buffer.concat(chunks).toString())
    const planted = plant(input.Entries ?? [], ++requests)
    const answer = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body))
    if (!Array.isArray(planted)) return answer(planted.status, planted.body)
    const { 'x-amz-target': target = '' } = request.headers
    const forward = async (Entries: Entry[]) => {
      const sent = Entries.length > 0 ? { ...input, Entries } : input
      const init = { method: 'POST', headers: { 'x-amz-target': String(target) }, body: JSON.stringify(sent) }
      return (await fetch(sqs.url, init)).json()
    }
    const nothing = input.Entries && planted.length === 0
    const result = nothing ? {} : ((await forward(planted)) as object)
    const left = input.Entries?.filter((entry: Entry) => !planted.some(({ Id }) => Id === entry.Id)) ?? []
    const Failed = left.map(({ Id }: Entry) => ({ Id, SenderFault: false, Code: 'InternalError', Message: 'planted' }))
    answer(200, { ...result, ...(Failed.length > 0 && { Failed }) })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    queue: openQueue(sqs.urlOf('events'), sqs.client({ endpoint, maxAttempts: 1 })),
    requests: () => requests,
    stop() {
      server.close()
      server.closeAllConnections()
    },
  }
}

const queue = () => openQueue(sqs.urlOf('events'), sqs.client())
const failureOf = (call: Promise<void>) =>
  call.then(
    () => undefined,
    (error: Error) => error,
  )

test('one message goes with its group and its delay', async () => {
  await queue().send({ body: 'now', group: 'account-1' })
  await queue().send({ body: 'later', delaySeconds: 60 })
  expect(taken()).toMatchObject([{ body: 'now', group: 'account-1' }])
})

test('many messages go in batches of at most ten and 1 MiB', async () => {
  const { queue: counted, requests, stop } = await behind((entries) => entries)
  const many = Array.from({ length: 23 }, (_, n) => ({ body: `${n}` }))
  await counted.sendAll(many)
  expect([requests(), bodies()]).toEqual([3, many.map(({ body }) => body).sort()])
  const large = ['a', 'b', 'c'].map((letter) => ({ body: letter.repeat(messageBytesLimit / 2) }))
  await counted.sendAll(large)
  expect([requests(), bodies().length]).toEqual([5, 3])
  await counted.sendAll([])
  expect(requests()).toBe(5)
  stop()
})

test('what a batch did not take is sent again, and nothing else', async () => {
  const { queue: partly, requests, stop } = await behind((entries, n) => (n < 3 ? entries.slice(0, -1) : entries))
  await partly.sendAll(['a', 'b', 'c', 'd'].map((body) => ({ body })))
  expect([requests(), bodies()]).toEqual([3, ['a', 'b', 'c', 'd']])
  stop()
})

test('messages that are never taken are named by their places', async () => {
  const { queue: never, stop } = await behind((entries) => entries.filter(({ Id }) => Id !== '1' && Id !== '3'))
  const error = await failureOf(never.sendAll(['a', 'b', 'c', 'd'].map((body) => ({ body }))))
  expect(error).toBeInstanceOf(QueueUnavailable)
  expect(error).toMatchObject({
    name: 'QueueUnavailable',
    message: 'the queue events took 2 of 4 messages: InternalError',
    unsent: [1, 3],
  })
  expect(bodies()).toEqual(['a', 'c'])
  stop()
})

test('a queue that is away after some batches says which messages it did not take', async () => {
  const away = { status: 503, body: { __type: 'ServiceUnavailable', message: 'planted' } }
  const { queue: breaking, stop } = await behind((entries, n) => (n === 1 ? entries : away))
  const error = await failureOf(breaking.sendAll(Array.from({ length: 25 }, (_, n) => ({ body: `${n}` }))))
  expect(error).toMatchObject({ name: 'QueueUnavailable', unsent: Array.from({ length: 15 }, (_, n) => n + 10) })
  expect(bodies()).toHaveLength(10)
  stop()
})

test.each<[string, () => Promise<Error | undefined>]>([
  [
    'answers 503',
    async () => {
      const { queue: away, stop } = await behind(() => ({ status: 503, body: { __type: 'ServiceUnavailable' } }))
      return failureOf(away.send({ body: 'a' })).finally(stop)
    },
  ],
  [
    'is throttled',
    async () => {
      const { queue: slow, stop } = await behind(() => ({ status: 400, body: { __type: 'ThrottlingException' } }))
      return failureOf(slow.send({ body: 'a' })).finally(stop)
    },
  ],
  [
    'cannot be reached',
    async () => {
      const { queue: gone, stop } = await behind(() => [])
      stop()
      return failureOf(gone.send({ body: 'a' }))
    },
  ],
])('a queue that %s is unavailable', async (_, call) => {
  const error = await call()
  expect(error).toMatchObject({ name: 'QueueUnavailable', unsent: [0] })
  expect(error!.message).toMatch(/^the queue events took 0 of 1 messages: \w+$/)
})

test('a message that can never go, and a queue that is not there, are mistakes and no outage', async () => {
  const refusals: [Promise<void>, string][] = [
    [queue().send({ body: '' }), 'the queue events takes no empty message'],
    [
      queue().sendAll([{ body: 'ok' }, { body: 'x'.repeat(messageBytesLimit + 1) }]),
      "a message of 1048577 bytes is above SQS's limit of 1048576 (queue events)",
    ],
    [
      queue().sendAll([{ body: 'a' }, { body: 'b\u0001' }]),
      'the queue events refuses message 1: InvalidMessageContents',
    ],
    [openQueue(sqs.urlOf('nowhere'), sqs.client()).send({ body: 'a' }), 'The specified queue does not exist'],
  ]
  for (const [call, message] of refusals) {
    const error = await failureOf(call)
    expect(error!.message).toContain(message)
    expect(error!.name).not.toBe('QueueUnavailable')
  }
  expect(bodies()).toEqual(['a'])
})
