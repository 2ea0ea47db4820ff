import { NONE } from '../../identity/log.ts'
import type { Resolution } from '../../identity/resolve.ts'
import type { LogRows } from './read-log.ts'
import { ADDRESS, FIRST, LAST, STATE, type Values } from './read-values.ts'

export interface LastKnown {
  /** Per person the last record. */
  lastRecord: Uint32Array
  /** By part of an identity set, per person the place of the last value that is known; NONE where none is. */
  places: Map<string, Uint32Array>
  /**
   * The last name and address may leave out what an earlier one says: of first name, last name and address the
   * place of the last value that says it, where that is another.
   */
  earlier: Partial<Record<'first_name' | 'last_name' | 'address', Uint32Array>>
}

/** What is known last of each person, by the fold's order. */
export function lastKnown({ parts }: LogRows, { says }: Values, resolution: Resolution): LastKnown {
  const lastRecord = lastRecords(resolution)
  const isWritten = (value: number) => value !== NONE
  const last = (column: Uint32Array, tells: (value: number) => boolean) =>
    lastValues(resolution, lastRecord, column, tells)
  const places = new Map([...parts].map(([part, column]) => [part, last(column, isWritten)]))
  const person = parts.get('person')
  if (!person) return { lastRecord, places, earlier: {} }
  const saying = (bit: number) => last(person, (value) => value !== NONE && (says[value]! & bit) !== 0)
  const either = (one: Uint32Array, other: Uint32Array) =>
    one.map((place, who) => (place === NONE ? other[who]! : place))
  const latest = places.get('person')!
  const other = (told: Uint32Array) => told.map((place, who) => (place === latest[who] ? NONE : place))
  const earlier = {
    first_name: other(saying(FIRST)),
    last_name: other(saying(LAST)),
    // A record with nothing but a state moves nobody out of their street; where no more is known, the state is told.
    address: other(either(saying(ADDRESS), saying(STATE))),
  }
  return { lastRecord, places, earlier }
}

function lastRecords({ people, person, position }: Resolution): Uint32Array {
  const record = new Uint32Array(people)
  const after = new Uint32Array(people)
  for (let one = 0; one < person.length; one++) {
    const who = person[one]!
    if (who === NONE || position[one]! < after[who]!) continue
    after[who] = position[one]! + 1
    record[who] = one
  }
  return record
}

/** Mostly a person's last record tells; only of the others all records are looked through. */
function lastValues(
  { people, person, position }: Resolution,
  lastRecord: Uint32Array,
  column: Uint32Array,
  tells: (value: number) => boolean,
): Uint32Array {
  const last = new Uint32Array(people).fill(NONE)
  const isOpen = new Uint8Array(people)
  let open = 0
  for (let who = 0; who < people; who++) {
    const value = column[lastRecord[who]!]!
    if (tells(value)) last[who] = value
    else open += isOpen[who] = 1
  }
  if (open === 0) return last
  const after = new Uint32Array(people)
  for (let one = 0; one < person.length; one++) {
    const who = person[one]!
    if (who === NONE || !isOpen[who] || position[one]! < after[who]! || !tells(column[one]!)) continue
    after[who] = position[one]! + 1
    last[who] = column[one]!
  }
  return last
}
