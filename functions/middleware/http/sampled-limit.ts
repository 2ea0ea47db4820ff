import { CustomerError } from '../../../shared/model/errors.ts'

/** How many requests are let through. */
export interface Limit {
  requests: number
  /** The length of a window. */
  seconds: number
  /** One request in so many is counted, for so many. */
  sampling: number
  /** A higher count is refused: the limit and three standard deviations of the sampled count. */
  refusedAbove: number
}

export interface RateLimitPorts {
  /** Adds to the requests of an account or a source in the window that starts then (epoch seconds); gives their sum. */
  add(id: string, window: number, requests: number): Promise<number>
  /** Milliseconds. */
  now(): number
  /** 0 to 1. */
  random(): number
}

/**
 * Refuses an account or a source that asks too often, whichever functions and environments it asks. Why the count is
 * shared, and why it is a sample: docs/decisions/0003-rate-limit.md
 */
export function sampledLimit(limit: Limit, { add, now, random }: RateLimitPorts): (id: string) => Promise<void> {
  /** Those that this environment knows to be over their limit, and until when (epoch seconds). */
  const over = new Map<string, number>()
  const tooMany = (seconds: number) =>
    new CustomerError(
      'TOO_MANY_REQUESTS',
      `more than ${limit.requests} requests in ${limit.seconds} seconds: come back in ${Math.ceil(seconds)} s`,
      { retryAfter: Math.ceil(seconds) },
    )

  return async (id) => {
    const seconds = now() / 1000
    const until = over.get(id) ?? 0
    if (seconds < until) throw tooMany(until - seconds)
    over.delete(id)
    if (random() * limit.sampling >= 1) return
    const window = Math.floor(seconds / limit.seconds) * limit.seconds
    if ((await add(id, window, limit.sampling)) <= limit.refusedAbove) return
    over.set(id, window + limit.seconds)
    throw tooMany(window + limit.seconds - seconds)
  }
}
