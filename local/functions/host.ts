import { randomUUID } from 'node:crypto'
import type { Clock } from '../clock.ts'
import { type Environment, startEnvironment } from './environment.ts'
import type { FunctionSpec } from './spec.ts'

export interface Invocation {
  /** The handler's result, or Lambda's `{ errorType, errorMessage, trace }` when it failed. */
  payload: unknown
  failed: boolean
}

export interface FunctionHost {
  /** Runs a function once, waiting for a free environment. Never rejects for what happens inside the function. */
  invoke(name: string, event: unknown): Promise<Invocation>
  /** Lets calls from now on run the bundle that lies in this folder; those under way end on the old one. */
  swap(name: string, bundle: string): void
  stop(): Promise<void>
}

/** Lambda's limit on the payload of a synchronous call and of its answer. */
export const PAYLOAD_LIMIT = 6 * 1024 * 1024

/** So many idle environments stay, those used last: each holds some 28 MB. */
const WARM_ENVIRONMENTS = 4

/**
 * Milliseconds for which every idle environment stays. A new one costs 0.13 s of processor, and a function whose calls come in
 * bursts would make one for each burst.
 */
const WARM_FOR = 10_000

interface Room {
  spec: FunctionSpec
  environments: Set<Environment>
  /** Environments of an earlier bundle, each at work on its last call. */
  outdated: Set<Environment>
  waiting: ((environment: Environment) => void)[]
}

/** Runs each function's own bundle in worker threads, one request at a time per environment. */
export function createHost(
  specs: FunctionSpec[],
  options: { clock: Clock; logs: string; verbose: boolean; temporary: string; warm?: number | undefined },
): FunctionHost {
  const rooms = new Map<string, Room>(
    specs.map((spec) => [spec.name, { spec, environments: new Set(), outdated: new Set(), waiting: [] }]),
  )
  let stopped = false
  /** The longest unused first. */
  let idle: { environment: Environment; room: Room; since: number }[] = []
  let trimming: NodeJS.Timeout | undefined

  const open = (room: Room): Environment => {
    const environment = startEnvironment(room.spec, options)
    room.environments.add(environment)
    return environment
  }

  const close = async (room: Room, environment: Environment) => {
    room.environments.delete(environment)
    room.outdated.delete(environment)
    idle = idle.filter((other) => other.environment !== environment)
    await environment.stop()
  }

  const take = (room: Room): Environment | Promise<Environment> => {
    const index = idle.findLastIndex((other) => other.room === room)
    if (index >= 0) return idle.splice(index, 1)[0]!.environment
    if (room.environments.size < room.spec.environments) return open(room)
    return new Promise((resolve) => room.waiting.push(resolve))
  }

  const giveBack = (room: Room, environment: Environment) => {
    const gone = !environment.alive() || room.outdated.has(environment)
    if (gone) void close(room, environment)
    if (stopped) return
    const next = room.waiting.shift()
    if (next) return next(gone ? open(room) : environment)
    if (gone) return
    idle.push({ environment, room, since: performance.now() })
    trimming ??= setTimeout(trim, WARM_FOR).unref()
  }

  const trim = () => {
    trimming = undefined
    const tooMany = idle.slice(0, Math.max(0, idle.length - (options.warm ?? WARM_ENVIRONMENTS)))
    for (const { room, environment, since } of tooMany) {
      if (since <= performance.now() - WARM_FOR) void close(room, environment)
      else trimming ??= setTimeout(trim, since + WARM_FOR - performance.now()).unref()
    }
  }

  return {
    async invoke(name, event) {
      const room = rooms.get(name)
      if (!room) throw new Error(`no function named "${name}"`)
      const text = JSON.stringify(event)
      if (Buffer.byteLength(text) > PAYLOAD_LIMIT) return tooLarge('Request', 'RequestTooLargeException')
      const environment = await take(room)
      const answer = await environment.call(randomUUID(), text)
      giveBack(room, environment)
      if (Buffer.byteLength(answer.payload) > PAYLOAD_LIMIT)
        return tooLarge('Response', 'Function.ResponseSizeTooLarge')
      return { payload: JSON.parse(answer.payload), failed: answer.failed === true }
    },
    swap(name, bundle) {
      const room = rooms.get(name)
      if (!room) throw new Error(`no function named "${name}"`)
      room.spec = { ...room.spec, bundle }
      room.outdated = new Set(room.environments)
      for (const { environment } of idle.filter((one) => one.room === room)) void close(room, environment)
    },
    async stop() {
      stopped = true
      clearTimeout(trimming)
      for (const room of rooms.values())
        await Promise.all([...room.environments].map((environment) => environment.stop()))
    },
  }
}

function tooLarge(what: string, errorType: string): Invocation {
  const errorMessage = `${what} payload size exceeded maximum allowed payload size (${PAYLOAD_LIMIT} bytes).`
  return { payload: { errorType, errorMessage }, failed: true }
}
