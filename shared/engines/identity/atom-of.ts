import { type Fact, factKey, type Identifier, identifierText } from './fact.ts'
import type { ResolvedFacts } from './resolve-facts.ts'
import type { Rules } from './rules.ts'

/**
 * Where the traits and events of a message lie, as a text: at its user_id, or without one at its whole fact. All that lies at one
 * atom belongs to one person, whoever merges or is parted, so that nothing is ever moved.
 *
 * A user_id that many people share (sharedUserIds) makes no atom: then the person is that of the rest of the fact, and
 * nobody where the user_id stands alone.
 */
export function atomOf(fact: Fact, rules: Rules, shared: ReadonlySet<string>): string {
  const userId = userIdOf(fact)
  return userId && !shared.has(userId.value) ? identifierText(userId) : factKey(fact, rules)
}

/** The user_ids that stand beside people who cannot be one. New facts may add to them, and seldom take one away. */
export const sharedUserIds = ({ setAside }: ResolvedFacts): ReadonlySet<string> =>
  new Set(
    setAside.flatMap(({ identifier: { kind, value }, reason }) =>
      kind === 'user_id' && reason === 'conflict' ? [value] : [],
    ),
  )

const userIdOf = ({ identifiers }: Fact): Identifier | undefined => identifiers.find(({ kind }) => kind === 'user_id')
