import { fork } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { synthesise } from '../../local/synthesise.ts'
import type { FromCloud } from './cloud-process.ts'
import { type Asked, nothingAsked, type Requests } from './metered-requests.ts'

/** The resources that processes used. `peakMb`: the sum of each one's own peak, which no moment's sum exceeds. */
export interface Use {
  seconds: number
  cpu: number
  peakMb: number
}

interface StepUse {
  name: string
  memoryMb: number
  calls: number
  seconds: number
  cpu: number
}

type Ready = Extract<FromCloud, { ready: unknown }>['ready']

export interface MeasuredCloud extends Ready {
  /** From here on is counted. */
  begin(): void
  used(): Use
  /** The same by process: the cloud's Node, DynamoDB's Java. */
  processes(): { name: string; cpu: number; peakMb: number }[]
  /** The state machines' steps: elapsed, and CPU of all processes while they ran (of two at a time, split evenly). */
  steps(): StepUse[]
  /** Seconds in which no step of a machine ran. */
  between(): number
  /** Requests to S3 since `begin`. */
  requests(): Requests
  stop(): Promise<void>
}

const TICKS_PER_SECOND = 100

/**
 * Starts the local cloud in a separate process. Its processes, Node and DynamoDB's Java, are read from /proc (Linux).
 * @param assembly of another template; without one, the one that is deployed
 */
export async function startMeasuredCloud(folder: string, assembly = synthesise()): Promise<MeasuredCloud> {
  const child = fork(join(import.meta.dirname, 'cloud-process.ts'), [assembly, folder], { execArgv: flags() })
  const pids = () => [child.pid!, ...childrenOf(child.pid!)]
  const cpu = () => pids().reduce((sum, pid) => sum + cpuOf(pid), 0)
  const steps = new Map<string, StepUse>()
  const running: { name: string; began: number }[] = []
  let seen = 0
  let asked: Requests = {}
  let askedBefore = asked
  let idle = 0
  let lookedAt = performance.now()

  /** Resources used since the last look belong to the steps that ran; to `waiting` when none did. */
  const settle = () => {
    if (!running.some(({ name }) => isStep(name))) idle += (performance.now() - lookedAt) / 1000
    lookedAt = performance.now()
    const now = cpu()
    const names = running.length ? running.map(({ name }) => name) : ['(no step runs)']
    for (const name of names) stepOf(name).cpu += (now - seen) / names.length
    seen = now
  }
  const stepOf = (name: string) => {
    const step = steps.get(name) ?? { name, memoryMb: 0, calls: 0, seconds: 0, cpu: 0 }
    steps.set(name, step)
    return step
  }
  const heard = ({ name, began, memoryMb, requests }: Extract<FromCloud, { call: unknown }>['call']) => {
    settle()
    asked = requests
    if (began) return void running.push({ name, began: performance.now() })
    const [call] = running.splice(
      running.findIndex((one) => one.name === name),
      1,
    )
    const step = stepOf(name)
    step.calls++
    step.memoryMb = memoryMb
    step.seconds += (performance.now() - call!.began) / 1000
  }

  const ready = await new Promise<Ready>((resolve, reject) => {
    child.once('exit', () => reject(new Error('the local cloud ended by itself')))
    child.on('message', (message: FromCloud) => {
      if ('ready' in message) resolve(message.ready)
      else heard(message.call)
    })
  })
  let start = { at: 0, cpu: 0, of: new Map<number, number>() }
  return {
    ...ready,
    begin() {
      // 5: forget the peaks so far.
      for (const pid of pids()) writeFileSync(`/proc/${pid}/clear_refs`, '5')
      start = { at: performance.now(), cpu: cpu(), of: new Map(pids().map((pid) => [pid, cpuOf(pid)])) }
      seen = start.cpu
      steps.clear()
      askedBefore = asked
      idle = 0
      lookedAt = start.at
    },
    used: () => ({
      seconds: (performance.now() - start.at) / 1000,
      cpu: cpu() - start.cpu,
      peakMb: pids().reduce((sum, pid) => sum + peakMbOf(pid), 0),
    }),
    processes: () =>
      pids().map((pid) => ({
        name: readFileSync(`/proc/${pid}/comm`, 'utf8').trim(),
        cpu: cpuOf(pid) - (start.of.get(pid) ?? 0),
        peakMb: peakMbOf(pid),
      })),
    steps() {
      settle()
      return [...steps.values()].sort((a, b) => b.cpu - a.cpu)
    },
    between() {
      settle()
      return idle
    },
    requests: () =>
      Object.fromEntries(
        Object.entries(asked).map(([name, now]) => [name, since(now, askedBefore[name] ?? nothingAsked())]),
      ),
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.disconnect()
      await ended
    },
  }
}

/** The function is a step of a machine, by its name. */
const isStep = (name: string): boolean => /Steps[A-Z]/.test(name)

function since(now: Asked, before: Asked): Asked {
  const entries = Object.entries(now) as [keyof Asked, number][]
  const differences = entries.map(([what, count]) => [what, count - before[what]])
  return Object.fromEntries(differences) as unknown as Asked
}

/** MOIRA_BENCH_NODE holds flags for the cloud's Node, such as --cpu-prof. */
const flags = () => (process.env.MOIRA_BENCH_NODE ?? '').split(' ').filter(Boolean)

function childrenOf(pid: number): number[] {
  const own = readdirSync(`/proc/${pid}/task`).flatMap((thread) => {
    try {
      return readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number)
    } catch {
      return [] // the thread ended meanwhile
    }
  })
  return own.flatMap((child) => [child, ...childrenOf(child)])
}

/** Seconds of user and system time, of all threads and those that ended. */
function cpuOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
}

const peakMbOf = (pid: number) =>
  Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
