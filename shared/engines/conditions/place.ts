import { CustomerError } from '../../model/errors.ts'
import type { PlaceCondition } from './config.ts'

/** A part of an address, and the value that it must have. */
export interface Place {
  part: string
  value: string
}

/** Places of which a person's address is in one, where there are any, and others in none of which it is. */
export interface Places {
  inside: readonly Place[]
  outside: readonly Place[]
}

/**
 * A place is known here only by people's own addresses: `postcode:05401`, `state:VT` or `city:Burlington`. People without
 * that part of an address are left out, also of an inverted place. Throws a CustomerError that names an unknown place.
 * @param known the columns of `people`: no dataset may say a city
 */
export function placesOf(conditions: readonly PlaceCondition[], known?: readonly string[]): Places {
  const read = conditions.map((condition) => ({ invert: condition.invert, place: placeOf(condition, known) }))
  return {
    inside: read.filter(({ invert }) => !invert).map(({ place }) => place),
    outside: read.filter(({ invert }) => invert).map(({ place }) => place),
  }
}

function placeOf({ place_id }: PlaceCondition, known?: readonly string[]): Place {
  const [, written, value] = /^(postcode|state|city):\s*(\S.*)$/i.exec(place_id) ?? []
  if (!written || !value) {
    return refuse(
      `place not found: "${place_id}"; name one by people's own address: "postcode:05401", "state:VT" or "city:Burlington"`,
    )
  }
  const part = written.toLowerCase()
  if (known && !known.includes(part))
    refuse(`place not found: "${place_id}"; no dataset says the ${part} of its people`)
  return { part, value }
}

function refuse(message: string): never {
  throw new CustomerError('VALIDATION_FAILED', message, {
    validationErrors: [{ message, path: 'place_conditions', context: { errorType: 'place' } }],
  })
}
