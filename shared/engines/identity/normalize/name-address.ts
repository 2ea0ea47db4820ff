import { canonicalName, canonicalPersonName } from './name.ts'
import { canonicalPostcode, canonicalState } from './postcode.ts'
import { canonicalStreet } from './street.ts'
import type { Value } from './undress.ts'

/** The columns of one identity set that make up a name and an address. */
export type NameAddress = {
  first?: Value
  last?: Value
  street?: Value
  city?: Value
  state?: Value
  postcode?: Value
  country?: Value
}

/** `first|last|house number and street|postcode` or `…|city|state` without a postcode; null when any part is missing. */
export function canonicalNameAddress(of: NameAddress): string | null {
  const { first, last, street, city, state, postcode, country } = of
  const town = [canonicalName(city), canonicalState(state)]
  const place = canonicalPostcode(postcode, state, country) ?? (town.includes(null) ? null : town.join('|'))
  const parts = [canonicalPersonName(first), canonicalPersonName(last), canonicalStreet(street), place]
  return parts.includes(null) ? null : parts.join('|')
}
