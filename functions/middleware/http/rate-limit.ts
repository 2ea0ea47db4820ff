import { CustomerError } from '../../../shared/model/errors.ts'
import { addRequests } from '../../../shared/ports/store/requests.ts'
import { logger } from '../log-failures.ts'
import { apiTable } from './context.ts'

/** 50 requests a second, looked at over 10 s: whoever saves up may send 500 at once. */
export const limit = { requests: 500, seconds: 10 }

/** One request in so many is counted, for so many. */
export const sampling = 8

/**
 * A count of 500 has a standard deviation of 8 × √(500 / 8 × 7 / 8) = 59: whoever keeps within the limit has at most one
 * window in a thousand counted as more than this.
 */
export const refusedAbove = limit.requests + 180

export interface RateLimitPorts {
  /** Adds to the account's requests in the window that starts then (epoch seconds); gives their sum. */
  add(accountId: string, window: number, requests: number): Promise<number>
  /** Milliseconds. */
  now(): number
  /** 0 to 1. */
  random(): number
}

/**
 * Refuses an account that asks too often, whichever functions and environments it asks. Why the count is shared, and
 * why it is a sample: docs/decisions/0003-rate-limit.md
 */
export function rateLimit({ add, now, random }: RateLimitPorts): (accountId: string) => Promise<void> {
  /** The accounts that this environment knows to be over their limit, and until when (epoch seconds). */
  const over = new Map<string, number>()

  return async (accountId) => {
    const seconds = now() / 1000
    const until = over.get(accountId) ?? 0
    if (seconds < until) throw tooMany(until - seconds)
    over.delete(accountId)
    if (random() * sampling >= 1) return
    const window = Math.floor(seconds / limit.seconds) * limit.seconds
    if ((await add(accountId, window, sampling)) <= refusedAbove) return
    over.set(accountId, window + limit.seconds)
    throw tooMany(window + limit.seconds - seconds)
  }
}

const tooMany = (seconds: number) =>
  new CustomerError(
    'TOO_MANY_REQUESTS',
    `more than ${limit.requests} requests in ${limit.seconds} seconds: come back in ${Math.ceil(seconds)} s`,
    { retryAfter: Math.ceil(seconds) },
  )

/** The limit of this environment. */
export const countSampled = rateLimit({
  async add(accountId, window, requests) {
    try {
      return await addRequests(apiTable(), accountId, window, requests)
    } catch (error) {
      // A count that can't be kept is no reason to refuse anybody.
      logger.warn('requests not counted', { failure: (error as Error).name })
      return 0
    }
  },
  now: Date.now,
  random: Math.random,
})
