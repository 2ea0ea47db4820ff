import { type Log, NONE } from '../../identity/log.ts'
import type { Resolution } from '../../identity/resolve.ts'
import type { LogRows } from './read-log.ts'
import { ADDRESS, FIRST, LAST, STATE, type Values } from './read-values.ts'

export interface LastKnown {
  /** Per person the last record. */
  lastRecord: Uint32Array
  /**
   * By what is known, per person the place of the last value that says it, NONE where none does: parts of an identity set,
   * but for `person` four: `first_name`, `last_name`, `address` (a street, city or postcode, and its state) and `state`.
   */
  places: Map<string, Uint32Array>
}

const ofPerson = [
  ['first_name', FIRST],
  ['last_name', LAST],
  ['address', ADDRESS],
  ['state', STATE],
] as const

/** What is known last of each person, by the fold's order. */
export function lastKnown(
  log: Log,
  { parts }: LogRows,
  { says }: Values,
  { people, person, position }: Resolution,
): LastKnown {
  const places = new Map<string, Uint32Array>()
  const { order } = log
  for (const [part, column] of parts) {
    for (const [name, bit] of part === 'person' ? ofPerson : [[part, 0] as const]) {
      const last = new Uint32Array(people)
      for (let record = 0; record < person.length; record++) {
        const value = column[record]!
        if (value === NONE || (bit && !(says[value]! & bit))) continue
        const who = person[record]!
        if (who !== NONE && last[who]! <= position[record]!) last[who] = position[record]! + 1
      }
      places.set(
        name,
        last.map((place) => (place === 0 ? NONE : column[order![place - 1]!]!)),
      )
    }
  }
  const last = new Uint32Array(people)
  for (let record = 0; record < person.length; record++) {
    const who = person[record]!
    if (who !== NONE && last[who]! < position[record]!) last[who] = position[record]!
  }
  return { lastRecord: last.map((place) => order![place]!), places }
}
