import type { ResolvedFacts } from './resolve-facts.ts'

/** The user_ids that stand beside people who cannot be one. New facts may add to them, and seldom take one away. */
export const sharedUserIds = ({ setAside }: ResolvedFacts): ReadonlySet<string> =>
  new Set(
    setAside.flatMap(({ identifier: { kind, value }, reason }) =>
      kind === 'user_id' && reason === 'conflict' ? [value] : [],
    ),
  )
