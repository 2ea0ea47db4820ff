import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

/** The repository's root; all paths of the build are relative to it. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..')

/** SHA-256 over the names and the contents of all files that the patterns match, and over `more`. */
export function digestOf(patterns: string[], more = ''): string {
  const hash = createHash('sha256').update(more)
  const files = globSync(patterns, { cwd: root }).sort()
  for (const file of files) {
    const path = join(root, file)
    if (statSync(path).isFile()) hash.update(`\0${file}\0`).update(readFileSync(path))
  }
  return hash.digest('hex')
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** Waits until this process is the only one that writes beside `stamp`; a lock whose owner has died is taken over. */
async function lock(file: string): Promise<void> {
  for (;;) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' })
      return
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    const owner = Number(existsSync(file) ? readFileSync(file, 'utf8') : 0)
    if (owner > 0 && owner !== process.pid && !isRunning(owner)) rmSync(file, { force: true })
    await sleep(50)
  }
}

/**
 * Does the work unless `stamp` says that it was done for the same digest; test files and `npm start` may ask for it at
 * the same moment, so one at a time. Answers whether it worked. The stamp is written last: work that died is done again.
 */
export async function ifChanged(stamp: string, digest: string, work: () => void | Promise<void>): Promise<boolean> {
  const done = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === digest
  if (done()) return false
  mkdirSync(dirname(stamp), { recursive: true })
  await lock(`${stamp}.lock`)
  try {
    if (done()) return false
    rmSync(stamp, { force: true })
    await work()
    writeFileSync(stamp, digest)
    return true
  } finally {
    rmSync(`${stamp}.lock`, { force: true })
  }
}
