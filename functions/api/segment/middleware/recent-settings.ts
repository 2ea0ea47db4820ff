/** How long settings that were read count, in milliseconds. */
const fresh = 10_000
const mostAccounts = 1000

/** Reads the settings of an account, and remembers them for ten seconds in this environment. */
export function recentSettings<Settings>(read: (account: string) => Promise<Settings>, now: () => number) {
  const known = new Map<string, { at: number; settings: Promise<Settings> }>()
  return {
    of(account: string): Promise<Settings> {
      const before = known.get(account)
      if (before && now() - before.at < fresh) return before.settings
      if (known.size >= mostAccounts) known.clear()
      const settings = read(account)
      known.set(account, { at: now(), settings })
      // A failure is no setting.
      settings.catch(() => known.delete(account))
      return settings
    },
    forget: (account: string): void => void known.delete(account),
  }
}
