const mostKnown = 1000

/**
 * Remembers in this environment, for so many milliseconds, what was read of each name. A failure is not remembered.
 *
 * @param fresh how long an answer counts: a change that matters at once is not to be read through this
 */
export function recentReads<Answer>(read: (name: string) => Promise<Answer>, fresh: number, now: () => number) {
  const known = new Map<string, { at: number; answer: Promise<Answer> }>()
  return {
    of(name: string): Promise<Answer> {
      const before = known.get(name)
      if (before && now() - before.at < fresh) return before.answer
      if (known.size >= mostKnown) known.clear()
      const answer = read(name)
      known.set(name, { at: now(), answer })
      answer.catch(() => known.delete(name))
      return answer
    },
    forget: (name: string): void => void known.delete(name),
  }
}
