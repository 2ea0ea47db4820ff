import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startCloud } from '../../local/cloud.ts'
import { synthFixture } from './fixture/stack.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
let folder: string
let assembly: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'moira-processes-'))
  assembly = synthFixture(join(folder, 'cdk.out'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Starts the fixture's cloud in a separate process, the way npm start does, and says when it is there. */
async function startApart(
  name: string,
): Promise<{ child: ChildProcess; everyone: () => number[]; said: () => string }> {
  const data = join(folder, name)
  const program = join(folder, `${name}.ts`)
  writeFileSync(
    program,
    `import { startCloud } from '${root}local/cloud.ts'
     import { leaveNothingBehind } from '${root}local/leave-nothing-behind.ts'
     const cloud = await startCloud({ assembly: '${assembly}', data: '${data}' })
     const { crash } = leaveNothingBehind(cloud.stop)
     cloud.broken.catch(crash)
     process.on('SIGUSR2', () => setImmediate(() => { throw new Error('a bug') }))
     await cloud.invoke(Object.values(cloud.resources).find((one) => one.includes('Worker1')), { do: 'echo' })
     console.log('there')`,
  )
  const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'pipe'] })
  let text = ''
  for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (more) => (text += more))
  await expect.poll(() => text).toContain('there')
  // Every process of this cloud names its folder: node by the program, Java and its watcher by -dbPath.
  return { child, said: () => text, everyone: () => pidsThatName(join(folder, name)) }
}

function pidsThatName(text: string): number[] {
  const { stdout } = spawnSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' })
  return stdout
    .split('\n')
    .filter((line) => line.includes(text))
    .map((line) => Number.parseInt(line, 10))
}

test.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL', 'SIGUSR2'] as const)(
  'after %s no process is left',
  async (signal) => {
    const { child, everyone, said } = await startApart(signal.toLowerCase())
    expect(everyone().length).toBeGreaterThanOrEqual(2)
    const exit = once(child, 'exit')
    child.kill(signal)
    const [code] = await exit
    await expect.poll(everyone).toEqual([])
    if (signal === 'SIGUSR2') expect([code, said()]).toEqual([1, expect.stringContaining('a bug')])
    else if (signal !== 'SIGKILL') expect(code).toBe(0)
  },
)

test('a function that is stopped amid a query ends its call first: DuckDB would take the whole cloud along', async () => {
  const bundle = join(folder, 'query')
  mkdirSync(bundle)
  writeFileSync(
    join(bundle, 'index.js'),
    `const { DuckDBInstance } = require('${root}node_modules/@duckdb/node-api')
     exports.handler = async () => {
       const connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect()
       console.log('there')
       for (let i = 0; i < 5; i++) await connection.run('SELECT sum(hash(i)) FROM range(10000000) t(i)')
     }`,
  )
  const spec = { name: 'query', bundle, handler: 'index.handler', environment: {}, timeout: 60, memory: 512 }
  const program = join(folder, 'query.ts')
  writeFileSync(
    program,
    `import { createClock } from '${root}local/clock.ts'
     import { startEnvironment } from '${root}local/functions/environment.ts'
     const clock = createClock()
     const places = { logs: '${folder}/logs', temporary: '${folder}/tmp', verbose: true }
     const environment = startEnvironment(${JSON.stringify(spec)}, { clock, ...places })
     void environment.call('request', '{}')
     process.on('SIGTERM', () => environment.stop().then(() => clock.stop()))`,
  )
  const child = spawn(process.execPath, [program], { stdio: ['ignore', 'ignore', 'pipe'] })
  await once(child.stderr!, 'data')
  const exit = once(child, 'exit')
  child.kill('SIGTERM')
  expect(await exit).toEqual([0, null])
})

test('when Java dies, the cloud says so and ends', async () => {
  const { child, everyone, said } = await startApart('java')
  const exit = once(child, 'exit')
  for (const pid of everyone().filter((one) => one !== child.pid)) process.kill(pid, 'SIGKILL')
  expect((await exit)[0]).toBe(1)
  expect(said()).toContain('DynamoDB Local ended by itself')
  expect(everyone()).toEqual([])
})

test('a start that fails leaves nothing behind: a taken port, a broken template', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  const data = join(folder, 'taken')
  await expect(startCloud({ assembly, data, port })).rejects.toThrow(`port ${port} is taken`)
  await expect(startCloud({ assembly: folder, data })).rejects.toThrow(/no manifest.json/)
  expect(pidsThatName(data)).toEqual([])
  server.close()
})

test('what was there before a kill is there after it: items, schedules, undelivered events; running builds are aborted', async () => {
  const data = join(folder, 'kept')
  const program = join(folder, 'kept.ts')
  writeFileSync(
    program,
    `import { startCloud } from '${root}local/cloud.ts'
     const cloud = await startCloud({ assembly: '${assembly}', data: '${data}' })
     const find = (start) => Object.entries(cloud.resources).find(([id]) => id.startsWith(start) && !id.includes('Role'))[1]
     await cloud.invoke(find('Worker1'), { do: 'remember', id: 'before' })
     const input = { build: {}, prepare: { do: 'sleep', milliseconds: 60000 }, quiet_seconds: 0 }
     await cloud.invoke(find('Starter'), { do: 'start', name: 'interrupted', input })
     setTimeout(() => console.log('there'), 300)`,
  )
  const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout!, 'data')
  const exit = once(child, 'exit')
  child.kill('SIGKILL')
  await exit
  await expect.poll(() => pidsThatName(data)).toEqual([])

  const cloud = await startCloud({ assembly, data })
  try {
    expect(cloud.executions()).toMatchObject([{ name: 'interrupted', status: 'ABORTED' }])
    const worker = Object.entries(cloud.resources).find(([id]) => /^Worker[0-9A-F]{8}$/.test(id))![1]
    const heard = async () =>
      (await cloud.invoke(worker, { do: 'recall' })).payload as { id?: string; detail?: { status?: string } }[]
    expect((await heard()).some(({ id }) => id === 'before')).toBe(true)
    await expect.poll(async () => (await heard()).map(({ detail }) => detail?.status)).toContain('ABORTED')
  } finally {
    await cloud.stop()
  }
})
