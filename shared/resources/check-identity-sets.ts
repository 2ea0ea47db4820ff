import type { IdentitySet } from '../contract/datasets.ts'
import { refuse } from './refuse.ts'

/** Refuses identity sets by which nobody can be recognised: at least one must be enough. */
export function checkIdentitySets(sets: Record<string, IdentitySet>): void {
  if (Object.values(sets).some(isEnough)) return
  const given = Object.entries(sets).map(([name, set]) => `"${name}" has ${Object.keys(set).join(', ') || 'nothing'}`)
  refuse(
    'identity_sets',
    `identity_sets must hold enough to recognise somebody: an email, an email_hash, a user_id, an anonymous_id or another external id, a phone with a last name, or a name with an address (${given.join('; ') || 'there is no set'})`,
    'not_enough',
  )
}

/** Enough to recognise somebody by. */
function isEnough(set: IdentitySet): boolean {
  const external = Object.keys(set.external_ids ?? {}).length > 0
  if (set.email || set.email_hash || set.user_id || set.anonymous_id || external) return true
  const lastName = set.person_last_name || set.person_full_name
  if (set.phone && lastName) return true
  const fullName = set.person_full_name || (set.person_first_name && set.person_last_name)
  const place = set.postcode || (set.city && set.state)
  return Boolean(fullName && (set.freeform_address || (set.house_number_and_street && place)))
}
