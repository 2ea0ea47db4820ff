import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { SendMessageBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Fixture, startFixture } from './fixture/start.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
let fixture: Fixture
let sqs: SQSClient
beforeAll(async () => {
  fixture = await startFixture()
  sqs = new SQSClient(fixture.client(fixture.cloud.endpoints.sqs))
})
afterAll(() => fixture.stop())

const jobs = () => fixture.physical('Jobs')
const send = (body: object) => sqs.send(new SendMessageCommand({ QueueUrl: jobs(), MessageBody: JSON.stringify(body) }))
const quiet = () => expect.poll(() => fixture.cloud.isQuiet()).toBe(true)

test('a function sends by the URL in its environment, and the consumer of the template takes the message', async () => {
  await fixture.invoke('Consumer', { do: 'enqueue', body: { do: 'remember', id: 'sent by a function' } })
  expect(fixture.cloud.isQuiet()).toBe(false)
  await quiet()
  expect((await fixture.heard()).map(({ id }) => id)).toContain('sent by a function')
})

test('messages are gathered for a window, and of a batch only those come again that failed', async () => {
  const bodies = [
    ...Array.from({ length: 8 }, (_, n) => ({ do: 'remember', id: `gathered ${n}` })),
    { do: 'fail', id: 'poison', why: 'poison' },
  ]
  const Entries = bodies.map((body, n) => ({ Id: `${n}`, MessageBody: JSON.stringify(body) }))
  await sqs.send(new SendMessageBatchCommand({ QueueUrl: jobs(), Entries }))
  await quiet()
  const heard = (await fixture.heard()).filter(({ id }) => String(id).startsWith('gathered'))
  expect(heard.map(({ id, batch }) => [id, batch]).sort()).toEqual(
    Array.from({ length: 8 }, (_, n) => [`gathered ${n}`, 9]),
  )
  const letters = fixture.cloud.deadLetters().map(({ queue, message }) => [queue, JSON.parse(message).id])
  expect(letters).toEqual([
    [expect.stringMatching(/^arn:aws:sqs:us-east-1:000000000000:FixtureService-Dead/), 'poison'],
  ])
  expect(fixture.lines.filter((line) => line.includes('is a dead letter after 2 receives'))).toHaveLength(1)
})

test('a leap of the clock waits for the messages that are there, and hands none out twice', async () => {
  await send({ do: 'remember', id: 'before the leap' })
  await fixture.cloud.clock.advance(24 * 3_600_000)
  expect((await fixture.heard()).filter(({ id }) => id === 'before the leap')).toHaveLength(1)
  await quiet()
})

test('every message that was acknowledged is done after kills at any time, or is a dead letter', async () => {
  const data = join(fixture.data, 'killed')
  const program = join(fixture.data, 'killed.ts')
  writeFileSync(
    program,
    `import { startCloud } from '${root}local/cloud.ts'
     import { leaveNothingBehind } from '${root}local/leave-nothing-behind.ts'
     const cloud = await startCloud({ assembly: '${fixture.assembly}', data: '${data}' })
     leaveNothingBehind(cloud.stop)
     const of = (id) => Object.entries(cloud.resources).find(([name]) => new RegExp('^' + id + '[0-9A-F]{8}$').test(name))[1]
     const say = () => console.log('still ' + JSON.stringify([cloud.isQuiet(), cloud.deadLetters().map(({ message }) => JSON.parse(message).id)]))
     setInterval(say, 50)
     process.on('message', async () => process.send((await cloud.invoke(of('Worker'), { do: 'recall' })).payload))
     console.log('there ' + of('Jobs') + ' ' + cloud.endpoints.sqs)`,
  )
  const start = async () => {
    const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
    let text = ''
    for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (more) => (text += more))
    const line = /there (\S+) (\S+)\n/
    await expect.poll(() => text).toMatch(line)
    const [, url, endpoint] = line.exec(text)!
    const last = () =>
      JSON.parse(
        text
          .match(/still (.*)\n/g)
          ?.at(-1)
          ?.slice('still '.length) ?? '[false]',
      )
    return { child, url: url!, client: new SQSClient(fixture.client(endpoint!)), last }
  }

  const acknowledged: string[] = []
  for (let round = 0; round < 4; round++) {
    const { child, url, client } = await start()
    const dead = once(child, 'exit')
    // Messages go on until the kill, which falls amid receives, calls and deletes.
    const sending = (async () => {
      for (let n = 0; child.exitCode === null && child.signalCode === null; n++) {
        const id = `${round}.${n}`
        const MessageBody = JSON.stringify({ do: n % 10 === 3 ? 'fail' : 'remember', id, why: 'planted' })
        const sent = await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody })).catch(() => undefined)
        if (!sent) break
        acknowledged.push(id)
        if (n === 30 + round * 20) child.kill('SIGKILL')
      }
    })()
    await Promise.all([sending, dead])
    client.destroy()
  }
  const { child, client, last } = await start()
  await expect.poll(() => last()[0]).toBe(true)
  const answer = once(child as ChildProcess, 'message')
  child.send('recall')
  const [heard] = (await answer) as [{ id: string }[]]
  const done = new Set([...heard.map(({ id }) => id), ...last()[1]])
  expect(acknowledged.length).toBeGreaterThan(150)
  expect(acknowledged.filter((id) => !done.has(id))).toEqual([])
  client.destroy()
  const exit = once(child, 'exit')
  child.kill('SIGTERM')
  await exit
  rmSync(data, { recursive: true, force: true })
})
