import { editDistance } from '../names/edit-distance.ts'
import type { Nicknames } from './nicknames.ts'

/** A name in canonical form (canonicalName); an empty string or null where it is missing. */
export type PersonName = { first: string | null; last: string | null }

/**
 * Whether two names can be one person's: first names equal, one a nickname of the other (or both of one name), an
 * initial, within an edit distance of a third of the shorter name, or first and last name swapped. A missing first name
 * agrees with any. Couples and parents share addresses and phones: this is what keeps them apart.
 */
export function namesAgree(a: PersonName, b: PersonName, nicknames: Nicknames): boolean {
  if (!a.first || !b.first) return true
  return firstNamesAgree(a.first, b.first, nicknames) || swapped(a, b)
}

function firstNamesAgree(a: string, b: string, nicknames: Nicknames): boolean {
  if (a === b || isClose(a, b)) return true
  const [one, other] = [firstWord(a), firstWord(b)]
  if (one.length === 1 || other.length === 1) return one[0] === other[0]
  const isShorter = one !== a || other !== b
  return one === other || (isShorter && isClose(one, other)) || shareGivenName(one, other, nicknames)
}

/**
 * Both names must cross over, so that Kelly Jones and Chris Kelly stay two people: one as closely as first names must,
 * the other, where the first is equal, at half its letters.
 */
function swapped(a: PersonName, b: PersonName): boolean {
  const [one, other] = [a.first, b.first]
  if (!one || !other || (!a.last && !b.last)) return false
  const bothCross = (share: number) =>
    (!b.last || isClose(one, b.last, share)) && (!a.last || isClose(other, a.last, share))
  return bothCross(3) || ((one === b.last || other === a.last) && bothCross(2))
}

/** "mary ann" is also called mary. */
function firstWord(name: string): string {
  const end = name.indexOf(' ')
  return end < 0 ? name : name.slice(0, end)
}

/** Bob and Rob are both Robert; Bob is Robert. */
function shareGivenName(a: string, b: string, nicknames: Nicknames): boolean {
  const one = nicknames.get(a)
  const other = nicknames.get(b)
  if (one?.has(b) || other?.has(a)) return true
  if (!one || !other) return false
  for (const given of one) if (other.has(given)) return true
  return false
}

/** Within an edit distance of the shorter text's length divided by `share`. */
function isClose(a: string, b: string, share = 3): boolean {
  const allowed = Math.floor(Math.min(a.length, b.length) / share)
  if (allowed === 0) return a === b
  return editDistance(a, b, allowed) <= allowed
}
