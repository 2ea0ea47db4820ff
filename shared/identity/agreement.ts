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
  return Math.abs(a.length - b.length) <= allowed && editDistance(a, b, allowed) <= allowed
}

/** Rows of the table below, kept: whoever compares a million names makes no garbage. */
let rows = [new Uint16Array(64), new Uint16Array(64), new Uint16Array(64)]

/**
 * Fewest insertions, deletions, substitutions and swaps of neighbours that turn one text into the other (optimal string
 * alignment: Damerau 1964; no part is edited twice). Names are short: rows of the classic table, O(|a|·|b|).
 *
 * @param enough stops once it must be more than this, and tells something above it
 */
export function editDistance(a: string, b: string, enough = Number.POSITIVE_INFINITY): number {
  if (rows[0]!.length <= b.length) rows = rows.map(() => new Uint16Array(2 * b.length))
  let [beforeLast, last, row] = rows as [Uint16Array, Uint16Array, Uint16Array]
  for (let j = 0; j <= b.length; j++) last[j] = j
  let leastBefore = 0
  for (let i = 1; i <= a.length; i++) {
    row[0] = i
    let least = i
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1
      let best = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + cost)
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      if (isSwap) best = Math.min(best, beforeLast[j - 2]! + 1)
      row[j] = best
      if (best < least) least = best
    }
    // Every way goes through one of two rows in turn, as a swap skips one.
    if (least > enough && leastBefore > enough) return least
    leastBefore = least
    const free = beforeLast
    beforeLast = last
    last = row
    row = free
  }
  return last[b.length]!
}
