import { blockedValues } from '../../engines/identity/normalize-identifier.ts'
import { defaultRules, type Rules } from '../../engines/identity/rules.ts'
import type { LiveFact, Promotion } from '../../engines/profiles/fact.ts'
import { listResources } from '../../ports/store/resources.ts'
import type { Table } from '../../ports/store/table.ts'

/** How the events of an account become people: the settings of all its sources together, since a person is one in all. */
export interface IdentitySettings {
  /** Undefined of a source that is deleted. */
  promotionOf(source: string): Promotion | undefined
  rulesFor(facts: Iterable<LiveFact>): Rules
}

/** One consistent query of the account's sources. The oldest source's word counts where two say something else of one kind. */
export async function readSettings(table: Table, account_id: string): Promise<IdentitySettings> {
  const sources = (await listResources(table, account_id, 'sources')).sort((one, other) =>
    one.created_at < other.created_at ? -1 : 1,
  )
  const promotions = new Map(
    sources.map(({ id, config }): [string, Promotion] => [
      id,
      {
        source: id,
        kinds: config.identifiers.map(({ kind }) => kind),
        blocked: blockedValues(config.blocked_values),
      },
    ]),
  )
  return {
    promotionOf: (source) => promotions.get(source),
    rulesFor(facts) {
      const kinds = new Set<string>()
      for (const fact of facts) for (const { kind } of fact.identifiers) kinds.add(kind)
      return defaultRules(kinds)
    },
  }
}
