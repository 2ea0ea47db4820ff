import { addRequests } from '../../../shared/ports/store/requests.ts'
import { logger } from '../log-failures.ts'
import { apiTable } from './context.ts'
import { type Limit, type RateLimitPorts, sampledLimit } from './sampled-limit.ts'

/** 50 requests a second, looked at over 10 s: whoever saves up may send 500 at once. */
export const limit = { requests: 500, seconds: 10 }

/** One request in so many is counted, for so many. */
export const sampling = 8

/**
 * A count of 500 has a standard deviation of 8 × √(500 / 8 × 7 / 8) = 59: whoever keeps within the limit has at most one
 * window in a thousand counted as more than this.
 */
export const refusedAbove = limit.requests + 180

const ofAccounts: Limit = { ...limit, sampling, refusedAbove }

/** Refuses an account that asks too often. */
export const rateLimit = (ports: RateLimitPorts) => sampledLimit(ofAccounts, ports)

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
