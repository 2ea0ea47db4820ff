import { editDistance } from '../names/edit-distance.ts'
import { GIVEN_NAMES } from './given-names.ts'
import { NICKNAMES, type Nicknames } from './nicknames.ts'
import { soundOf } from './sound-of.ts'

/** A name in canonical form (canonicalName); an empty string or null where it is missing. */
export type PersonName = {
  first: string | null
  last: string | null
  /** Sr, Jr, II …: one of GENERATIONS (spelling.ts). */
  generation?: string | null
}

/** The lists that names are compared by. */
export type NameLists = { nicknames: Nicknames; givenNames: ReadonlySet<string> }

/** The lists that the product ships. */
export const NAME_LISTS: NameLists = { nicknames: NICKNAMES, givenNames: GIVEN_NAMES }

/**
 * Whether two names can be one person's: no two different generations (Sr, Jr), and first names that are equal, a nickname and its
 * name (or two nicknames of one name), an initial, a misspelling, or first and last name swapped. A misspelling is within
 * an edit distance of a third of the shorter name, and not a given name itself where the other is one: Maria and Mario are
 * two people. A missing first name agrees with any. Couples and parents share addresses and phones: this is what keeps
 * them apart.
 */
export function namesAgree(a: PersonName, b: PersonName, lists: NameLists): boolean {
  if (isOtherGeneration(a, b)) return false
  if (!a.first || !b.first) return true
  return firstNamesAgree(a.first, b.first, lists) || swapped(a, b)
}

/** A father and his son of one name. A missing generation agrees with any. */
export const isOtherGeneration = (a: PersonName, b: PersonName): boolean =>
  !!a.generation && !!b.generation && a.generation !== b.generation

/** Equal first names in full, which need no list: an initial is not one. */
export const haveOneFirstName = (a: PersonName, b: PersonName): boolean =>
  !!a.first && a.first.length > 1 && a.first === b.first && !isOtherGeneration(a, b)

/**
 * Whether two names cannot be one person's. Names that neither agree nor contradict are damaged beyond telling: Catherine and
 * "Kahtrinn". Two given names that do not agree contradict, and so do first names that differ in more than half of their letters.
 */
export function namesContradict(a: PersonName, b: PersonName, lists: NameLists): boolean {
  if (isOtherGeneration(a, b)) return true
  if (!a.first || !b.first || a.first.length === 1 || b.first.length === 1 || namesAgree(a, b, lists)) return false
  // One that crosses over may be a swap of which the other half is damaged.
  if (a.first === b.last || b.first === a.last) return false
  const [one, other] = [firstWord(a.first), firstWord(b.first)]
  if (lists.givenNames.has(one) && lists.givenNames.has(other)) return true
  const half = Math.floor(Math.max(a.first.length, b.first.length) / 2)
  return editDistance(a.first, b.first, half) > half
}

/**
 * Whether two full names are two people's by both of their parts: neither first nor last names agree, as they are or crossed
 * over. Somebody whose first name was mistyped or who married keeps one of the two. Last names of four letters and more are
 * alike within half of their letters: two misspellings of one. A name without a last name is not a full one.
 */
export function fullNamesDisagree(a: PersonName, b: PersonName, lists: NameLists): boolean {
  if (!a.first || !b.first || !a.last || !b.last || namesAgree(a, b, lists)) return false
  const isLike = (one: string, other: string) =>
    isClose(one, other, Math.min(one.length, other.length) < 4 ? 3 : 2) || shareWord(one, other)
  return !isLike(a.last, b.last) && !isLike(a.first, b.last) && !isLike(a.last, b.first)
}

function firstNamesAgree(a: string, b: string, lists: NameLists): boolean {
  if (a === b) return true
  const [one, other] = [firstWord(a), firstWord(b)]
  if (one.length === 1 || other.length === 1) return one[0] === other[0]
  if (areTwoGivenNames(one, other, lists) || areTwoGivenNames(secondWord(a), secondWord(b), lists)) return false
  if (one === other || isClose(a, b) || isOneName(one, other, lists)) return true
  const isShorter = one !== a || other !== b
  return isShorter && isClose(one, other)
}

/** Both words are given names, and not forms of one name. */
function areTwoGivenNames(a: string, b: string, lists: NameLists): boolean {
  return a !== b && lists.givenNames.has(a) && lists.givenNames.has(b) && !isOneName(a, b, lists)
}

/** A nickname, a pet form (Dan and Danny), or another spelling that sounds the same: Sara and Sarah, Erik and Eric. */
function isOneName(a: string, b: string, { nicknames, givenNames }: NameLists): boolean {
  // Ann and Tina are both short for Christiana, and names in their own right: only a name and its nickname count then.
  const isKnown = givenNames.has(a) && givenNames.has(b)
  if (isNicknameOf(a, b, nicknames) || (!isKnown && shareGivenName(a, b, nicknames))) return true
  const [one, other] = [soundOf(a), soundOf(b)].sort((x, y) => x.length - y.length) as [string, string]
  return one === other || (one.length === 3 && other === `${one}i`)
}

/**
 * Both names must cross over, so that Kelly Jones and Chris Kelly stay two people: one as closely as first names must,
 * the other, where the first is equal, at half its letters.
 */
function swapped(a: PersonName, b: PersonName): boolean {
  const [one, other] = [a.first, b.first]
  // With one last name nothing crossed over: Leo Lee and Lea Lee.
  if (!one || !other || (!a.last && !b.last) || a.last === b.last) return false
  const bothCross = (share: number) =>
    (!b.last || isClose(one, b.last, share)) && (!a.last || isClose(other, a.last, share))
  return bothCross(3) || ((one === b.last || other === a.last) && bothCross(2))
}

/** "mary ann" is also called mary. */
function firstWord(name: string): string {
  const end = name.indexOf(' ')
  return end < 0 ? name : name.slice(0, end)
}

/** "ann" of "mary ann lou"; an empty string without. */
function secondWord(name: string): string {
  const start = name.indexOf(' ') + 1
  return start === 0 ? '' : firstWord(name.slice(start))
}

/** Garcia and Garcia Lopez. */
function shareWord(a: string, b: string): boolean {
  if (!a.includes(' ') && !b.includes(' ')) return false
  const words = a.split(' ')
  return b.split(' ').some((word) => words.includes(word))
}

/** Bob is Robert. */
const isNicknameOf = (a: string, b: string, nicknames: Nicknames): boolean =>
  !!nicknames.get(a)?.has(b) || !!nicknames.get(b)?.has(a)

/** Bob and Rob are both Robert. */
function shareGivenName(a: string, b: string, nicknames: Nicknames): boolean {
  const [one, other] = [nicknames.get(a), nicknames.get(b)]
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
