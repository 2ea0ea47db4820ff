import { blockedValues } from '../../engines/identity/normalize-identifier.ts'
import { type Rules, rulesOf } from '../../engines/identity/rules.ts'
import type { Promotion, RulesFor } from '../../engines/profiles/fact.ts'
import { listResources } from '../../ports/store/resources.ts'
import type { Table } from '../../ports/store/table.ts'

/** How the events of an account become people: the settings of all its sources together, since a person is one in all. */
export interface IdentitySettings {
  /** Undefined of a source that is deleted. */
  promotionOf(source: string): Promotion | undefined
  rulesFor: RulesFor
}

/** One consistent query of the account's sources. The oldest source's word counts where two say something else of one kind. */
export async function readSettings(table: Table, account_id: string): Promise<IdentitySettings> {
  const sources = (await listResources(table, account_id, 'sources')).sort((one, other) =>
    one.created_at < other.created_at ? -1 : 1,
  )
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
  return { promotionOf: (source) => promotions.get(source), rulesFor }
}

const isFirstOfKind = ({ kind }: { kind: string }, i: number, all: readonly { kind: string }[]): boolean =>
  all.findIndex((one) => one.kind === kind) === i

/** Rules are made once for each set of kinds: most facts have the same few. */
export function rulesOfAccount(settings: Parameters<typeof rulesOf>[1]): RulesFor {
  const made = new Map<string, Rules>()
  return (facts) => {
    const kinds = new Set<string>()
    for (const { identifiers } of facts) for (const { kind } of identifiers) kinds.add(kind)
    const text = [...kinds].sort().join()
    const rules = made.get(text) ?? rulesOf(kinds, settings)
    made.set(text, rules)
    return rules
  }
}
