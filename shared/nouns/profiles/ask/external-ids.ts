import { createHash } from 'node:crypto'
import { type Identifier, identifierText } from '../../../engines/identity/fact.ts'
import { type LiveFact, messageOfTie } from '../../../engines/profiles/fact.ts'
import { byKey, pageOf, sortableTime } from '../../../engines/profiles/pages.ts'
import type { Profile } from '../read-profile.ts'
import { badCursor } from '../refusal.ts'
import { type Ask, cursorOf, opaque, pathOf, type Query, shownId, timeOf, unopaque } from './ask.ts'

const prefix = 'map_'

/** The identifiers of a profile, the first said first. */
export function askExternalIds({ account }: Pick<Ask, 'account'>, profile: Profile, query: Query<'external_ids'>) {
  const { include, limit, next: given } = query
  if (given !== undefined && !given.startsWith(prefix)) throw badCursor()
  const after = given && unopaque(given.slice(prefix.length))
  const said = profile.identifiers
    .filter(({ kind }) => !include || include.includes(kind))
    .map((identifier) => ({ identifier, first: firstFactOf(profile, identifier) }))
    .sort(byKey(keyOf))
  const { things, next } = pageOf(said, keyOf, { limit, after })
  return {
    data: things.map(({ identifier, first }) => ({
      source_id: first.source,
      ...shownId(identifier),
      created_at: timeOf(first.time),
      first_message_id: messageOfTie(first.tie),
    })),
    cursor: cursorOf(pathOf(account, profile, 'external_ids'), limit, next && prefix + opaque(next)),
  }
}

/** By time; of one moment by a digest, since a cursor stands in URLs. */
const keyOf = ({ identifier, first }: { identifier: Identifier; first: LiveFact }): string =>
  `${sortableTime(first.time)} ${createHash('md5').update(identifierText(identifier)).digest('base64url')}`

/** The fact by which a person got an identifier: the earliest of the person's that says it. */
function firstFactOf({ facts, component }: Profile, { kind, value }: Identifier): LiveFact {
  const says = (fact: LiveFact) => fact.identifiers.some((one) => one.kind === kind && one.value === value)
  return facts.find(says) ?? component.facts.find(says)!
}
