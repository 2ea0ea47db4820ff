import type { Row } from '../../lake/duck.ts'
import type { Profile } from '../profiles/read-profile.ts'

const text = (value: unknown): string | null => (typeof value === 'string' && value.trim() ? value.trim() : null)

const joined = (parts: readonly (string | null)[], by: string): string | null => parts.filter(Boolean).join(by) || null

/** The name as it was written; of somebody of events alone as names are compared, with capitals. */
export function nameOf(row: Row | undefined, profile: Pick<Profile, 'facts'> | undefined): string | null {
  const written = joined([text(row?.first_name), text(row?.last_name)], ' ')
  if (written) return written
  const named = profile?.facts.findLast(({ name }) => name)?.name
  const said = named && joined([named.first, named.last], ' ')
  return said ? said.replaceAll(/(^|[\s'-])(\p{L})/gu, (_, before, letter) => before + letter.toUpperCase()) : null
}

export const placeOf = (row: Row | undefined): string | null =>
  joined([joined([text(row?.city), text(row?.state)], ', '), text(row?.postcode)], ' ')

export function addressOf(row: Row | undefined) {
  const [street, city, state, postcode] = [row?.street, row?.city, row?.state, row?.postcode].map(text)
  const address = { street: street ?? null, city: city ?? null, state: state ?? null, postcode: postcode ?? null }
  return Object.values(address).some(Boolean) ? address : null
}
