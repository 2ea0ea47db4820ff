import type { Place, Places } from '../place.ts'
import { upper } from './as-duckdb.ts'
import type { Person } from './person.ts'

/** Places as a function of an address: in any of them, and in none of the inverted ones. */
export function placesPredicate({ inside, outside }: Places): (address: Person['address']) => boolean {
  const lookups = (places: readonly Place[]) =>
    places.map(({ part, value }) => ({ part: part as keyof Person['address'], value: comparable(value) }))
  const [anyOf, noneOf] = [lookups(inside), lookups(outside)]
  return (address) => {
    const isAt = ({ part, value }: (typeof anyOf)[number]) => {
      const known = address[part]
      return known === undefined || known === null ? undefined : comparable(known) === value
    }
    return (anyOf.length === 0 || anyOf.some((place) => isAt(place))) && noneOf.every((place) => isAt(place) === false)
  }
}

/** Letter case, blanks and hyphens make no other place: "sw1a 1aa" is "SW1A1AA". */
const comparable = (text: string): string => upper(text.toWellFormed().replaceAll(/[ -]/g, ''))
