import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { synthesise } from '../../local/synthesise.ts'
import { patience } from '../support/patience.ts'

/** The copy has all but these. Bundles and template go along: digests of contents say that they fit the copy, too. */
const LEFT_OUT = new Set(['.git', '.local', 'bench', 'coverage', 'demo-output', 'node_modules', 'test'])

/** A copy of the project, because the test edits its sources. */
let project: string
let npm: ChildProcess
let said = ''
beforeAll(() => {
  const root = fileURLToPath(new URL('../..', import.meta.url))
  project = mkdtempSync(join(tmpdir(), 'moira-watch-'))
  // With what is built already: making every bundle anew is minutes on a busy machine.
  synthesise()
  for (const part of readdirSync(root).filter((name) => !LEFT_OUT.has(name)))
    cpSync(join(root, part), join(project, part), { recursive: true, preserveTimestamps: true })
  symlinkSync(join(root, 'node_modules'), join(project, 'node_modules'))
  npm = spawn('npm', ['start', '--', '--watch', '--port', '0', '--data', join(project, 'data')], {
    cwd: project,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  for (const stream of [npm.stdout!, npm.stderr!]) stream.on('data', (more) => (said += more))
})
afterAll(async () => {
  const end = npm && npm.exitCode === null && once(npm, 'close')
  npm?.kill('SIGTERM')
  await end
  rmSync(project, { recursive: true, force: true })
})

const accounts = 'shared/nouns/accounts/accounts.ts'

/** Saves as many editors do: a new file takes the place of the old one. */
function edit(file: string, change: (text: string) => string): void {
  const path = join(project, file)
  writeFileSync(`${path}~`, change(readFileSync(path, 'utf8')))
  renameSync(`${path}~`, path)
}

async function status(): Promise<unknown> {
  const { api, live_key } = JSON.parse(readFileSync(join(project, 'data', 'endpoints.json'), 'utf8'))
  const answer = await fetch(`${api}/v1/accounts/current`, { headers: { authorization: `Bearer ${live_key}` } })
  return ((await answer.json()) as { status: unknown }).status
}

test('npm start -- --watch answers by the edited source, without a restart', async () => {
  await expect.poll(() => said, { timeout: patience(240) }).toContain('Moira runs on this machine')
  expect(await status()).toBe('ready')
  edit(accounts, (text) => text.replace("status: 'ready'", "status: 'edited once'"))
  await expect.poll(status).toBe('edited once')
  expect(said).toMatch(/swapped in [\d.]+ s: api\/faraday\/accounts\n/)

  // The second edit of a file, and one that does not compile before it: what ran before goes on.
  edit(accounts, (text) => text.replace("status: 'edited once'", "status: 'edited twice"))
  await expect.poll(() => said).toContain('nothing swapped: the message above says why')
  expect(said).toContain('Unterminated string literal')
  expect(await status()).toBe('edited once')
  edit(accounts, (text) => text.replace("'edited twice", "'edited twice'"))
  await expect.poll(status).toBe('edited twice')

  expect(said.match(/Moira runs on this machine/g)).toHaveLength(1)
  edit('cdk/data-stack.ts', (text) => `${text}// An edit.\n`)
  await expect.poll(() => said).toContain('cdk/data-stack.ts makes the template')
})
