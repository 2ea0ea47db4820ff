import fc from 'fast-check'
import { expect, test } from 'vitest'
import { arn } from '../../../../local/place.ts'
import { startMapping } from '../../../../local/sqs/mapping.ts'
import { openQueues, queueSpec } from '../../../machines/fixture/queue-parts.ts'

/** How a call of the consumer ends. */
type End = 'done' | 'some fail' | 'throws' | 'nonsense' | 'stopped'
const ends: End[] = ['done', 'some fail', 'throws', 'nonsense', 'stopped']

test('whatever fails, and wherever the cloud stops: every message is done or a dead letter, none is lost', async () => {
  const queue = queueSpec('work', { redrive: { to: arn('sqs', 'dead'), receives: 3 } })
  const dead = queueSpec('dead')
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        messages: fc.integer({ min: 1, max: 25 }),
        batchSize: fc.integer({ min: 1, max: 10 }),
        concurrency: fc.integer({ min: 1, max: 4 }),
        ends: fc.array(fc.constantFrom(...ends), { minLength: 1, maxLength: 12 }),
      }),
      async ({ messages, batchSize, concurrency, ends: script }) => {
        const bodies = Array.from({ length: messages }, (_, n) => `message ${n}`)
        const done = new Set<string>()
        const receives = new Map<string, number>()
        let call = 0
        let stops = 0
        let data: string | undefined
        for (let quiet = false; !quiet; ) {
          const parts = openQueues([queue, dead], data)
          if (!data) for (const body of bodies) parts.queues.send(queue, { body })
          let stopped = false
          const mapping = startMapping(
            { queue: queue.arn, consumer: 'taker', batchSize, window: 0, concurrency, partial: true },
            {
              ...{ queues: parts.queues, delay: () => 0 },
              async invoke(_, event) {
                const { Records } = event as { Records: { messageId: string; body: string }[] }
                for (const { body } of Records) receives.set(body, (receives.get(body) ?? 0) + 1)
                // After the script each call is done.
                const end = script[call++] ?? 'done'
                await new Promise(setImmediate)
                if (end === 'throws') return { payload: { errorType: 'Error', errorMessage: 'planted' }, failed: true }
                const failed = end === 'some fail' ? Records.filter((_, n) => n % 2 === call % 2) : []
                if (end === 'stopped') stopped = true
                // Of a cloud that was killed no call ends.
                if (stopped) return new Promise(() => {})
                for (const record of Records) if (!failed.includes(record)) done.add(record.body)
                if (end === 'nonsense') return { payload: { batchItemFailures: [{}] }, failed: false }
                const batchItemFailures = failed.map(({ messageId }) => ({ itemIdentifier: messageId }))
                return { payload: { batchItemFailures }, failed: false }
              },
            },
          )
          while (!stopped && !mapping.isQuiet()) await new Promise(setImmediate)
          quiet = !stopped
          if (stopped) stops++
          mapping.stop()
          const letters = parts.queues.deadLetters().map(({ message }) => message)
          if (quiet) {
            expect(bodies.filter((body) => !done.has(body) && !letters.includes(body))).toEqual([])
            expect(new Set(letters).size).toBe(letters.length)
            for (const count of receives.values()) expect(count).toBeLessThanOrEqual(3)
          }
          data = parts.data
          parts.close({ keep: !quiet })
        }
        expect(stops).toBeLessThanOrEqual(script.filter((end) => end === 'stopped').length)
      },
    ),
    { numRuns: 150 },
  )
})
