import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'

/** The work that the cloud has under way in real time: calls of functions, and whatever else is counted in. */
export interface Work {
  /** Counts the promise as work until it settles, and gives it back. */
  count<T>(work: Promise<T>): Promise<T>
  /** Resolves when nothing is under way but what waits for the clock; at once when the cloud stops. */
  rest(): Promise<void>
  stop(): void
}

/** Turns of the event loop in which nothing may begin: an execution that was started begins to run in the next turn. */
const calmTurns = 3

/** @param isBusy says of anything else, such as undelivered events, whether it is under way */
export function createWork(isBusy: () => boolean = () => false): Work {
  let underWay = 0
  let stopped = false
  return {
    count(work) {
      underWay++
      const done = () => void underWay--
      work.then(done, done)
      return work
    },
    async rest() {
      for (let calm = 0; calm < calmTurns && !stopped; ) {
        if (underWay > 0 || isBusy()) {
          calm = 0
          await sleep(5)
        } else {
          calm++
          await nextTurn()
        }
      }
    },
    stop() {
      stopped = true
    },
  }
}
