import { CustomerError } from '../../model/errors.ts'
import type { PlaceCondition } from './config.ts'
import type { Params } from './params.ts'

/**
 * Place conditions as one boolean expression over `people` (alias `p`): in any of the places, and in none of the
 * inverted ones. A place is known here only by people's own addresses: `postcode:05401`, `state:VT` or
 * `city:Burlington`. People without that part of an address are left out, also of an inverted place.
 * @param known the columns of `people`: no dataset may say a city
 */
export function placesSql(conditions: PlaceCondition[], params: Params, known?: readonly string[]): string {
  const sqlOf = (condition: PlaceCondition) => placeSql(condition, params, known)
  const inside = conditions.filter(({ invert }) => !invert).map(sqlOf)
  const outside = conditions.filter(({ invert }) => invert).map((condition) => `NOT ${sqlOf(condition)}`)
  const anywhere = inside.length > 0 ? [`(${inside.join(' OR ')})`] : []
  return [...anywhere, ...outside].join(' AND ') || 'TRUE'
}

function placeSql({ place_id, distance }: PlaceCondition, params: Params, known?: readonly string[]): string {
  if (distance) refuse(`place "${place_id}" can't be widened by ${distance} m: addresses have no coordinates here`)
  const [, part, value] = /^(postcode|state|city):\s*(\S.*)$/i.exec(place_id) ?? []
  if (!part || !value) {
    return refuse(
      `place not found: "${place_id}"; name one by people's own address: "postcode:05401", "state:VT" or "city:Burlington"`,
    )
  }
  const column = part.toLowerCase()
  if (known && !known.includes(column))
    refuse(`place not found: "${place_id}"; no dataset says the ${column} of its people`)
  return `(${comparable(`p.${column}`)} = ${comparable(params.text(value))})`
}

/** Letter case, blanks and hyphens make no other place: "sw1a 1aa" is "SW1A1AA". */
const comparable = (text: string) => `upper(translate(${text}, ' -', ''))`

function refuse(message: string): never {
  throw new CustomerError('VALIDATION_FAILED', message, {
    validationErrors: [{ message, path: 'place_conditions', context: { errorType: 'place' } }],
  })
}
