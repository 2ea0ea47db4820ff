import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync, watch } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Cloud } from './cloud.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const built = join(root, 'dist', 'functions')

/** Editors write a file in several steps, and a branch is many files: milliseconds of silence before anything is built. */
const QUIET = 100

/** Folders of the sources of which bundles are made. `cdk` makes the template, which is read once. */
const SOURCES = ['functions', 'shared']

const digestOf = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex')

/**
 * Bundles again what an edit touched, and lets the running cloud's functions begin anew from it: a call that is under way
 * ends on the old code, the next one gets the new. A source that does not compile changes nothing.
 * @param log takes the sentences that say what was swapped
 */
export function watchSources(cloud: Cloud, log: (line: string) => void): void {
  const running = functionsByBundle(cloud)
  let timer: NodeJS.Timeout | undefined
  let working = false
  let again = false

  const pass = async () => {
    if (working) {
      again = true
      return
    }
    working = true
    do {
      again = false
      const began = performance.now()
      if (await build()) {
        const swapped = swapChanged(cloud, running)
        const seconds = ((performance.now() - began) / 1000).toFixed(1)
        if (swapped.length) log(`swapped in ${seconds} s: ${swapped.join(', ')}`)
      } else log('nothing swapped: the message above says why; the functions run as before')
    } while (again)
    working = false
  }
  const soon = () => {
    clearTimeout(timer)
    timer = setTimeout(() => void pass(), QUIET)
  }
  for (const source of SOURCES) watchFolders(source, soon)
  watch(join(root, 'docs'), (_, file) => file === 'openapi.json' && soon())
  watchFolders('cdk', (file) => {
    log(`${file} makes the template, which is read at the start: restart to see the edit`)
  })
  // For what was edited while the cloud started.
  soon()
}

/**
 * Watches a folder, all folders below it, and those that come later. Each is watched by itself: on Linux Node's own recursive
 * watch also opens every file, and throws when an editor has renamed the file meanwhile.
 */
function watchFolders(top: string, changed: (file: string) => void): void {
  const watched = new Set<string>()
  const add = () => {
    for (const folder of [top, ...globSync(`${top}/**/`, { cwd: root })].map((one) => one.replace(/\/$/, ''))) {
      if (watched.has(folder)) continue
      watched.add(folder)
      const watcher = watch(join(root, folder), (event, file) => {
        changed(join(folder, file ?? ''))
        if (event === 'rename') add()
      })
      watcher.on('error', () => watcher.close()).on('close', () => watched.delete(folder))
    }
  }
  add()
}

interface Running {
  /** Name of the function in the cloud. */
  name: string
  /** SHA-256 of the code that it runs. */
  digest: string
}

/** Path of an entry point below functions/ → its function. The template's bundles are copies of those in dist. */
function functionsByBundle(cloud: Cloud): Map<string, Running> {
  const names = new Map(
    cloud.bundles().flatMap(({ name, bundle }) => {
      const code = join(bundle, 'index.js')
      return existsSync(code) ? [[digestOf(code), name] as const] : []
    }),
  )
  const running = new Map<string, Running>()
  for (const file of globSync('**/index.js', { cwd: built })) {
    const digest = digestOf(join(built, file))
    const name = names.get(digest)
    if (name) running.set(dirname(file), { name, digest })
  }
  return running
}

/** Answers the paths of the entry points whose functions were swapped. */
function swapChanged(cloud: Cloud, running: Map<string, Running>): string[] {
  const swapped: string[] = []
  for (const [path, one] of running) {
    const code = join(built, path, 'index.js')
    if (!existsSync(code)) continue
    const digest = digestOf(code)
    if (digest === one.digest) continue
    cloud.swap(one.name, dirname(code))
    one.digest = digest
    swapped.push(path)
  }
  return swapped
}

/** In a separate process: esbuild would stay in the cloud's. Answers whether everything compiled. */
function build(): Promise<boolean> {
  const child = spawn(process.execPath, ['cdk/build.ts'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] })
  return new Promise((resolve) => {
    child.once('error', () => resolve(false))
    child.once('exit', (code) => resolve(code === 0))
  })
}
