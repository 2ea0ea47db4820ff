import { NONE } from '../../engines/identity/log.ts'
import type { Resolution } from '../../engines/identity/resolve.ts'
import type { Found } from './decide-people.ts'
import { ADDRESS, FIRST, LAST, STATE } from './read-names.ts'

export interface LastKnown {
  /** Per person the last record. */
  lastRecord: Uint32Array
  /** By part of an identity set, per person the index of the last value that is known; NONE where none is. */
  indices: Map<string, Uint32Array>
  /**
   * The last name and address may leave out what an earlier one says: of first name, last name and address the
   * index of the last value that says it, where that is another.
   */
  earlier: Partial<Record<'first_name' | 'last_name' | 'address', Uint32Array>>
}

/** The last known values of each person, by the fold's order. */
export function lastKnown({
  rows: { parts },
  says,
  resolution,
}: Pick<Found, 'rows' | 'says' | 'resolution'>): LastKnown {
  const lastRecord = lastRecords(resolution)
  const indices = new Map<string, Uint32Array>()
  for (const [part, column] of parts) {
    const guess = lastRecord.map((record) => column[record]!)
    indices.set(
      part,
      lastValues(resolution, guess, column, (value) => value !== NONE),
    )
  }
  const person = parts.get('person')
  const latest = indices.get('person')
  if (!person || !latest) return { lastRecord, indices, earlier: {} }
  // Where the latest is none, nothing was ever said.
  const saying = (bit: number) =>
    lastValues(resolution, latest, person, (value) => value === NONE || (says[value]! & bit) !== 0)
  const address = saying(ADDRESS)
  const latestSaying = {
    first_name: saying(FIRST),
    last_name: saying(LAST),
    // A record with nothing but a state moves nobody out of their street; where no more is known, the state is the
    // address.
    address:
      address === latest ? latest : saying(STATE).map((state, who) => (address[who] === NONE ? state : address[who]!)),
  }
  const earlier: LastKnown['earlier'] = {}
  for (const [what, indices] of Object.entries(latestSaying) as [keyof LastKnown['earlier'], Uint32Array][]) {
    if (indices !== latest) earlier[what] = indices.map((index, who) => (index === latest[who] ? NONE : index))
  }
  return { lastRecord, indices, earlier }
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

/**
 * The last value of a column that has a given fact, for each person; NONE where no value has it.
 *
 * @param guess the last value of each person, which has the fact for most: only the other people's records are looked
 * through. Where the guess has the fact for everybody, the guess itself is the answer
 * @param has whether a value has the fact
 */
function lastValues(
  { people, person, position }: Resolution,
  guess: Uint32Array,
  column: Uint32Array,
  has: (value: number) => boolean,
): Uint32Array {
  if (guess.every(has)) return guess
  const last = guess.slice()
  const isOpen = new Uint8Array(people)
  for (let who = 0; who < people; who++) {
    if (has(last[who]!)) continue
    last[who] = NONE
    isOpen[who] = 1
  }
  const after = new Uint32Array(people)
  for (let one = 0; one < person.length; one++) {
    const who = person[one]!
    if (who === NONE || !isOpen[who] || position[one]! < after[who]! || column[one] === NONE || !has(column[one]!))
      continue
    after[who] = position[one]! + 1
    last[who] = column[one]!
  }
  return last
}
