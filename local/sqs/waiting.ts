/** Those who wait for messages, by the ARN of the queue. */
export function createWaiting(now: () => number) {
  const wakers = new Map<string, Set<() => void>>()
  let stopped = false

  const wake = (queue: string) => {
    for (const waker of wakers.get(queue) ?? []) waker()
  }

  return {
    wake,
    /** Resolves when something changed in the queue, at that time, or when the signal says so. */
    until(queue: string, time: number, signal?: AbortSignal): Promise<void> {
      return new Promise((resolve) => {
        const all = wakers.get(queue) ?? new Set()
        wakers.set(queue, all)
        const done = () => {
          clearTimeout(timer)
          all.delete(done)
          signal?.removeEventListener('abort', done)
          resolve()
        }
        // 31 bits: who waits for longer is woken in between, and waits again.
        const timer = setTimeout(done, Math.min(2 ** 31 - 1, Math.max(1, time - now())))
        all.add(done)
        signal?.addEventListener('abort', done)
        if (stopped || signal?.aborted) done()
      })
    },
    stopped: () => stopped,
    stop(): void {
      stopped = true
      for (const queue of wakers.keys()) wake(queue)
    },
  }
}
