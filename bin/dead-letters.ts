import { parseArgs } from 'node:util'
import { moveMessages } from '../shared/ports/aws/move-messages.ts'

const usage = `npm run dead-letters -- [--from QUEUE_URL] [--to QUEUE_URL] [--env FILE]
       --from and --to are the outputs EventsDeadLettersUrl and EventsQueueUrl of the stack, or stand in FILE`

/** Sends messages that the consumer of events gave up on through the queue again: after the cause is mended. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { from: { type: 'string' }, to: { type: 'string' }, env: { type: 'string' } },
  })
  // A file of variables, such as the one that `npm start` writes, says where SQS and its queues are.
  if (values.env) process.loadEnvFile(values.env)
  const { from = process.env.EVENTS_DEAD_LETTERS_URL, to = process.env.EVENTS_QUEUE_URL } = values
  if (!from || !to) throw new Error(`usage: ${usage}`)
  if (from === to) throw new Error(`--from and --to are the same queue: ${from}`)
  console.log(JSON.stringify({ moved: await moveMessages(from, to) }))
}

main().catch((error: Error) => {
  console.error(error.message)
  process.exitCode = 1
})
