// Runs a program of this repository on the Lambda runtime's own Node, doing first whatever a fresh clone still lacks.
//   node bin/run.mjs FILE [ARGUMENT …]
// Plain JavaScript: it must run on any Node from 20 on, before anything is installed.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, statSync, utimesSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
// Read before anything else runs: a parent that ends meanwhile is noticed.
const parents = watchedParents()
const installed = join(root, 'node_modules', '.package-lock.json')

function stop(sentence) {
  console.error(sentence)
  process.exit(1)
}

if (Number(process.versions.node.split('.')[0]) < 20) {
  stop(`Moira needs Node 20 or newer, this is ${process.version}: install one from https://nodejs.org`)
}
const java = spawnSync('java', ['-version'], { encoding: 'utf8' })
const javaMajor = Number(/version "(\d+)/.exec(java.stderr ?? '')?.[1] ?? 0)
if (javaMajor < 17) {
  const found = javaMajor ? `this is Java ${javaMajor}` : 'none was found'
  stop(
    `Moira needs a Java runtime 17 or newer (for DynamoDB Local), ${found}: sudo apt-get install -y default-jre-headless (macOS: brew install openjdk)`,
  )
}
const lock = join(root, 'package-lock.json')
if (!existsSync(installed) || statSync(installed).mtimeMs < statSync(lock).mtimeMs) {
  console.error('Installing packages (npm ci) …')
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  })
  if (npm.status !== 0) stop('npm ci failed: its message above says why')
  // Say "newer than the lockfile" also where npm wrote its own file first.
  utimesSync(installed, new Date(), new Date())
}

const child = spawn(join(root, 'node_modules', 'node', 'bin', 'node'), process.argv.slice(2), {
  cwd: root,
  stdio: 'inherit',
  env: {
    // Linux keeps what threads freed for each of them apart: the functions' and DuckDB's held 25 to 40 MB so.
    MALLOC_ARENA_MAX: '2',
    ...process.env,
    PATH: `${join(root, 'node_modules', '.bin')}:${process.env.PATH}`,
  },
})
// Ctrl-C reaches the whole process group by itself; a SIGTERM to this process alone must be passed on.
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
process.on('SIGINT', () => {})
if (parents.length) {
  const watch = setInterval(() => {
    if (process.ppid === parents[0] && parents.every(isRunning)) return
    clearInterval(watch)
    child.kill('SIGTERM')
  }, 500)
}
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)))

/**
 * npm starts a shell, and the shell starts this process. A SIGTERM to npm ends npm and the shell, and reaches nobody
 * else; a SIGKILL to npm ends npm alone. So this process watches both, by their ids. Started by hand it watches nobody:
 * a shell may end before the program that it put into the background.
 */
function watchedParents() {
  if (!process.env.npm_lifecycle_event) return []
  const { stdout } = spawnSync('ps', ['-o', 'ppid=,comm=', '-p', String(process.ppid)], { encoding: 'utf8' })
  const [, above, command = ''] = /(\d+)\s+(.*)/.exec(stdout ?? '') ?? []
  return /(^|\/)-?\w*sh$/.test(command.trim()) ? [process.ppid, Number(above)] : [process.ppid]
}

function isRunning(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // Somebody else's process is a process, too.
    return error.code === 'EPERM'
  }
}
