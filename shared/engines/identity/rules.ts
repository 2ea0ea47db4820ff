import { NICKNAMES, type Nicknames } from './nicknames.ts'

/** How one kind of identifier links. */
export type KindRule = {
  kind: string
  /** How many different values one person may have, ≥ 1. */
  limit: number
  /** Whether the value joins only where first names agree: what couples, parents and offices share. */
  namesMustAgree: boolean
}

export type Rules = {
  /** Highest priority first: the last ones are dropped first, the first ones give people their ids. */
  kinds: readonly KindRule[]
  /** A value behind more people than this is shared, and joins nobody from then on. */
  sharedAbove: number
  nicknames: Nicknames
}

const FIRST_KINDS = ['user_id', 'email']
const SHARED_IN_FAMILIES = new Set(['email', 'email_hash', 'phone'])

/** The default rules for the kinds that an account has: user_id first and one per person, then email, then A to Z. */
export function defaultRules(kinds: Iterable<string>): Rules {
  const present = [...new Set(kinds)].sort((a, b) => (a < b ? -1 : 1))
  const ordered = [
    ...FIRST_KINDS.filter((kind) => present.includes(kind)),
    ...present.filter((kind) => !FIRST_KINDS.includes(kind)),
  ]
  return {
    kinds: ordered.map((kind) => ({
      kind,
      limit: kind === 'user_id' ? 1 : 5,
      namesMustAgree: SHARED_IN_FAMILIES.has(kind),
    })),
    sharedAbove: 5,
    nicknames: NICKNAMES,
  }
}

/**
 * The rules of these kinds, highest priority first.
 *
 * @throws Error when a kind has no rule or is there twice, or a limit is below 1
 */
export function byPriority(kinds: readonly string[], rules: Rules): KindRule[] {
  for (const kind of kinds) {
    if (!rules.kinds.some((rule) => rule.kind === kind)) throw new Error(`no identity rule for the kind "${kind}"`)
  }
  if (new Set(kinds).size < kinds.length) throw new Error(`two columns of one kind: ${kinds.join(', ')}`)
  for (const { kind, limit } of rules.kinds) if (!(limit >= 1)) throw new Error(`the limit of "${kind}" is ${limit}`)
  return rules.kinds.filter(({ kind }) => kinds.includes(kind))
}
