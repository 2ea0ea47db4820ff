import { identifierText } from '../../engines/identity/fact.ts'
import { blockedValues } from '../../engines/identity/normalize-identifier.ts'
import { type IdentifierSetting, type Rules, rulesOf } from '../../engines/identity/rules.ts'
import type { Promotion, RulesFor } from '../../engines/profiles/fact.ts'
import { type WhoIsWho, whoIsWho } from '../../engines/profiles/who-is-who.ts'
import { lakeKind } from '../../lake/events/lake-kind.ts'
import { type Decision, listDecisions } from '../../ports/store/decisions.ts'
import { listResources } from '../../ports/store/resources.ts'
import type { Table } from '../../ports/store/table.ts'

/** How the events of an account become people: the settings of all its sources together, since a person is one in all. */
export interface IdentitySettings {
  /** Undefined of a source that is deleted. */
  promotionOf(source: string): Promotion | undefined
  rulesFor: RulesFor
  /** By the rules, and by what somebody decided. */
  whoIsWho: WhoIsWho
  decisions: readonly Decision[]
}

/**
 * Two consistent queries of the account, side by side: its sources, and what was decided. The oldest source's word counts where two
 * say something else of one kind.
 *
 * @param more decisions that nobody has made: the answer is as if somebody had
 */
export async function readSettings(
  table: Table,
  account_id: string,
  more: readonly Decision[] = [],
): Promise<IdentitySettings> {
  const [unsorted, kept] = await Promise.all([
    listResources(table, account_id, 'sources'),
    listDecisions(table, account_id),
  ])
  const decisions = [...kept, ...more]
  const sources = unsorted.sort((one, other) => (one.created_at < other.created_at ? -1 : 1))
  const identifiers = sources.flatMap(({ config }) => config.identifiers).filter(isFirstOfKind)
  const rulesFor = rulesOfAccount({ identifiers })
  const promotions = new Map(
    sources.map(({ id, config }): [string, Promotion] => [
      id,
      {
        source: id,
        kinds: config.identifiers.map(({ kind }) => kind),
        blocked: blockedValues(config.blocked_values),
        rulesFor,
      },
    ]),
  )
  const decided = {
    apart: decisions.flatMap((one) => (one.what === 'apart' ? [[one.leaves, one.left] as const] : [])),
    blocked: new Set(decisions.flatMap((one) => (one.what === 'blocked' ? [identifierText(one.identifier)] : []))),
  }
  return {
    promotionOf: (source) => promotions.get(source),
    rulesFor,
    whoIsWho: whoIsWho(rulesFor, decided),
    decisions,
  }
}

const isFirstOfKind = ({ kind }: { kind: string }, i: number, all: readonly { kind: string }[]): boolean =>
  all.findIndex((one) => one.kind === kind) === i

/** Rules are made once for each set of kinds: most facts have the same few. */
export function rulesOfAccount(settings: { identifiers: readonly IdentifierSetting[] }): RulesFor {
  const made = new Map<string, Rules>()
  return (facts, written = []) => {
    const kinds = new Set<string>()
    for (const { identifiers } of facts) for (const { kind } of identifiers) kinds.add(kind)
    const text = `${[...kinds].sort().join()} ${written.join()}`
    const rules = made.get(text) ?? rulesAsBuilt(kinds, settings, written)
    made.set(text, rules)
    return rules
  }
}

/** The rules of builds, in which external ids have other names: by these they are ranked, and people's ids are made. */
function rulesAsBuilt(
  kinds: ReadonlySet<string>,
  { identifiers }: { identifiers: readonly IdentifierSetting[] },
  written: readonly string[],
): Rules {
  const named = [...kinds, ...identifiers.map(({ kind }) => kind)]
  const plain = new Map(named.map((kind) => [lakeKind(kind), kind]))
  const rules = rulesOf(
    plain.keys(),
    { identifiers: identifiers.map((one) => ({ ...one, kind: lakeKind(one.kind) })) },
    written,
  )
  return { ...rules, kinds: rules.kinds.map((rule) => ({ ...rule, kind: plain.get(rule.kind)!, idKind: rule.kind })) }
}
