/** The time of the local cloud: the machine's own, plus what tests and `POST /clock` have added. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** The time that was added to the machine's clock, in milliseconds. */
  offset(): number
  /** Runs the task once at that time (at once when it has passed) and returns a function that cancels it. */
  at(time: number, task: () => unknown): () => void
  /**
   * Moves the clock forward; whatever falls due on the way happens in order, each at its own time, and the clock stands
   * until what it started is done.
   */
  advance(milliseconds: number): Promise<void>
  /**
   * Before each step of `advance` the clock waits for this. Work takes real time: a leap that did not wait would end claims
   * and time-outs of builds that have just begun.
   */
  standsUntil(rest: () => Promise<void>): void
  stop(): void
}

interface Timer {
  time: number
  task: () => unknown
}

/** setTimeout counts in 31 bits: a longer wait wakes up in between. */
const LONGEST_SLEEP = 2 ** 31 - 1

/** @param remember is called with the offset whenever it changes, so that a restart does not go back in time. */
export function createClock(offset = 0, remember: (offset: number) => void = () => {}): Clock {
  let timers: Timer[] = []
  let sleep: NodeJS.Timeout | undefined
  let advancing: Promise<void> | undefined
  let stopped = false
  let rest = async () => {}
  const now = () => Date.now() + offset

  const takeNext = (until: number) => {
    const [first] = timers
    if (!first || first.time > until) return undefined
    timers = timers.slice(1)
    return first
  }

  const arm = () => {
    clearTimeout(sleep)
    const [first] = timers
    if (!first || advancing || stopped) return
    sleep = setTimeout(wake, Math.min(LONGEST_SLEEP, Math.max(0, first.time - now())))
  }

  const wake = () => {
    for (let timer = takeNext(now()); timer; timer = takeNext(now())) void timer.task()
    arm()
  }

  const advance = async (milliseconds: number) => {
    const target = now() + milliseconds
    await rest()
    for (let timer = takeNext(target); timer && !stopped; timer = takeNext(target)) {
      offset += Math.max(0, timer.time - now())
      await timer.task()
      await rest()
    }
    offset += Math.max(0, target - now())
    remember(offset)
  }

  return {
    now,
    offset: () => offset,
    at(time, task) {
      const timer = { time, task }
      const index = timers.findIndex((other) => other.time > time)
      timers.splice(index === -1 ? timers.length : index, 0, timer)
      arm()
      return () => {
        timers = timers.filter((other) => other !== timer)
        arm()
      }
    },
    async advance(milliseconds) {
      while (advancing) await advancing
      clearTimeout(sleep)
      advancing = advance(milliseconds).finally(() => {
        advancing = undefined
        arm()
      })
      await advancing
    },
    standsUntil(given) {
      rest = given
    },
    stop() {
      stopped = true
      timers = []
      clearTimeout(sleep)
    },
  }
}

const UNITS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** `6h`, `90m`, `1.5d`, `30s`, several of them such as `1h54m` or `1d2h`, or a number of milliseconds. */
export function parseDuration(text: string | number): number {
  const written = String(text).trim()
  if (/^\d+(?:\.\d+)?$/.test(written)) return Number(written)
  const parts = [...written.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)\s*/g)].map(([part, number, unit]) => ({
    part,
    unit: UNITS[unit!]!,
    milliseconds: Number(number) * UNITS[unit!]!,
  }))
  const isWhole = parts.length > 0 && parts.map(({ part }) => part).join('') === written
  // Largest unit first, each once: anything else is more likely a slip than a wish.
  const descends = parts.every(({ unit }, i) => i === 0 || unit < parts[i - 1]!.unit)
  if (!isWhole || !descends) throw new Error(`not a duration: "${text}" (write for example 6h, 90m, 1h54m or 30s)`)
  return parts.reduce((sum, { milliseconds }) => sum + milliseconds, 0)
}
