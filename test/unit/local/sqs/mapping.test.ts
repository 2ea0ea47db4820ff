import { afterEach, expect, test } from 'vitest'
import { arn } from '../../../../local/place.ts'
import { failedOf, type Mapping, startMapping } from '../../../../local/sqs/mapping.ts'
import type { MappingSpec } from '../../../../local/sqs/mapping-spec.ts'
import { openQueues, queueSpec } from '../../../machines/fixture/queue-parts.ts'

const stops: (() => void)[] = []
afterEach(() => stops.splice(0).forEach((stop) => void stop()))

const queue = queueSpec('work', { redrive: { to: arn('sqs', 'dead'), receives: 3 } })
interface Event {
  Records: { messageId: string; body: string; attributes: Record<string, string> }[]
}

/** A queue whose consumer is this function of the messages' bodies; answers the batches that it was called with. */
function consumeBy(
  answer: (bodies: string[], event: Event) => unknown,
  more: Partial<MappingSpec> = {},
  messages: string[] = [],
) {
  const parts = openQueues([queue, queueSpec('dead')])
  for (const body of messages) parts.queues.send(queue, { body })
  const batches: string[][] = []
  const mapping: Mapping = startMapping(
    { queue: queue.arn, consumer: 'taker', batchSize: 10, window: 0, concurrency: undefined, partial: true, ...more },
    {
      ...{ queues: parts.queues, log: (line) => void parts.lines.push(line), delay: () => 10 },
      async invoke(_, event) {
        const bodies = (event as Event).Records.map(({ body }) => body)
        batches.push(bodies)
        try {
          return { payload: await answer(bodies, event as Event), failed: false }
        } catch (error) {
          return { payload: { errorType: 'Error', errorMessage: (error as Error).message }, failed: true }
        }
      },
    },
  )
  stops.push(() => {
    mapping.stop()
    parts.close()
  })
  const dead = () => parts.queues.deadLetters().map(({ message }) => message)
  return { ...parts, mapping, batches, dead }
}

const quiet = ({ mapping }: { mapping: Mapping }) => expect.poll(() => mapping.isQuiet()).toBe(true)

test('a window gathers what comes within it, and a full batch does not wait for its end', async () => {
  const gathered = consumeBy(() => undefined, { window: 1, batchSize: 3 }, ['a'])
  setTimeout(() => gathered.queues.send(queue, { body: 'b' }), 100)
  await quiet(gathered)
  expect(gathered.batches.map((batch) => batch.sort())).toEqual([['a', 'b']])
  const full = consumeBy(() => undefined, { window: 300, batchSize: 3 }, ['a', 'b', 'c'])
  await quiet(full)
  expect(full.batches.map((batch) => batch.sort())).toEqual([['a', 'b', 'c']])
})

test('a batch ends before a call would be larger than 6 MB', async () => {
  // 250 KB of quotation marks are 500 KB of JSON.
  const some = Array.from({ length: 30 }, (_, n) => `${n}${'"'.repeat(250_000)}`)
  const { batches, ...rest } = consumeBy(() => undefined, { window: 1, batchSize: 100 }, some)
  await quiet(rest)
  expect(batches.flat()).toHaveLength(30)
  expect(batches.length).toBeGreaterThan(2)
  for (const batch of batches) expect(Buffer.byteLength(JSON.stringify(batch))).toBeLessThan(6 * 1024 * 1024)
  expect(rest.lines).toEqual([])
})

test('of a batch only those come again that failed, and after their last receive they are dead letters', async () => {
  const seen: string[] = []
  const failing = consumeBy(
    (_, { Records }) => {
      for (const { body, attributes } of Records) seen.push(`${body}${attributes.ApproximateReceiveCount}`)
      const failed = Records.filter(({ body }) => body === 'bad')
      return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) }
    },
    {},
    ['good', 'bad', 'fine'],
  )
  await quiet(failing)
  expect(seen.sort()).toEqual(['bad1', 'bad2', 'bad3', 'fine1', 'good1'])
  expect(failing.dead()).toEqual(['bad'])
  expect(failing.lines[0]).toBe('taker failed on 1 of 3 messages, they come again')
})

test('a consumer that throws fails the whole batch', async () => {
  let calls = 0
  const throwing = consumeBy(
    () => {
      if (++calls === 1) throw new Error('planted')
    },
    {},
    ['a', 'b'],
  )
  await quiet(throwing)
  expect(throwing.batches.flat().sort()).toEqual(['a', 'a', 'b', 'b'])
  expect(throwing.lines).toEqual(['taker failed on 2 of 2 messages (Error: planted), they come again'])
})

test('no more calls run at the same time than the template says', async () => {
  let now = 0
  let most = 0
  const slow = async () => {
    most = Math.max(most, ++now)
    await new Promise((resolve) => setTimeout(resolve, 20))
    now--
  }
  await quiet(consumeBy(slow, { concurrency: 2, batchSize: 1 }, [...'abcdef']))
  expect(most).toBe(2)
})

test('what a stopped consumer worked on comes again at once, hours before its visibility ends', async () => {
  const long = { ...queue, visibility: 40_000 }
  const before = openQueues([long])
  before.queues.send(long, { body: 'a' })
  expect(before.queues.receive(long, { most: 1 })).toHaveLength(1)
  before.close({ keep: true })
  const after = openQueues([long], before.data)
  const taken: string[] = []
  const spec = { queue: long.arn, consumer: 'taker', batchSize: 1, window: 0, concurrency: 1, partial: true }
  const mapping = startMapping(spec, {
    queues: after.queues,
    async invoke(_, event) {
      taken.push(...(event as Event).Records.map(({ body }) => body))
      return { payload: null, failed: false }
    },
  })
  stops.push(() => {
    mapping.stop()
    after.close()
  })
  await quiet({ mapping })
  expect(taken).toEqual(['a'])
})

test.each<[string, unknown, string[]]>([
  ['nothing', null, []],
  ['no list', {}, []],
  ['an empty list', { batchItemFailures: [] }, []],
  ['one', { batchItemFailures: [{ itemIdentifier: '2' }] }, ['2']],
  ['an unknown id', { batchItemFailures: [{ itemIdentifier: '3' }] }, ['1', '2']],
  ['an empty id', { batchItemFailures: [{ itemIdentifier: '' }] }, ['1', '2']],
  ['no id', { batchItemFailures: [{ itemIdentifier: null }] }, ['1', '2']],
  ['another name', { batchItemFailures: [{ id: '1' }] }, ['1', '2']],
  ['a text', { batchItemFailures: '1' }, ['1', '2']],
])('an answer with %s fails as many as with Lambda', (_, payload, failed) => {
  const batch = [{ id: '1' }, { id: '2' }]
  expect([...failedOf({ payload, failed: false }, batch, true)]).toEqual(failed)
  expect([...failedOf({ payload, failed: false }, batch, false)]).toEqual([])
})
