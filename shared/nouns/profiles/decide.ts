import { type Identifier, identifierText } from '../../engines/identity/fact.ts'
import { normalizeIdentifier } from '../../engines/identity/normalize-identifier.ts'
import { segmentId } from '../../engines/profiles/segment-id.ts'
import { type Decision, deleteDecision, putDecision } from '../../ports/store/decisions.ts'
import { type Ask, shownId } from './ask/ask.ts'
import type { Found } from './find-components.ts'
import { keepPeople, newcomersOf } from './link-facts.ts'
import { findComponent, type Profile } from './read-profile.ts'
import { type IdentitySettings, readSettings } from './read-settings.ts'
import { Refusal } from './refusal.ts'

/** An identifier as a body names it. */
interface Given {
  type: string
  id: string
}
export interface Separation {
  external_ids: readonly Given[]
  from: Given
}

/** Every read of a profile reads all decisions of its account. */
export const mostDecisions = 1000

/**
 * Parts identifiers of a component: as if they had never met, also when all events come again and in every later build. Nothing
 * is moved, since events and traits lie at what said them.
 */
export async function separate(ask: Ask, profile: Profile, { external_ids, from }: Separation) {
  const { left, leaving } = parting(profile, { external_ids, from })
  await decide(
    ask,
    leaving.map((leaves) => apart(ask, leaves, left)),
  )
  return after(ask, [left, ...leaving])
}

/** The answer that `separate` would give, by the decisions of now and this one. Nothing is decided. */
export async function wouldSeparate(ask: Ask, profile: Profile, { external_ids, from }: Separation) {
  const { left, leaving } = parting(profile, { external_ids, from })
  const more = leaving.map((leaves) => apart(ask, leaves, left))
  const settings = await readSettings(ask.ctx.table, ask.account, more)
  const found = await findComponent(ask.ctx, ask.account, left)
  return { data: found ? peopleWith(found, settings, [left, ...leaving]) : [] }
}

function parting(profile: Profile, { external_ids, from }: Separation) {
  const left = ofComponent(profile, from, 'from')
  const leaving = external_ids.map((one, i) => ofComponent(profile, one, `external_ids.${i}`))
  if (leaving.some((one) => identifierText(one) === identifierText(left))) {
    throw new Refusal('invalid_request_error', 'an identifier can not leave itself: from is one of external_ids')
  }
  return { left, leaving }
}

/** Takes separations back, whichever of both left. */
export async function rejoin(ask: Ask, profile: Profile, { external_ids, from }: Separation) {
  const left = ofComponent(profile, from, 'from')
  const leaving = external_ids.map((one, i) => ofComponent(profile, one, `external_ids.${i}`))
  for (const one of leaving) {
    for (const decision of [apart(ask, one, left), apart(ask, left, one)]) {
      await deleteDecision(ask.ctx.table, ask.account, decision)
    }
  }
  return after(ask, [left, ...leaving])
}

/** Blocks an identifier of a profile for the account: it links nothing and finds nobody. */
export async function deleteExternalId(ask: Ask, profile: Profile, [given]: readonly Given[]) {
  const identifier = ofComponent(profile, given!, 'delete_external_ids.0')
  if (identifier.kind === 'user_id') {
    throw new Refusal('unsupported_eid_type', 'a user_id is what a profile is known by: it is not deleted')
  }
  const rest = profile.identifiers.filter((one) => identifierText(one) !== identifierText(identifier))
  if (rest.length === profile.identifiers.length) throw notOfProfile('delete_external_ids.0', identifier.kind)
  if (rest.length === 0) {
    throw new Refusal('invalid_request_error', 'a profile keeps at least one identifier: this is its last')
  }
  await decide(ask, [{ what: 'blocked', identifier, decided_at: ask.ctx.now().toISOString() }])
  return after(ask, rest)
}

const apart = ({ ctx }: Ask, leaves: Identifier, left: Identifier): Decision => ({
  what: 'apart',
  leaves,
  left,
  decided_at: ctx.now().toISOString(),
})

/** An identifier that events said together with those of the profile, whether it links or not. */
function ofComponent({ component }: Profile, { type: kind, id }: Given, path: string): Identifier {
  const value = normalizeIdentifier(kind, id)
  const text = value === null ? undefined : identifierText({ kind, value })
  const isSaid = component.facts.some(({ identifiers }) => identifiers.some((one) => identifierText(one) === text))
  if (value === null || !isSaid) throw notOfProfile(path, kind)
  return { kind, value }
}

const notOfProfile = (path: string, kind: string) =>
  new Refusal('eid_not_found', `${path}: no event has said this ${kind} of the profile`)

async function decide({ ctx, account }: Ask, decisions: readonly Decision[]): Promise<void> {
  const known = (await readSettings(ctx.table, account)).decisions.length
  if (known + decisions.length > mostDecisions) {
    throw new Refusal('forbidden', `an account has at most ${mostDecisions} separations and deleted identifiers`)
  }
  for (const decision of decisions) await putDecision(ctx.table, account, decision)
}

/** The profiles that have one of these identifiers by the decisions of now. Their ids are kept, for the list and `segment_id`. */
async function after(ask: Ask, identifiers: readonly Identifier[]) {
  const { ctx, account } = ask
  const settings = await readSettings(ctx.table, account)
  const found = await findComponent(ctx, account, identifiers[0]!)
  if (!found) return { data: [] }
  await keepPeople(ctx, account, newcomersOf(found.facts, settings))
  return { data: peopleWith(found, settings, identifiers) }
}

function peopleWith(found: Found, settings: IdentitySettings, identifiers: readonly Identifier[]) {
  const asked = new Set(identifiers.map(identifierText))
  const people = peopleOf(found, settings).filter((one) => one.identifiers.some((id) => asked.has(identifierText(id))))
  return people.map(({ id, identifiers }) => ({
    segment_id: segmentId(id),
    external_ids: identifiers.map(shownId),
  }))
}

const peopleOf = ({ facts, base }: Found, settings: IdentitySettings) => settings.whoIsWho(facts, base?.written).people
