import { randomUUID } from 'node:crypto'
import { createWriteStream, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'
import { Worker } from 'node:worker_threads'
import type { Clock } from '../clock.ts'
import type { FunctionSpec } from './spec.ts'

/** The answer of one call as JSON text. */
interface Answer {
  payload: string
  failed?: boolean
  /** The bundle could not be loaded: the next call tries anew. */
  broken?: boolean
}

export interface Environment {
  /** False after a time-out or a crash: a new environment must take its place. */
  alive(): boolean
  call(requestId: string, event: string): Promise<Answer>
  stop(): Promise<void>
}

/** Lambda's limit on the init phase, which does not count against the function's own time. */
const LONGEST_INIT = 10_000

/** Milliseconds for an idle environment to end by itself. */
const LONGEST_END = 1000

/**
 * Milliseconds for the call at work to end. DuckDB's binding takes the whole process along when its thread ends amid a query:
 * mostly it is over by then.
 */
const LONGEST_CALL = 5000

/** Where what V8 compiled of the bundles is kept, a file per function. */
const COMPILED = fileURLToPath(new URL('../../node_modules/.cache/moira-functions', import.meta.url))
const PROGRAM = fileURLToPath(new URL('./environment.cjs', import.meta.url))

// A heap begins with 1 MB for what is young, and is looked through whole when it holds some 15 MB: which is all that a
// function's bundle and the SDK make, and stays. Beginning larger halves the time of the collector; it holds no more.
setFlagsFromString('--min-semi-space-size=4')
setFlagsFromString('--initial-old-space-size=32')

/** Starts one worker thread with the function's own environment variables, temporary folder and log file. */
export function startEnvironment(
  spec: FunctionSpec,
  { clock, logs, verbose, temporary }: { clock: Clock; logs: string; verbose: boolean; temporary: string },
): Environment {
  const tmp = join(temporary, `${spec.name}-${randomUUID().slice(0, 8)}`)
  mkdirSync(tmp, { recursive: true })
  mkdirSync(logs, { recursive: true })
  const log = createWriteStream(join(logs, `${spec.name}.log`), { flags: 'a' })
  const worker = new Worker(PROGRAM, {
    workerData: { bundle: spec.bundle, handler: spec.handler, compiled: join(COMPILED, spec.name) },
    env: { ...spec.environment, TMPDIR: tmp },
    // Loaders and watch flags of the parent are no part of the function's world.
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: spec.memory },
    stdout: true,
    stderr: true,
  })
  for (const stream of [worker.stdout, worker.stderr]) {
    stream.on('data', (text: Buffer) => {
      log.write(text)
      if (verbose) process.stderr.write(`[${spec.name}] ${text}`)
    })
  }

  let answer: ((answer: Answer) => void) | undefined
  let ended = false
  const end = (errorType: string, errorMessage: string) => {
    ended = true
    answer?.({ payload: JSON.stringify({ errorType, errorMessage, trace: [] }), failed: true })
  }
  let requestId = ''
  let loaded = false
  let startTime = () => {}
  let working: Promise<Answer> | undefined
  worker.on('message', (message: Answer | { loaded: true }) => {
    if ('payload' in message) {
      if (message.broken) ended = true
      return answer?.(message)
    }
    loaded = true
    startTime()
  })
  worker.on('error', (error: NodeJS.ErrnoException) => {
    log.write(`${error.stack}\n`)
    const memory = error.code === 'ERR_WORKER_OUT_OF_MEMORY'
    end(memory ? 'Runtime.OutOfMemory' : 'Runtime.ExitError', `RequestId: ${requestId} Error: ${error.message}`)
  })
  worker.on('exit', (code) => {
    end('Runtime.ExitError', `RequestId: ${requestId} Error: Runtime exited with error: exit status ${code}`)
    log.end()
    rmSync(tmp, { recursive: true, force: true })
  })
  worker.unref()

  return {
    alive: () => !ended,
    async call(id, event) {
      requestId = id
      const limit = spec.timeout * 1000
      let timeout: NodeJS.Timeout | undefined
      const giveUpAfter = (milliseconds: number) => {
        clearTimeout(timeout)
        timeout = setTimeout(() => {
          log.write(`${id} Task timed out after ${spec.timeout.toFixed(2)} seconds\n`)
          end('Sandbox.Timedout', `RequestId: ${id} Error: Task timed out after ${spec.timeout.toFixed(2)} seconds`)
          void worker.terminate()
        }, milliseconds)
      }
      startTime = () => giveUpAfter(limit)
      giveUpAfter(loaded ? limit : limit + LONGEST_INIT)
      try {
        working = new Promise<Answer>((resolve) => {
          answer = resolve
          const { name, arn, memory } = spec
          worker.postMessage({ event, requestId: id, limit, offset: clock.offset(), name, arn, memory })
          if (ended) end('Runtime.ExitError', 'the environment ended before the call')
        })
        return await working
      } finally {
        clearTimeout(timeout)
        startTime = () => {}
        answer = undefined
      }
    },
    async stop() {
      // It may end its call and put away what it compiled; one that goes on and on is stopped where it is.
      if (!ended && answer) await Promise.race([working, sleep(LONGEST_CALL, undefined, { ref: false })])
      const over = !ended && !answer && new Promise((resolve) => worker.once('exit', resolve))
      ended = true
      if (over) {
        worker.ref()
        worker.postMessage({ end: true })
        await Promise.race([over, sleep(LONGEST_END, undefined, { ref: false })])
      }
      await worker.terminate()
    },
  }
}
