import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'moira-start-'))
})
afterAll(() => {
  // A test that failed may have left some.
  for (const line of processesOf(folder)) process.kill(Number.parseInt(line, 10), 'SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

/** The program of `npm start`. Port 0: free ones, because somebody may be using the usual. */
const start = (...more: string[]) =>
  spawn('node', ['bin/run.mjs', 'local/start.ts', '--port', '0', ...more], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  })

/** Waits until it says that it is ready. Building and synthesising may come first. */
async function ready(child: ChildProcess): Promise<void> {
  let text = ''
  for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (more) => (text += more))
  await expect.poll(() => text).toContain('Moira runs on this machine')
}

const endpoints = (data: string): Record<string, string> =>
  JSON.parse(readFileSync(join(data, 'endpoints.json'), 'utf8'))

const processesOf = (data: string) =>
  spawnSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' })
    .stdout.split('\n')
    .filter((line) => line.includes(data))

async function accountNames(data: string, key: string): Promise<unknown> {
  const answer = await fetch(`${endpoints(data).api}/v1/accounts`, {
    headers: { authorization: `Bearer ${endpoints(data)[key]}` },
  })
  return ((await answer.json()) as { name: string }[]).map(({ name }) => name)
}

test('npm start serves the template, keeps its data and keys over a restart, and goes when its runner is killed', async () => {
  const data = join(folder, 'data')
  const first = start('--data', data)
  await ready(first)
  const before = endpoints(data)
  expect(Object.keys(before).sort()).toEqual(
    [
      'access_key_id',
      'account_id',
      'api',
      'inbox',
      'live_key',
      'region',
      's3',
      'secret_access_key',
      'test_account_id',
      'test_key',
      'uploads_bucket',
    ].sort(),
  )
  expect(await accountNames(data, 'live_key')).toEqual(['Local'])
  expect((await fetch(before.inbox!)).status).toBe(200)
  const end = once(first, 'exit')
  first.kill('SIGTERM')
  expect((await end)[0]).toBe(0)
  expect(processesOf(data)).toEqual([])

  const second = start('--data', data)
  await ready(second)
  const { live_key, account_id, uploads_bucket } = endpoints(data)
  expect({ live_key, account_id, uploads_bucket }).toEqual({
    live_key: before.live_key,
    account_id: before.account_id,
    uploads_bucket: before.uploads_bucket,
  })
  expect(await accountNames(data, 'test_key')).toEqual(['Local'])
  second.kill('SIGKILL')
  await expect.poll(() => processesOf(data)).toEqual([])
})

test.each([
  ['a folder that was never ours is not emptied', ['--reset'], 'is not a folder of the local cloud'],
  ['an unknown option', ['--prot', '1'], "Unknown option '--prot'"],
  ['a port that is none', ['--port', 'x'], 'not a port: x'],
])('%s: a sentence and the usage', async (name, options, sentence) => {
  const data = join(folder, name)
  mkdirSync(data)
  writeFileSync(join(data, 'precious.txt'), 'keep me')
  const child = start('--data', data, ...options)
  let text = ''
  child.stderr!.on('data', (more) => (text += more))
  expect((await once(child, 'close'))[0]).toBe(1)
  expect(text).toContain(sentence)
  expect(text).toContain('npm start [--')
  expect(readFileSync(join(data, 'precious.txt'), 'utf8')).toBe('keep me')
})

describe('npm start leaves no process behind', () => {
  const npmStart = (data: string) =>
    spawn('npm', ['start', '--', '--port', '0', '--data', data], {
      cwd: root,
      // A process group, as a terminal gives one to each command.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    })

  /** The process that `parent` started. */
  const childOf = (parent: number): number => {
    const { stdout } = spawnSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' })
    const found = stdout.split('\n').find((line) => line.trim().endsWith(` ${parent}`))
    if (!found) throw new Error(`process ${parent} has no child`)
    return Number.parseInt(found, 10)
  }

  const killed: [string, (npm: number) => void][] = [
    ['npm is asked to end', (npm) => process.kill(npm, 'SIGTERM')],
    ['npm is killed, and the shell under it lives', (npm) => process.kill(npm, 'SIGKILL')],
    ['the shell under npm is killed', (npm) => process.kill(childOf(npm), 'SIGKILL')],
    ['the runner is killed', (npm) => process.kill(childOf(childOf(npm)), 'SIGKILL')],
    ['the terminal is closed', (npm) => process.kill(-npm, 'SIGHUP')],
    ['the whole group is asked to end', (npm) => process.kill(-npm, 'SIGTERM')],
  ]
  test.each(killed)('when %s', async (name, kill) => {
    const data = join(folder, name.replaceAll(/\W+/g, '-'))
    const npm = npmStart(data)
    await ready(npm)
    // npm, shell, runner, cloud, Java and its watcher.
    expect(processesOf(data)).toHaveLength(6)
    kill(npm.pid!)
    await expect.poll(() => processesOf(data)).toEqual([])
  })

  test('when npm is killed while the cloud starts', async () => {
    const data = join(folder, 'early')
    const npm = npmStart(data)
    await expect.poll(() => processesOf(data).some((line) => line.includes('java '))).toBe(true)
    npm.kill('SIGKILL')
    await expect.poll(() => processesOf(data)).toEqual([])
  })
})
