import { NAME_LISTS, type NameLists } from './agreement.ts'

/** How one kind of identifier links. */
export type KindRule = {
  kind: string
  /** How many different values one person may have, ≥ 1. */
  limit: number
  /** Whether the value joins only where first names agree: what couples, parents and offices share. */
  namesMustAgree: boolean
  /**
   * Who gives it out: the company one to each customer (`own`), a device or browser to whoever sits in front of it (`device`),
   * or it is where somebody can be reached (`contact`). Contacts that stand beside an own id do not count towards limits.
   */
  role: 'own' | 'device' | 'contact'
}

export type Rules = {
  /** Highest priority first: the last ones are dropped first, the first ones give people their ids. */
  kinds: readonly KindRule[]
  /** A value behind more people than this is shared, and joins nobody from then on. */
  sharedAbove: number
  names: NameLists
}

const CONTACTS = new Set(['email', 'email_hash', 'phone', 'name_address'])

/** Kinds that a browser, a telephone or an advertising network gives out, as files call them. */
const DEVICE =
  /^(?:x_)?(?:anonymous_id|ga_client_id|cross_domain_id|visitor_id|session_id|idf[av]|gaid|aaid|adid|gclid|fbp|(?:ios|android)[._-]?(?:id|idfa))$|device|cookie/i

/**
 * The default rules for the kinds that an account has: `user_id` first and one per person, then the company's other own
 * ids in written order, then e-mail, then A to Z.
 *
 * @param written the kinds in the order in which the configurations name them; those that it does not name follow, A to Z
 */
export function defaultRules(kinds: Iterable<string>, written: readonly string[] = []): Rules {
  const present = [...new Set(kinds)].sort((a, b) => (a < b ? -1 : 1))
  const roleOf = (kind: string): KindRule['role'] =>
    CONTACTS.has(kind) ? 'contact' : DEVICE.test(kind) ? 'device' : 'own'
  const own = [...written, ...present].filter((kind) => present.includes(kind) && roleOf(kind) === 'own')
  const ordered = new Set([
    ...present.filter((kind) => kind === 'user_id'),
    ...own,
    ...present.filter((kind) => kind === 'email'),
    ...present,
  ])
  return {
    kinds: [...ordered].map((kind) => ({
      kind,
      limit: kind === 'user_id' ? 1 : 5,
      namesMustAgree: CONTACTS.has(kind),
      role: roleOf(kind),
    })),
    sharedAbove: 5,
    names: NAME_LISTS,
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
