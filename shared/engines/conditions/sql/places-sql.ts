import type { Place, Places } from '../place.ts'
import type { Params } from './params.ts'

/** Places as one boolean expression over `people` (alias `p`): in any of them, and in none of the inverted ones. */
export function placesSql({ inside, outside }: Places, params: Params): string {
  const sqlOf = ({ part, value }: Place) => `(${comparable(`p.${part}`)} = ${comparable(params.text(value))})`
  const anywhere = inside.length > 0 ? [`(${inside.map(sqlOf).join(' OR ')})`] : []
  return [...anywhere, ...outside.map((place) => `NOT ${sqlOf(place)}`)].join(' AND ') || 'TRUE'
}

/** Letter case, blanks and hyphens make no other place: "sw1a 1aa" is "SW1A1AA". */
const comparable = (text: string) => `upper(translate(${text}, ' -', ''))`
