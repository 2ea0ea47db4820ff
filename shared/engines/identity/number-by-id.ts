import { personKey } from './key.ts'
import { NONE } from './log.ts'
import { radixSorted } from './radix-sort.ts'
import type { Resolution } from './resolve.ts'

/**
 * Gives people their ids and numbers them by these, smallest first: `person` and `identifiers` of the resolution are
 * numbered anew, in place, and so are the people.
 *
 * @param keys per person the four words of the key of its `canonical` value
 * @returns the ids: per person four words, as DuckDB holds a UUID (low half first; the sign bit of the high half is flipped)
 */
export function numberById(resolution: Resolution, keys: Uint32Array): Uint32Array {
  const { people, person, identifiers } = resolution
  setIds(keys, resolution.ordinal)
  const order = inOrder(people, keys)
  const number = new Uint32Array(people)
  const ids = new Uint32Array(4 * people)
  for (let i = 0; i < people; i++) {
    const old = order[i]!
    number[old] = i
    ids.set(keys.subarray(4 * old, 4 * old + 4), 4 * i)
  }
  for (let record = 0; record < person.length; record++) {
    if (person[record] !== NONE) person[record] = number[person[record]!]!
  }
  identifiers.person.forEach((old, i) => {
    identifiers.person[i] = number[old]!
  })
  resolution.founder = order.map((old) => resolution.founder[old]!)
  resolution.canonical = order.map((old) => resolution.canonical[old]!)
  resolution.ordinal = order.map((old) => resolution.ordinal[old]!)
  return ids
}

/** Keys become ids in DuckDB's order: personKey without a BigInt, but for those who are not the first of their value. */
function setIds(keys: Uint32Array, ordinal: Uint32Array): void {
  for (let one = 0; one < ordinal.length; one++) {
    const at = 4 * one
    if (ordinal[one]! > 1) {
      const [hi, lo] = new BigUint64Array(keys.slice(at, at + 4).buffer)
      const own = personKey(hi!, lo!, ordinal[one]!)
      keys.set(new Uint32Array(BigUint64Array.of(own.hi, own.lo).buffer), at)
    }
    const [a, b] = [keys[at]!, keys[at + 1]!]
    keys[at] = keys[at + 2]!
    keys[at + 1] = (keys[at + 3]! & 0x3fff_ffff) | 0x8000_0000
    keys[at + 2] = (a & 0xffff_0fff) | 0x8000
    keys[at + 3] = b ^ 0x8000_0000
  }
}

/** People by id: by its first 32 bits, which are those of a digest, and the few who share these by the rest. */
function inOrder(people: number, ids: Uint32Array): Uint32Array {
  const order = radixSorted(people, [(one) => (ids[4 * one + 3]! ^ 0x8000_0000) >>> 0])
  for (let i = 1; i < people; i++) {
    for (let at = i; at > 0 && isBefore(ids, order[at]!, order[at - 1]!); at--) {
      const later = order[at - 1]!
      order[at - 1] = order[at]!
      order[at] = later
    }
  }
  return order
}

function isBefore(ids: Uint32Array, one: number, other: number): boolean {
  for (let word = 3; word >= 0; word--) {
    const flip = word === 3 ? 0x8000_0000 : 0
    const a = (ids[4 * one + word]! ^ flip) >>> 0
    const b = (ids[4 * other + word]! ^ flip) >>> 0
    if (a !== b) return a < b
  }
  return false
}
