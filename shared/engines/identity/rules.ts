import { NAME_LISTS, type NameLists } from './agreement.ts'

/** How one kind of identifier links. */
export type KindRule = {
  kind: string
  /** The name of the kind that ids of people are made of, where it is another: builds call an external id otherwise. */
  idKind?: string
  /** How many different values one person may have, ≥ 1. */
  limit: number
  /** How long a value counts towards the limit after it was first linked, in milliseconds, above 0. */
  window: number | 'ever'
  /** Whether the value joins only where first names agree: what couples, parents and offices share. */
  namesMustAgree: boolean
  /**
   * Who gives it out: the company one to each customer (`own`), a device or browser to whoever sits in front of it (`device`),
   * or it is where somebody can be reached (`contact`). Contacts that stand beside an own id do not count towards limits.
   */
  role: 'own' | 'device' | 'contact'
}

/** The window of a kind in milliseconds; Infinity: for ever. */
export const windowLength = ({ window }: KindRule): number => (window === 'ever' ? Infinity : window)

/** Beyond these a person grows no more: one that does is a till or a robot, and each of its facts would be dearer than the last. */
export type Caps = {
  /** How many people one person may have been. */
  merges: number
  /** How many identifiers a person may have in all. */
  identifiers: number
}

export type Rules = {
  /** Highest priority first: the last ones are dropped first, the first ones give people their ids. */
  kinds: readonly KindRule[]
  /** A value behind more people than this is shared, and joins nobody from then on. */
  sharedAbove: number
  caps: Caps
  names: NameLists
}

const CONTACTS = new Set(['email', 'email_hash', 'phone', 'name_address'])

/** Kinds that a browser, a telephone or an advertising network gives out, as files call them. */
const DEVICE =
  /^(?:x_)?(?:anonymous_id|ga_client_id|cross_domain_id|visitor_id|session_id|idf[av]|gaid|aaid|adid|gclid|fbp|(?:ios|android)[._-]?(?:id|idfa))$|push_?token|device|cookie/i

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
      window: 'ever' as const,
      namesMustAgree: CONTACTS.has(kind),
      role: roleOf(kind),
    })),
    sharedAbove: 5,
    caps: { merges: 100, identifiers: 1000 },
    names: NAME_LISTS,
  }
}

const DAY = 86_400_000
/** The windows that a source may set, in milliseconds. */
const WINDOWS = { ever: 'ever', weekly: 7 * DAY, monthly: 30 * DAY, annually: 365 * DAY } as const

/** How a source's settings say that a kind links. */
export type IdentifierSetting = { kind: string; limit: number; window: keyof typeof WINDOWS }

/**
 * The rules where the settings of a source say something: limit and window of the kinds that it names, and their order among
 * themselves. All else is as by default. A user_id stays the strongest and one for each person, whatever the settings say:
 * events lie at their user_id (atomOf).
 *
 * @param kinds those that the account has; those that the settings name are added
 * @param settings the strongest first
 * @param written as in defaultRules
 */
export function rulesOf(
  kinds: Iterable<string>,
  settings: { identifiers: readonly IdentifierSetting[] } = { identifiers: [] },
  written: readonly string[] = [],
): Rules {
  const said = new Map(settings.identifiers.filter(({ kind }) => kind !== 'user_id').map((one) => [one.kind, one]))
  const rules = defaultRules([...kinds, ...settings.identifiers.map(({ kind }) => kind)], written)
  const ruleOf = new Map(rules.kinds.map((rule) => [rule.kind, rule]))
  // The places of those that are named are dealt out anew among them.
  const named = [...said.keys()]
  const ordered = rules.kinds.map(({ kind }) => (said.has(kind) ? named.shift()! : kind))
  return {
    ...rules,
    kinds: ordered.map((kind) => {
      const { limit, window } = said.get(kind) ?? {}
      return { ...ruleOf.get(kind)!, ...(limit && { limit }), ...(window && { window: WINDOWS[window] }) }
    }),
  }
}

/**
 * The rules of these kinds, highest priority first.
 *
 * @throws Error when a kind has no rule or is there twice, a limit is below 1, or a window is not above 0
 */
export function byPriority(kinds: readonly string[], rules: Rules): KindRule[] {
  for (const kind of kinds) {
    if (!rules.kinds.some((rule) => rule.kind === kind)) throw new Error(`no identity rule for the kind "${kind}"`)
  }
  if (new Set(kinds).size < kinds.length) throw new Error(`two columns of one kind: ${kinds.join(', ')}`)
  for (const { kind, limit } of rules.kinds) if (!(limit >= 1)) throw new Error(`the limit of "${kind}" is ${limit}`)
  for (const rule of rules.kinds) {
    if (!(windowLength(rule) > 0)) throw new Error(`the window of "${rule.kind}" is ${rule.window}`)
  }
  return rules.kinds.filter(({ kind }) => kinds.includes(kind))
}
